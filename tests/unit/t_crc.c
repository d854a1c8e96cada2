/* CRC-32 by its check value.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/crc.h"

static void has_the_check_value(void **state)
{
	(void)state;
	assert_int_equal(crc_32(0, "123456789", 9), 0xCBF43926);
	assert_int_equal(crc_32(crc_32(0, "1234", 4), "56789", 5), 0xCBF43926);
	assert_int_equal(crc_32(0, "", 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_the_check_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
