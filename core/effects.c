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

struct text effects_reply(struct core_effects *out)
{
	struct text t;

	text_init(&t, out->reply, sizeof out->reply);
	return t;
}

void effects_answer(struct core_effects *out, const struct number *to)
{
	struct core_effect *effect = effects_want(out, EFFECT_MESSAGE);

	effect->message.to = to;
	effect->message.text = out->reply;
}

void effects_note(struct core_effects *out, enum note_level level, const char *what, const struct number *who,
		  const char *text)
{
	effects_want(out, EFFECT_NOTE)->note = (struct note){ .level = level, .what = what, .who = who, .text = text };
}
