/* gpiokey: the power key of a modem, a line that is held for some time. One key switches off what is on, and on what is off,
 * and nothing tells which it was. So a cut of the power is as a rule two presses, off and on again; but when the modem has
 * been cut before not long ago, or the board has just started, it may as well have been off: then it is one press, and the
 * next cut would undo it if that was wrong.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_GPIOKEY_H
#define PORTS_LINUX_GPIOKEY_H

#include <stdbool.h>
#include <stdint.h>

struct event;
struct event_base;
struct gpiopin;

#define GPIOKEY_REST_MS 25000u         /* between two presses: a modem takes its time to leave its network */
#define GPIOKEY_APART_MS (65u * 60000) /* cuts further apart have nothing to do with each other */

struct gpiokey {
	struct gpiopin *pin; /* NULL: there is no such key */
	unsigned held_ms, rest_ms;
	uint64_t cut_at_ms;
	bool held, resting;
	bool wanted; /* one more press, after the rest */
	struct event *timer;
};

/* `pin` is kept, an output. */
void gpiokey_open(struct gpiokey *k, struct event_base *base, struct gpiopin *pin, unsigned held_ms, uint64_t now_ms);
/* Nobody holds the key after this. */
void gpiokey_close(struct gpiokey *k);

/* The modem's power is to be off, or on. */
void gpiokey_power(struct gpiokey *k, bool on, uint64_t now_ms);

#endif
