/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/cortexm/cortexm.h"

void cortexm_mask(void)
{
	__asm__ volatile("cpsid i" ::: "memory");
}

void cortexm_unmask(void)
{
	/* What is pending is served before the next instruction. */
	__asm__ volatile("cpsie i\n\tisb" ::: "memory");
}

void cortexm_sleep(void)
{
	__asm__ volatile("dsb\n\twfi" ::: "memory");
}

void cortexm_finish(void)
{
	__asm__ volatile("dsb" ::: "memory");
}
