/* The firmware's division against the compiler's.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ports/cortexm/divide.h"

static void divides(uint64_t n, uint64_t by)
{
	uint64_t rest = 1;

	assert_int_equal(__udivmoddi4(n, by, &rest), n / by);
	assert_int_equal(rest, n % by);
	assert_int_equal(__udivmoddi4(n, by, NULL), n / by);
}

static void divides_edges(void **state)
{
	static const uint64_t edges[] = { 1, 2, 9, 10, 1000, 86400, UINT32_MAX - 1, UINT32_MAX, UINT32_MAX + UINT64_C(1),
					  INT64_MAX, INT64_MAX + UINT64_C(1), UINT64_MAX - 1, UINT64_MAX };
	const size_t count = sizeof edges / sizeof *edges;

	(void)state;
	for (size_t i = 0; i < count; i++) {
		divides(0, edges[i]);
		for (size_t j = 0; j < count; j++)
			divides(edges[j], edges[i]);
	}
}

/* Numbers of every length by numbers of every length. */
static void divides_many(void **state)
{
	uint64_t n = 1, by = 1;

	(void)state;
	for (unsigned i = 0; i < 100000; i++) {
		n = n * 6364136223846793005u + 1442695040888963407u;
		by = by * 2862933555777941757u + 3037000493u;
		divides(n >> (i % 64), (by >> (i / 64 % 64)) | 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(divides_edges),
		cmocka_unit_test(divides_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
