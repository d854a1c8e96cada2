/* sick: an image for the emulator's driver that has a loop, a view of it, and one illness, -DSICK_...; see test_play_qemu.py.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ports/cortexm/ast1030/pins.h"
#include "ports/cortexm/view.h"

#define REG(address) (*(volatile uint32_t *)(address))
#define TICK_RELOAD 0xE000E014u
#define TICK_CONTROL 0xE000E010u
#define INTERRUPTS 0xE000ED04u
#define TICK_NOT_PENDING (1u << 25)
#define RESET 0xE000ED0Cu
#define RESET_NOW 0x05FA0004u
#define MODEM_POWER_AND_HOLD 0xC0u
#define MAGIC 0x6B636973u

volatile struct loop_view loop_view;
struct reset_record reset_record;
static volatile uint32_t ticks;

void start(void);
void tick(void);
void loop_begin(void);
void board_flash_program(void);
void board_flash_erase(void);

__attribute__((used, section(".vectors"))) static const void *const vectors[16] = {
	[0] = (const void *)0x90000, [1] = (const void *)start, [15] = (const void *)tick,
};

void tick(void)
{
	loop_view.clock_ms++;
	ticks++;
}

__attribute__((noinline)) void loop_begin(void)
{
	__asm__ volatile("" ::: "memory");
}

void board_flash_program(void)
{
}

void board_flash_erase(void)
{
}

/* The second pass is the one in which it falls ill. */
static void pass(uint32_t number)
{
	(void)number;
#ifdef SICK_RESET
	if (number == 2) {
		reset_record.magic = MAGIC;
		reset_record.cause = SICK_RESET;
		reset_record.pc = 0x1234;
		reset_record.lr = 0x5678;
		REG(RESET) = RESET_NOW;
	}
#endif
#ifdef SICK_LAMP
	loop_view.pattern[1] = number == 2 ? SICK_LAMP : 0;
#endif
#ifdef SICK_RULES
	if (number == 2)
		REG(0x7E7B017Cu) = 1; /* the bus has no such register */
#endif
#ifdef SICK_STUCK
	/* Somewhere else than where it should sleep, and without a tick that would wake it. */
	while (number == 2) {
		REG(INTERRUPTS) = TICK_NOT_PENDING;
		__asm__ volatile("wfi" ::: "memory");
	}
#endif
}

void start(void)
{
	for (size_t i = 0; i < sizeof loop_view; i++)
		((volatile uint8_t *)&loop_view)[i] = 0;
	loop_view.running = 1;
	if (reset_record.magic == MAGIC)
		loop_view.cause = (uint8_t)reset_record.cause;
#ifdef SICK_EMPTY
	loop_view.running = 0;
#endif
	REG(PINS_GPIO + 4) = 0xFF;
	REG(PINS_GPIO) = MODEM_POWER_AND_HOLD;
	REG(TICK_RELOAD) = 199999;
	REG(TICK_CONTROL) = 7;
	loop_begin();
	for (;;) {
		uint32_t seen = ticks;

		pass(loop_view.sleeps + 1);
		loop_view.slept_ms = loop_view.clock_ms;
		loop_view.wake_ms = loop_view.clock_ms + 1000;
		loop_view.sleeps++;
		while (ticks == seen)
			__asm__ volatile("cpsid i\n\twfi\n\tcpsie i" ::: "memory");
	}
}
