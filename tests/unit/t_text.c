/* Bounded strings and UTF-8.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

static void builds_what_is_appended(void **state)
{
	char buffer[64];
	struct text t;

	(void)state;
	text_init(&t, buffer, sizeof buffer);
	text_str(&t, "a");
	text_char(&t, '-');
	text_number(&t, INT64_MIN);
	text_padded(&t, 7, 3);
	text_padded(&t, 1234, 2);
	text_hex(&t, 0x0F);
	text_code(&t, 0x20AC);
	assert_string_equal(buffer, "a--92233720368547758080071234" "0F" "\xE2\x82\xAC");
	assert_false(t.cut);
	assert_int_equal(t.len, strlen(buffer));
}

static void cuts_at_characters_and_stays_cut(void **state)
{
	char buffer[6];
	struct text t;

	(void)state;
	text_init(&t, buffer, sizeof buffer);
	text_str(&t, "abc\xE2\x82\xAC"); /* six bytes where five fit */
	assert_true(t.cut);
	assert_string_equal(buffer, "abc");
	text_str(&t, "d");
	assert_string_equal(buffer, "abc");

	text_init(&t, buffer, sizeof buffer);
	text_str(&t, "ab\xE2\x82\xAC"); /* five fit exactly */
	assert_false(t.cut);
	assert_int_equal(t.len, 5);

	text_init(&t, buffer, 1);
	text_str(&t, "");
	assert_false(t.cut);
	text_char(&t, 'x');
	assert_true(t.cut);
	assert_string_equal(buffer, "");
}

static void reads_code_points(void **state)
{
	static const struct {
		const char *bytes;
		uint32_t code[4];
	} rows[] = {
		{ "A", { 'A' } },
		{ "\xC3\xA9", { 0xE9 } },
		{ "\xF0\x9F\x94\x8C", { 0x1F50C } },
		{ "\xC3", { 0xFFFD } },                     /* cut short */
		{ "\x80x", { 0xFFFD, 'x' } },               /* begins with a continuation */
		{ "\xC0\x80", { 0xFFFD, 0xFFFD } },         /* overlong NUL */
		{ "\xE0\x80\xAF", { 0xFFFD, 0xFFFD, 0xFFFD } }, /* overlong */
		{ "\xED\xA0\x80", { 0xFFFD, 0xFFFD, 0xFFFD } }, /* a surrogate */
		{ "\xF4\x90\x80\x80", { 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD } }, /* beyond Unicode */
		{ "\xE2\x82z", { 0xFFFD, 0xFFFD, 'z' } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *at = rows[i].bytes;

		for (size_t k = 0; k < 4 && rows[i].code[k] != 0; k++)
			assert_int_equal(text_next(&at), rows[i].code[k]);
		assert_int_equal(text_next(&at), 0);
		assert_int_equal(*at, '\0');
	}
	assert_int_equal(text_count("a\xC3\xA9\xE2\x82\xAC"), 3);
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	for (uint32_t code = 1; code < 0x110000; code += code < 0x3000 ? 1 : 97) {
		char buffer[8];
		struct text t;
		const char *at = buffer;
		bool surrogate = code >= 0xD800 && code <= 0xDFFF;

		text_init(&t, buffer, sizeof buffer);
		text_code(&t, code);
		assert_int_equal(text_next(&at), surrogate ? 0xFFFD : code);
		assert_int_equal(*at, '\0');
	}
}

static void compares_without_case(void **state)
{
	(void)state;
	assert_true(text_same("Status", "sTATUS"));
	assert_false(text_same("Status", "Statu"));
	assert_false(text_same("Statu", "Status"));
	assert_true(text_begins("+CREG: 1", "+CREG:"));
	assert_false(text_begins("+CRE", "+CREG:"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(builds_what_is_appended),
		cmocka_unit_test(cuts_at_characters_and_stays_cut),
		cmocka_unit_test(reads_code_points),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(compares_without_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
