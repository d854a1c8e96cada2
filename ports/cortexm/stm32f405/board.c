/* board: an STM32F405 (Cortex-M4) at 168 MHz from its own oscillator. QEMU's netduinoplus2 has this chip, without most of its
 * parts: pins read 0 there, and neither thermometer nor flash answer. The board:
 *   PC0 outlet, PC1 microrelay, PC2 to PC5 the lamps POWER GSM MICROPHONE OUT, PC6 the modem's power key (a transistor to
 *     ground: high = held), PC7 power hold (high keeps the battery connected); relays want a pull-down of their own
 *   PB12 button, PB13 sensor, PB14 jack, PB15 mains: each high (3.3 V) when pressed, closed, in, present; pulled down inside
 *   PA2 out, PA3 in: USART2, the modem; PA9 out, PA10 in: USART1, the console; 115200 8N1
 *   PB6 SCL, PB7 SDA: I2C1, 100 kHz, with pull-ups outside: the thermometer, a TMP105 or its like at 0x48 (A0 to A2 low)
 *   PA0: ADC1 channel 0, the battery behind a divider by two
 *   PA4 select, PA5 SCK, PA6 MISO, PA7 MOSI: SPI1, the NOR flash (norstore.c)
 * SPDX-License-Identifier: Apache-2.0 */
#include "ports/cortexm/board.h"

#include "base/err.h"
#include "device/powerkey.h"
#include "ports/cortexm/battery.h"
#include "ports/cortexm/console.h"
#include "ports/cortexm/loop.h"
#include "ports/cortexm/modemline.h"
#include "ports/cortexm/start.h"
#include "ports/cortexm/stm32f405/chip.h"

#define REG CHIP_REG
#define TRIES CHIP_TRIES

#define THERMOMETER 0x48u
#define KEY_HELD_MS 1200u /* what modems of this kind want */
#define BATTERY_RAW_MAX 4095u
#define BATTERY_FULL_MV 6600u

/* Waits until some of the bits are set; false: in vain. */
static bool comes(uint32_t address, uint32_t bits)
{
	for (unsigned i = 0; i < TRIES; i++)
		if ((REG(address) & bits) != 0)
			return true;
	return false;
}

/* --- Clocks. --- */

#define RCC 0x40023800u
#define RCC_CONTROL 0x00u
#define RCC_PLL 0x04u
#define RCC_SOURCE 0x08u
#define RCC_GPIO 0x30u  /* AHB1 */
#define RCC_SLOW 0x40u  /* APB1, 42 MHz */
#define RCC_QUICK 0x44u /* APB2, 84 MHz */
#define RCC_CAUSE 0x74u
#define CONTROL_PLL_ON (1u << 24)
#define CONTROL_PLL_LOCKED (1u << 25)
#define PLL_168MHZ (16u | 336u << 6 | 7u << 24) /* 16 MHz / 16 * 336 / 2 */
#define SOURCE_DIVIDERS (5u << 10 | 4u << 13)   /* APB1: 4; APB2: 2 */
#define SOURCE_PLL 2u
#define SOURCE_IS_PLL (2u << 2)
#define GPIO_A_TO_C 0x7u
#define SLOW_PARTS (1u << 17 | 1u << 21)             /* USART2, I2C1 */
#define QUICK_PARTS (1u << 4 | 1u << 8 | 1u << 12)   /* USART1, ADC1, SPI1 */
#define FLASH_CONTROL 0x40023C00u
#define FLASH_168MHZ 0x705u /* caches, prefetch, five wait states */

const uint32_t board_tick_hz = 168000000u;

/* Read back: a part is there some cycles later. */
static void enable(uint32_t which, uint32_t parts)
{
	REG(RCC + which) |= parts;
	(void)REG(RCC + which);
}

static void start_clocks(void)
{
	REG(FLASH_CONTROL) = FLASH_168MHZ;
	REG(RCC + RCC_PLL) = PLL_168MHZ;
	REG(RCC + RCC_CONTROL) |= CONTROL_PLL_ON;
	comes(RCC + RCC_CONTROL, CONTROL_PLL_LOCKED);
	REG(RCC + RCC_SOURCE) = SOURCE_DIVIDERS | SOURCE_PLL;
	comes(RCC + RCC_SOURCE, SOURCE_IS_PLL);
	enable(RCC_SLOW, SLOW_PARTS);
	enable(RCC_QUICK, QUICK_PARTS);
}

/* --- Lines. --- */

#define MODEM 0x40004400u /* USART2 */
#define MODEM_IRQ 38
#define CONSOLE 0x40011000u /* USART1 */
#define CONSOLE_IRQ 37

#define UART_STATUS 0x00u
#define UART_DATA 0x04u
#define UART_RATE 0x08u
#define UART_CONTROL 0x0Cu
#define RATE(clock_hz) (((clock_hz) + 57600u) / 115200u)
#define CONTROL_ON (1u << 13 | 1u << 5 | 1u << 3 | 1u << 2) /* itself, interrupt when received, both directions */
#define STATUS_OVERRUN (1u << 3)
#define STATUS_RECEIVED (1u << 5)
#define STATUS_ROOM (1u << 7)
#define ROLE_UART 7u

static void start_line(uint32_t uart, unsigned irq, uint32_t rate, unsigned pin)
{
	chip_pin_role(CHIP_GPIOA, pin, ROLE_UART);
	chip_pin_role(CHIP_GPIOA, pin + 1, ROLE_UART);
	REG(uart + UART_RATE) = rate;
	REG(uart + UART_CONTROL) = CONTROL_ON;
	cortexm_irq_on(irq);
}

static void put(uint32_t uart, uint8_t byte)
{
	comes(uart + UART_STATUS, STATUS_ROOM);
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

/* An overrun alone raises the interrupt too, and to read the data ends it. */
static void on_modem(void)
{
	uint32_t status = REG(MODEM + UART_STATUS);
	uint8_t byte = (uint8_t)REG(MODEM + UART_DATA);

	if ((status & STATUS_OVERRUN) != 0)
		modemline_overrun();
	if ((status & STATUS_RECEIVED) != 0)
		modemline_received(byte);
}

static void on_console(void)
{
	uint32_t status = REG(CONSOLE + UART_STATUS);
	uint8_t byte = (uint8_t)REG(CONSOLE + UART_DATA);

	if ((status & STATUS_RECEIVED) != 0)
		console_received((char)byte);
}

START_TABLE(16 + 39) = { START_CORE, [16 + CONSOLE_IRQ] = { .serve = on_console }, [16 + MODEM_IRQ] = { .serve = on_modem } };

/* --- Pins. --- */

#define INPUTS_FROM 12u /* of port B, in the order of enum core_input */
#define INPUTS_PULLED 0xAA000000u /* of CHIP_GPIO_PULL: four times CHIP_PULL_DOWN */
#define OUTPUTS 0x5555u           /* of CHIP_GPIO_MODE: eight times CHIP_MODE_OUT */

static struct powerkey key;

static void start_pins(void)
{
	enable(RCC_GPIO, GPIO_A_TO_C);
	board_set(OUT_HOLD, true);
	REG(CHIP_GPIOC + CHIP_GPIO_MODE) |= OUTPUTS;
	REG(CHIP_GPIOB + CHIP_GPIO_PULL) |= INPUTS_PULLED;
	powerkey_init(&key, KEY_HELD_MS, 0);
}

void board_set(enum board_out out, bool on)
{
	REG(CHIP_GPIOC + CHIP_GPIO_SET) = on ? 1u << out : 1u << (16u + out);
}

void board_rest(void)
{
	board_set(OUT_OUTLET, false);
	board_set(OUT_MICRORELAY, false);
}

bool board_input(enum core_input input)
{
	return (REG(CHIP_GPIOB + CHIP_GPIO_IN) >> (INPUTS_FROM + input) & 1u) != 0;
}

void board_modem_power(bool on, uint64_t now_ms)
{
	powerkey_power(&key, on, now_ms);
	board_set(OUT_MODEM_POWER, key.held);
}

void board_step(uint64_t now_ms)
{
	powerkey_step(&key, now_ms);
	board_set(OUT_MODEM_POWER, key.held);
}

/* --- I2C1. --- */

#define I2C 0x40005400u
#define I2C_CONTROL 0x00u
#define I2C_CLOCK_MHZ 0x04u
#define I2C_DATA 0x10u
#define I2C_STATUS 0x14u
#define I2C_STATUS2 0x18u /* read after STATUS, it ends that the address is waited with */
#define I2C_RATE 0x1Cu
#define I2C_RISE 0x20u
#define CONTROL_I2C_ON (1u << 0)
#define CONTROL_START (1u << 8)
#define CONTROL_STOP (1u << 9)
#define CONTROL_ACK (1u << 10)
#define CONTROL_ACK_NEXT (1u << 11) /* CONTROL_ACK tells of the byte after the one that comes */
#define STATUS_STARTED (1u << 0)
#define STATUS_ADDRESSED (1u << 1)
#define STATUS_FINISHED (1u << 2)
#define STATUS_REFUSED (1u << 10)
#define ROLE_I2C 4u
#define OPEN_DRAIN 0x04u /* of a port: a bit a pin */

static void start_i2c(void)
{
	REG(CHIP_GPIOB + OPEN_DRAIN) |= 3u << 6;
	chip_pin_role(CHIP_GPIOB, 6, ROLE_I2C);
	chip_pin_role(CHIP_GPIOB, 7, ROLE_I2C);
	REG(I2C + I2C_CLOCK_MHZ) = 42;
	REG(I2C + I2C_RATE) = 210; /* 42 MHz / 2 / 100 kHz */
	REG(I2C + I2C_RISE) = 43;
	REG(I2C + I2C_CONTROL) = CONTROL_I2C_ON;
}

/* Start and address; then the part waits until STATUS2 is read. */
static bool address(uint32_t direction)
{
	REG(I2C + I2C_CONTROL) |= CONTROL_START;
	if (!comes(I2C + I2C_STATUS, STATUS_STARTED))
		return false;
	REG(I2C + I2C_DATA) = THERMOMETER << 1 | direction;
	return comes(I2C + I2C_STATUS, STATUS_ADDRESSED | STATUS_REFUSED) && (REG(I2C + I2C_STATUS) & STATUS_REFUSED) == 0;
}

static bool give(const uint8_t *out, size_t len)
{
	if (!address(0))
		return false;
	(void)REG(I2C + I2C_STATUS2);
	for (size_t i = 0; i < len; i++) {
		REG(I2C + I2C_DATA) = out[i];
		if (!comes(I2C + I2C_STATUS, STATUS_FINISHED | STATUS_REFUSED) || (REG(I2C + I2C_STATUS) & STATUS_REFUSED) != 0)
			return false;
	}
	return true;
}

/* Two bytes, of which the second is not acknowledged, in the one way in which nothing has to be quick. */
static bool take_two(uint8_t *in)
{
	REG(I2C + I2C_CONTROL) |= CONTROL_ACK | CONTROL_ACK_NEXT;
	if (!address(1))
		return false;
	(void)REG(I2C + I2C_STATUS2);
	REG(I2C + I2C_CONTROL) &= ~CONTROL_ACK;
	if (!comes(I2C + I2C_STATUS, STATUS_FINISHED))
		return false;
	REG(I2C + I2C_CONTROL) |= CONTROL_STOP;
	in[0] = (uint8_t)REG(I2C + I2C_DATA);
	in[1] = (uint8_t)REG(I2C + I2C_DATA);
	return true;
}

int board_i2c(const uint8_t *out, size_t out_len, uint8_t *in, size_t in_len)
{
	bool done = give(out, out_len) && (in_len == 0 || take_two(in));

	if (!done || in_len == 0)
		REG(I2C + I2C_CONTROL) |= CONTROL_STOP;
	/* What a failure has left behind. */
	REG(I2C + I2C_STATUS) = 0;
	REG(I2C + I2C_CONTROL) &= ~(CONTROL_ACK | CONTROL_ACK_NEXT);
	return done ? 0 : ERR_IO;
}

/* --- The battery. --- */

#define ADC 0x40012000u
#define ADC_STATUS 0x00u
#define ADC_CONTROL 0x08u
#define ADC_SAMPLING 0x10u /* of channel 0 in bits 2:0 */
#define ADC_DATA 0x4Cu
#define ADC_COMMON 0x40012304u
#define COMMON_21MHZ (1u << 16)
#define CONTROL_ADC_ON (1u << 0)
#define CONTROL_SAMPLE (1u << 30)
#define STATUS_SAMPLED (1u << 1)
#define SAMPLING_LONGEST 7u

static void start_adc(void)
{
	chip_pin_mode(CHIP_GPIOA, 0, CHIP_MODE_ANALOG);
	REG(ADC_COMMON) = COMMON_21MHZ;
	REG(ADC + ADC_SAMPLING) = SAMPLING_LONGEST;
	REG(ADC + ADC_CONTROL) = CONTROL_ADC_ON;
}

int board_battery_percent(void)
{
	REG(ADC + ADC_CONTROL) |= CONTROL_SAMPLE;
	comes(ADC + ADC_STATUS, STATUS_SAMPLED);
	return battery_percent(battery_mv(REG(ADC + ADC_DATA) & BATTERY_RAW_MAX, BATTERY_RAW_MAX, BATTERY_FULL_MV));
}

/* --- Watchdog, causes, start. --- */

#define WATCHDOG 0x40003000u
#define WATCHDOG_KEY 0x00u
#define WATCHDOG_DIVIDER 0x04u
#define WATCHDOG_RELOAD 0x08u
#define KEY_START 0xCCCCu
#define KEY_OPEN 0x5555u
#define KEY_FEED 0xAAAAu
#define DIVIDER_64 4u
#define WATCHDOG_HZ (32000u / 64u)

void board_watchdog_start(void)
{
	REG(WATCHDOG + WATCHDOG_KEY) = KEY_START;
	REG(WATCHDOG + WATCHDOG_KEY) = KEY_OPEN;
	REG(WATCHDOG + WATCHDOG_DIVIDER) = DIVIDER_64;
	REG(WATCHDOG + WATCHDOG_RELOAD) = BOARD_WATCHDOG_S * WATCHDOG_HZ;
	board_watchdog_feed();
}

void board_watchdog_feed(void)
{
	REG(WATCHDOG + WATCHDOG_KEY) = KEY_FEED;
}

#define CAUSE_IS_POWER (1u << 27 | 1u << 25) /* on, or browned out */
#define CAUSE_IS_WATCHDOG (1u << 30 | 1u << 29)
#define CAUSE_IS_SOFTWARE (1u << 28)
#define CAUSE_IS_PIN (1u << 26) /* with each of the others as well */
#define CAUSE_FORGET (1u << 24)

enum reset_cause board_cause(enum reset_cause noted)
{
	uint32_t is = REG(RCC + RCC_CAUSE);

	REG(RCC + RCC_CAUSE) |= CAUSE_FORGET;
	if ((is & CAUSE_IS_POWER) != 0)
		return CAUSE_POWER;
	if ((is & CAUSE_IS_WATCHDOG) != 0)
		return CAUSE_WATCHDOG;
	return (is & (CAUSE_IS_PIN | CAUSE_IS_SOFTWARE)) == CAUSE_IS_PIN ? CAUSE_ASKED : noted;
}

void board_start(void)
{
	start_pins();
	start_clocks();
	start_line(MODEM, MODEM_IRQ, RATE(42000000u), 2);
	start_line(CONSOLE, CONSOLE_IRQ, RATE(84000000u), 9);
	start_i2c();
	start_adc();
}
