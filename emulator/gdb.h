/* gdb: halts the emulated processor at an instruction, steps it, looks at its registers, over the remote protocol of gdb.
 * While the processor runs only gdb_halted and gdb_halt may be called: any byte halts it.
 * Of each: false, with `why`, when the emulator does not answer or refuses.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef EMULATOR_GDB_H
#define EMULATOR_GDB_H

#include <stdint.h>

#include "emulator/stream.h"

#define GDB_REGISTERS 16 /* r0 to r15; 13 sp, 14 lr, 15 pc */
#define GDB_PC 15

struct gdb {
	struct stream stream;
};

/* `fd` is the gdb's from now on; the processor stands. */
void gdb_open(struct gdb *g, int fd);
void gdb_close(struct gdb *g);

/* The processor halts, or does not any more, before the instruction at that address. */
bool gdb_break(struct gdb *g, uint32_t address, bool on, struct text *why);
bool gdb_registers(struct gdb *g, uint32_t registers[GDB_REGISTERS], struct text *why);
/* Runs on. It must not stand at an address where it is to halt: gdb_step first, without that. */
bool gdb_continue(struct gdb *g, struct text *why);
/* One instruction. */
bool gdb_step(struct gdb *g, struct text *why);
/* It has come to halt since gdb_continue, or the emulator has gone. */
bool gdb_halted(const struct gdb *g);
/* Waits until it has. `what` is what it does then. */
bool gdb_wait(struct gdb *g, const char *what, struct text *why);
/* Halts it wherever it is. */
bool gdb_halt(struct gdb *g, struct text *why);

#endif
