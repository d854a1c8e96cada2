/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/cortexm/crash.h"

#include "ports/cortexm/board.h"
#include "ports/cortexm/cortexm.h"
#include "ports/cortexm/start.h"

#define MAGIC 0x726B6372u
/* Words of an exception's frame. */
#define FRAME_LR 5
#define FRAME_PC 6
#define FRAME_WORDS 8

__attribute__((used, section(".preserve"))) struct reset_record reset_record;

enum reset_cause crash_cause(void)
{
	enum reset_cause noted = CAUSE_POWER;

	if (reset_record.magic == MAGIC) {
		noted = (enum reset_cause)reset_record.cause;
		reset_record.count++;
	}
	noted = board_cause(noted);
	if (noted == CAUSE_POWER)
		reset_record = (struct reset_record){ .magic = MAGIC };
	reset_record.cause = CAUSE_WATCHDOG;
	return noted;
}

_Noreturn void crash_restart(enum reset_cause cause)
{
	board_rest();
	reset_record.cause = cause;
	cortexm_finish();
	CORTEXM_RESET = CORTEXM_RESET_NOW;
	for (;;)
		continue;
}

/* Called from start.c by name alone. */
__attribute__((used)) _Noreturn void crash_fault(const uint32_t *frame)
{
	uintptr_t room = (uintptr_t)__stack - (uintptr_t)frame;

	board_rest();
	reset_record.pc = reset_record.lr = 0;
	if (room >= FRAME_WORDS * sizeof *frame && room <= (uintptr_t)__stack_size && room % sizeof *frame == 0) {
		reset_record.pc = frame[FRAME_PC];
		reset_record.lr = frame[FRAME_LR];
	}
	crash_restart(CAUSE_FAULT);
}
