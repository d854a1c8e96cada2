/* The GSM alphabet: both ways, every character.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/gsm7.h"

static void every_septet_comes_back(void **state)
{
	(void)state;
	for (uint8_t s = 0; s < 128; s++) {
		uint8_t back = 0xFF;

		if (s == GSM7_ESCAPE)
			continue;
		assert_int_equal(gsm7_septets(gsm7_code(s, false), &back), 1);
		assert_int_equal(back, s);
	}
}

static void the_extension_takes_two(void **state)
{
	static const char *const characters = "^{}\\[~]|\f";
	uint8_t septet;

	(void)state;
	for (const char *c = characters; *c != '\0'; c++) {
		assert_int_equal(gsm7_septets((uint8_t)*c, &septet), 2);
		assert_int_equal(gsm7_code(septet, true), *c);
	}
	assert_int_equal(gsm7_septets(0x20AC, &septet), 2);
	assert_int_equal(septet, 0x65);
}

static void an_unknown_escape_reads_as_its_letter(void **state)
{
	(void)state;
	assert_int_equal(gsm7_code('A', true), 'A');
}

static void well_known_places(void **state)
{
	(void)state;
	assert_int_equal(gsm7_code(0x00, false), '@');
	assert_int_equal(gsm7_code(0x02, false), '$');
	assert_int_equal(gsm7_code(0x05, false), 0xE9);
	assert_int_equal(gsm7_code(0x11, false), '_');
	assert_int_equal(gsm7_code(0x24, false), 0xA4);
	assert_int_equal(gsm7_code(0x40, false), 0xA1);
	assert_int_equal(gsm7_code(0x7F, false), 0xE0);
}

static void others_are_not_in_it(void **state)
{
	static const uint32_t codes[] = { '`', 0x1B, 0xE7, 0x2013, 0x416, 0x1F50C };
	uint8_t septet;

	(void)state;
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		assert_int_equal(gsm7_septets(codes[i], &septet), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_septet_comes_back),
		cmocka_unit_test(the_extension_takes_two),
		cmocka_unit_test(an_unknown_escape_reads_as_its_letter),
		cmocka_unit_test(well_known_places),
		cmocka_unit_test(others_are_not_in_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
