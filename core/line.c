/* SPDX-License-Identifier: Apache-2.0 */
#include "core/line.h"

#include "core/core.h"
#include "core/effects.h"
#include "core/switching.h"

#define CONFIRM_AFTER_MS 3000u /* the caller's own call has ended by then */
#define RING_FOR_MS 20000u
#define CALLBACK_RING_FOR_MS 30000u
#define END_WITHIN_MS 30000u /* of a call that we have ended; then the modem must have lost it */

static void hang_up(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	c->line.given_up = true;
	c->line.limit_ms = now_ms + END_WITHIN_MS;
	effects_want(out, EFFECT_HANG_UP);
}

bool line_calling(const struct core *c)
{
	const struct line *l = &c->line;

	return !l->up && !l->given_up && (l->use == USE_CONFIRM || l->use == USE_CALLBACK || l->use == USE_ALARM);
}

void line_call_back(struct core *c, const struct number *who, uint64_t now_ms)
{
	c->line.callback = (struct line_wish){ true, now_ms, *who };
}

void line_call_alarm(struct core *c, const struct number *who, uint64_t now_ms)
{
	c->line.alarm = (struct line_wish){ true, now_ms, *who };
}

void line_stop_alarm(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	c->line.alarm.wanted = false;
	if (c->line.use == USE_ALARM && !c->line.up && !c->line.given_up)
		hang_up(c, now_ms, out);
}

/* What a call of a listed number does (RING). */
static void act_on_ring(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	int action = core_setting(c, SETTING_RING);

	if (action == RING_NOACTION || !numbers_have(&c->secnumbers, &c->line.who))
		return;
	if (action == RING_MIC) {
		c->line.use = USE_LISTEN;
		effects_want(out, EFFECT_ANSWER);
		return;
	}
	hang_up(c, now_ms, out);
	struct text t = effects_text(out);
	if (action == RING_SWITCH)
		switching_toggle(c, &t);
	else
		switching_restart(c, now_ms, &t);
	if (!core_setting(c, SETTING_RINGCONFIRM))
		return;
	if (core_setting(c, SETTING_RINGCONFIRMTYPE) == CONFIRM_CALL) {
		c->line.confirm = (struct line_wish){ true, now_ms + CONFIRM_AFTER_MS, c->line.who };
		return;
	}
	if (!budget_reply(&c->budget, &c->limits, &c->line.who, false, now_ms))
		return;
	struct core_effect *effect = effects_want(out, EFFECT_MESSAGE);
	effect->message.text = effects_keep(out, &t);
	effect->message.to = &c->line.who;
	effect->message.refusal = false;
}

static void picked_up(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	if (c->line.use == USE_NONE || c->line.use == USE_RINGS || c->line.given_up)
		return;
	c->line.up = true;
	c->line.limit_ms = CORE_NEVER;
	if (c->line.use == USE_ALARM)
		alarm_picked_up(c);
	/* Without a microphone there is nothing to hear. */
	if (!core_has(c, FEATURE_ROOM))
		hang_up(c, now_ms, out);
}

/* The call is no more; `reached`: somebody picked up or rejected it. */
static void ended(struct core *c, bool reached, uint64_t now_ms, struct core_effects *out)
{
	enum line_use use = c->line.use;

	reached = reached || c->line.up;
	c->line.use = USE_NONE;
	c->line.up = false;
	c->line.given_up = false;
	if (use == USE_ALARM)
		alarm_call_ended(c, reached, now_ms, out);
}

void line_event(struct core *c, const struct core_event *ev, uint64_t now_ms, struct core_effects *out)
{
	switch (ev->call.change) {
	case CALL_RINGS:
		if (c->line.use != USE_NONE)
			return;
		c->line.use = USE_RINGS;
		c->line.who = *ev->call.who;
		c->line.limit_ms = CORE_NEVER;
		act_on_ring(c, now_ms, out);
		return;
	case CALL_UP:
		picked_up(c, now_ms, out);
		return;
	case CALL_REJECTED:
		ended(c, true, now_ms, out);
		return;
	case CALL_UNREACHED:
	case CALL_OVER:;
	}
	ended(c, false, now_ms, out);
}

static bool due(const struct line_wish *wish, uint64_t now_ms)
{
	return wish->wanted && now_ms >= wish->at_ms;
}

static void dial(struct core *c, struct line_wish *wish, enum line_use use, uint64_t for_ms, uint64_t now_ms,
		 struct core_effects *out)
{
	wish->wanted = false;
	c->line.use = use;
	c->line.who = wish->who;
	c->line.limit_ms = now_ms + for_ms;
	effects_want(out, EFFECT_DIAL)->who = &c->line.who;
}

void line_step(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	struct line *l = &c->line;

	if (l->use != USE_NONE && now_ms >= l->limit_ms) {
		if (l->given_up)
			ended(c, false, now_ms, out);
		else
			hang_up(c, now_ms, out);
	}
	/* Nobody keeps the alarm from calling by letting it ring. */
	if (l->use == USE_RINGS && !l->given_up && due(&l->alarm, now_ms))
		hang_up(c, now_ms, out);
	if (l->use != USE_NONE)
		return;
	if (due(&l->alarm, now_ms))
		dial(c, &l->alarm, USE_ALARM, RING_FOR_MS, now_ms, out);
	else if (due(&l->callback, now_ms))
		dial(c, &l->callback, USE_CALLBACK, CALLBACK_RING_FOR_MS, now_ms, out);
	else if (due(&l->confirm, now_ms))
		dial(c, &l->confirm, USE_CONFIRM, RING_FOR_MS, now_ms, out);
}

uint64_t line_deadline_ms(const struct core *c)
{
	const struct line *l = &c->line;

	if (l->use != USE_NONE)
		return l->limit_ms;
	/* The other wishes wait for nothing but the line. */
	return l->confirm.wanted ? l->confirm.at_ms : CORE_NEVER;
}
