/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/cortexm/divide.h"

#include <stddef.h>

/* Used: by calls that come into being when the whole program is optimised, and is looked through for what nobody calls. */
__attribute__((used)) uint64_t __udivmoddi4(uint64_t n, uint64_t by, uint64_t *rest)
{
	uint64_t left = 0;

	for (int bit = 0; bit < 64; bit++) {
		uint64_t over = left >> 63;

		left = left << 1 | n >> 63;
		n <<= 1;
		if (over || left >= by) {
			left -= by;
			n |= 1;
		}
	}
	if (rest != NULL)
		*rest = left;
	return n;
}
