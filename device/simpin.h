/* simpin: the SIM's PIN on its way to the modem. One that the card refused is remembered over restarts, so that no daemon
 * that is started again and again enters it until the card is blocked.
 * Part of device.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef DEVICE_SIMPIN_H
#define DEVICE_SIMPIN_H

#include <stdbool.h>
#include <stdint.h>

#include "modem/modem.h"
#include "store/store.h"

#define SIMPIN_VALUE_LEN 4

struct simpin {
	uint32_t check;   /* of the PIN, which is not kept itself; 0: there is none */
	bool refused;     /* by the card, now or before */
};

/* Hands `pin` (NULL: none is known) to a modem that has just been started, with what the store knows of it. */
void simpin_start(struct simpin *p, const struct store *s, struct modem *m, const char *pin);
/* The card has refused it just now: adds that to the store's open batch. */
bool simpin_refused(struct simpin *p, struct store *s, const struct modem *m);

#endif
