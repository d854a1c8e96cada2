/* bench: how fast the parts are, on one core of this machine, as a table beside what we aim at.
 * Each figure is the best of a few rounds: what disturbs only makes slower.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "base/assert.h"
#include "core/core.h"
#include "sim/nor.h"
#include "sim/world.h"
#include "store/store.h"

#define ROUNDS 5
#define ROUND_FOR_S 0.6
#define MINUTE_MS 60000u
#define HOUR_MS 3600000u
#define DAY_MS 86400000u
#define OWNER "+33600000001"

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* --- A core by itself. --- */

struct lone {
	struct core core;
	struct core_effects out;
	uint64_t now_ms;
};

static void step(struct lone *l, const struct core_event *ev)
{
	core_step(&l->core, ev, (struct core_now){ .mono_ms = l->now_ms }, &l->out);
}

static void text(struct lone *l, const struct number *from, const char *text)
{
	struct core_event ev = { .kind = EVENT_MESSAGE };

	ev.message.from = from;
	ev.message.text = text;
	step(l, &ev);
}

static void begin(struct lone *l)
{
	const struct core_config config = { .model = MODEL_706, .product = "bench", .version = "0" };
	const struct core_event start = { .kind = EVENT_START, .power_lost = true };

	*l = (struct lone){ .now_ms = 1000 };
	core_init(&l->core, &config);
	step(l, &start);
}

/* --- Each benchmark begins once, then goes on by a turn as often as time allows, and tells what a turn has done. --- */

static struct {
	struct lone lone;
	struct number sender[16];
	unsigned turns;
} commands;

static void commands_begin(void)
{
	begin(&commands.lone);
	for (unsigned i = 0; i < 16; i++) {
		char digits[] = "+33600000000";

		digits[10] = (char)('0' + i / 10);
		digits[11] = (char)('0' + i % 10);
		ASSERT(number_parse(&commands.sender[i], digits) == 0);
	}
}

/* A minute apart and from different numbers, or the budget of replies would make it faster than it is. */
static double commands_turn(void)
{
	struct lone *l = &commands.lone;

	for (int i = 0; i < 1000; i++) {
		unsigned turn = commands.turns++;

		l->now_ms += MINUTE_MS;
		text(l, &commands.sender[turn % 16], turn % 2 == 0 ? "ON" : "OFF");
		ASSERT(l->core.shown.outlet == (turn % 2 == 0) && l->core.budget.dropped == 0);
	}
	return 1000;
}

static struct {
	struct lone lone;
	uint64_t switched;
} years;

static void years_begin(void)
{
	static const char *const words[] = {
		"TEMPOFF=20", "ALERTNUMBER+33600000002", "THERMALERT=ON", "SCHEDULER+06:30,*,ON", "SCHEDULER+08:00,*,OFF",
		"SCHEDULER+12:00,1,INF", "SCHEDULER+17:30,5,ON", "SCHEDULER+20:00,*,AON", "SCHEDULER+22:00,6,OFF",
		"SCHEDULER+23:00,7,ON", "SCHEDULER+23:30,*,AOF", "THERMOSTATON",
	};
	const struct core_event time = { .kind = EVENT_NETWORK_TIME, .time = { .utc_s = 1767225600, .zone_qh = 4 } };
	struct number owner;

	begin(&years.lone);
	ASSERT(number_parse(&owner, OWNER) == 0);
	step(&years.lone, &time);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		text(&years.lone, &owner, words[i]);
	ASSERT(years.lone.core.schedule.count == 8 && core_setting(&years.lone.core, SETTING_THERMOSTAT_ON));
}

/* A day, from deadline to deadline; a room that warms while the heater is on, and cools while it is off. */
static double years_turn(void)
{
	struct lone *l = &years.lone;
	uint64_t end_ms = l->now_ms + DAY_MS;
	struct core_event ev = { .kind = EVENT_TEMPERATURE, .temperature = { true, 240 } };
	bool on = l->core.shown.outlet;

	for (; core_deadline_ms(&l->core) < end_ms; years.switched += on != l->core.shown.outlet) {
		on = l->core.shown.outlet;
		ev.temperature.raw_dc += on ? 2 : -1;
		l->now_ms = core_deadline_ms(&l->core);
		step(l, &ev);
	}
	l->now_ms = end_ms;
	ASSERT(years.switched > 0);
	return 1 / 365.25;
}

static struct {
	struct world *world;
	unsigned turns;
} days;

static void days_begin(void)
{
	const struct world_config config = { .model = MODEL_706, .profile = "generic", .seed = 1, .in_room = true };

	days.world = world_new(&config, NULL);
	ASSERT(days.world != NULL);
	world_mains(days.world, true);
	world_run_until(days.world, HOUR_MS);
}

/* An hour, and a message in it. */
static double days_turn(void)
{
	bool on = days.turns++ % 2 == 0;

	ASSERT(world_text(days.world, OWNER, on ? "ON" : "OFF", NULL) == 0);
	world_run_until(days.world, world_now_ms(days.world) + HOUR_MS);
	ASSERT(world_outlet(days.world) == on);
	return 1 / 24.0;
}

static struct {
	struct nor *nor;
	struct store store;
	uint32_t count;
} commits;

static void commits_begin(void)
{
	commits.nor = nor_new(4096, 16, 256);
	const struct flash flash = nor_flash(commits.nor);

	ASSERT(store_open(&commits.store, &flash) == 0);
}

/* A value of 20 bytes, of one of ten keys. */
static double commits_turn(void)
{
	for (int i = 0; i < 100; i++) {
		uint8_t value[20] = { 0 };

		commits.count++;
		memcpy(value, &commits.count, sizeof commits.count);
		store_begin(&commits.store);
		store_put(&commits.store, (uint16_t)(1 + commits.count % 10), value, sizeof value);
		ASSERT(store_commit(&commits.store) == 0);
	}
	return 100;
}

static const struct row {
	const char *what, *unit;
	double aim; /* 0: none */
	void (*begin)(void);
	double (*turn)(void);
} rows[] = {
	{ "core: ON and OFF in turn, each with its reply", "commands/s", 2e6, commands_begin, commands_turn },
	{ "core: thermostat and 8 rules, a reading a minute", "device-years/s", 5, years_begin, years_turn },
	{ "world: device, modem and network, a message an hour", "days/s", 0, days_begin, days_turn },
	{ "store: 20 bytes made durable on a NOR flash in memory", "commits/s", 0, commits_begin, commits_turn },
};

static double measure(const struct row *row)
{
	double best = 0;

	row->begin();
	for (int round = 0; round < ROUNDS; round++) {
		double since = seconds(), took, done = 0;

		do {
			done += row->turn();
			took = seconds() - since;
		} while (took < ROUND_FOR_S);
		if (done / took > best)
			best = done / took;
	}
	return best;
}

static void print_machine(void)
{
	char line[200], cpu[sizeof line] = "a processor without a name";
	FILE *file = fopen("/proc/cpuinfo", "r");
	struct utsname name;

	while (file != NULL && fgets(line, sizeof line, file) != NULL)
		if (sscanf(line, "model name : %199[^\n]", cpu) == 1)
			break;
	if (file != NULL)
		fclose(file);
	ASSERT(uname(&name) == 0);
	printf("%s, %s %s, %s\n\n", cpu, name.sysname, name.release, BENCH_COMPILER);
}

int main(void)
{
	print_machine();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double figure = measure(&rows[i]);

		printf("%-54s %12.*f %-14s", rows[i].what, figure < 1000 ? 1 : 0, figure, rows[i].unit);
		if (rows[i].aim > 0)
			printf(" (aim: %.0f%s)", rows[i].aim, figure < rows[i].aim ? ", missed" : "");
		putchar('\n');
		fflush(stdout);
	}
	return 0;
}
