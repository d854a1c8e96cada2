/* balance: asking the operator by USSD, and telling who wanted to know.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BALANCE_H
#define CORE_BALANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"
#include "core/settings.h"

struct core;
struct core_effects;
struct core_event;

struct balance {
	bool asked;
	bool always;       /* the answer is told even when confirmations are off */
	uint64_t limit_ms; /* then it has failed, whatever the modem is doing */
	struct number who;
	char code[SETTINGS_CODE_MAX + 1];
};

/* Asks; false: another question is under way. */
bool balance_ask(struct core *c, const struct number *who, const char *code, bool always, uint64_t now_ms,
		 struct core_effects *out);
void balance_event(struct core *c, const struct core_event *ev, uint64_t now_ms, struct core_effects *out);
void balance_step(struct core *c, uint64_t now_ms, struct core_effects *out);
uint64_t balance_deadline_ms(const struct core *c);

#endif
