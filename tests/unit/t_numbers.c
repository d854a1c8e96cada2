/* Lists of numbers: who belongs to one, how it is kept, and what a store may not put into it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "core/numbers.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct numbers list_of(const char *const *digits, size_t count)
{
	struct numbers n = { .count = 0 };

	for (size_t i = 0; i < count; i++)
		assert_int_equal(numbers_add(&n, digits[i]), 0);
	return n;
}

static void shows(const struct numbers *n, const char *text)
{
	char buffer[NUMBERS_VALUE_MAX];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	numbers_print(n, &t);
	assert_string_equal(buffer, text);
}

static void numbers_are_1_to_15_digits(void **state)
{
	static const struct {
		const char *text, *digits; /* NULL: refused */
	} rows[] = {
		{ "3589123456789", "3589123456789" },
		{ "003589123456789", "3589123456789" },
		{ "7", "7" },
		{ "0", "0" },
		{ "0600000001", "0600000001" },
		{ "123456789012345", "123456789012345" },
		{ "00123456789012345", "123456789012345" },
		{ "1234567890123456", NULL },
		{ "", NULL },
		{ "00", NULL },
		{ "+33600000001", NULL },
		{ "336 00", NULL },
		{ "33600a", NULL },
		{ "ALL", NULL },
	};
	char digits[NUMBERS_DIGITS_MAX + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(numbers_parse(rows[i].text, digits), rows[i].digits == NULL ? ERR_RANGE : 0);
		if (rows[i].digits != NULL)
			assert_string_equal(digits, rows[i].digits);
	}
}

static void a_list_holds_ten_in_the_order_added(void **state)
{
	static const char *const ten[] = { "5", "1", "2", "3", "4", "9", "8", "7", "6", "0" };
	struct numbers n = list_of(ten, COUNT(ten));

	(void)state;
	shows(&n, "5,1,2,3,4,9,8,7,6,0");
	assert_int_equal(numbers_add(&n, "9"), 0);
	assert_int_equal(numbers_add(&n, "10"), ERR_FULL);
	assert_int_equal(numbers_remove(&n, "10"), ERR_MISSING);
	shows(&n, "5,1,2,3,4,9,8,7,6,0");
	assert_int_equal(numbers_remove(&n, "5"), 0);
	assert_int_equal(numbers_remove(&n, "9"), 0);
	assert_int_equal(numbers_remove(&n, "0"), 0);
	shows(&n, "1,2,3,4,8,7,6");
	assert_int_equal(numbers_add(&n, "5"), 0);
	shows(&n, "1,2,3,4,8,7,6,5");
}

static void a_caller_is_known_by_the_digits(void **state)
{
	static const char *const two[] = { "33600000001", "0600000002" };
	const struct numbers n = list_of(two, COUNT(two));
	static const struct {
		struct number who;
		bool known;
	} rows[] = {
		{ { NUMBER_INTERNATIONAL, "+33600000001" }, true },
		{ { NUMBER_PLAIN, "33600000001" }, true },
		{ { NUMBER_PLAIN, "0033600000001" }, true },
		{ { NUMBER_PLAIN, "0600000002" }, true },
		{ { NUMBER_INTERNATIONAL, "+33600000002" }, false },
		{ { NUMBER_PLAIN, "600000002" }, false },
		{ { NUMBER_NAME, "33600000001" }, false },
		{ { NUMBER_NONE, "" }, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(numbers_have(&n, &rows[i].who), rows[i].known);
}

/* A number without a country's code is dialled as it stands. */
static void numbers_are_dialled_abroad_or_at_home(void **state)
{
	static const char *const some[] = { "33600000001", "0600000002", "12345", "336000000", "3360000001" };
	static const bool abroad[] = { true, false, false, false, true };
	const struct numbers n = list_of(some, COUNT(some));

	(void)state;
	for (uint8_t i = 0; i < COUNT(some); i++) {
		const struct number who = numbers_at(&n, i);

		assert_int_equal(who.text[0] == '+', abroad[i]);
		assert_string_equal(who.text + abroad[i], some[i]);
		assert_int_equal(who.kind, abroad[i] ? NUMBER_INTERNATIONAL : NUMBER_PLAIN);
		assert_true(numbers_have(&n, &who));
	}
}

static void what_is_saved_comes_back(void **state)
{
	static const char *const ten[] = { "123456789012345", "123456789012346", "123456789012347", "123456789012348",
					   "123456789012349", "123456789012350", "123456789012351", "123456789012352",
					   "123456789012353", "0" };
	uint8_t value[NUMBERS_VALUE_MAX];
	struct numbers loaded;

	(void)state;
	for (size_t count = 0; count <= COUNT(ten); count++) {
		const struct numbers n = list_of(ten, count);
		const size_t len = numbers_save(&n, value);

		assert_in_range(len, 0, sizeof value);
		assert_int_equal(numbers_load(&loaded, value, len), 0);
		assert_memory_equal(&loaded, &n, sizeof n);
	}
}

static void nothing_illegal_is_loaded(void **state)
{
	static const struct {
		const char *value;
		size_t len;
	} rows[] = {
		{ "33600000001", 11 },              /* without its end */
		{ "33600000001\0" "33600000002", 23 }, /* the second without its end */
		{ "", 1 },                          /* an empty number */
		{ "33600000001\0", 13 },            /* the same behind a good one */
		{ "3360000000a", 12 },
		{ "1234567890123456", 17 },
		{ "1\0" "2\0" "3\0" "4\0" "5\0" "6\0" "7\0" "8\0" "9\0" "10\0" "11", 24 }, /* eleven */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct numbers n = { .count = 1, .digits = { "1" } };

		assert_int_equal(numbers_load(&n, (const uint8_t *)rows[i].value, rows[i].len), ERR_RANGE);
		assert_int_equal(n.count, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_1_to_15_digits),
		cmocka_unit_test(a_list_holds_ten_in_the_order_added),
		cmocka_unit_test(a_caller_is_known_by_the_digits),
		cmocka_unit_test(numbers_are_dialled_abroad_or_at_home),
		cmocka_unit_test(what_is_saved_comes_back),
		cmocka_unit_test(nothing_illegal_is_loaded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
