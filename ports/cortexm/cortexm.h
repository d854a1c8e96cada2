/* cortexm: what every Cortex-M core has, from the M0 up: its registers, and the instructions that C has no word for.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_CORTEXM_CORTEXM_H
#define PORTS_CORTEXM_CORTEXM_H

#include <stdint.h>

#define CORTEXM_REG(address) (*(volatile uint32_t *)(uintptr_t)(address))

#define CORTEXM_TICK_CONTROL CORTEXM_REG(0xE000E010u) /* SYST_CSR */
#define CORTEXM_TICK_RELOAD CORTEXM_REG(0xE000E014u)
#define CORTEXM_TICK_VALUE CORTEXM_REG(0xE000E018u)
#define CORTEXM_IRQ_ENABLE(n) CORTEXM_REG(0xE000E100u + (n) / 32u * 4u) /* NVIC_ISER */
#define CORTEXM_RESET CORTEXM_REG(0xE000ED0Cu)                          /* AIRCR */
#define CORTEXM_RESET_NOW 0x05FA0004u

/* No interrupt is served between the two; they do not nest. */
void cortexm_mask(void);
void cortexm_unmask(void);

/* Until an interrupt is pending, a masked one too. */
void cortexm_sleep(void);

/* What was written has arrived where it was written to. */
void cortexm_finish(void);

static inline void cortexm_irq_on(unsigned irq)
{
	CORTEXM_IRQ_ENABLE(irq) = 1u << irq % 32u;
}

#endif
