/* board: Aspeed AST1030, a Cortex-M4 with RAM and code in one memory, as on its evaluation board and in QEMU's ast1030-evb.
 * Its pins: pins.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ports/cortexm/board.h"

#include "base/err.h"
#include "ports/cortexm/ast1030/pins.h"
#include "ports/cortexm/battery.h"
#include "ports/cortexm/console.h"
#include "ports/cortexm/cortexm.h"
#include "ports/cortexm/loop.h"
#include "ports/cortexm/modemline.h"
#include "ports/cortexm/spinor.h"
#include "ports/cortexm/start.h"

#define REG CORTEXM_REG

/* Longer than anything takes that is waited for: a byte of a line, of a bus. */
#define TRIES 100000u

/* --- Lines: 16550s, whose registers are words apart. --- */

#define MODEM 0x7E783000u /* UART1 */
#define MODEM_IRQ 47
#define CONSOLE 0x7E784000u /* UART5 */
#define CONSOLE_IRQ 8

#define UART_DATA 0x00u      /* the divisor's low byte while CONTROL_DIVISOR is set */
#define UART_INTERRUPTS 0x04u /* its high byte */
#define UART_FIFO 0x08u
#define UART_CONTROL 0x0Cu
#define UART_STATUS 0x14u
#define CONTROL_8N1 0x03u
#define CONTROL_DIVISOR 0x80u
#define DIVISOR_115200 1u /* of 24 MHz / 13 / 16 */
#define INTERRUPT_RECEIVED 0x01u
#define FIFO_EACH 0x07u   /* on, empty; an interrupt for each byte that comes */
#define FIFO_MANY 0xC7u   /* an interrupt for 14 of them, or when there are no more */
#define STATUS_RECEIVED 0x01u
#define STATUS_OVERRUN 0x02u
#define STATUS_ROOM 0x20u

static void start_line(uint32_t uart, unsigned irq, uint32_t fifo)
{
	REG(uart + UART_CONTROL) = CONTROL_DIVISOR | CONTROL_8N1;
	REG(uart + UART_DATA) = DIVISOR_115200;
	REG(uart + UART_INTERRUPTS) = 0;
	REG(uart + UART_CONTROL) = CONTROL_8N1;
	REG(uart + UART_FIFO) = fifo;
	REG(uart + UART_INTERRUPTS) = INTERRUPT_RECEIVED;
	cortexm_irq_on(irq);
}

static void put(uint32_t uart, uint8_t byte)
{
	for (unsigned i = 0; i < TRIES && (REG(uart + UART_STATUS) & STATUS_ROOM) == 0; i++)
		continue;
	REG(uart + UART_DATA) = byte;
}

void board_modem_put(uint8_t byte)
{
	put(MODEM, byte);
}

void board_console_put(char c)
{
	put(CONSOLE, (uint8_t)c);
}

static void on_modem(void)
{
	uint32_t status;

	while (((status = REG(MODEM + UART_STATUS)) & STATUS_RECEIVED) != 0) {
		if ((status & STATUS_OVERRUN) != 0)
			modemline_overrun();
		modemline_received((uint8_t)REG(MODEM + UART_DATA));
	}
}

static void on_console(void)
{
	while ((REG(CONSOLE + UART_STATUS) & STATUS_RECEIVED) != 0)
		console_received((char)REG(CONSOLE + UART_DATA));
}

START_TABLE(16 + 48) = { START_CORE, [16 + CONSOLE_IRQ] = { .serve = on_console }, [16 + MODEM_IRQ] = { .serve = on_modem } };

/* --- Pins. --- */

#define OUTPUTS 0xFFu /* port A */
#define LEVELS_AT_START (1u << OUT_HOLD | 1u << OUT_MODEM_POWER)

void board_set(enum board_out out, bool on)
{
	uint32_t bit = 1u << out;

	REG(PINS_GPIO) = on ? REG(PINS_GPIO) | bit : REG(PINS_GPIO) & ~bit;
}

void board_rest(void)
{
	REG(PINS_GPIO) &= ~(1u << OUT_OUTLET | 1u << OUT_MICRORELAY);
}

bool board_input(enum core_input input)
{
	return (REG(PINS_GPIO) >> (PINS_INPUTS_SHIFT + input) & 1u) != 0;
}

void board_modem_power(bool on, uint64_t now_ms)
{
	(void)now_ms;
	board_set(OUT_MODEM_POWER, on);
}

void board_step(uint64_t now_ms)
{
	(void)now_ms;
}

/* --- I2C bus 1, byte by byte. --- */

#define I2C 0x7E7B0100u
#define I2C_FUNCTION 0x00u
#define I2C_INTERRUPTS 0x0Cu /* what STATUS shows */
#define I2C_STATUS 0x10u     /* write 1 to clear */
#define I2C_ORDER 0x14u
#define I2C_BYTE 0x20u /* out in bits 7:0, in in bits 15:8 */
#define FUNCTION_MASTER 0x01u
#define STATUS_ALL 0x7Fu
#define STATUS_REFUSED 0x02u
#define ORDER_START 0x01u
#define ORDER_SEND 0x02u
#define ORDER_RECEIVE 0x08u
#define ORDER_LAST 0x10u
#define ORDER_STOP 0x20u

static int order(uint32_t what)
{
	uint32_t status = 0;

	REG(I2C + I2C_STATUS) = STATUS_ALL;
	REG(I2C + I2C_ORDER) = what;
	for (unsigned i = 0; i < TRIES && status == 0; i++)
		status = REG(I2C + I2C_STATUS) & STATUS_ALL;
	return status == 0 || (status & STATUS_REFUSED) != 0 ? ERR_IO : 0;
}

static int send(uint8_t byte, uint32_t what)
{
	REG(I2C + I2C_BYTE) = byte;
	return order(what);
}

static int transfer(const uint8_t *out, size_t out_len, uint8_t *in, size_t in_len)
{
	int result = send(PINS_THERMOMETER << 1, ORDER_START | ORDER_SEND);

	for (size_t i = 0; i < out_len && result == 0; i++)
		result = send(out[i], ORDER_SEND);
	if (in_len > 0 && result == 0)
		result = send(PINS_THERMOMETER << 1 | 1, ORDER_START | ORDER_SEND);
	for (size_t i = 0; i < in_len && result == 0; i++) {
		result = order(i + 1 == in_len ? ORDER_RECEIVE | ORDER_LAST : ORDER_RECEIVE);
		in[i] = (uint8_t)(REG(I2C + I2C_BYTE) >> 8);
	}
	return result;
}

int board_i2c(const uint8_t *out, size_t out_len, uint8_t *in, size_t in_len)
{
	int result = transfer(out, out_len, in, in_len);

	order(ORDER_STOP);
	return result;
}

/* --- The battery. --- */

#define ADC_ON 0x01u

int board_battery_percent(void)
{
	unsigned raw = REG(PINS_ADC + PINS_ADC_CHANNEL0) & PINS_BATTERY_RAW_MAX;

	return battery_percent(battery_mv(raw, PINS_BATTERY_RAW_MAX, PINS_BATTERY_FULL_MV));
}

/* --- The flash, behind the memory controller for firmware: in its user mode, what is written to or read from a window goes
 * out or in byte by byte. --- */

#define FMC 0x7E620000u
#define FMC_CONTROL 0x10u
#define FMC_WRITABLE (1u << 16)
#define FMC_SELECTED 3u
#define FMC_IDLE 7u
#define FMC_WINDOW (*(volatile uint8_t *)0x80000000u)

void board_nor_select(bool on)
{
	REG(FMC + FMC_CONTROL) = on ? FMC_SELECTED : FMC_IDLE;
}

void board_nor_send(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		FMC_WINDOW = bytes[i];
}

void board_nor_receive(uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = FMC_WINDOW;
}

int board_flash_open(struct flash *flash, struct text *why)
{
	return spinor_open(flash, why);
}

/* --- Watchdog, start. --- */

#define WATCHDOG 0x7E785000u
#define WATCHDOG_RELOAD 0x04u /* us */
#define WATCHDOG_FEED 0x08u
#define WATCHDOG_CONTROL 0x0Cu
#define FOOD 0x4755u
#define CONTROL_RESETS 0x13u /* after RELOAD of a clock of 1 MHz */

void board_watchdog_start(void)
{
	REG(WATCHDOG + WATCHDOG_RELOAD) = BOARD_WATCHDOG_S * 1000000u;
	board_watchdog_feed();
	REG(WATCHDOG + WATCHDOG_CONTROL) = CONTROL_RESETS;
}

void board_watchdog_feed(void)
{
	REG(WATCHDOG + WATCHDOG_FEED) = FOOD;
}

/* The chip's register of causes is not there in QEMU, and without it the record does. */
enum reset_cause board_cause(enum reset_cause noted)
{
	return noted;
}

const uint32_t board_tick_hz = 200000000u;

void board_start(void)
{
	const uint32_t levels = 1u << OUT_HOLD | 1u << OUT_MODEM_POWER;

	/* Levels before directions, so that nothing clicks; and again, for QEMU's lines have none while they are inputs. */
	REG(PINS_GPIO) = levels;
	REG(PINS_GPIO + 4) = OUTPUTS;
	REG(PINS_GPIO) = levels;
	start_line(MODEM, MODEM_IRQ, FIFO_MANY);
	start_line(CONSOLE, CONSOLE_IRQ, FIFO_EACH);
	REG(I2C + I2C_FUNCTION) = FUNCTION_MASTER;
	REG(I2C + I2C_INTERRUPTS) = STATUS_ALL;
	REG(PINS_ADC) |= ADC_ON;
	REG(FMC) |= FMC_WRITABLE;
}
