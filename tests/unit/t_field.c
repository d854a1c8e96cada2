/* A cursor over an answer.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "modem/field.h"

static void takes_one_thing_after_another(void **state)
{
	struct field f = { "+CMGR: 0,\"a,b\",23 ,x" };
	int32_t n;
	char s[8];

	(void)state;
	assert_false(field_prefix(&f, "+CMGL:"));
	assert_true(field_prefix(&f, "+CMGR:"));
	assert_true(field_number(&f, 0, 4, &n));
	assert_int_equal(n, 0);
	assert_true(field_comma(&f));
	assert_false(field_number(&f, 0, 4, &n));
	assert_true(field_string(&f, s, sizeof s));
	assert_string_equal(s, "a,b");
	assert_true(field_comma(&f));
	assert_false(field_number(&f, 0, 22, &n)); /* out of range: nothing is taken */
	assert_true(field_number(&f, 0, 23, &n));
	assert_int_equal(n, 23);
	assert_false(field_end(&f));
	assert_true(field_comma(&f));
	assert_true(field_string(&f, s, sizeof s));
	assert_string_equal(s, "x");
	assert_true(field_end(&f));
	assert_false(field_comma(&f));
	assert_false(field_string(&f, s, sizeof s));
}

static void skips_quoted_commas(void **state)
{
	struct field f = { "\"a,b\",7" };
	int32_t n;

	(void)state;
	assert_true(field_skip(&f));
	assert_true(field_number(&f, 0, 9, &n));
	assert_int_equal(n, 7);
	assert_false(field_skip(&f));
}

static void telephone_numbers(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		const char *number, *rest;
	} rows[] = {
		{ "\"+33600000001\",145,x", true, "+33600000001", ",x" },
		{ "\"33600000001\",145", true, "+33600000001", "" },
		{ "\"0600000001\",129,", true, "0600000001", "," },
		{ " 0600000001, 161", true, "0600000001", "" },
		{ "\"0600000001\"", true, "0600000001", "" },
		{ "\"0600000001\",,7", true, "0600000001", ",7" },
		{ "\"\",128", true, "", "" },
		{ ",128,x", true, "", ",x" },
		{ "\"anonymous\",128,x", false, "", ",x" },
		{ "\"0123456789012345678901234567890\",129", false, "", "" },
		{ "", false, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct field f = { rows[i].text };
		struct number n;

		assert_int_equal(field_phone(&f, &n), rows[i].ok);
		assert_string_equal(n.text, rows[i].number);
		assert_int_equal(n.kind == NUMBER_NONE, n.text[0] == '\0');
		assert_string_equal(f.at, rows[i].rest);
	}
}

static void numbers_of_any_size_and_sign(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		int32_t n;
	} rows[] = {
		{ "-48", true, -48 },  { "+08", true, 8 },           { "000001", true, 1 },
		{ "12x", false, 0 },   { "x", false, 0 },            { "-", false, 0 },
		{ "", false, 0 },      { "99999999999", false, 0 },  { "5)", true, 5 },
		{ "2147483647", true, 2147483647 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct field f = { rows[i].text };
		int32_t n = 0;

		assert_int_equal(field_number(&f, INT32_MIN, INT32_MAX, &n), rows[i].ok);
		assert_int_equal(n, rows[i].n);
	}
}

static void a_long_string_is_cut_but_passed(void **state)
{
	struct field f = { "\"abcdef\",1" };
	int32_t n;
	char s[4];

	(void)state;
	assert_true(field_string(&f, s, sizeof s));
	assert_string_equal(s, "abc");
	assert_true(field_comma(&f));
	assert_true(field_number(&f, 0, 9, &n));
}

static void an_open_quote_ends_with_the_line(void **state)
{
	struct field f = { "\"ab" };
	char s[4];

	(void)state;
	assert_true(field_string(&f, s, sizeof s));
	assert_string_equal(s, "ab");
	assert_true(field_end(&f));
}

static void takes_the_number_at_the_end(void **state)
{
	static const struct {
		const char *line;
		int32_t number; /* -1: none */
	} rows[] = {
		{ "23", 23 }, { ",23", 23 }, { "\"a,5\", 23 ", 23 }, { "1,,23", 23 }, { "1,23,", -1 }, { "", -1 },
		{ "\"23\"", -1 }, { "1,2x", -1 }, { "1,256", -1 }, { "\"+336\",,\"26/02/12,12:05:00+08\"", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct field f = { rows[i].line };
		int32_t n = -1;

		assert_int_equal(field_last(&f, 0, 255, &n), rows[i].number >= 0);
		assert_int_equal(n, rows[i].number);
		assert_true(rows[i].number >= 0 ? field_end(&f) : f.at == rows[i].line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_one_thing_after_another),
		cmocka_unit_test(skips_quoted_commas),
		cmocka_unit_test(telephone_numbers),
		cmocka_unit_test(numbers_of_any_size_and_sign),
		cmocka_unit_test(a_long_string_is_cut_but_passed),
		cmocka_unit_test(an_open_quote_ends_with_the_line),
		cmocka_unit_test(takes_the_number_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
