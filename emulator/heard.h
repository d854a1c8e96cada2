/* heard: what the firmware's console says, a line each, made into notes and answers again (ports/cortexm/console.h).
 * Hosted code with a heap: a note's phrase stands as long as the heard does.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef EMULATOR_HEARD_H
#define EMULATOR_HEARD_H

#include <stddef.h>

#include "device/port.h"

#define HEARD_LINE_CAP 400 /* what is longer is cut */

struct heard_phrase;

struct heard {
	char line[HEARD_LINE_CAP]; /* so far */
	size_t len;
	struct heard_phrase *phrases;
};

/* Begins anew, in the middle of whatever line it was; the phrases stay. A heard of zeros is one that has heard nothing. */
void heard_begin(struct heard *h);
void heard_free(struct heard *h);
/* Bytes of the console: whole lines go to port->note and port->answer. */
void heard_feed(struct heard *h, const struct port *port, const char *bytes, size_t len);

#endif
