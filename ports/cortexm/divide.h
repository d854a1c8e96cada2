/* divide: the division of 64 bits by 64, which the compiler calls where a chip has none.
 * The compiler's own is quicker and takes 640 bytes more; the device divides a few times a message.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_CORTEXM_DIVIDE_H
#define PORTS_CORTEXM_DIVIDE_H

#include <stdint.h>

/* The quotient; the remainder goes to `rest`, unless that is NULL. By 0: nonsense, and it comes back. The name is that of the
 * compiler's run-time library. */
uint64_t __udivmoddi4(uint64_t n, uint64_t by, uint64_t *rest);

#endif
