/* powerkey: the power key of a modem, a line that is held for some time. One key switches off what is on, and on what is off,
 * and nothing tells which it was. So a cut of the power is as a rule two presses, off and on again; but when the modem has
 * been cut before not long ago, or the board has just started, it may as well have been off: then it is one press, and the
 * next cut would undo it if that was wrong.
 * Pure: time is an argument, and the line is for the board to set as `held` says, after each call.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef DEVICE_POWERKEY_H
#define DEVICE_POWERKEY_H

#include <stdbool.h>
#include <stdint.h>

#define POWERKEY_REST_MS 25000u         /* between two presses: a modem takes its time to leave its network */
#define POWERKEY_APART_MS (65u * 60000) /* cuts further apart have nothing to do with each other */
#define POWERKEY_NEVER UINT64_MAX

struct powerkey {
	unsigned held_ms, rest_ms; /* for how long it is held; for how long it rests then */
	uint64_t cut_at_ms;
	uint64_t until_ms; /* held, or resting; POWERKEY_NEVER: neither */
	bool held, resting;
	bool wanted; /* one more press, after the rest */
};

/* A key that nobody holds, of a board that starts. */
void powerkey_init(struct powerkey *k, unsigned held_ms, uint64_t now_ms);

/* The modem's power is to be off, or on. */
void powerkey_power(struct powerkey *k, bool on, uint64_t now_ms);

/* Does what is due: call at k->until_ms. */
void powerkey_step(struct powerkey *k, uint64_t now_ms);

#endif
