/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/ussdtext.h"

#include <string.h>

#include "base/gsm7.h"
#include "modem/chat.h"
#include "modem/frame.h"
#include "modem/octets.h"

#define DCS_UNKNOWN -1
#define DCS_UCS2_LANGUAGE 17 /* 23.038 5: two letters of a language, packed, come first */
#define DCS_UCS2 72
#define GUESS_MIN 4 /* octets: fewer may as well be a word or an amount */
#define CR 0x0D

/* --- Octets that were written in digits. --- */

/* To `octets`: how many; 0: they are no digits. `letters`: there is an A to F among them. */
static size_t unhex(const char *s, size_t len, uint8_t *octets, bool *letters)
{
	*letters = false;
	for (size_t i = 0; i < len; i++) {
		int n = octets_nibble(s[i]);

		if (n < 0)
			return 0;
		octets[i / 2] = (uint8_t)(i % 2 == 0 ? n << 4 : octets[i / 2] | n);
		*letters = *letters || n > 9;
	}
	return len % 2 == 0 ? len / 2 : 0;
}

static bool plain(unsigned c)
{
	return c == '\n' || c == '\r' || (c >= 0x20 && c < 0x7F);
}

static bool common(unsigned code)
{
	/* Alphabets from Latin to Arabic, and punctuation. */
	return code == '\n' || code == '\r' || (code >= 0x20 && code < 0x700) || (code >= 0x2000 && code < 0x2100);
}

/* Some give UCS-2 and say that it is something else: what reads as common characters throughout is that. */
static bool reads_as_ucs2(const uint8_t *at, size_t len)
{
	for (size_t i = 0; i + 2 <= len; i += 2)
		if (!common((unsigned)at[i] << 8 | at[i + 1]))
			return false;
	return len >= GUESS_MIN && len % 2 == 0;
}

/* ASCII. */
static bool reads_as_octets(const uint8_t *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!plain(at[i]))
			return false;
	return len >= GUESS_MIN;
}

/* Seven bits that were left over hold no character, but a CR or nothing (23.038 6.1.2.3.1). */
static size_t septet_count(const uint8_t *at, size_t len)
{
	size_t count = len * 8 / 7;

	if (count == 0 || count % 8 != 0)
		return count;
	uint8_t last = octets_septet(at, len, count - 1, 0);
	return last == CR || last == 0 ? count - 1 : count;
}

/* Characters that are the same in ASCII and in the GSM alphabet, nearly. */
static bool reads_as_packed(const uint8_t *at, size_t len)
{
	for (size_t i = 0; i < septet_count(at, len); i++) {
		uint8_t c = octets_septet(at, len, i, 0);

		if (!plain(c) || c == 0x24 || c == 0x40 || (c > 'Z' && c < 'a') || c > 'z')
			return false;
	}
	return len >= GUESS_MIN;
}

/* Two lower-case letters as packed septets, 23.038 6.1.2.1. */
static bool is_language(const uint8_t *at)
{
	uint8_t first = octets_septet(at, 2, 0, 0);
	uint8_t second = octets_septet(at, 2, 1, 0);

	return first >= 'a' && first <= 'z' && second >= 'a' && second <= 'z' && (at[1] & 0xC0) == 0;
}

/* True when it was one of those that are written in digits. */
static bool take_digits(struct text *t, const char *s, size_t digits, int dcs, bool packed)
{
	uint8_t at[FRAME_LINE_MAX / 2];
	bool letters;
	size_t len = unhex(s, digits, at, &letters);

	if (len == 0)
		return false;
	if (((dcs == DCS_UCS2 || dcs == DCS_UCS2_LANGUAGE) && len % 2 == 0) || reads_as_ucs2(at, len)) {
		size_t skip = dcs == DCS_UCS2_LANGUAGE && is_language(at) ? 2 : 0;

		octets_utf16(t, at + skip, len - skip);
		return true;
	}
	/* Without a letter it may be what it looks like: an amount, or a number. */
	if (!packed && letters && reads_as_octets(at, len)) {
		text_bytes(t, (const char *)at, len);
		return true;
	}
	if (!packed && !(letters && reads_as_packed(at, len)))
		return false;
	octets_septets(t, at, len, septet_count(at, len), 0);
	return true;
}

/* --- Characters of the GSM alphabet, and others. --- */

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

	for (size_t i = 0; i < len; i++) {
		uint8_t c = s[i] == FRAME_NUL ? 0 : (uint8_t)s[i];
		bool escape = c == GSM7_ESCAPE && !escaped;

		if (!escape)
			text_code(t, gsm7_code(c, escaped));
		escaped = escape;
	}
}

static void take_utf8(struct text *t, const char *s, size_t len)
{
	const char *end = s + len;

	while (s < end) {
		if (*s == FRAME_NUL)
			s++;
		else
			text_code(t, text_next(&s));
	}
}

/* Line ends of all kinds, and empty lines, become one line end between lines. */
static void tidy(struct text *t)
{
	size_t len = 0;

	for (size_t i = 0; i < t->len; i++) {
		bool line_end = t->at[i] == '\r' || t->at[i] == '\n';

		if (!line_end || (len > 0 && t->at[len - 1] != '\n'))
			t->at[len++] = line_end ? '\n' : t->at[i];
	}
	while (len > 0 && (t->at[len - 1] == '\n' || t->at[len - 1] == ' '))
		len--;
	t->at[len] = '\0';
	t->len = len;
}

/* --- Which of them it is. --- */

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
	tidy(t);
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
