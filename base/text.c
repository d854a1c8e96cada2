/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <string.h>

#include "base/assert.h"

#define REPLACEMENT 0xFFFDu

void text_init(struct text *t, char *buffer, size_t cap)
{
	ASSERT(cap >= 1);
	*t = (struct text){ .at = buffer, .cap = cap };
	buffer[0] = '\0';
}

void text_bytes(struct text *t, const char *s, size_t len)
{
	if (t->cut)
		return;
	if (len > t->cap - 1 - t->len) {
		t->cut = true;
		len = t->cap - 1 - t->len;
		/* Back to a character's first byte: the bytes 10xxxxxx go on a character. */
		while (len > 0 && ((unsigned char)s[len] & 0xC0u) == 0x80u)
			len--;
	}
	memcpy(t->at + t->len, s, len);
	t->len += len;
	t->at[t->len] = '\0';
}

void text_str(struct text *t, const char *s)
{
	text_bytes(t, s, strlen(s));
}

void text_char(struct text *t, char c)
{
	text_bytes(t, &c, 1);
}

void text_code(struct text *t, uint32_t code)
{
	char out[4];
	size_t len = 0;

	if (code > 0x10FFFFu || (code >= 0xD800u && code <= 0xDFFFu))
		code = REPLACEMENT;
	if (code < 0x80u) {
		out[len++] = (char)code;
	} else if (code < 0x800u) {
		out[len++] = (char)(0xC0u | code >> 6);
		out[len++] = (char)(0x80u | (code & 0x3Fu));
	} else if (code < 0x10000u) {
		out[len++] = (char)(0xE0u | code >> 12);
		out[len++] = (char)(0x80u | (code >> 6 & 0x3Fu));
		out[len++] = (char)(0x80u | (code & 0x3Fu));
	} else {
		out[len++] = (char)(0xF0u | code >> 18);
		out[len++] = (char)(0x80u | (code >> 12 & 0x3Fu));
		out[len++] = (char)(0x80u | (code >> 6 & 0x3Fu));
		out[len++] = (char)(0x80u | (code & 0x3Fu));
	}
	text_bytes(t, out, len);
}

static void digits(struct text *t, uint64_t n, unsigned at_least)
{
	char out[20];
	size_t at = sizeof out;

	do {
		out[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	while (sizeof out - at < at_least && at > 0)
		out[--at] = '0';
	text_bytes(t, out + at, sizeof out - at);
}

void text_number(struct text *t, int64_t n)
{
	if (n < 0)
		text_char(t, '-');
	digits(t, n < 0 ? 0 - (uint64_t)n : (uint64_t)n, 1);
}

void text_padded(struct text *t, uint32_t n, unsigned at_least)
{
	digits(t, n, at_least);
}

void text_hex(struct text *t, uint8_t octet)
{
	static const char digit[] = "0123456789ABCDEF";
	const char out[2] = { digit[octet >> 4], digit[octet & 15u] };

	text_bytes(t, out, sizeof out);
}

uint32_t text_next(const char **s)
{
	const unsigned char *at = (const unsigned char *)*s;
	uint32_t code = at[0];
	size_t more;

	if (code == 0)
		return 0;
	*s += 1;
	if (code < 0x80u)
		return code;
	if (code >= 0xC2u && code < 0xE0u)
		more = 1;
	else if (code >= 0xE0u && code < 0xF0u)
		more = 2;
	else if (code >= 0xF0u && code < 0xF5u)
		more = 3;
	else
		return REPLACEMENT;
	code &= 0x3Fu >> more;
	for (size_t i = 1; i <= more; i++) {
		if ((at[i] & 0xC0u) != 0x80u)
			return REPLACEMENT;
		code = code << 6 | (at[i] & 0x3Fu);
	}
	static const uint32_t least[] = { 0, 0x80u, 0x800u, 0x10000u };
	if (code < least[more] || code > 0x10FFFFu || (code >= 0xD800u && code <= 0xDFFFu))
		return REPLACEMENT;
	*s += more;
	return code;
}

size_t text_count(const char *s)
{
	size_t count = 0;

	while (text_next(&s) != 0)
		count++;
	return count;
}

char text_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

bool text_same(const char *a, const char *b)
{
	while (*a != '\0' && text_upper(*a) == text_upper(*b)) {
		a++;
		b++;
	}
	return text_upper(*a) == text_upper(*b);
}

bool text_begins(const char *s, const char *prefix)
{
	while (*prefix != '\0')
		if (*s++ != *prefix++)
			return false;
	return true;
}
