/* board: what a chip, and the board around it, supply to the firmware. A new board is a folder that implements these.
 * Promises of each: it returns, within milliseconds at most; nothing in it waits for hardware without a bound. Called from
 * the loop alone, but for board_rest, which a fault may call at any moment. A board's interrupts do no more than tell
 * modemline_received or console_received of each byte that has come; none interrupts another, nor the tick.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_CORTEXM_BOARD_H
#define PORTS_CORTEXM_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "core/inputs.h"
#include "ports/cortexm/view.h"
#include "store/flash.h"

/* --- Start and end. --- */

/* Of the processor's tick, after board_start: a multiple of 1000, below 16 GHz. */
extern const uint32_t board_tick_hz;

/* The first of all calls: power kept on, pins (outlet and microrelay at rest, the modem's power on), clock, lines, buses. */
void board_start(void);
/* Why the processor has begun anew, when the chip knows better than `noted`, which is what was noted before it; else that. */
enum reset_cause board_cause(enum reset_cause noted);

/* Resets the chip when it was not fed for BOARD_WATCHDOG_S. Once started, it never stops. */
#define BOARD_WATCHDOG_S 2
void board_watchdog_start(void);
void board_watchdog_feed(void);

/* --- Pins. --- */

enum board_out { OUT_OUTLET, OUT_MICRORELAY, OUT_LED, OUT_MODEM_POWER = OUT_LED + 4, OUT_HOLD };
#define BOARD_OUTS 8

/* OUT_LED + enum led: lit. OUT_MODEM_POWER: the modem has power, or its power key is held; the board's own, see
 * board_modem_power. OUT_HOLD: the battery feeds the board; off: without mains, it is the end. */
void board_set(enum board_out out, bool on);
/* Outlet and microrelay at rest, whatever state the rest of the firmware is in. */
void board_rest(void);
/* As device.h names them: button pressed, contact closed, jack in, mains present. */
bool board_input(enum core_input input);

/* The modem's power is to be off, or on: a level, or presses of its power key (device/powerkey.h). */
void board_modem_power(bool on, uint64_t now_ms);
/* Once a pass of the loop: what takes its time, such as a key that is held. */
void board_step(uint64_t now_ms);

/* --- Lines: the modem's and the console's, 115200 8N1. Both wait while the transmitter is busy. --- */

void board_modem_put(uint8_t byte);
void board_console_put(char c);

/* --- What the board measures. --- */

/* A transfer with the thermometer (lm75.h): bytes out, then none or two in, in one. 0 or ERR_IO: nobody answered. */
int board_i2c( const uint8_t *out, size_t out_len, uint8_t *in, size_t in_len);
/* How full the battery is: 0..100, as battery.h makes it of its voltage. */
int board_battery_percent(void);

/* --- The memory below the store, and a sector more, for the plate. --- */

/* 0: `*flash` is ready. ERR_IO: it is not, and `*why` tells what was found and what was expected. May be asked again. */
int board_flash_open(struct flash *flash, struct text *why);

/* For a memory behind SPI (spinor.h): between select and deselect, bytes out, then bytes in. */
void board_nor_select(bool on);
void board_nor_send(const uint8_t *bytes, size_t len);
void board_nor_receive(uint8_t *bytes, size_t len);

#endif
