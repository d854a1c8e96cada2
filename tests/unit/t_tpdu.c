/* The simulator's own codec of short messages: alphabets, headers, addresses, whole units.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/civil.h"
#include "base/err.h"
#include "sim/charset.h"
#include "sim/tpdu.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define FIFTY "12345678901234567890123456789012345678901234567890"
#define GRIN "\xF0\x9F\x98\x80"
#define TEN_GRINS GRIN GRIN GRIN GRIN GRIN GRIN GRIN GRIN GRIN GRIN

static const char *hex_of(const uint8_t *octets, size_t len)
{
	static char digits[2 * TPDU_CAP + 1];
	struct text t;

	text_init(&t, digits, sizeof digits);
	for (size_t i = 0; i < len; i++)
		text_hex(&t, octets[i]);
	return digits;
}

static size_t octets_of(const char *hex, uint8_t *octets)
{
	int len = charset_hex(hex, strlen(hex), octets, TPDU_CAP);

	assert_true(len >= 0);
	return (size_t)len;
}

static const char *text_of(const struct payload *p, struct payload_part *part)
{
	static char text[PAYLOAD_TEXT_CAP];
	struct text t;

	text_init(&t, text, sizeof text);
	assert_int_equal(payload_get(p, &t, part), 0);
	assert_false(t.cut);
	return text;
}

/* --- User data. --- */

static const struct {
	const char *text;
	uint8_t dcs;
	struct payload_part part;
	uint8_t count;
	const char *hex;
} payloads[] = {
	{ "hellohello", 0x00, { 0 }, 10, "E8329BFD4697D9EC37" },
	{ "", 0x00, { 0 }, 0, "" },
	{ "1234567", 0x00, { 0 }, 7, "31D98C56B3DD00" },
	{ "12345678", 0x00, { 0 }, 8, "31D98C56B3DD70" },
	{ "@", 0x00, { 0 }, 1, "00" },
	/* The euro is an escape and 0x65: 1B E5 packs to 9B 32. */
	{ "\xE2\x82\xAC", 0x00, { 0 }, 2, "9B32" },
	{ "{", 0x00, { 0 }, 2, "1B14" },
	{ "A", 0x08, { 0 }, 2, "0041" },
	{ GRIN, 0x08, { 0 }, 4, "D83DDE00" },
	/* Six octets of header are 48 bits: a fill bit, and the text begins at septet 7. */
	{ "hellohello", 0x00, { 0x0A, 2, 1, false }, 17, "0500030A0201D06536FB8D2EB3D96F" },
	/* Seven octets are 56 bits: no fill. */
	{ "hellohello", 0x00, { 0x0A0B, 2, 2, true }, 18, "0608040A0B0202E8329BFD4697D9EC37" },
	{ "A", 0x08, { 0xFE, 3, 3, false }, 8, "050003FE03030041" },
};

static void test_payload(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(payloads); i++) {
		struct payload p = { .dcs = payloads[i].dcs };
		struct payload_part part;

		assert_int_equal(payload_put(&p, payloads[i].text, &payloads[i].part), strlen(payloads[i].text));
		assert_int_equal(p.count, payloads[i].count);
		assert_string_equal(hex_of(p.octets, payload_len(&p)), payloads[i].hex);
		assert_string_equal(text_of(&p, &part), payloads[i].text);
		assert_int_equal(part.reference, payloads[i].part.reference);
		assert_int_equal(part.total, payloads[i].part.total);
		assert_int_equal(part.sequence, payloads[i].part.sequence);
		assert_int_equal(part.wide, payloads[i].part.wide);
	}
}

static void test_parts(void **state)
{
	static const struct {
		const char *text;
		uint8_t dcs;
		unsigned parts;
	} rows[] = {
		{ "", 0x00, 1 },
		{ FIFTY FIFTY FIFTY "1234567890", 0x00, 1 }, /* 160 */
		{ FIFTY FIFTY FIFTY "12345678901", 0x00, 2 },
		{ FIFTY FIFTY FIFTY "123456789{", 0x00, 2 }, /* 161 septets */
		{ FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY "123456", 0x00, 2 }, /* 2 * 153 */
		{ FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY "1234567", 0x00, 3 },
		{ FIFTY "12345678901234567890", 0x08, 1 }, /* 70 */
		{ FIFTY "123456789012345678901", 0x08, 2 },
		{ TEN_GRINS TEN_GRINS TEN_GRINS GRIN GRIN GRIN GRIN GRIN, 0x08, 1 }, /* 35 pairs */
		{ TEN_GRINS TEN_GRINS TEN_GRINS TEN_GRINS, 0x08, 2 },
		/* A pair is never torn: 33 pairs to a part, though 67 units would fit. */
		{ TEN_GRINS TEN_GRINS TEN_GRINS TEN_GRINS TEN_GRINS TEN_GRINS GRIN GRIN GRIN GRIN GRIN GRIN GRIN, 0x08, 3 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(payload_parts(rows[i].dcs, rows[i].text), rows[i].parts);
}

/* An escaped character that would lie across the edge goes into the next part whole. */
static void test_escape_is_not_torn(void **state)
{
	static const char text[] = FIFTY FIFTY FIFTY "12{rest";
	const struct payload_part first = { .reference = 1, .total = 2, .sequence = 1 };
	struct payload p = { .dcs = 0x00 };
	struct payload_part part;

	(void)state;
	assert_int_equal(payload_put(&p, text, &first), 152);
	assert_int_equal(p.count, 7 + 152);
	assert_string_equal(text_of(&p, &part), FIFTY FIFTY FIFTY "12");
}

static void test_alphabets(void **state)
{
	static const struct {
		uint8_t dcs;
		enum payload_alphabet alphabet;
		int class;
	} rows[] = {
		{ 0x00, ALPHABET_GSM7, -1 },  { 0x04, ALPHABET_OCTETS, -1 }, { 0x08, ALPHABET_UCS2, -1 },
		{ 0x0C, ALPHABET_GSM7, -1 },  { 0x10, ALPHABET_GSM7, 0 },    { 0x18, ALPHABET_UCS2, 0 },
		{ 0x48, ALPHABET_UCS2, -1 },  { 0xC8, ALPHABET_GSM7, -1 },   { 0xE0, ALPHABET_UCS2, -1 },
		{ 0xF1, ALPHABET_GSM7, 1 },   { 0xF6, ALPHABET_OCTETS, 2 },  { 0x8F, ALPHABET_GSM7, -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(payload_alphabet(rows[i].dcs), rows[i].alphabet);
		assert_int_equal(payload_class(rows[i].dcs), rows[i].class);
	}
}

static void test_odd_user_data(void **state)
{
	struct payload torn = { .dcs = 0x08, .count = 5, .octets = { 0xD8, 0x3D, 0x00, 0x41, 0x00 } };
	struct payload octets = { .dcs = 0x04, .count = 2, .octets = { 0x0F, 0xA0 } };
	struct payload unknown = { .dcs = 0x08, .header = true, .count = 6, .octets = { 0x03, 0x70, 0x01, 0x55, 0x00, 0x41 } };
	struct payload impossible = { .dcs = 0x08, .header = true, .count = 8, .octets = { 5, 0, 3, 9, 2, 3, 0x00, 0x41 } };
	struct payload too_long = { .dcs = 0x08, .header = true, .count = 2, .octets = { 0x02, 0x00 } };
	struct payload_part part;
	char text[8];
	struct text t;

	(void)state;
	assert_string_equal(text_of(&torn, &part), "\xEF\xBF\xBD" "A");
	assert_string_equal(text_of(&octets, &part), "0FA0");
	assert_string_equal(text_of(&unknown, &part), "A");
	assert_int_equal(part.total, 0);
	assert_string_equal(text_of(&impossible, &part), "A");
	assert_int_equal(part.total, 0);
	text_init(&t, text, sizeof text);
	assert_int_equal(payload_get(&too_long, &t, &part), ERR_SYNTAX);
	assert_int_equal(t.len, 0);
}

/* --- Whole units. --- */

static const struct civil monday = { .year = 2026, .month = 1, .day = 5, .hour = 12, .minute = 34, .second = 56 };

static const struct {
	const char *from;
	int zone_qh;
	const char *text;
	const char *hex;
} delivers[] = {
	{ "+33612345678", 4, "hellohello", "040B913316325476F80000621050214365400AE8329BFD4697D9EC37" },
	{ "+336123456789", -20, "", "040C9133163254769800006210502143650A00" },
	{ "727", 0, "ON", "04038127F70000621050214365000" "24F27" },
	{ "Orange", 4, "ON", "040BD04F79D87D2E030000621050214365400" "24F27" },
	{ "Elevenchars", 4, "ON", "0414D04576D95E768FD161F91C0000621050214365400" "24F27" },
};

static void test_deliver(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(delivers); i++) {
		struct tpdu t = { .kind = TPDU_DELIVER, .first = 0x04,
				  .stamp = { .local_s = civil_seconds(&monday), .zone_qh = delivers[i].zone_qh } };
		uint8_t octets[TPDU_CAP];
		struct payload_part part;
		struct tpdu back;

		if (number_parse(&t.number, delivers[i].from) != 0)
			number_name(&t.number, delivers[i].from);
		payload_put(&t.payload, delivers[i].text, NULL);
		size_t len = tpdu_print(&t, octets);
		assert_string_equal(hex_of(octets, len), delivers[i].hex);
		assert_int_equal(tpdu_parse(&back, octets, len), 0);
		assert_string_equal(back.number.text, delivers[i].from);
		assert_int_equal(back.stamp.local_s, t.stamp.local_s);
		assert_int_equal(back.stamp.zone_qh, delivers[i].zone_qh);
		assert_string_equal(text_of(&back.payload, &part), delivers[i].text);
	}
}

static const struct {
	const char *hex;
	const char *to;
	const char *text;
	uint8_t validity_len;
} submits[] = {
	{ "01000B913316325476F800000AE8329BFD4697D9EC37", "+33612345678", "hellohello", 0 },
	{ "11000B913316325476F80000A70AE8329BFD4697D9EC37", "+33612345678", "hellohello", 1 },
	{ "19000B913316325476F80000621050214365400AE8329BFD4697D9EC37", "+33612345678", "hellohello", 7 },
	{ "11000B913316325476F80008A704D83DDE00", "+33612345678", GRIN, 1 },
	{ "1100038127F700" "00A7024F27", "727", "ON", 1 },
	{ "0100048121430000024F27", "1234", "ON", 0 },
	{ "010004812A1B0000024F27", "*2#1", "ON", 0 },
	{ "010004812C1B0000024F27", NULL, NULL, 0 }, /* 0xC is the digit `a`: nobody has such a number */
};

static void test_submit(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(submits); i++) {
		uint8_t octets[TPDU_CAP], again[TPDU_CAP];
		size_t len = octets_of(submits[i].hex, octets);
		struct payload_part part;
		struct tpdu t;

		if (submits[i].text == NULL) {
			assert_int_equal(tpdu_parse(&t, octets, len), ERR_SYNTAX);
			continue;
		}
		assert_int_equal(tpdu_parse(&t, octets, len), 0);
		assert_int_equal(t.kind, TPDU_SUBMIT);
		assert_string_equal(t.number.text, submits[i].to);
		assert_int_equal(t.validity_len, submits[i].validity_len);
		assert_string_equal(text_of(&t.payload, &part), submits[i].text);
		assert_int_equal(tpdu_print(&t, again), len);
		assert_memory_equal(again, octets, len);
	}
}

/* Whatever is cut off or too long is refused, and nothing is read beyond it. */
static void test_every_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i + 1 < COUNT(submits); i++) {
		uint8_t octets[TPDU_CAP];
		size_t whole = octets_of(submits[i].hex, octets);
		struct tpdu t;

		for (size_t len = 0; len < whole; len++)
			assert_int_equal(tpdu_parse(&t, octets, len), ERR_SYNTAX);
		octets[whole] = 0;
		assert_int_equal(tpdu_parse(&t, octets, whole + 1), ERR_SYNTAX);
	}
}

static void test_centre(void **state)
{
	static const struct {
		const char *number;
		const char *hex;
	} rows[] = { { "", "00" }, { "+33600000090", "07913306000090F0" }, { "1234", "03812143" } };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t octets[TPDU_ADDRESS_CAP];
		struct number n, back;

		assert_int_equal(number_parse(&n, rows[i].number), 0);
		size_t len = tpdu_centre_print(&n, octets);
		assert_string_equal(hex_of(octets, len), rows[i].hex);
		assert_int_equal(tpdu_centre_parse(&back, octets, len), len);
		assert_string_equal(back.text, rows[i].number);
		assert_int_equal(tpdu_centre_parse(&back, octets, len - 1), ERR_SYNTAX);
	}
}

static void test_stamp_prints(void **state)
{
	const struct tpdu_stamp stamps[] = { { civil_seconds(&monday), 4 }, { civil_seconds(&monday), -14 } };
	static const char *const printed[] = { "26/01/05,12:34:56+04", "26/01/05,12:34:56-14" };

	(void)state;
	for (size_t i = 0; i < COUNT(stamps); i++) {
		char line[40];
		struct text t;

		text_init(&t, line, sizeof line);
		tpdu_stamp_print(&stamps[i], &t);
		assert_string_equal(line, printed[i]);
	}
}

/* --- Character sets of the line. --- */

static void test_charsets(void **state)
{
	static const struct {
		enum charset set;
		const char *text;
		const char *line;
	} rows[] = {
		{ CHARSET_IRA, "ON", "ON" },
		{ CHARSET_GSM, "$_", "\x02\x11" },
		{ CHARSET_GSM, "{", "\x1B\x28" },
		{ CHARSET_UCS2, "A\xC3\xA9" GRIN, "004100E9D83DDE00" },
		{ CHARSET_LATIN1, "\xC3\xA9", "\xE9" },
		{ CHARSET_UTF8, "\xC3\xA9" GRIN, "\xC3\xA9" GRIN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char line[40], back[40];
		struct text t;

		text_init(&t, line, sizeof line);
		charset_print(rows[i].set, rows[i].text, &t);
		assert_string_equal(line, rows[i].line);
		text_init(&t, back, sizeof back);
		assert_int_equal(charset_parse(rows[i].set, line, strlen(line), &t), 0);
		assert_string_equal(back, rows[i].text);
	}
}

static void test_long_ucs2(void **state)
{
	/* Pieces of 64 units: the pair at 63 and 64 must stay together. */
	static const char text[] = FIFTY "1234567890123" GRIN "end";
	char line[400], back[400];
	struct text t;

	(void)state;
	text_init(&t, line, sizeof line);
	charset_print(CHARSET_UCS2, text, &t);
	text_init(&t, back, sizeof back);
	assert_int_equal(charset_parse(CHARSET_UCS2, line, strlen(line), &t), 0);
	assert_string_equal(back, text);
	text_init(&t, back, sizeof back);
	assert_int_equal(charset_parse(CHARSET_UCS2, "004", 3, &t), ERR_SYNTAX);
	assert_int_equal(charset_parse(CHARSET_UCS2, "00G1", 4, &t), ERR_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_payload),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_escape_is_not_torn),
		cmocka_unit_test(test_alphabets),
		cmocka_unit_test(test_odd_user_data),
		cmocka_unit_test(test_deliver),
		cmocka_unit_test(test_submit),
		cmocka_unit_test(test_every_cut),
		cmocka_unit_test(test_centre),
		cmocka_unit_test(test_stamp_prints),
		cmocka_unit_test(test_charsets),
		cmocka_unit_test(test_long_ucs2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
