/* Telephone numbers and names.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/number.h"

static void reads_numbers(void **state)
{
	static const struct {
		const char *in, *out;
		int kind;
	} rows[] = {
		{ "+33612345678", "+33612345678", NUMBER_INTERNATIONAL },
		{ "0033612345678", "+33612345678", NUMBER_INTERNATIONAL },
		{ "0612345678", "0612345678", NUMBER_PLAIN },
		{ "001234", "001234", NUMBER_PLAIN }, /* a short code */
		{ "*100#", "*100#", NUMBER_PLAIN },
		{ "12345678901234567890", "12345678901234567890", NUMBER_PLAIN },
		{ "", "", NUMBER_NONE },
	};
	static const char *const bad[] = { "+", "12a", "1 2", "123456789012345678901", "++1", "ON" };
	struct number n;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(number_parse(&n, rows[i].in), 0);
		assert_string_equal(n.text, rows[i].out);
		assert_int_equal(n.kind, rows[i].kind);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(number_parse(&n, bad[i]), ERR_SYNTAX);
		assert_int_equal(n.kind, NUMBER_NONE);
	}
}

static bool same(const char *a, const char *b)
{
	struct number na, nb;

	assert_int_equal(number_parse(&na, a), 0);
	assert_int_equal(number_parse(&nb, b), 0);
	return number_same(&na, &nb);
}

static void matches_by_digits(void **state)
{
	struct number name, nobody;

	(void)state;
	assert_true(same("+33612345678", "33612345678"));
	assert_true(same("0033612345678", "+33612345678"));
	assert_false(same("+33612345678", "0612345678"));
	assert_false(same("+3361234567", "+33612345678"));
	number_name(&name, "Orange");
	assert_false(number_same(&name, &name));
	assert_int_equal(number_parse(&nobody, ""), 0);
	assert_false(number_same(&nobody, &nobody));
}

static void knows_short_codes(void **state)
{
	struct number n;

	(void)state;
	assert_int_equal(number_parse(&n, "123456"), 0);
	assert_true(number_short(&n));
	assert_int_equal(number_parse(&n, "1234567"), 0);
	assert_false(number_short(&n));
	number_name(&n, "A");
	assert_false(number_short(&n));
}

static void cuts_long_names(void **state)
{
	struct number n;

	(void)state;
	number_name(&n, "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC");
	assert_int_equal(strlen(n.text), 21);
	assert_int_equal(n.kind, NUMBER_NAME);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_numbers),
		cmocka_unit_test(matches_by_digits),
		cmocka_unit_test(knows_short_codes),
		cmocka_unit_test(cuts_long_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
