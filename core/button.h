/* button: the hidden button: a short press switches, a long one and a second press erase everything.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BUTTON_H
#define CORE_BUTTON_H

#include <stdbool.h>
#include <stdint.h>

struct core;
struct core_effects;

struct button {
	uint64_t pressed_at_ms;
	uint64_t armed_until_ms; /* a press before this erases; 0: none does */
	bool held_at_start;      /* its release is no press */
};

/* The button has been pressed or let go. */
void button_changed(struct core *c, uint64_t now_ms, struct core_effects *out);
bool button_armed(const struct core *c, uint64_t now_ms);
/* Disarms it when its time is over. */
void button_step(struct core *c, uint64_t now_ms);
uint64_t button_deadline_ms(const struct core *c);

#endif
