/* pins: which line of the AST1030 board is what; the emulator's driver reads it as well.
 *   port A of the GPIO: 0 outlet, 1 microrelay, 2 to 5 the lamps POWER GSM MICROPHONE OUT, 6 the modem's power (a level, 1 = on),
 *     7 power hold (1 keeps the battery connected): outputs, high when active; relays are pulled down while nobody drives them
 *   port B: 0 button (1 = pressed), 1 sensor (1 = closed), 2 jack (1 = in), 3 mains (1 = present): inputs
 *   UART1 the modem, UART5 the console: 115200 8N1
 *   I2C bus 1: the thermometer, a TMP105 at 0x4D
 *   ADC channel 0: the battery, behind a divider: all ones are PINS_BATTERY_FULL_MV
 *   FMC, chip select 0: the NOR flash, 1 MiB (w25q80)
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_CORTEXM_AST1030_PINS_H
#define PORTS_CORTEXM_AST1030_PINS_H

#define PINS_GPIO 0x7E780000u  /* data of ports A to D, the lowest byte is A; + 4: 1 = output */
#define PINS_INPUTS_SHIFT 8    /* to port B */
#define PINS_THERMOMETER 0x4Du /* its address */
#define PINS_ADC 0x7E6E9000u
#define PINS_ADC_CHANNEL0 0x10u
#define PINS_BATTERY_RAW_MAX 1023u
#define PINS_BATTERY_FULL_MV 4400u

#endif
