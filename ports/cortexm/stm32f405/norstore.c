/* norstore: the settings on a NOR flash behind SPI1 (board.c tells its pins).
 * SPDX-License-Identifier: Apache-2.0 */
#include "ports/cortexm/board.h"
#include "ports/cortexm/spinor.h"
#include "ports/cortexm/stm32f405/chip.h"

#define REG CHIP_REG

#define SELECT_PIN 4u
#define ROLE_SPI 5u

#define SPI 0x40013000u
#define SPI_CONTROL 0x00u
#define SPI_STATUS 0x08u
#define SPI_DATA 0x0Cu
#define CONTROL_MASTER (1u << 2 | 1u << 8 | 1u << 9) /* the select pin is ours */
#define CONTROL_10MHZ (2u << 3)
#define CONTROL_ON (1u << 6)
#define STATUS_RECEIVED (1u << 0)

static uint8_t exchange(uint8_t byte)
{
	REG(SPI + SPI_DATA) = byte;
	for (unsigned i = 0; i < CHIP_TRIES && (REG(SPI + SPI_STATUS) & STATUS_RECEIVED) == 0; i++)
		continue;
	return (uint8_t)REG(SPI + SPI_DATA);
}

void board_nor_select(bool on)
{
	REG(CHIP_GPIOA + CHIP_GPIO_SET) = on ? 1u << (16u + SELECT_PIN) : 1u << SELECT_PIN;
}

void board_nor_send(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		exchange(bytes[i]);
}

void board_nor_receive(uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = exchange(0);
}

int board_flash_open(struct flash *flash, struct text *why)
{
	board_nor_select(false);
	chip_pin_mode(CHIP_GPIOA, SELECT_PIN, CHIP_MODE_OUT);
	for (unsigned pin = SELECT_PIN + 1; pin <= SELECT_PIN + 3; pin++)
		chip_pin_role(CHIP_GPIOA, pin, ROLE_SPI);
	REG(SPI + SPI_CONTROL) = CONTROL_MASTER | CONTROL_10MHZ | CONTROL_ON;
	return spinor_open(flash, why);
}
