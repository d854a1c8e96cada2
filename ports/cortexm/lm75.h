/* lm75: a thermometer of the LM75 kind with 12 bits (TMP75, TMP105, DS75) on the board's I2C bus
 * (board_i2c).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_CORTEXM_LM75_H
#define PORTS_CORTEXM_LM75_H

#include <stdbool.h>

/* Reads it, in tenths of a degree Celsius. False: nobody answers, or with what none of them can
 * measure; *dc is as it was. */
bool lm75_read(int *dc);

#endif
