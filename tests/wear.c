/* wear: a socket lives on its flash: thermostat in a room that it heats, eight rules, twenty messages and an alarm a day.
 * Usage: wear [DAYS]     2 years unless said
 * Prints what the flash saw and how long it lasts, then what must cost nothing and did; fails when a promise is broken.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "device/device.h"
#include "sim/world.h"

#define OWNER "+33600000001"
#define HOUR_MS 3600000u
#define DAY_HOURS 24
#define MESSAGES_A_DAY 20
#define SECTORS 16
#define ERASES_LIFE 100000u /* what a NOR flash is good for, by its data sheet */
#define YEARS_LEAST 500     /* that we promise */
#define YEAR_DAYS 365.25

static unsigned failed;

static void check(bool good, const char *what)
{
	printf("%s %s\n", good ? "ok" : "not ok", what);
	failed += good ? 0 : 1;
}

/* --- A life. --- */

struct life {
	struct world *world;
	unsigned switched;
};

static void hear(void *ctx, const struct world_news *news)
{
	struct life *life = ctx;

	life->switched += news->kind == NEWS_OUTLET;
}

static void pass(struct life *life, uint64_t for_ms)
{
	world_run_until(life->world, world_now_ms(life->world) + for_ms);
}

static void text(struct life *life, const char *text)
{
	if (world_text(life->world, OWNER, text, NULL) != 0)
		abort();
	pass(life, 60000);
}

static uint64_t writes(const struct life *life)
{
	return nor_writes(world_nor(life->world));
}

static uint32_t worst_erases(const struct life *life)
{
	uint32_t worst = 0;

	for (uint32_t i = 0; i < SECTORS; i++)
		if (nor_erases(world_nor(life->world), i) > worst)
			worst = nor_erases(world_nor(life->world), i);
	return worst;
}

static void begin(struct life *life)
{
	static const char *const texts[] = {
		"ALERTNUMBER+33600000003", "ALERTNUMBER+33600000004", "TEMPOFF=20", "MICRORELAYTIME=30", "THERMOSTATON",
		"SCHEDULER+22:00,*,AON", "SCHEDULER+06:30,*,AOF", "SCHEDULER+12:00,1,INF", "SCHEDULER+18:00,5,INF",
		"SCHEDULER+07:00,*,ON", "SCHEDULER+08:30,*,OFF", "SCHEDULER+17:30,6,ON", "SCHEDULER+23:00,7,OFF",
	};
	const struct world_config config = { .model = MODEL_706, .profile = "generic", .seed = 1, .in_room = true };

	*life = (struct life){ .world = NULL };
	life->world = world_new(&config, &(struct world_watch){ life, hear });
	if (life->world == NULL)
		abort();
	world_mains(life->world, true);
	pass(life, HOUR_MS);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		text(life, texts[i]);
}

/* A message in most hours; at the seventh past noon somebody sets off the sensor, with the alarm on or not. */
static void live_day(struct life *life, unsigned day)
{
	static const char *const texts[] = { "STATUS", "TEMPERATURE", "ON", "OFF30", "ALARM?", "ALARMON", "OFF", "DATE" };
	uint64_t end_ms = world_now_ms(life->world) + DAY_HOURS * (uint64_t)HOUR_MS;

	for (unsigned i = 0; i < MESSAGES_A_DAY; i++) {
		text(life, texts[(day + i) % 8]);
		pass(life, HOUR_MS);
		if (i != 7)
			continue;
		world_sense(life->world, INPUT_SENSOR, true);
		pass(life, 60000);
		world_sense(life->world, INPUT_SENSOR, false);
	}
	world_run_until(life->world, end_ms);
}

/* --- What costs nothing. --- */

static void quiet_days(struct life *life)
{
	text(life, "SCHEDULER-ALL");
	text(life, "ALARMOFF");
	pass(life, HOUR_MS);
	uint64_t before = writes(life);
	life->switched = 0;
	pass(life, 7 * DAY_HOURS * (uint64_t)HOUR_MS);
	printf("# a week without messages: the thermostat switches %u times\n", life->switched);
	check(life->switched >= 14 && writes(life) == before, "a thermostat that switches writes nothing");
}

static uint64_t cost(struct life *life, const char *what, uint64_t for_ms)
{
	uint64_t before = writes(life);

	text(life, what);
	pass(life, for_ms);
	return writes(life) - before;
}

static void timers(struct life *life)
{
	text(life, "THERMOSTATOFF");
	text(life, "OFF");
	uint64_t plain = cost(life, "STATUS", HOUR_MS);
	uint64_t timed = cost(life, "ON5", HOUR_MS);
	uint64_t same = cost(life, "OFF", HOUR_MS);
	uint64_t restart = cost(life, "RESTART", HOUR_MS);
	printf("# operations of the flash: STATUS %u, ON5 %u, OFF when off %u, RESTART %u\n", (unsigned)plain,
	       (unsigned)timed, (unsigned)same, (unsigned)restart);
	/* A message and its reply are 2 commits; another is one operation or more, and a taken sector at most 4 in all. */
	check(plain >= 2 && plain <= 6 && timed <= plain + 4 && same <= plain + 4 && restart <= plain + 4,
	      "a timer and a restart write what their message does, and nothing at their end");
	text(life, "ON5");
	uint64_t before = writes(life);
	bool on = world_outlet(life->world);
	pass(life, HOUR_MS);
	check(on && !world_outlet(life->world) && writes(life) == before, "the end of a timer writes nothing");
}

static void same_again(struct life *life)
{
	struct store s;
	const struct flash flash = nor_flash(world_nor(life->world));
	uint8_t value[STORE_BATCH_CAP];
	uint64_t before = writes(life);
	unsigned keys = 0;

	if (store_open(&s, &flash) != 0)
		abort();
	for (size_t i = 0; i < STORE_KEYS_MAX; i++) {
		int len = s.entry[i].key == 0 ? ERR_MISSING : store_get(&s, s.entry[i].key, value, sizeof value);

		if (len < 0)
			continue;
		keys++;
		store_begin(&s);
		store_put(&s, s.entry[i].key, value, (size_t)len);
		if (store_commit(&s) != 0)
			abort();
	}
	check(keys > 30 && writes(life) == before, "a value that is put as it is writes nothing");
}

/* --- Starting. --- */

struct counted {
	struct flash flash;
	unsigned reads;
	size_t bytes;
};

static int counted_read(void *ctx, uint32_t address, void *bytes, size_t len)
{
	struct counted *c = ctx;

	c->reads++;
	c->bytes += len;
	return c->flash.read(c->flash.ctx, address, bytes, len);
}

static void start(struct life *life)
{
	struct counted counted = { .flash = nor_flash(world_nor(life->world)) };
	struct flash flash = counted.flash;
	uint64_t before = writes(life);
	struct store s;

	flash.ctx = &counted;
	flash.read = counted_read;
	bool good = store_open(&s, &flash) == 0;
	printf("# a start: %u reads, %zu bytes of a flash of %u\n", counted.reads, counted.bytes,
	       flash.sector_size * flash.sector_count);
	/* Each byte once for the CRC, each item's header once more, the newest sector twice. */
	check(good && writes(life) == before && counted.bytes <= 2 * flash.sector_size * flash.sector_count,
	      "opening the store writes nothing and reads the flash at most twice over");
}

int main(int argc, char **argv)
{
	int days = argc > 1 ? atoi(argv[1]) : 2 * 365;
	struct life life;

	if (days < 1 || argc > 2) {
		fprintf(stderr, "usage: wear [DAYS]\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("1..6\n");
	begin(&life);
	uint64_t before = writes(&life);
	for (int day = 0; day < days; day++)
		live_day(&life, (unsigned)day);
	double years = days / YEAR_DAYS;
	double a_day = (double)(writes(&life) - before) / days;
	/* A sector is erased by and by: what has begun counts in full. */
	double a_year = worst_erases(&life) / years;
	printf("# %d days of %d messages: %.0f flash operations a day, %u outlet switchings\n", days, MESSAGES_A_DAY, a_day,
	       life.switched);
	printf("# the worst sector: %u erases, %.0f a year; at %u erases the flash lasts %.0f years\n", worst_erases(&life),
	       a_year, ERASES_LIFE, ERASES_LIFE / a_year);
	check(ERASES_LIFE / a_year >= YEARS_LEAST, "the flash lasts for decades");
	quiet_days(&life);
	timers(&life);
	same_again(&life);
	start(&life);
	world_free(life.world);
	printf("%u passed, %u failed\n", 6 - failed, failed);
	return failed == 0 ? 0 : 1;
}
