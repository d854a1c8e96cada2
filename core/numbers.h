/* numbers: a list of telephone numbers, in the order they were added, as digits without `+`.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_NUMBERS_H
#define CORE_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/number.h"
#include "base/text.h"

#define NUMBERS_MAX 10
#define NUMBERS_DIGITS_MAX 15
#define NUMBERS_VALUE_MAX (NUMBERS_MAX * (NUMBERS_DIGITS_MAX + 1)) /* bytes of numbers_save */

struct numbers {
	uint8_t count;
	char digits[NUMBERS_MAX][NUMBERS_DIGITS_MAX + 1];
};

/* The digits of `text`, a leading 00 dropped, to `digits`; ERR_RANGE unless they are 1 to 15 and nothing else. */
int numbers_parse(const char *text, char digits[NUMBERS_DIGITS_MAX + 1]);
/* 0; also when it is there already. ERR_FULL: nothing was changed. */
int numbers_add(struct numbers *n, const char *digits);
/* 0, or ERR_MISSING. */
int numbers_remove(struct numbers *n, const char *digits);
bool numbers_have(const struct numbers *n, const struct number *who);
/* Number `i` as one to be dialled: international. */
struct number numbers_at(const struct numbers *n, uint8_t i);
/* "1,2,3" */
void numbers_print(const struct numbers *n, struct text *t);
size_t numbers_save(const struct numbers *n, uint8_t *out);
/* ERR_RANGE: not what numbers_save wrote; `*n` is then empty. */
int numbers_load(struct numbers *n, const uint8_t *value, size_t len);

#endif
