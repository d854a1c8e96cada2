/* rings: what a modem says of calls unasked, in its many spellings.
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_RINGS_H
#define MODEM_RINGS_H

#include <stdbool.h>

struct modem;

/* RING and its kin, handed on to calls; true when the line was one. */
bool rings_heard(struct modem *m, const char *line);

#endif
