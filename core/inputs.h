/* inputs: the board's contacts, without their bouncing.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_INPUTS_H
#define CORE_INPUTS_H

#include <stdbool.h>
#include <stdint.h>

#define INPUTS_DEBOUNCE_MS 30

enum core_input {
	INPUT_BUTTON, /* pressed */
	INPUT_SENSOR, /* electrical contact closed */
	INPUT_JACK,   /* plug present */
	INPUT_MAINS,  /* mains present */
};
#define INPUTS_COUNT 4

struct inputs {
	bool level[INPUTS_COUNT]; /* settled */
	bool raw[INPUTS_COUNT];
	uint64_t raw_since_ms[INPUTS_COUNT];
};

/* Button up, contact open, plug in, mains present. */
void inputs_init(struct inputs *in);
/* A level as it was at the start: settled, and no change. */
void inputs_begin(struct inputs *in, enum core_input input, bool level);
/* A raw level, now. */
void inputs_take(struct inputs *in, enum core_input input, bool level, uint64_t now_ms);
/* The next input that has settled on another level, which is then its level: its number; or ERR_MISSING. */
int inputs_settle(struct inputs *in, uint64_t now_ms);
uint64_t inputs_deadline_ms(const struct inputs *in); /* UINT64_MAX: all have settled */

#endif
