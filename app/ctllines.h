/* ctllines: settings as text: a command a line, `#` before a remark; reading it, and finding fault with it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_CTLLINES_H
#define APP_CTLLINES_H

#include <stdio.h>

#include "base/text.h"
#include "core/model.h"

#define CTLLINES_CAP 512 /* a longer line is no command */

struct ctllines {
	unsigned number; /* from 1 */
	char command[CTLLINES_CAP];
};

/* The next line that holds a command, without white space around it. false: the file has ended. */
bool ctllines_next(struct ctllines *line, FILE *file);
/* The command, its secrets masked, for whoever reads over a shoulder. */
void ctllines_print(const char *command, struct text *t);
/* What a device of the model would find wrong with a command by reading it alone, or NULL. */
const char *ctllines_fault(const char *command, enum model model);

#endif
