/* budget: how many messages may go out, so that neither a robot nor a prankster empties the SIM's credit.
 * Counted in spans that begin with their first message. What exceeds a budget is dropped and counted.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BUDGET_H
#define CORE_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"

#define BUDGET_NUMBERS_MAX 16
#define BUDGET_NUMBER_FOR_MS 900000u /* 15 minutes */
#define BUDGET_ALL_FOR_MS 3600000u

struct budget_limits {
	uint8_t errors;  /* error replies to one number in 15 minutes */
	uint8_t replies; /* all replies to one number in 15 minutes */
	uint8_t all;     /* all replies in an hour */
	uint8_t alerts;  /* alerts in an hour, a message to a number each */
};

#define BUDGET_LIMITS { .errors = 6, .replies = 30, .all = 100, .alerts = 60 }

struct budget_span {
	uint64_t since_ms;
	uint8_t count;
};

struct budget_number {
	uint32_t who; /* 0: free */
	uint64_t since_ms;
	uint8_t errors, replies;
};

struct budget {
	struct budget_number number[BUDGET_NUMBERS_MAX];
	struct budget_span all, alerts;
	uint32_t dropped;
};

/* May this reply go out? It is counted. */
bool budget_reply(struct budget *b, const struct budget_limits *limits, const struct number *to, bool error, uint64_t now_ms);
bool budget_alert(struct budget *b, const struct budget_limits *limits, uint64_t now_ms);

#endif
