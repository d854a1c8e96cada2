/* SPDX-License-Identifier: Apache-2.0 */
#include "emulator/guest.h"

#include <endian.h>
#include <string.h>
#include <unistd.h>

#include "base/assert.h"

#define PC GDB_PC
#define LAST_WORDS_MS 1000

void guest_init(struct guest *g, const struct image *image)
{
	uint8_t erased[TEAR_SECTOR_SIZE];

	*g = (struct guest){ .image = image, .flash = process_file() };
	memset(erased, 0xFF, sizeof erased);
	for (uint32_t at = 0; at < MACHINE_FLASH_SIZE; at += sizeof erased) {
		ssize_t n = pwrite(g->flash, erased, sizeof erased, at);

		ASSERT(n == sizeof erased);
	}
}

void guest_free(struct guest *g)
{
	guest_off(g);
	close(g->flash);
}

void guest_off(struct guest *g)
{
	if (g->on)
		machine_kill(&g->machine);
	g->on = g->breaks = g->cutting = false;
}

/* --- What goes wrong. --- */

static void print_address(struct text *to, uint32_t address)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		text_hex(to, (uint8_t)(address >> shift));
}

/* Where the processor is, if it can still say so. */
static void print_pc(struct guest *g, struct text *why)
{
	uint32_t registers[GDB_REGISTERS];
	char ignored[1];
	struct text nothing;

	text_init(&nothing, ignored, sizeof ignored);
	g->machine.gdb.stream.wait_ms = LAST_WORDS_MS;
	if (!gdb_halt(&g->machine.gdb, &nothing) || !gdb_registers(&g->machine.gdb, registers, &nothing))
		return;
	text_str(why, "; the processor is at ");
	print_address(why, registers[PC]);
}

void guest_fail(struct guest *g, struct text *why)
{
	char buffer[1200];
	struct text ended;

	text_init(&ended, buffer, sizeof buffer);
	if (process_ended(&g->machine.process, &ended)) {
		text_str(why, "; ");
		text_str(why, buffer);
	} else {
		print_pc(g, why);
	}
	text_init(&ended, buffer, sizeof buffer);
	if (machine_complaint(&g->machine, &ended)) {
		text_str(why, "; the emulator complains: ");
		text_str(why, buffer);
	}
	guest_off(g);
}

static enum guest_event fail(struct guest *g, struct text *why)
{
	guest_fail(g, why);
	return GUEST_FAILED;
}

/* --- Looking. --- */

static bool look(struct guest *g, struct loop_view *v, struct text *why)
{
	if (!machine_read(&g->machine, g->image->view, v, sizeof *v, why))
		return false;
	v->clock_ms = le64toh(v->clock_ms);
	v->slept_ms = le64toh(v->slept_ms);
	v->wake_ms = le64toh(v->wake_ms);
	v->reading_ms = le64toh(v->reading_ms);
	v->sleeps = le32toh(v->sleeps);
	v->received = le32toh(v->received);
	v->taken = le32toh(v->taken);
	return true;
}

void guest_print_reset(struct guest *g, struct text *to)
{
	static const char *const causes[] = {
		[CAUSE_POWER] = "lost its power", [CAUSE_WATCHDOG] = "was reset by its watchdog",
		[CAUSE_ASKED] = "has begun anew", [CAUSE_FAULT] = "has failed",
	};
	struct reset_record record;

	text_str(to, "the firmware ");
	text_str(to, g->view.cause <= CAUSE_FAULT ? causes[g->view.cause] : "was reset for no reason that it knows");
	if (g->view.cause != CAUSE_FAULT || !machine_read(&g->machine, g->image->record, &record, sizeof record, to))
		return;
	text_str(to, " at ");
	print_address(to, le32toh(record.pc));
	text_str(to, ", called from ");
	print_address(to, le32toh(record.lr));
}

static bool set_clock(struct guest *g, size_t field, uint64_t ms, struct text *why)
{
	return qtest_write64(&g->machine.qtest, g->image->view + (uint32_t)field, ms, why);
}

static void fetch(struct guest *g)
{
	stream_fetch(&g->machine.modem);
	stream_fetch(&g->machine.console);
}

/* What it has done so far shows, whatever it does next. */
static bool sample(struct guest *g, struct text *why)
{
	fetch(g);
	return machine_outputs(&g->machine, &g->outputs, why);
}

/* --- Halts. --- */

/* It has halted: where, and its registers. */
static bool halted(struct guest *g, uint32_t registers[GDB_REGISTERS], struct text *why)
{
	return gdb_wait(&g->machine.gdb, "the processor to halt", why) && gdb_registers(&g->machine.gdb, registers, why);
}

/* It runs on from where it is to halt each time. */
static bool go_on(struct guest *g, uint32_t pc, struct text *why)
{
	struct gdb *gdb = &g->machine.gdb;

	return gdb_break(gdb, pc, false, why) && gdb_step(gdb, why) && gdb_break(gdb, pc, true, why) &&
	       gdb_continue(gdb, why);
}

/* As the functions of ports/cortexm/spinor.h have their parameters. */
static bool is_flash_step(const struct guest *g, const uint32_t *registers, struct tear_step *step)
{
	bool program = registers[PC] == g->image->program;

	*step = (struct tear_step){ .erase = !program, .address = registers[0], .len = program ? registers[2] : 0 };
	return program || registers[PC] == g->image->erase;
}

static bool asleep(const struct guest *g, const struct loop_view *v, uint32_t sleeps, uint64_t clock_ms)
{
	return v->sleeps != sleeps && v->slept_ms == clock_ms && v->received == g->given && v->taken == g->given;
}

/* Until it sleeps or halts. */
static bool wait_still(struct guest *g, uint32_t sleeps, uint64_t clock_ms, bool *sleeping, struct text *why)
{
	struct stream_patience patience = { 0 };
	struct loop_view v = { 0 };

	if (!qtest_flush(&g->machine.qtest, why))
		return false;
	for (;;) {
		struct loop_view before = v;

		if (!look(g, &v, why))
			return false;
		*sleeping = asleep(g, &v, sleeps, clock_ms);
		/* A look in the middle of a change is no look. */
		if (*sleeping && memcmp(&v, &before, sizeof v) == 0) {
			g->view = v;
			return true;
		}
		if (gdb_halted(&g->machine.gdb))
			return true;
		/* A line that nobody reads holds the firmware up. */
		if (!g->cutting)
			fetch(g);
		if (stream_patient(&patience))
			continue;
		text_str(why, "the firmware does not go back to sleep; it last slept at ");
		text_number(why, (int64_t)v.slept_ms);
		text_str(why, " ms of its clock, expected ");
		text_number(why, (int64_t)clock_ms);
		return false;
	}
}

/* --- The cut. --- */

/* How long the write is that has begun with a step: it may have a second part, which comes before anything else. */
static bool measure(struct guest *g, const struct tear_step *first, uint32_t pc, uint32_t sleeps, uint64_t clock_ms,
		    size_t *len, struct text *why)
{
	uint32_t registers[GDB_REGISTERS];
	struct tear_step next;
	bool sleeping;

	*len = first->len;
	if (!tear_unsure(&g->tear))
		return true;
	if (!go_on(g, pc, why) || !wait_still(g, sleeps, clock_ms, &sleeping, why))
		return false;
	if (sleeping)
		return true;
	if (!halted(g, registers, why))
		return false;
	if (is_flash_step(g, registers, &next) && tear_goes_on(&g->tear, &next))
		*len += next.len;
	return true;
}

/* Power fails in the write that is about to begin. */
static enum guest_event cut(struct guest *g, const struct tear_step *first, const uint32_t *registers, uint32_t sleeps,
			    uint64_t clock_ms, struct text *why)
{
	uint8_t bytes[TEAR_PAGE_SIZE];
	size_t len;

	g->cutting = true;
	if (!sample(g, why) || (!first->erase && !machine_read(&g->machine, registers[1], bytes, sizeof bytes, why)) ||
	    !measure(g, first, registers[PC], sleeps, clock_ms, &len, why))
		return fail(g, why);
	guest_off(g);
	tear_half(&g->tear, bytes, len, g->flash);
	return GUEST_CUT;
}

/* --- Passes. --- */

/* It runs: until something has become of it. */
static enum guest_event await(struct guest *g, uint32_t sleeps, uint64_t clock_ms, struct text *why)
{
	for (;;) {
		uint32_t registers[GDB_REGISTERS];
		struct tear_step step;
		bool sleeping;

		if (!wait_still(g, sleeps, clock_ms, &sleeping, why))
			return fail(g, why);
		if (sleeping)
			return sample(g, why) ? GUEST_SLEPT : fail(g, why);
		if (!halted(g, registers, why))
			return fail(g, why);
		if (registers[PC] == g->image->begin)
			return look(g, &g->view, why) ? GUEST_BEGUN : fail(g, why);
		if (is_flash_step(g, registers, &step) && tear_step(&g->tear, &step, g->flash))
			return cut(g, &step, registers, sleeps, clock_ms, why);
		if (!go_on(g, registers[PC], why))
			return fail(g, why);
	}
}

static bool set_breaks(struct guest *g, bool on, struct text *why)
{
	struct gdb *gdb = &g->machine.gdb;

	if (g->breaks == on)
		return true;
	g->breaks = on;
	return gdb_break(gdb, g->image->program, on, why) && gdb_break(gdb, g->image->erase, on, why);
}

enum guest_event guest_power(struct guest *g, struct text *why)
{
	g->on = true;
	if (!machine_start(&g->machine, g->image->elf, g->flash, why) ||
	    !gdb_break(&g->machine.gdb, g->image->begin, true, why) || !gdb_continue(&g->machine.gdb, why))
		return fail(g, why);
	return await(g, 0, UINT64_MAX, why);
}

enum guest_event guest_begin(struct guest *g, struct text *why)
{
	g->given = 0;
	if (!machine_freeze(&g->machine, why) ||
	    !set_clock(g, offsetof(struct loop_view, clock_ms), GUEST_BEGIN_MS, why) ||
	    !qtest_flush(&g->machine.qtest, why) || !set_breaks(g, g->tear.after > 0, why) ||
	    !look(g, &g->view, why) || !go_on(g, g->image->begin, why))
		return fail(g, why);
	return await(g, g->view.sleeps, GUEST_BEGIN_MS, why);
}

enum guest_event guest_pass(struct guest *g, uint64_t clock_ms, const uint8_t *bytes, size_t len, struct text *why)
{
	g->given += (uint32_t)len;
	/* The tick counts the clock on by one. */
	if ((len > 0 && !machine_put(&g->machine, LINE_MODEM, bytes, len, why)) ||
	    !set_clock(g, offsetof(struct loop_view, clock_ms), clock_ms - 1, why) ||
	    !machine_tick(&g->machine, why))
		return fail(g, why);
	return await(g, g->view.sleeps, clock_ms, why);
}

bool guest_wants_reading(struct guest *g, struct text *why)
{
	return set_clock(g, offsetof(struct loop_view, reading_ms), 0, why);
}

bool guest_cut_after(struct guest *g, uint64_t writes, struct text *why)
{
	struct gdb *gdb = &g->machine.gdb;
	bool on = writes > 0;

	g->tear = (struct tear){ .after = writes };
	if (!g->on || g->breaks == on)
		return true;
	return gdb_halt(gdb, why) && set_breaks(g, on, why) && gdb_continue(gdb, why);
}
