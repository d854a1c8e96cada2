/* files: the panel's page, built into the program.
 * Made by tools/embed from the files of this folder, gzip'd; "/index.html" is one of them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PANEL_FILES_H
#define PANEL_FILES_H

#include <stddef.h>

#include "ports/linux/webfiles.h"

extern const struct webfile panel_files[];
extern const size_t panel_files_count;

#endif
