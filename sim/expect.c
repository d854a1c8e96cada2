/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/expect.h"

#include "sim/lexis.h"
#include "sim/play.h"

/* --- The kinds of things. --- */

static const char *on_off(size_t value)
{
	return value == 0 ? "on" : "off";
}

static const char *live_off(size_t value)
{
	return value == 0 ? "live" : "off";
}

static const char *pattern(size_t value)
{
	return led_pattern_name((enum led_pattern)value);
}

static const char *call(size_t value)
{
	return voice_phone_name((enum voice_phone)value);
}

static size_t outlet_is(const struct world *w, const struct expect_state *state)
{
	(void)state;
	return world_outlet(w) ? 0 : 1;
}

static size_t microrelay_is(const struct world *w, const struct expect_state *state)
{
	(void)state;
	return world_microrelay(w) ? 0 : 1;
}

static size_t mic_is(const struct world *w, const struct expect_state *state)
{
	(void)state;
	return world_mic(w) ? 0 : 1;
}

static size_t led_is(const struct world *w, const struct expect_state *state)
{
	return (size_t)world_led(w, (enum led)state->index);
}

static size_t phone_is(const struct world *w, const struct expect_state *state)
{
	return (size_t)world_phone(w, state->which);
}

static struct expect_state outlet_state(const struct statement_value *value)
{
	return (struct expect_state){ outlet_is, on_off, "outlet", NULL, 0, (size_t)value->number };
}

static struct expect_state microrelay_state(const struct statement_value *value)
{
	return (struct expect_state){ microrelay_is, on_off, "microrelay", NULL, 0, (size_t)value->number };
}

static struct expect_state mic_state(const struct statement_value *value)
{
	return (struct expect_state){ mic_is, live_off, "mic", NULL, 0, (size_t)value->number };
}

static struct expect_state led_state(const struct statement_value *led, const struct statement_value *value)
{
	return (struct expect_state){ led_is, pattern, "led", led_name((enum led)led->number), (size_t)led->number,
				      (size_t)value->number };
}

struct expect_state expect_phone(const char *phone, enum voice_phone value)
{
	return (struct expect_state){ phone_is, call, NULL, phone, 0, (size_t)value };
}

/* --- What holds. --- */

static bool holds(const struct play *p, const struct expect_state *state)
{
	return state->is(p->world, state) == state->value;
}

/* "led GSM", or a phone's number */
static void print_thing(const struct expect_state *state, struct text *why)
{
	if (state->name == NULL) {
		lexis_print_phone(state->which, why);
		return;
	}
	text_str(why, state->name);
	if (state->which == NULL)
		return;
	text_char(why, ' ');
	text_str(why, state->which);
}

bool expect_becomes(struct play *p, const struct expect_state *state, const struct statement_value *limit,
		    struct text *why)
{
	uint64_t limit_ms = play_after_ms(p, limit != NULL ? limit->number : 0);

	while (!holds(p, state))
		if (!world_advance(p->world, limit_ms))
			break;
	if (holds(p, state))
		return true;
	print_thing(state, why);
	text_str(why, " is ");
	text_str(why, state->value_name(state->is(p->world, state)));
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

bool expect_never(struct play *p, const struct expect_state *state, const struct statement_value *limit,
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
	print_thing(state, why);
	text_str(why, " was ");
	text_str(why, state->value_name(state->value));
	text_str(why, " after ");
	lexis_print_duration(world_now_ms(p->world) - begin_ms, why);
	text_str(why, ", expected never within ");
	lexis_print_duration(limit->number, why);
	return false;
}

/* --- The statements. --- */

/* The limit, when there is one, is the value after the others. */
static bool becomes(struct play *p, const struct statement *s, struct expect_state state, size_t others,
		    struct text *why)
{
	return expect_becomes(p, &state, s->count > others ? &s->value[others] : NULL, why);
}

static bool never(struct play *p, const struct statement *s, struct expect_state state, struct text *why)
{
	return expect_never(p, &state, &s->value[0], why);
}

bool expect_outlet(struct play *p, const struct statement *s, struct text *why)
{
	return becomes(p, s, outlet_state(&s->value[0]), 1, why);
}

bool expect_microrelay(struct play *p, const struct statement *s, struct text *why)
{
	return becomes(p, s, microrelay_state(&s->value[0]), 1, why);
}

/* The device learns of a call's turns by asking its modem, once a second or so. */
bool expect_mic(struct play *p, const struct statement *s, struct text *why)
{
	static const struct statement_value learns = { .number = 2000 };
	struct expect_state state = mic_state(&s->value[0]);

	return expect_becomes(p, &state, s->count > 1 ? &s->value[1] : &learns, why);
}

bool expect_led(struct play *p, const struct statement *s, struct text *why)
{
	return becomes(p, s, led_state(&s->value[0], &s->value[1]), 2, why);
}

bool expect_outlet_never(struct play *p, const struct statement *s, struct text *why)
{
	return never(p, s, outlet_state(&s->value[1]), why);
}

bool expect_microrelay_never(struct play *p, const struct statement *s, struct text *why)
{
	return never(p, s, microrelay_state(&s->value[1]), why);
}

bool expect_mic_never(struct play *p, const struct statement *s, struct text *why)
{
	return never(p, s, mic_state(&s->value[1]), why);
}

bool expect_led_never(struct play *p, const struct statement *s, struct text *why)
{
	return never(p, s, led_state(&s->value[1], &s->value[2]), why);
}
