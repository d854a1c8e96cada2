/* chip: the registers of an STM32F405 that more than one file here needs.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_CORTEXM_STM32F405_CHIP_H
#define PORTS_CORTEXM_STM32F405_CHIP_H

#include "ports/cortexm/cortexm.h"

/* Ten times what anything takes that is waited for: a byte of a line, of a bus; a clock that locks. */
#define CHIP_TRIES 20000u

#define CHIP_GPIOA 0x40020000u
#define CHIP_GPIOB 0x40020400u
#define CHIP_GPIOC 0x40020800u
#define CHIP_GPIO_MODE 0x00u /* two bits a pin */
#define CHIP_GPIO_PULL 0x0Cu
#define CHIP_GPIO_IN 0x10u
#define CHIP_GPIO_SET 0x18u  /* write 1: bits 15:0 set, 31:16 clear */
#define CHIP_GPIO_ROLE 0x20u /* four bits a pin, in two words */
#define CHIP_MODE_OUT 1u
#define CHIP_MODE_ROLE 2u
#define CHIP_MODE_ANALOG 3u
#define CHIP_PULL_DOWN 2u

#define CHIP_REG CORTEXM_REG

/* Sets `width` bits of a register at bit `at`, as there are such fields for each pin. */
static inline void chip_field(uint32_t address, unsigned at, unsigned width, uint32_t value)
{
	uint32_t mask = ((1u << width) - 1u) << at;

	CHIP_REG(address) = (CHIP_REG(address) & ~mask) | value << at;
}

static inline void chip_pin_mode(uint32_t gpio, unsigned pin, uint32_t mode)
{
	chip_field(gpio + CHIP_GPIO_MODE, pin * 2, 2, mode);
}

/* A pin that serves a part of the chip. */
static inline void chip_pin_role(uint32_t gpio, unsigned pin, uint32_t role)
{
	chip_field(gpio + CHIP_GPIO_ROLE + pin / 8 * 4, pin % 8 * 4, 4, role);
	chip_pin_mode(gpio, pin, CHIP_MODE_ROLE);
}

#endif
