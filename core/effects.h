/* effects: adding to the list of what a step wants done. Part of core; its files alone call it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_EFFECTS_H
#define CORE_EFFECTS_H

#include "core/core.h"

/* The next effect, its kind set; the caller fills in the rest. A full list is an assertion. */
struct core_effect *effects_want(struct core_effects *out, enum core_effect_kind kind);
/* A text under construction in out->reply. */
struct text effects_reply(struct core_effects *out);
/* Sends out->reply to `to`. */
void effects_answer(struct core_effects *out, const struct number *to);
void effects_note(struct core_effects *out, enum note_level level, const char *what, const struct number *who,
		  const char *text);

#endif
