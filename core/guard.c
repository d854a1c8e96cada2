/* SPDX-License-Identifier: Apache-2.0 */
#include "core/guard.h"

#include <string.h>

#include "base/crc.h"

uint32_t guard_of(const struct number *who)
{
	const char *digits = number_digits(who);
	uint32_t sum = crc_32(0, digits, strlen(digits));

	return sum == 0 ? 1 : sum;
}

struct guard_count *guard_count(struct guard *g, const struct number *who)
{
	uint32_t sum = guard_of(who);
	struct guard_count *oldest = &g->number[0];

	for (int i = 0; i < GUARD_NUMBERS_MAX; i++) {
		struct guard_count *count = &g->number[i];

		if (count->who == sum)
			return count;
		if (count->who == 0 || (oldest->who != 0 && count->since_ms < oldest->since_ms))
			oldest = count;
	}
	*oldest = (struct guard_count){ .who = sum };
	return oldest;
}

bool guard_ignores(const struct guard_count *count, uint64_t now_ms)
{
	return count->wrong >= GUARD_WRONG_MAX && now_ms - count->since_ms < GUARD_FOR_MS;
}

void guard_wrong(struct guard_count *count, uint64_t now_ms)
{
	if (count->wrong == 0 || now_ms - count->since_ms >= GUARD_FOR_MS) {
		count->wrong = 0;
		count->since_ms = now_ms;
	}
	if (++count->wrong == GUARD_WRONG_MAX)
		count->since_ms = now_ms;
}

void guard_right(struct guard_count *count)
{
	count->wrong = 0;
}
