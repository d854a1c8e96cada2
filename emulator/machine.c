/* SPDX-License-Identifier: Apache-2.0 */
#include "emulator/machine.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/assert.h"
#include "ports/cortexm/ast1030/pins.h"
#include "ports/cortexm/battery.h"

#define TICK_CONTROL 0xE000E010u /* SYST_CSR */
#define PENDING 0xE000ED04u      /* ICSR */
#define PENDING_TICK_SET (1u << 26)
#define PENDING_TICK_CLEAR (1u << 25)
#define INTERRUPTS_PENDING 0xE000E200u /* NVIC_ISPR */

#define GPIO_PATH "/machine/soc/gpio"
#define THERMOMETER "tmp105"
/* Below what an LM75 or TMP105 can be at. */
#define THERMOMETER_NOTHING_MC (-128000)
#define THERMOMETER_LOWEST_DC (-550)
#define THERMOMETER_HIGHEST_DC 1500

/* --- The process and its wires. --- */

enum wire { WIRE_QMP, WIRE_QTEST, WIRE_GDB, WIRE_CONSOLE, WIRE_MODEM };
#define WIRE_COUNT 5
static const char *const wire_names[WIRE_COUNT] = { "qmp", "qtest", "gdb", "console", "modem" };

#define WIRE_ROOM 200000

#define OPTION_CAP 64
#define ARGS_MAX 64

struct args {
	char *list[ARGS_MAX];
	size_t count;
	char chardevs[WIRE_COUNT][OPTION_CAP];
	char drive[OPTION_CAP], log[OPTION_CAP];
};

static void add(struct args *a, const char *option, const char *value)
{
	ASSERT(a->count + 3 <= ARGS_MAX);
	a->list[a->count++] = (char *)(uintptr_t)option;
	if (value != NULL)
		a->list[a->count++] = (char *)(uintptr_t)value;
	a->list[a->count] = NULL;
}

/* Everything goes through descriptors that it inherits: nothing is left behind in any folder, nobody else can connect. */
static void fill(struct args *a, const char *elf, const int far[WIRE_COUNT], int flash, int log)
{
	add(a, MACHINE_PROGRAM, NULL);
	add(a, "-M", "ast1030-evb,fmc-model=w25q80");
	add(a, "-kernel", elf);
	add(a, "-nodefaults", NULL);
	add(a, "-display", "none");
	add(a, "-S", NULL);
	/* Time stands still most of the time here: no watchdog can judge it. */
	add(a, "-action", "watchdog=none");
	snprintf(a->drive, sizeof a->drive, "if=mtd,index=0,format=raw,file=/proc/self/fd/%d", flash);
	add(a, "-drive", a->drive);
	for (enum wire wire = 0; wire < WIRE_COUNT; wire++) {
		snprintf(a->chardevs[wire], sizeof a->chardevs[wire], "socket,id=%s,fd=%d", wire_names[wire], far[wire]);
		add(a, "-chardev", a->chardevs[wire]);
	}
	add(a, "-serial", "chardev:console");
	add(a, "-serial", "chardev:modem");
	add(a, "-mon", "chardev=qmp,mode=control");
	add(a, "-qtest", "chardev:qtest");
	add(a, "-qtest-log", "none");
	add(a, "-gdb", "chardev:gdb");
	add(a, "-d", "guest_errors,unimp");
	snprintf(a->log, sizeof a->log, "/proc/self/fd/%d", log);
	add(a, "-D", a->log);
}

/* Ours and the emulator's ends. A byte that is sent by itself, as a serial line does, takes hundreds of its room. */
static void lay_wires(int near[WIRE_COUNT], int far[WIRE_COUNT])
{
	const int room = WIRE_ROOM;

	for (enum wire wire = 0; wire < WIRE_COUNT; wire++) {
		int pair[2];
		int rc = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair);

		ASSERT(rc == 0);
		near[wire] = pair[0];
		far[wire] = pair[1];
		setsockopt(far[wire], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
	}
}

static bool spawn(struct machine *m, const char *elf, int flash, const int far[WIRE_COUNT], struct text *why)
{
	int inherited[WIRE_COUNT + 2] = { flash, m->log };
	struct args args = { .count = 0 };

	memcpy(inherited + 2, far, sizeof *far * WIRE_COUNT);
	fill(&args, elf, far, flash, m->log);
	return process_spawn(&m->process, args.list, inherited, WIRE_COUNT + 2, why);
}

bool machine_start(struct machine *m, const char *elf, int flash, struct text *why)
{
	int near[WIRE_COUNT], far[WIRE_COUNT];

	lay_wires(near, far);
	qmp_open(&m->qmp, near[WIRE_QMP]);
	qtest_open(&m->qtest, near[WIRE_QTEST]);
	gdb_open(&m->gdb, near[WIRE_GDB]);
	stream_open(&m->console, near[WIRE_CONSOLE], "the emulator's console");
	stream_open(&m->modem, near[WIRE_MODEM], "the emulator's modem");
	m->log = process_file();
	m->log_read = 0;
	bool spawned = spawn(m, elf, flash, far, why);
	/* Its ends are its own: when it goes, ours tell. */
	for (enum wire wire = 0; wire < WIRE_COUNT; wire++)
		close(far[wire]);
	return spawned && qmp_greet(&m->qmp, why) &&
	       qmp_find(&m->qmp, "/machine/unattached", THERMOMETER, m->thermometer, why) &&
	       qmp_host_address(&m->qmp, 0, &m->memory, why);
}

void machine_kill(struct machine *m)
{
	char ignored[1];
	struct text why;

	/* The flash's file is written behind the guest's back; a stop waits for that. One that is dead already cannot. */
	text_init(&why, ignored, sizeof ignored);
	qmp_stop(&m->qmp, &why);
	process_kill(&m->process);
	qmp_close(&m->qmp);
	qtest_close(&m->qtest);
	gdb_close(&m->gdb);
	stream_close(&m->console);
	stream_close(&m->modem);
	close(m->log);
}

/* Straight out of the process: whoever asks QEMU's one loop instead holds the processor up. Where the system forbids it,
 * that is what is left. */
bool machine_read(struct machine *m, uint32_t address, void *bytes, size_t len, struct text *why)
{
	const struct iovec to = { bytes, len }, from = { (void *)(m->memory + address), len };

	return process_vm_readv(m->process.pid, &to, 1, &from, 1, 0) == (ssize_t)len ||
	       qtest_read(&m->qtest, address, bytes, len, why);
}

/* --- Time. --- */

bool machine_freeze(struct machine *m, struct text *why)
{
	uint32_t control;

	if (!qtest_write32(&m->qtest, TICK_CONTROL, 0, why) ||
	    !qtest_write32(&m->qtest, PENDING, PENDING_TICK_CLEAR, why) ||
	    !qtest_read32(&m->qtest, TICK_CONTROL, &control, why))
		return false;
	if ((control & 1) == 0)
		return true;
	text_str(why, "the emulated tick cannot be stopped");
	return false;
}

bool machine_tick(struct machine *m, struct text *why)
{
	return qtest_write32(&m->qtest, PENDING, PENDING_TICK_SET, why);
}

/* --- Lines, pins and sensors. --- */

/* Too few bytes to make an interrupt would make one a while after the last: they make it now. */
bool machine_put(struct machine *m, enum machine_line line, const void *bytes, size_t len, struct text *why)
{
	static const unsigned irqs[] = { [LINE_MODEM] = 47, [LINE_CONSOLE] = 8 };
	struct stream *s = line == LINE_MODEM ? &m->modem : &m->console;

	return stream_put(s, bytes, len, why) && stream_drain(s, "the firmware to take it", why) &&
	       qtest_write32(&m->qtest, INTERRUPTS_PENDING + irqs[line] / 32 * 4, 1u << irqs[line] % 32, why);
}

bool machine_input(struct machine *m, enum core_input input, bool level, struct text *why)
{
	char pin[16];

	snprintf(pin, sizeof pin, "gpio%c%d", 'A' + PINS_INPUTS_SHIFT / 8, (int)input);
	return qmp_set_bool(&m->qmp, GPIO_PATH, pin, level, why);
}

bool machine_outputs(struct machine *m, uint32_t *outputs, struct text *why)
{
	return qtest_read32(&m->qtest, PINS_GPIO, outputs, why);
}

/* The chip has a sixteenth of a degree. Up to the next thousandth: the emulated one rounds down to its own. */
bool machine_thermometer(struct machine *m, bool known, int raw_dc, struct text *why)
{
	long long mc = THERMOMETER_NOTHING_MC;

	if (known && raw_dc >= THERMOMETER_LOWEST_DC && raw_dc <= THERMOMETER_HIGHEST_DC) {
		/* Above zero while it is rounded. */
		long long sixteenths = ((raw_dc + 1000) * 16 + 5) / 10 - 1600;

		mc = (sixteenths * 125 + 20000 * 125 + 1) / 2 - 10000 * 125;
	}
	return qmp_set_number(&m->qmp, m->thermometer, "temperature", mc, why);
}

bool machine_battery(struct machine *m, int percent, struct text *why)
{
	unsigned raw = 0;

	while (raw < PINS_BATTERY_RAW_MAX &&
	       battery_percent(battery_mv(raw, PINS_BATTERY_RAW_MAX, PINS_BATTERY_FULL_MV)) < percent)
		raw++;
	return qtest_write32(&m->qtest, PINS_ADC + PINS_ADC_CHANNEL0, raw, why);
}

/* --- What the guest should not have done. --- */

#define LOG_CAP 4096

/* At a start QEMU itself reads before the memory is there, and at each reset starts timers in a mode that it lacks. */
static bool usual(const char *line)
{
	static const char *const parts[] = { "Invalid read at addr 0x0,", "Invalid read at addr 0x4,",
					     "Timer does not support pulse mode" };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (strstr(line, parts[i]) != NULL)
			return true;
	return line[0] == '\0';
}

bool machine_complaint(struct machine *m, struct text *line)
{
	char bytes[LOG_CAP + 1];
	ssize_t len;

	while ((len = pread(m->log, bytes, LOG_CAP, m->log_read)) > 0) {
		bytes[len] = '\0';
		size_t end = strcspn(bytes, "\n");

		/* Half a line: the rest is on its way. */
		if (end == (size_t)len && len < LOG_CAP)
			return false;
		bytes[end] = '\0';
		m->log_read += (off_t)end + 1;
		if (!usual(bytes)) {
			text_str(line, bytes);
			return true;
		}
	}
	return false;
}
