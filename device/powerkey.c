/* SPDX-License-Identifier: Apache-2.0 */
#include "device/powerkey.h"

static void press(struct powerkey *k, uint64_t now_ms)
{
	k->wanted = k->held || k->resting;
	if (k->wanted)
		return;
	k->held = true;
	k->until_ms = now_ms + k->held_ms;
}

void powerkey_init(struct powerkey *k, unsigned held_ms, uint64_t now_ms)
{
	*k = (struct powerkey){
		.held_ms = held_ms, .rest_ms = POWERKEY_REST_MS, .cut_at_ms = now_ms, .until_ms = POWERKEY_NEVER,
	};
}

void powerkey_power(struct powerkey *k, bool on, uint64_t now_ms)
{
	bool alone = now_ms - k->cut_at_ms >= POWERKEY_APART_MS;

	if (!on)
		k->cut_at_ms = now_ms;
	if (on || alone)
		press(k, now_ms);
}

void powerkey_step(struct powerkey *k, uint64_t now_ms)
{
	if (now_ms < k->until_ms)
		return;
	k->resting = k->held;
	k->held = false;
	k->until_ms = k->resting ? now_ms + k->rest_ms : POWERKEY_NEVER;
	if (!k->resting && k->wanted)
		press(k, now_ms);
}
