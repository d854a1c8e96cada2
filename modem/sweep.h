/* sweep: a look at all places of the modem's memory, once a minute: for messages that nobody announced, for those that were
 * deleted and are still there, for places running out (27.005 3.2.2, 4.1).
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_SWEEP_H
#define MODEM_SWEEP_H

#include <stdbool.h>

struct modem;

/* Asks what is due and returns true, or returns false. */
bool sweep_next(struct modem *m);
/* The sweep under way is over. */
void sweep_end(struct modem *m);

#endif
