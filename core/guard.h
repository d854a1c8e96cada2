/* guard: who has guessed too often. Numbers are remembered by a checksum, the oldest forgotten first.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_GUARD_H
#define CORE_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"

#define GUARD_WRONG_MAX 5       /* guesses within GUARD_FOR_MS */
#define GUARD_FOR_MS 3600000u   /* then nothing is heard for so long */
#define GUARD_NUMBERS_MAX 8

struct guard_count {
	uint32_t who;       /* 0: free */
	uint8_t wrong;
	uint64_t since_ms;  /* of the first wrong one, or of the last when it was one too many */
};

struct guard {
	struct guard_count number[GUARD_NUMBERS_MAX];
	struct guard_count renew; /* of the renewal password, by anyone */
};

/* A checksum of a number, never 0. */
uint32_t guard_of(const struct number *who);
/* The count of a number, made when there is none. */
struct guard_count *guard_count(struct guard *g, const struct number *who);
bool guard_ignores(const struct guard_count *count, uint64_t now_ms);
void guard_wrong(struct guard_count *count, uint64_t now_ms);
void guard_right(struct guard_count *count);

#endif
