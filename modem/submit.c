/* The text is cut into parts at characters' edges, then one part is packed.
 * SPDX-License-Identifier: Apache-2.0 */
#include "modem/submit.h"

#include <string.h>

#include "base/assert.h"
#include "base/gsm7.h"
#include "base/text.h"

#define UNITS_7 160      /* septets of one message */
#define UNITS_7_PART 153 /* of a part: 160 less 7 for the header of 6 octets */
#define UNITS_16 70      /* UTF-16 units */
#define UNITS_16_PART 67
#define OCTETS_MAX 140

#define TYPE_INTERNATIONAL 0x91
#define TYPE_UNKNOWN 0x81
#define SUBMIT_WITH_PERIOD 0x11 /* SMS-SUBMIT, relative validity period (9.2.3.1, 9.2.3.3) */
#define REJECT_DUPLICATES 0x04
#define USER_DATA_HEADER 0x40
#define VALID_ONE_DAY 0xA7 /* 9.2.3.12.1 */
#define DCS_GSM7 0x00
#define DCS_UCS2 0x08

static bool gsm7_holds(const char *text)
{
	uint32_t code;
	uint8_t septet;

	while ((code = text_next(&text)) != 0)
		if (gsm7_septets(code, &septet) == 0)
			return false;
	return true;
}

/* Septets or UTF-16 units of one character. */
static int units_of(uint32_t code, bool gsm7)
{
	uint8_t septet;

	return gsm7 ? (int)gsm7_septets(code, &septet) : code >= 0x10000 ? 2 : 1;
}

static int units_in(const char *text, bool gsm7)
{
	int units = 0;
	uint32_t code;

	while ((code = text_next(&text)) != 0)
		units += units_of(code, gsm7);
	return units;
}

/* The end of the part that begins at `text`: a character of two units is never split. */
static const char *part_end(const char *text, bool gsm7, int units_max)
{
	const char *end = text;
	int units = 0;

	for (;;) {
		const char *next = end;
		uint32_t code = text_next(&next);

		units += code == 0 ? 0 : units_of(code, gsm7);
		if (code == 0 || units > units_max)
			return end;
		end = next;
	}
}

int submit_count(const char *text)
{
	bool gsm7 = gsm7_holds(text);
	int count = 0;

	if (units_in(text, gsm7) <= (gsm7 ? UNITS_7 : UNITS_16))
		return 1;
	while (*text != '\0' && count < SUBMIT_PARTS_MAX) {
		text = part_end(text, gsm7, gsm7 ? UNITS_7_PART : UNITS_16_PART);
		count++;
	}
	return count;
}

static void put_septet(uint8_t *octets, size_t i, uint8_t septet)
{
	size_t bit = i * 7;

	octets[bit / 8] = (uint8_t)(octets[bit / 8] | septet << bit % 8);
	if (bit % 8 > 1)
		octets[bit / 8 + 1] = (uint8_t)(septet >> (8 - bit % 8));
}

/* Packs text..end from septet `at` on; the number of septets in all. */
static size_t pack_septets(uint8_t *octets, size_t at, const char *text, const char *end)
{
	while (text < end) {
		uint8_t septet;

		if (gsm7_septets(text_next(&text), &septet) == 2)
			put_septet(octets, at++, GSM7_ESCAPE);
		put_septet(octets, at++, septet);
	}
	return at;
}

static size_t put_unit(uint8_t *octets, size_t at, uint32_t unit)
{
	octets[at] = (uint8_t)(unit >> 8);
	octets[at + 1] = (uint8_t)unit;
	return at + 2;
}

static size_t pack_utf16(uint8_t *octets, size_t at, const char *text, const char *end)
{
	while (text < end) {
		uint32_t code = text_next(&text);

		if (code >= 0x10000) {
			at = put_unit(octets, at, 0xD800 + ((code - 0x10000) >> 10));
			code = 0xDC00 + (code & 0x3FF);
		}
		at = put_unit(octets, at, code);
	}
	return at;
}

static void hex_address(struct text *hex, const struct number *to)
{
	const char *digits = number_digits(to);
	size_t count = strlen(digits);

	ASSERT(to->kind == NUMBER_INTERNATIONAL || to->kind == NUMBER_PLAIN);
	text_hex(hex, (uint8_t)count);
	text_hex(hex, to->kind == NUMBER_INTERNATIONAL ? TYPE_INTERNATIONAL : TYPE_UNKNOWN);
	for (size_t i = 0; i < count; i += 2) {
		unsigned value[2] = { 15, 15 };

		for (size_t k = 0; k < 2 && i + k < count; k++) {
			char c = digits[i + k];

			value[k] = c == '*' ? 10u : c == '#' ? 11u : (unsigned)(c - '0');
		}
		text_hex(hex, (uint8_t)(value[1] << 4 | value[0]));
	}
}

size_t submit_print(const struct submit *s, char *hex_out)
{
	bool gsm7 = gsm7_holds(s->text);
	int count = submit_count(s->text);
	int units_max = gsm7 ? (count > 1 ? UNITS_7_PART : UNITS_7) : (count > 1 ? UNITS_16_PART : UNITS_16);
	const char *begin = s->text;
	uint8_t octets[OCTETS_MAX + 1] = { 0 }; /* the last septet may touch the octet after its own */
	size_t header = 0;
	struct text hex;

	ASSERT(s->part >= 1 && s->part <= count);
	for (int i = 1; i < s->part; i++)
		begin = part_end(begin, gsm7, units_max);
	const char *end = part_end(begin, gsm7, units_max);
	if (count > 1) {
		const uint8_t element[] = { 5, 0x00, 3, s->reference, (uint8_t)count, s->part };

		memcpy(octets, element, sizeof element);
		header = sizeof element;
	}
	size_t length = gsm7 ? pack_septets(octets, (header * 8 + 6) / 7, begin, end)
			     : pack_utf16(octets, header, begin, end);
	size_t octet_count = gsm7 ? (length * 7 + 7) / 8 : length;

	ASSERT(octet_count <= OCTETS_MAX);
	text_init(&hex, hex_out, SUBMIT_HEX_CAP);
	text_hex(&hex, 0);
	text_hex(&hex, (uint8_t)(SUBMIT_WITH_PERIOD | (count > 1 ? USER_DATA_HEADER : 0) |
				 (s->again ? REJECT_DUPLICATES : 0)));
	text_hex(&hex, 0); /* the modem numbers it */
	hex_address(&hex, s->to);
	text_hex(&hex, 0);
	text_hex(&hex, gsm7 ? DCS_GSM7 : DCS_UCS2);
	text_hex(&hex, VALID_ONE_DAY);
	text_hex(&hex, (uint8_t)length);
	for (size_t i = 0; i < octet_count; i++)
		text_hex(&hex, octets[i]);
	ASSERT(!hex.cut);
	return hex.len / 2 - 1;
}

static unsigned digit(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'A' + 10);
}

size_t submit_bare(char *hex, size_t octets)
{
	/* The service centre's length, the first octet, the reference; the recipient; the protocol and the alphabet. */
	size_t digits = digit(hex[6]) << 4 | digit(hex[7]);
	char *period = hex + 6 + 4 + (digits + 1) / 2 * 2 + 4;

	if ((digit(hex[2]) & SUBMIT_WITH_PERIOD >> 4) == 0)
		return 0;
	hex[2] = (char)(hex[2] - 1);
	memmove(period, period + 2, strlen(period + 2) + 1);
	return octets - 1;
}
