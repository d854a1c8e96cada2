/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inputs.h"

#include "base/err.h"

void inputs_init(struct inputs *in)
{
	*in = (struct inputs){ .level = { [INPUT_JACK] = true, [INPUT_MAINS] = true },
			       .raw = { [INPUT_JACK] = true, [INPUT_MAINS] = true } };
}

void inputs_begin(struct inputs *in, enum core_input input, bool level)
{
	in->level[input] = level;
	in->raw[input] = level;
}

void inputs_take(struct inputs *in, enum core_input input, bool level, uint64_t now_ms)
{
	if (in->raw[input] == level)
		return;
	in->raw[input] = level;
	in->raw_since_ms[input] = now_ms;
}

int inputs_settle(struct inputs *in, uint64_t now_ms)
{
	for (int i = 0; i < INPUTS_COUNT; i++) {
		if (in->raw[i] == in->level[i] || now_ms - in->raw_since_ms[i] < INPUTS_DEBOUNCE_MS)
			continue;
		in->level[i] = in->raw[i];
		return i;
	}
	return ERR_MISSING;
}

uint64_t inputs_deadline_ms(const struct inputs *in)
{
	uint64_t at_ms = UINT64_MAX;

	for (int i = 0; i < INPUTS_COUNT; i++) {
		uint64_t settled_ms = in->raw_since_ms[i] + INPUTS_DEBOUNCE_MS;

		if (in->raw[i] != in->level[i] && settled_ms < at_ms)
			at_ms = settled_ms;
	}
	return at_ms;
}
