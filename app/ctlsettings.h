/* ctlsettings: `smsocket ctl settings`: export to standard output, import from a file.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_CTLSETTINGS_H
#define APP_CTLSETTINGS_H

#include "app/ctlask.h"

/* What the program shall end with. */
int ctlsettings_export(struct ctl *q);
/* `path` NULL or "-": standard input. */
int ctlsettings_import(struct ctl *q, const char *path);

#endif
