/* machine: QEMU as the AST1030 board of ports/cortexm/ast1030: a process, the wires to it, and what is soldered to its pins.
 * Hosted code. It runs only between machine_run and a halt. Each function that may fail returns false, with `why`; then only
 * machine_kill is left.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef EMULATOR_MACHINE_H
#define EMULATOR_MACHINE_H

#include "core/core.h"
#include "emulator/gdb.h"
#include "emulator/process.h"
#include "emulator/qmp.h"
#include "emulator/qtest.h"

#define MACHINE_PROGRAM "qemu-system-arm"
#define MACHINE_FLASH_SIZE (1u << 20)

/* Outputs, as enum board_out of ports/cortexm/board.h counts them, are bits of these. */
#define MACHINE_OUTLET 0x01u
#define MACHINE_MICRORELAY 0x02u
#define MACHINE_LED 0x04u /* shifted by enum led */
#define MACHINE_MODEM_POWER 0x40u
#define MACHINE_HOLD 0x80u

struct machine {
	struct process process;
	struct qmp qmp;
	struct qtest qtest;
	struct gdb gdb;
	struct stream modem, console; /* the chip's serial lines: what it has said waits here */
	char thermometer[QMP_PATH_CAP];
	uintptr_t memory; /* where in the process the chip's memory begins */
	int log;         /* what the guest does against the rules of its hardware: a file in memory */
	off_t log_read;
};

/* Power comes, the processor stands at its first instruction. `elf` is the image, `flash` a file of MACHINE_FLASH_SIZE. */
bool machine_start(struct machine *m, const char *elf, int flash, struct text *why);
/* Power goes, at once: the flash holds what was written until then. */
void machine_kill(struct machine *m);

/* The chip's memory, as it is at this moment, whether the processor runs or not. */
bool machine_read(struct machine *m, uint32_t address, void *bytes, size_t len, struct text *why);

/* The time, which the processor counts by its tick, stands still until a tick is given by hand. */
bool machine_freeze(struct machine *m, struct text *why);
bool machine_tick(struct machine *m, struct text *why);

/* Bytes come in at a serial line. They lie in its receiver, or in the chip's memory, before the next tick. */
enum machine_line { LINE_MODEM, LINE_CONSOLE };
bool machine_put(struct machine *m, enum machine_line line, const void *bytes, size_t len, struct text *why);

/* A level at a pin; a reset forgets it. */
bool machine_input(struct machine *m, enum core_input input, bool level, struct text *why);
bool machine_outputs(struct machine *m, uint32_t *outputs, struct text *why);
/* What the thermometer reads from now on; not `known`: what no thermometer reads. */
bool machine_thermometer(struct machine *m, bool known, int raw_dc, struct text *why);
/* What the next sample of the battery gives. */
bool machine_battery(struct machine *m, int percent, struct text *why);

/* The next complaint about what the guest does against the rules of its hardware; false: there is none. */
bool machine_complaint(struct machine *m, struct text *line);

#endif
