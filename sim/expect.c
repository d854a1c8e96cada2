/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/expect.h"

#include "sim/lexis.h"
#include "sim/play.h"

/* One thing on the board and the value it should have, or should not. A new kind of thing is a pair of functions. */
struct expect_state {
	size_t (*is)(const struct world *w, size_t which);
	const char *(*value_name)(size_t value);
	const char *name;  /* of the thing, for messages: "outlet" */
	const char *which_name;
	size_t which, value;
};

static size_t outlet_is(const struct world *w, size_t which)
{
	(void)which;
	return world_outlet(w) ? 0 : 1;
}

static const char *on_off(size_t value)
{
	return value == 0 ? "on" : "off";
}

static size_t led_is(const struct world *w, size_t which)
{
	return (size_t)world_led(w, (enum led)which);
}

static const char *pattern(size_t value)
{
	return led_pattern_name((enum led_pattern)value);
}

static struct expect_state outlet_state(const struct statement_value *value)
{
	return (struct expect_state){ outlet_is, on_off, "outlet", NULL, 0, (size_t)value->number };
}

static struct expect_state led_state(const struct statement_value *led, const struct statement_value *value)
{
	return (struct expect_state){ led_is, pattern, "led", led_name((enum led)led->number), (size_t)led->number,
				      (size_t)value->number };
}

static bool holds(const struct play *p, const struct expect_state *state)
{
	return state->is(p->world, state->which) == state->value;
}

/* "led GSM is off" */
static void print_is(const struct play *p, const struct expect_state *state, struct text *why)
{
	text_str(why, state->name);
	if (state->which_name != NULL) {
		text_char(why, ' ');
		text_str(why, state->which_name);
	}
	text_str(why, " is ");
	text_str(why, state->value_name(state->is(p->world, state->which)));
}

/* `limit` NULL: at this moment. */
static bool becomes(struct play *p, const struct expect_state *state, const struct statement_value *limit,
		    struct text *why)
{
	uint64_t limit_ms = play_after_ms(p, limit != NULL ? limit->number : 0);

	while (!holds(p, state))
		if (!world_advance(p->world, limit_ms))
			break;
	if (holds(p, state))
		return true;
	print_is(p, state, why);
	if (limit != NULL) {
		text_str(why, " after ");
		lexis_print_duration(limit->number, why);
	}
	text_str(why, ", expected ");
	text_str(why, state->value_name(state->value));
	return false;
}

void expect_news(struct play *p)
{
	if (p->never != NULL && holds(p, p->never))
		p->never_seen = true;
}

static bool never(struct play *p, const struct expect_state *state, const struct statement_value *limit,
		  struct text *why)
{
	uint64_t begin_ms = world_now_ms(p->world);
	uint64_t limit_ms = play_after_ms(p, limit->number);

	p->never = state;
	p->never_seen = holds(p, state);
	while (!p->never_seen && world_advance(p->world, limit_ms))
		continue;
	p->never = NULL;
	if (!p->never_seen)
		return true;
	text_str(why, state->name);
	if (state->which_name != NULL) {
		text_char(why, ' ');
		text_str(why, state->which_name);
	}
	text_str(why, " was ");
	text_str(why, state->value_name(state->value));
	text_str(why, " after ");
	lexis_print_duration(world_now_ms(p->world) - begin_ms, why);
	text_str(why, ", expected never within ");
	lexis_print_duration(limit->number, why);
	return false;
}

bool expect_outlet(struct play *p, const struct statement *s, struct text *why)
{
	struct expect_state state = outlet_state(&s->value[0]);

	return becomes(p, &state, s->count > 1 ? &s->value[1] : NULL, why);
}

bool expect_led(struct play *p, const struct statement *s, struct text *why)
{
	struct expect_state state = led_state(&s->value[0], &s->value[1]);

	return becomes(p, &state, s->count > 2 ? &s->value[2] : NULL, why);
}

bool expect_outlet_never(struct play *p, const struct statement *s, struct text *why)
{
	struct expect_state state = outlet_state(&s->value[1]);

	return never(p, &state, &s->value[0], why);
}

bool expect_led_never(struct play *p, const struct statement *s, struct text *why)
{
	struct expect_state state = led_state(&s->value[1], &s->value[2]);

	return never(p, &state, &s->value[0], why);
}
