/* SPDX-License-Identifier: Apache-2.0 */
#include "core/budget.h"

#include "core/guard.h"

/* The span of a number, begun when there is none or it is over. */
static struct budget_number *number_span(struct budget *b, uint32_t who, uint64_t now_ms)
{
	struct budget_number *span = &b->number[0];

	for (int i = 0; i < BUDGET_NUMBERS_MAX; i++) {
		struct budget_number *n = &b->number[i];

		if (n->who == who) {
			span = n;
			break;
		}
		if (n->who == 0 || (span->who != 0 && n->since_ms < span->since_ms))
			span = n;
	}
	if (span->who != who || now_ms - span->since_ms >= BUDGET_NUMBER_FOR_MS)
		*span = (struct budget_number){ .who = who, .since_ms = now_ms };
	return span;
}

static bool room(struct budget_span *span, uint8_t limit, uint64_t now_ms)
{
	if (span->count == 0 || now_ms - span->since_ms >= BUDGET_ALL_FOR_MS)
		*span = (struct budget_span){ .since_ms = now_ms };
	return span->count < limit;
}

bool budget_reply(struct budget *b, const struct budget_limits *limits, const struct number *to, bool error, uint64_t now_ms)
{
	struct budget_number *n = number_span(b, guard_of(to), now_ms);

	if (n->replies >= limits->replies || (error && n->errors >= limits->errors) || !room(&b->all, limits->all, now_ms)) {
		b->dropped++;
		return false;
	}
	n->replies++;
	n->errors = (uint8_t)(n->errors + (error ? 1 : 0));
	b->all.count++;
	return true;
}

bool budget_alert(struct budget *b, const struct budget_limits *limits, uint64_t now_ms)
{
	if (!room(&b->alerts, limits->alerts, now_ms)) {
		b->dropped++;
		return false;
	}
	b->alerts.count++;
	return true;
}
