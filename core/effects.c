/* SPDX-License-Identifier: Apache-2.0 */
#include "core/effects.h"

#include "base/assert.h"

struct core_effect *effects_want(struct core_effects *out, enum core_effect_kind kind)
{
	ASSERT(out->count < CORE_EFFECTS_MAX);
	struct core_effect *effect = &out->list[out->count++];

	effect->kind = kind;
	return effect;
}

struct text effects_text(struct core_effects *out)
{
	struct text t;

	text_init(&t, out->texts + out->texts_len, sizeof out->texts - out->texts_len);
	return t;
}

const char *effects_keep(struct core_effects *out, const struct text *t)
{
	ASSERT(t->at == out->texts + out->texts_len && !t->cut);
	out->texts_len += t->len + 1;
	return t->at;
}

void effects_alert(struct core *c, struct core_effects *out, const struct text *t, uint64_t now_ms)
{
	uint8_t count = 0;

	while (count < c->alertnumbers.count && budget_alert(&c->budget, &c->limits, now_ms))
		count++;
	if (count == 0)
		return;
	struct core_effect *effect = effects_want(out, EFFECT_ALERT);
	effect->alert.text = effects_keep(out, t);
	effect->alert.count = count;
}

void effects_tell(struct core *c, struct core_effects *out, const char *what, uint64_t now_ms)
{
	struct text t = effects_text(out);

	text_str(&t, what);
	text_str(&t, "\nTime: ");
	clock_print(&c->clock, &t, now_ms);
	effects_alert(c, out, &t, now_ms);
}

void effects_note(struct core_effects *out, enum note_level level, const char *what, const struct number *who,
		  const char *text)
{
	effects_want(out, EFFECT_NOTE)->note = (struct note){ .level = level, .what = what, .who = who, .text = text };
}
