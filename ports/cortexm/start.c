/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/cortexm/start.h"

/* The processor has put what it was at on the stack, if there still was one; crash_fault does not rely on it. */
__attribute__((naked)) void start_fault(void)
{
	__asm__("mov r0, sp\n\t"
		"ldr r1, =__stack\n\t"
		"mov sp, r1\n\t"
		"ldr r1, =crash_fault\n\t"
		"bx r1\n\t"
		".ltorg");
}
