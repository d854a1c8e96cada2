/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/charset.h"

#include <string.h>

#include "base/err.h"
#include "base/gsm7.h"
#include "sim/payload.h"

/* --- One character to the line --- */

static void print_gsm(uint32_t code, struct text *out)
{
	uint8_t septet;
	unsigned septets = gsm7_septets(code, &septet);

	if (septets == 2)
		text_char(out, (char)GSM7_ESCAPE);
	text_char(out, septets == 0 ? '?' : (char)septet);
}

static void print_ira(uint32_t code, struct text *out)
{
	text_char(out, code < 128 ? (char)code : '?');
}

static void print_unit(uint32_t unit, struct text *out)
{
	text_hex(out, (uint8_t)(unit >> 8));
	text_hex(out, (uint8_t)unit);
}

static void print_ucs2(uint32_t code, struct text *out)
{
	if (code > 0xFFFFu) {
		print_unit(0xD800u + ((code - 0x10000u) >> 10), out);
		code = 0xDC00u + (code & 0x3FFu);
	}
	print_unit(code, out);
}

static void print_utf8(uint32_t code, struct text *out)
{
	text_code(out, code);
}

static void print_latin1(uint32_t code, struct text *out)
{
	text_char(out, code < 256 ? (char)code : '?');
}

/* --- Many from the line --- */

static int parse_gsm(const char *bytes, size_t len, struct text *out)
{
	bool escaped = false;

	for (size_t i = 0; i < len; i++) {
		uint8_t septet = (uint8_t)bytes[i] & 0x7Fu;

		if (!escaped && septet == GSM7_ESCAPE) {
			escaped = true;
			continue;
		}
		text_code(out, gsm7_code(septet, escaped));
		escaped = false;
	}
	return 0;
}

static int parse_ira(const char *bytes, size_t len, struct text *out)
{
	for (size_t i = 0; i < len; i++)
		text_code(out, (uint8_t)bytes[i] < 128 ? (uint8_t)bytes[i] : '?');
	return 0;
}

static int parse_ucs2(const char *bytes, size_t len, struct text *out)
{
	struct payload_part whole;
	struct payload p = { .dcs = 0x08 };

	/* A long text comes in pieces that do not tear a surrogate pair. */
	for (size_t piece; len > 0; bytes += piece, len -= piece) {
		piece = len < 4 * 64 ? len : 4 * 64;
		if (piece < len && (bytes[piece - 4] == 'D' || bytes[piece - 4] == 'd'))
			piece -= 4;
		int octets = charset_hex(bytes, piece, p.octets, sizeof p.octets);
		if (octets < 0 || octets % 2 != 0)
			return ERR_SYNTAX;
		p.count = (uint8_t)octets;
		payload_get(&p, out, &whole);
	}
	return 0;
}

static int parse_latin1(const char *bytes, size_t len, struct text *out)
{
	for (size_t i = 0; i < len; i++)
		text_code(out, (uint8_t)bytes[i]);
	return 0;
}

static int parse_utf8(const char *bytes, size_t len, struct text *out)
{
	text_bytes(out, bytes, len);
	return 0;
}

static const struct {
	const char *name;
	void (*print)(uint32_t code, struct text *out);
	int (*parse)(const char *bytes, size_t len, struct text *out);
} sets[CHARSET_COUNT] = {
	[CHARSET_GSM] = { "GSM", print_gsm, parse_gsm },
	[CHARSET_IRA] = { "IRA", print_ira, parse_ira },
	[CHARSET_UCS2] = { "UCS2", print_ucs2, parse_ucs2 },
	[CHARSET_LATIN1] = { "8859-1", print_latin1, parse_latin1 },
	[CHARSET_UTF8] = { "UTF-8", print_utf8, parse_utf8 },
};

const char *charset_name(enum charset set)
{
	return sets[set].name;
}

int charset_find(const char *name)
{
	for (int i = 0; i < CHARSET_COUNT; i++)
		if (text_same(sets[i].name, name))
			return i;
	return ERR_MISSING;
}

void charset_print(enum charset set, const char *s, struct text *out)
{
	uint32_t code;

	while ((code = text_next(&s)) != 0)
		sets[set].print(code, out);
}

int charset_parse(enum charset set, const char *bytes, size_t len, struct text *out)
{
	return sets[set].parse(bytes, len, out);
}

static int half(char c)
{
	static const char digits[] = "0123456789ABCDEF";
	const char *at = strchr(digits, text_upper(c));

	return at == NULL || *at == '\0' ? -1 : (int)(at - digits);
}

int charset_hex(const char *digits, size_t len, uint8_t *out, size_t cap)
{
	if (len % 2 != 0 || len / 2 > cap)
		return ERR_SYNTAX;
	for (size_t i = 0; i < len; i += 2) {
		int high = half(digits[i]);
		int low = half(digits[i + 1]);

		if (high < 0 || low < 0)
			return ERR_SYNTAX;
		out[i / 2] = (uint8_t)(high << 4 | low);
	}
	return (int)(len / 2);
}
