/* SPDX-License-Identifier: Apache-2.0 */
#include "core/outlet.h"

void outlet_init(struct outlet *o)
{
	outlet_set(o, false);
}

void outlet_set(struct outlet *o, bool on)
{
	*o = (struct outlet){ .on = on, .resting = on, .flip_at_ms = OUTLET_NEVER };
}

void outlet_set_for(struct outlet *o, bool on, uint64_t for_ms, uint64_t now_ms)
{
	*o = (struct outlet){ .on = on, .resting = !on, .flip_at_ms = now_ms + for_ms };
}

bool outlet_step(struct outlet *o, uint64_t now_ms)
{
	if (now_ms < o->flip_at_ms)
		return false;
	outlet_set(o, o->resting);
	return true;
}

bool outlet_sane(const struct outlet *o)
{
	bool timed = o->flip_at_ms != OUTLET_NEVER;

	return timed == (o->on != o->resting);
}
