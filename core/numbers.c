/* SPDX-License-Identifier: Apache-2.0 */
#include "core/numbers.h"

#include <string.h>

#include "base/assert.h"
#include "base/err.h"

#define LOCAL_MAX 9 /* digits of a number that may be a local one: dialled as it is */

static const char *without_00(const char *digits)
{
	return digits[0] == '0' && digits[1] == '0' ? digits + 2 : digits;
}

/* The digits that `text` is, or ERR_RANGE. */
static int copy_digits(const char *text, char digits[NUMBERS_DIGITS_MAX + 1])
{
	size_t len = 0;

	for (; text[len] >= '0' && text[len] <= '9'; len++) {
		if (len == NUMBERS_DIGITS_MAX)
			return ERR_RANGE;
		digits[len] = text[len];
	}
	digits[len] = '\0';
	return len == 0 || text[len] != '\0' ? ERR_RANGE : 0;
}

int numbers_parse(const char *text, char digits[NUMBERS_DIGITS_MAX + 1])
{
	return copy_digits(without_00(text), digits);
}

/* The place of a number, or count. */
static uint8_t find(const struct numbers *n, const char *digits)
{
	uint8_t i = 0;

	while (i < n->count && !text_same(n->digits[i], digits))
		i++;
	return i;
}

int numbers_add(struct numbers *n, const char *digits)
{
	if (find(n, digits) < n->count)
		return 0;
	if (n->count == NUMBERS_MAX)
		return ERR_FULL;
	memcpy(n->digits[n->count++], digits, strlen(digits) + 1);
	return 0;
}

int numbers_remove(struct numbers *n, const char *digits)
{
	uint8_t i = find(n, digits);

	if (i == n->count)
		return ERR_MISSING;
	n->count--;
	memmove(n->digits[i], n->digits[i + 1], (size_t)(n->count - i) * sizeof *n->digits);
	return 0;
}

bool numbers_have(const struct numbers *n, const struct number *who)
{
	bool dialable = who->kind == NUMBER_INTERNATIONAL || who->kind == NUMBER_PLAIN;

	return dialable && find(n, without_00(number_digits(who))) < n->count;
}

struct number numbers_at(const struct numbers *n, uint8_t i)
{
	struct number who = { .kind = NUMBER_INTERNATIONAL, .text = "+" };
	bool local = n->digits[i][0] == '0' || strlen(n->digits[i]) <= LOCAL_MAX;

	ASSERT(i < n->count);
	if (local)
		who.kind = NUMBER_PLAIN;
	memcpy(who.text + (local ? 0 : 1), n->digits[i], sizeof n->digits[i]);
	return who;
}

void numbers_print(const struct numbers *n, struct text *t)
{
	for (uint8_t i = 0; i < n->count; i++) {
		if (i > 0)
			text_char(t, ',');
		text_str(t, n->digits[i]);
	}
}

size_t numbers_save(const struct numbers *n, uint8_t *out)
{
	size_t len = 0;

	for (uint8_t i = 0; i < n->count; i++) {
		size_t size = strlen(n->digits[i]) + 1;

		memcpy(out + len, n->digits[i], size);
		len += size;
	}
	return len;
}

int numbers_load(struct numbers *n, const uint8_t *value, size_t len)
{
	*n = (struct numbers){ .count = 0 };
	for (size_t at = 0; at < len;) {
		char digits[NUMBERS_DIGITS_MAX + 1];
		size_t size = 0;

		while (at + size < len && value[at + size] != 0)
			size++;
		bool whole = at + size < len && copy_digits((const char *)value + at, digits) == 0;
		if (!whole || numbers_add(n, digits) != 0) {
			*n = (struct numbers){ .count = 0 };
			return ERR_RANGE;
		}
		at += size + 1;
	}
	return 0;
}
