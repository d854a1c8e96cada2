/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ports/linux/json.h"

#define CAP 400

static char buffer[CAP];
static struct text out;

static struct json begin(size_t cap)
{
	struct json j;

	text_init(&out, buffer, cap);
	json_init(&j, &out);
	return j;
}

static void puts_commas_between(void **state)
{
	struct json j = begin(CAP);

	(void)state;
	json_open(&j, '{');
	json_member_str(&j, "a", "x");
	json_member_number(&j, "b", -9223372036854775807);
	json_member_open(&j, "c", '[');
	json_number(&j, 0);
	json_open(&j, '{');
	json_close(&j, '}');
	json_open(&j, '[');
	json_close(&j, ']');
	json_null(&j);
	json_bool(&j, true);
	json_raw(&j, "1.5");
	json_close(&j, ']');
	json_member_bool(&j, "d", false);
	json_member_maybe(&j, "e", false, 3);
	json_member_maybe(&j, "f", true, 3);
	json_member_str(&j, "g", NULL);
	json_member_null(&j, "h");
	json_member_open(&j, "i", '{');
	json_close(&j, '}');
	json_key(&j, "j");
	json_number(&j, 4);
	json_close(&j, '}');
	assert_string_equal(buffer, "{\"a\":\"x\",\"b\":-9223372036854775807,\"c\":[0,{},[],null,true,1.5],\"d\":false,\"e\":null,"
				    "\"f\":3,\"g\":null,\"h\":null,\"i\":{},\"j\":4}");
	assert_false(out.cut);
}

/* RFC 8259, 7: quotation mark, reverse solidus and control characters must be escaped. */
static void escapes(void **state)
{
	struct json j = begin(CAP);

	(void)state;
	json_str(&j, "\"\\/\b\f\n\r\t\x01\x1F\x7F\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
	assert_string_equal(buffer, "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001F\\u007F\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"");
}

static void mends_what_is_no_utf8(void **state)
{
	struct json j = begin(CAP);

	(void)state;
	json_str(&j, "a\xFF" "b\xC3");
	assert_string_equal(buffer, "\"a\xEF\xBF\xBD" "b\xEF\xBF\xBD\"");
}

static void writes_so_many_bytes(void **state)
{
	struct json j = begin(CAP);

	(void)state;
	json_open(&j, '[');
	json_bytes(&j, "\xC3\xA9t\xC3\xA9xyz", 5);
	json_bytes(&j, "a\0b", 3);
	json_bytes(&j, "\xE2\x82\xAC", 2); /* the end of a character lies beyond */
	json_bytes(&j, "", 0);
	json_close(&j, ']');
	assert_string_equal(buffer, "[\"\xC3\xA9t\xC3\xA9\",\"a\\u0000b\",\"\xEF\xBF\xBD\xEF\xBF\xBD\",\"\"]");
}

static void says_that_it_was_cut(void **state)
{
	struct json j = begin(8);

	(void)state;
	json_str(&j, "0123456789");
	assert_true(out.cut);
	assert_true(strlen(buffer) < 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(puts_commas_between),  cmocka_unit_test(escapes),
		cmocka_unit_test(mends_what_is_no_utf8), cmocka_unit_test(writes_so_many_bytes),
		cmocka_unit_test(says_that_it_was_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
