/* assert: what a hosted program does about its own mistake: it says where and ends with a core dump. The outlet stays
 * as its board has it, and a supervisor starts the program again.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/assert.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void assert_failed(const char *file, int line, const char *what)
{
	fprintf(stderr, "smsocket: %s:%d: assertion failed: %s (a bug: please report this line)\n", file, line, what);
	abort();
}
