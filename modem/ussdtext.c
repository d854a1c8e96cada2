/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/ussdtext.h"

#include <string.h>

#include "base/gsm7.h"
#include "modem/chat.h"
#include "modem/frame.h"

#define DCS_UNKNOWN -1
#define DCS_UCS2_LANGUAGE 17 /* 23.038 5: two letters of a language, packed, come first */
#define DCS_UCS2 72
#define GUESS_MIN 8 /* digits: fewer may as well be a word or an amount */
#define CR 0x0D

/* A character; line ends of all kinds, and empty lines, as one line end between lines. */
static void append(struct text *t, uint32_t code)
{
	bool line_end = code == '\r' || code == '\n';

	if (code == 0 || (line_end && (t->len == 0 || t->at[t->len - 1] == '\n')))
		return;
	text_code(t, line_end ? '\n' : code);
}

/* The value of so many hexadecimal digits. */
static uint32_t value(const char *at, int digits)
{
	uint32_t value = 0;

	for (int i = 0; i < digits; i++) {
		char c = text_upper(at[i]);

		value = value << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'A' + 10);
	}
	return value;
}

/* --- UCS-2. --- */

static bool common(uint32_t code)
{
	/* Alphabets from Latin to Arabic, and punctuation. */
	return code == '\n' || code == '\r' || (code >= 0x20 && code < 0x700) || (code >= 0x2000 && code < 0x2100);
}

/* Some give UCS-2 and say that it is something else: what reads as common characters throughout is that. */
static bool reads_as_ucs2(const char *hex, size_t len)
{
	for (size_t i = 0; i + 4 <= len; i += 4)
		if (!common(value(hex + i, 4)))
			return false;
	return len >= GUESS_MIN && len % 4 == 0;
}

/* Two lower-case letters as packed septets, 23.038 6.1.2.1. */
static bool is_language(uint32_t pair)
{
	uint32_t first = pair >> 8 & 0x7F;
	uint32_t second = (pair & 0x3F) << 1 | pair >> 15;

	return first >= 'a' && first <= 'z' && second >= 'a' && second <= 'z' && (pair & 0xC0) == 0;
}

static void take_ucs2(struct text *t, const char *hex, size_t len, int dcs)
{
	size_t i = dcs == DCS_UCS2_LANGUAGE && is_language(value(hex, 4)) ? 4 : 0;

	for (; i + 4 <= len; i += 4) {
		uint32_t code = value(hex + i, 4);

		if (code >> 10 == 0x36 && i + 8 <= len && value(hex + i + 4, 4) >> 10 == 0x37) {
			code = 0x10000 + ((code & 0x3FF) << 10) + (value(hex + i + 4, 4) & 0x3FF);
			i += 4;
		}
		append(t, code);
	}
}

/* --- Octets. --- */

static bool plain(uint32_t c)
{
	return c == '\n' || c == '\r' || (c >= 0x20 && c < 0x7F);
}

/* ASCII in digits. */
static bool reads_as_octets(const char *hex, size_t len)
{
	for (size_t i = 0; i < len; i += 2)
		if (!plain(value(hex + i, 2)))
			return false;
	return len >= GUESS_MIN;
}

/* The i-th septet of packed ones, 23.038 6.1.2.1. */
static uint32_t septet(const char *hex, size_t len, size_t i)
{
	size_t at = i * 7 / 8 * 2;
	uint32_t pair = value(hex + at, 2) | (at + 4 <= len ? value(hex + at + 2, 2) << 8 : 0);

	return pair >> i * 7 % 8 & 0x7F;
}

/* Seven bits that were left over hold no character, but a CR or nothing (23.038 6.1.2.3.1). */
static size_t septet_count(const char *hex, size_t len)
{
	size_t count = len / 2 * 8 / 7;

	if (count == 0 || count % 8 != 0)
		return count;
	uint32_t last = septet(hex, len, count - 1);
	return last == CR || last == 0 ? count - 1 : count;
}

/* Characters that are the same in ASCII and in the GSM alphabet, nearly. */
static bool reads_as_packed(const char *hex, size_t len)
{
	for (size_t i = 0; i < septet_count(hex, len); i++) {
		uint32_t c = septet(hex, len, i);

		if (!plain(c) || c == 0x24 || c == 0x40 || (c > 'Z' && c < 'a') || c > 'z')
			return false;
	}
	return len >= GUESS_MIN;
}

/* --- Characters of the GSM alphabet, and others. --- */

static void append_gsm(struct text *t, uint8_t c, bool *escaped)
{
	if (c == GSM7_ESCAPE && !*escaped) {
		*escaped = true;
		return;
	}
	append(t, gsm7_code(c, *escaped));
	*escaped = false;
}

static void take_packed(struct text *t, const char *hex, size_t len)
{
	bool escaped = false;

	for (size_t i = 0; i < septet_count(hex, len); i++)
		append_gsm(t, (uint8_t)septet(hex, len, i), &escaped);
}

static bool seven_bit(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 0x80 && s[i] != FRAME_NUL)
			return false;
	return true;
}

static void take_gsm(struct text *t, const char *s, size_t len)
{
	bool escaped = false;

	for (size_t i = 0; i < len; i++)
		append_gsm(t, s[i] == FRAME_NUL ? 0 : (uint8_t)s[i], &escaped);
}

static void take_utf8(struct text *t, const char *s, size_t len)
{
	const char *end = s + len;

	while (s < end) {
		if (*s == FRAME_NUL)
			s++;
		else
			append(t, text_next(&s));
	}
}

/* --- Which of them it is. --- */

/* Digits; `letters`: there is an A to F among them. */
static bool in_digits(const char *s, size_t len, bool *letters)
{
	*letters = false;
	for (size_t i = 0; i < len; i++) {
		char c = text_upper(s[i]);

		if ((c < '0' || c > '9') && (c < 'A' || c > 'F'))
			return false;
		*letters = *letters || c > '9';
	}
	return len > 0 && len % 2 == 0;
}

/* True when it was one of those that are written in digits. */
static bool take_digits(struct text *t, const char *s, size_t len, int dcs, bool packed)
{
	bool letters;

	if (!in_digits(s, len, &letters))
		return false;
	if (((dcs == DCS_UCS2 || dcs == DCS_UCS2_LANGUAGE) && len % 4 == 0) || reads_as_ucs2(s, len)) {
		take_ucs2(t, s, len, dcs);
		return true;
	}
	/* Without a letter it may be what it looks like: an amount, or a number. */
	if (!packed && letters && reads_as_octets(s, len)) {
		for (size_t i = 0; i < len; i += 2)
			append(t, value(s + i, 2));
		return true;
	}
	if (!packed && !(letters && reads_as_packed(s, len)))
		return false;
	take_packed(t, s, len);
	return true;
}

/* Where the coding scheme behind an unquoted text begins, or NULL: a text may end in a comma and a number itself. */
static const char *scheme_of(const char *s)
{
	static const char *const schemes[] = { ",0", ",1", ",15", ",17", ",68", ",72", ", 0", ", 15", ", 72" };
	size_t len = strlen(s);

	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		size_t tail = strlen(schemes[i]);

		if (len >= tail && text_same(s + len - tail, schemes[i]))
			return s + len - tail;
	}
	return NULL;
}

/* ,<dcs> and whatever stands behind. */
static int dcs_at(const char *at)
{
	int dcs = 0;

	if (at == NULL || *at++ != ',')
		return DCS_UNKNOWN;
	while (*at == ' ')
		at++;
	if (*at < '0' || *at > '9')
		return DCS_UNKNOWN;
	while (*at >= '0' && *at <= '9' && dcs < 1000)
		dcs = dcs * 10 + (*at++ - '0');
	return dcs;
}

/* The quotes, one of them or both, and the scheme may be missing; quotes may stand within, and garbage behind. */
void ussdtext_read(struct text *t, const char *answer, struct ussdtext_from from)
{
	const char *stop = NULL;
	const char *scheme = NULL;

	while (*answer == ' ')
		answer++;
	if (*answer == '"') {
		answer++;
		/* The last quote closes, but one before a scheme is none of garbage's. */
		for (const char *c = answer; *c != '\0' && dcs_at(scheme) == DCS_UNKNOWN; c++)
			if (*c == '"')
				scheme = (stop = c) + 1;
	}
	if (stop == NULL)
		scheme = stop = scheme_of(answer);
	size_t len = stop == NULL ? strlen(answer) : (size_t)(stop - answer);
	/* No line of digits goes on in the next one: the closing quote is missing. */
	size_t digits = chat_digits(answer);

	if (digits > 0 && answer[digits] == '\n')
		len = digits;

	if (take_digits(t, answer, len, dcs_at(scheme), from.packed))
		;
	else if (from.gsm && seven_bit(answer, len))
		take_gsm(t, answer, len);
	else
		take_utf8(t, answer, len);
	while (t->len > 0 && (t->at[t->len - 1] == '\n' || t->at[t->len - 1] == ' '))
		t->at[--t->len] = '\0';
}

/* --- Out. --- */

void ussdtext_pack(struct text *t, const char *code)
{
	size_t len = strlen(code);
	uint32_t bits = 0;
	unsigned count = 0;

	for (size_t i = 0; i < len; i++) {
		bits |= (uint32_t)code[i] << count;
		count += 7;
		if (count < 8)
			continue;
		text_hex(t, (uint8_t)bits);
		bits >>= 8;
		count -= 8;
	}
	/* Seven bits over would read as an `@`. */
	if (count == 1)
		bits |= CR << 1;
	if (count > 0)
		text_hex(t, (uint8_t)bits);
}

void ussdtext_widen(struct text *t, const char *code)
{
	for (; *code != '\0'; code++) {
		text_hex(t, 0);
		text_hex(t, (uint8_t)*code);
	}
}
