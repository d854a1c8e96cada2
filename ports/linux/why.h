/* why: the one line that tells an owner what went wrong and what to do.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_WHY_H
#define PORTS_LINUX_WHY_H

#define WHY_CAP 512

struct why {
	char text[WHY_CAP]; /* no line feed at the end; cut when too long */
};

/* Fills in the line and returns ERR_IO, so that `return why_failed(...)` leaves a function. */
int why_failed(struct why *why, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
