/* The port of the unit tests: a broken assertion is what `expect_assert_failure` waits for, and fails any other test.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/assert.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

void assert_failed(const char *file, int line, const char *what)
{
	mock_assert(0, what, file, line);
	abort();
}
