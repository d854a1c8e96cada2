/* SPDX-License-Identifier: Apache-2.0 */
#include "core/balance.h"

#include <string.h>

#include "core/core.h"
#include "core/effects.h"
#include "core/listen.h"

#define ANSWER_WITHIN_MS 30000u

bool balance_ask(struct core *c, const struct number *who, const char *code, bool always, uint64_t now_ms,
		 struct core_effects *out)
{
	struct balance *b = &c->balance;

	if (b->asked)
		return false;
	b->asked = true;
	b->always = always;
	b->limit_ms = now_ms + ANSWER_WITHIN_MS;
	b->who = *who;
	memcpy(b->code, code, strlen(code) + 1);
	effects_want(out, EFFECT_USSD)->code = b->code;
	return true;
}

static void fail(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	struct text t = effects_text(out);

	c->balance.asked = false;
	text_str(&t, "Execute error!");
	listen_reply(c, &c->balance.who, &t, REPLY_ERROR, now_ms, out);
}

void balance_event(struct core *c, const struct core_event *ev, uint64_t now_ms, struct core_effects *out)
{
	struct text t = effects_text(out);

	if (!c->balance.asked)
		return;
	if (!ev->ussd.answered) {
		fail(c, now_ms, out);
		return;
	}
	c->balance.asked = false;
	t.cap = t.cap < CORE_ANSWER_CAP ? t.cap : CORE_ANSWER_CAP;
	text_str(&t, ev->ussd.text);
	/* What the operator says may be longer than what is sent on. */
	t.cut = false;
	listen_reply(c, &c->balance.who, &t, c->balance.always ? REPLY_ALWAYS : REPLY_SUCCESS, now_ms, out);
}

void balance_step(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	if (c->balance.asked && now_ms >= c->balance.limit_ms)
		fail(c, now_ms, out);
}

uint64_t balance_deadline_ms(const struct core *c)
{
	return c->balance.asked ? c->balance.limit_ms : CORE_NEVER;
}
