/* switching: outlet and microrelay on somebody's word, and the words that confirm it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_SWITCHING_H
#define CORE_SWITCHING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct core;

/* Each does it and appends the confirmation to `t`. */
void switching_outlet(struct core *c, bool on, struct text *t);
void switching_outlet_for(struct core *c, bool on, int minutes, uint64_t now_ms, struct text *t);
void switching_toggle(struct core *c, struct text *t);
void switching_restart(struct core *c, uint64_t now_ms, struct text *t);
void switching_microrelay(struct core *c, bool on, struct text *t);
void switching_restart_microrelay(struct core *c, uint64_t now_ms, struct text *t);
void switching_all(struct core *c, bool on, struct text *t);

/* Appends "No mains!" in a line of its own when there is none. */
void switching_print_mains(const struct core *c, struct text *t);

#endif
