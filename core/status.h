/* status: the reply to STATUS, and the words for a radio signal.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_STATUS_H
#define CORE_STATUS_H

#include "core/core.h"

/* Writes the reply to out->reply. */
void status_print(const struct core *c, struct core_effects *out);

#endif
