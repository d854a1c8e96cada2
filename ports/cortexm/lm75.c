/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/cortexm/lm75.h"

#include "ports/cortexm/board.h"

#define TEMPERATURE 0x00
#define CONFIGURATION 0x01
#define TWELVE_BITS 0x60 /* it wakes up with nine */
#define LOWEST_DC (-550)
#define HIGHEST_DC 1500

bool lm75_read(int *dc)
{
	/* Each time: it may have been without power. */
	static const uint8_t setup[] = { CONFIGURATION, TWELVE_BITS }, ask[] = { TEMPERATURE };
	uint8_t got[2];

	if (board_i2c(setup, sizeof setup, NULL, 0) != 0 || board_i2c(ask, sizeof ask, got, sizeof got) != 0)
		return false;
	/* 256ths of a degree; from -128 degrees on, so that it rounds alike on both sides of zero. */
	int read_dc = ((int)((got[0] ^ 0x80u) << 8 | got[1]) * 10 + 128) / 256 - 1280;
	if (read_dc < LOWEST_DC || read_dc > HIGHEST_DC)
		return false;
	*dc = read_dc;
	return true;
}
