/* effects: adding to the list of what a step wants done. Part of core; its files alone call it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_EFFECTS_H
#define CORE_EFFECTS_H

#include "core/core.h"

/* The next effect, its kind set; the caller fills in the rest. A full list is an assertion. */
struct core_effect *effects_want(struct core_effects *out, enum core_effect_kind kind);
/* A text under construction, in the room that is left; one at a time. */
struct text effects_text(struct core_effects *out);
/* Ends it; its place. */
const char *effects_keep(struct core_effects *out, const struct text *t);
/* Sends it to the alert numbers, as far as the budget goes. */
void effects_alert(struct core *c, struct core_effects *out, const struct text *t, uint64_t now_ms);
/* The same of `what` and the time of day below it. */
void effects_tell(struct core *c, struct core_effects *out, const char *what, uint64_t now_ms);
void effects_note(struct core_effects *out, enum note_level level, const char *what, const struct number *who,
		  const char *text);

#endif
