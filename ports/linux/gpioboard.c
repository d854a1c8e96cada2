/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/gpioboard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/assert.h"
#include "base/err.h"
#include "ports/linux/gpiokey.h"
#include "ports/linux/gpioled.h"
#include "ports/linux/gpiopin.h"
#include "ports/linux/supply.h"
#include "ports/linux/sysled.h"
#include "ports/linux/thermometer.h"
#include "ports/linux/worker.h"

#define SYSFS_ROOT "/sys"

struct gpioboard;

/* What one input tells, and to whom. */
struct input {
	struct gpioboard *board;
	enum board_sense sense;
	int value; /* as it is now */
};

struct gpioboard {
	struct board_deeds deeds;
	struct gpioconfig config;
	const char *sysfs_root;
	const struct log *log;
	struct event_base *base;
	board_sensed sensed;
	void *ctx;
	struct gpiopin pin[GPIOCONFIG_PARTS];
	struct gpiokey key;
	struct sysled sysled[LED_COUNT];
	struct gpioled led[LED_COUNT];
	struct input input[SENSE_COUNT];
	struct worker worker; /* where something is read in it */
	struct thermometer thermometer;
	struct supply mains, battery;
	bool opened;          /* each part, not only the lines */
};

static const int absent[SENSE_COUNT] = {
	[SENSE_BUTTON] = 0,
	[SENSE_SENSOR] = 0,
	[SENSE_JACK] = 1,
	[SENSE_MAINS] = 1,
	[SENSE_BATTERY] = 100,
	[SENSE_TEMPERATURE] = BOARD_NO_READING,
};

static const enum gpiolines_use uses[GPIOCONFIG_PARTS] = {
	[PART_OUTLET] = USE_KEEP,
	[PART_MICRORELAY] = USE_KEEP,
	[PART_MODEM_POWER] = USE_ON, /* as the device takes it to be when it starts */
	[PART_MODEM_KEY] = USE_OFF,
	[PART_LED_POWER] = USE_OFF,
	[PART_LED_GSM] = USE_OFF,
	[PART_LED_MIC] = USE_OFF,
	[PART_LED_OUT] = USE_OFF,
	[PART_BUTTON] = USE_INPUT,
	[PART_SENSOR] = USE_INPUT,
	[PART_JACK] = USE_INPUT,
	[PART_MAINS] = USE_INPUT,
};

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static enum gpioconfig_source source(const struct gpioboard *g, enum gpioconfig_part part)
{
	return g->config.place[part].source;
}

/* --- What it senses. --- */

/* The parts that sense stand in the order of what they sense. */
static enum gpioconfig_part part_of(enum board_sense sense)
{
	return (enum gpioconfig_part)(PART_BUTTON + (int)sense);
}

static void on_value(void *ctx, int value)
{
	struct input *in = ctx;

	in->value = value;
	in->board->sensed(in->board->ctx, in->sense, value);
}

static void on_level(void *ctx, bool on)
{
	on_value(ctx, on);
}

static void deed_begin(void *self)
{
	struct gpioboard *g = self;

	for (enum board_sense sense = 0; sense < SENSE_COUNT; sense++)
		if (g->input[sense].value != absent[sense])
			g->sensed(g->ctx, sense, g->input[sense].value);
}

/* --- What it does. --- */

static void set_pin(struct gpioboard *g, enum gpioconfig_part part, bool on)
{
	if (source(g, part) == SOURCE_LINE)
		gpiopin_set(&g->pin[part], on);
}

static void deed_outlet(void *self, bool on)
{
	set_pin(self, PART_OUTLET, on);
}

static void deed_microrelay(void *self, bool on)
{
	set_pin(self, PART_MICRORELAY, on);
}

static void deed_modem_power(void *self, bool on)
{
	struct gpioboard *g = self;

	if (g->key.pin)
		gpiokey_power(&g->key, on, now_ms());
	else
		set_pin(g, PART_MODEM_POWER, on);
}

static void deed_led(void *self, enum led led, enum led_pattern pattern)
{
	struct gpioboard *g = self;

	gpioled_set(&g->led[led], pattern);
}

static bool deed_light_due(const void *self)
{
	const struct gpioboard *g = self;

	for (int led = 0; led < LED_COUNT; led++)
		if (g->led[led].due)
			return true;
	return false;
}

static void deed_light(void *self)
{
	struct gpioboard *g = self;

	for (int led = 0; led < LED_COUNT; led++)
		gpioled_show(&g->led[led]);
}

static void line_light(void *ctx, bool lit)
{
	gpiopin_set(ctx, lit);
}

static const struct gpioled_deeds line_deeds = { .set = line_light };

/* --- Its parts. --- */

static bool show(const struct gpioboard *g, enum gpioconfig_part part, char *text, size_t cap)
{
	switch (source(g, part)) {
	case SOURCE_LINE:
		return gpiopin_shown(&g->pin[part], text, cap);
	case SOURCE_LIGHT:
		return sysled_shown(&g->sysled[part - PART_LED_POWER], text, cap);
	case SOURCE_SUPPLY:
		return supply_shown(part == PART_MAINS ? &g->mains : &g->battery, text, cap);
	case SOURCE_W1:
	case SOURCE_HWMON:
	case SOURCE_IIO:
		return thermometer_shown(&g->thermometer, text, cap);
	case SOURCE_NONE:
		break;
	}
	return false;
}

static bool deed_part(const void *self, size_t index, struct board_part *part)
{
	const struct gpioboard *g = self;

	for (enum gpioconfig_part p = 0; p < GPIOCONFIG_PARTS; p++) {
		if (source(g, p) == SOURCE_NONE || index-- > 0)
			continue;
		part->name = gpioconfig_key(p);
		part->answers = show(g, p, part->is, sizeof part->is);
		return true;
	}
	return false;
}

/* --- Start and end. --- */

static int open_pins(struct gpioboard *g, struct why *why)
{
	for (enum gpioconfig_part p = 0; p < GPIOCONFIG_PARTS; p++) {
		struct input *in = p >= PART_BUTTON ? &g->input[p - PART_BUTTON] : NULL;

		if (source(g, p) != SOURCE_LINE)
			continue;
		if (gpiopin_open(&g->pin[p], g->base, gpioconfig_key(p), &g->config.place[p], uses[p], g->log, on_level, in, why) != 0)
			return -1;
		if (in)
			in->value = g->pin[p].on;
	}
	return 0;
}

static void open_lights(struct gpioboard *g)
{
	for (int led = 0; led < LED_COUNT; led++) {
		const struct gpioconfig_place *place = &g->config.place[PART_LED_POWER + led];

		if (place->source == SOURCE_LINE)
			gpioled_open(&g->led[led], g->base, &line_deeds, &g->pin[PART_LED_POWER + led]);
		if (place->source != SOURCE_LIGHT)
			continue;
		sysled_init(&g->sysled[led], place->name, g->sysfs_root, g->log);
		gpioled_open(&g->led[led], g->base, &sysled_deeds, &g->sysled[led]);
	}
}

static void open_supply(struct gpioboard *g, struct supply *s, enum board_sense sense, enum supply_what what)
{
	if (source(g, part_of(sense)) == SOURCE_SUPPLY)
		supply_open(s, what, g->base, &g->worker, g->config.place[part_of(sense)].name, g->sysfs_root, g->log, on_value,
			&g->input[sense]);
}

static bool reads(const struct gpioboard *g)
{
	return source(g, PART_MAINS) == SOURCE_SUPPLY || source(g, PART_BATTERY) != SOURCE_NONE ||
	       source(g, PART_TEMPERATURE) != SOURCE_NONE;
}

/* All that can fail comes before this. */
static void open_rest(struct gpioboard *g)
{
	open_lights(g);
	if (source(g, PART_MODEM_KEY) != SOURCE_NONE)
		gpiokey_open(&g->key, g->base, &g->pin[PART_MODEM_KEY], g->config.place[PART_MODEM_KEY].held_ms, now_ms());
	open_supply(g, &g->mains, SENSE_MAINS, SUPPLY_ONLINE);
	open_supply(g, &g->battery, SENSE_BATTERY, SUPPLY_CAPACITY);
	if (source(g, PART_TEMPERATURE) != SOURCE_NONE)
		thermometer_open(&g->thermometer, g->base, &g->worker, &g->config.place[PART_TEMPERATURE], g->sysfs_root, g->log,
			on_value, &g->input[SENSE_TEMPERATURE]);
	g->opened = true;
}

static void close_rest(struct gpioboard *g)
{
	for (int led = 0; led < LED_COUNT; led++)
		gpioled_close(&g->led[led]);
	gpiokey_close(&g->key);
	if (source(g, PART_MAINS) == SOURCE_SUPPLY)
		supply_close(&g->mains);
	if (source(g, PART_BATTERY) != SOURCE_NONE)
		supply_close(&g->battery);
	if (source(g, PART_TEMPERATURE) != SOURCE_NONE)
		thermometer_close(&g->thermometer);
	if (reads(g))
		worker_close(&g->worker);
}

static void deed_close(void *self)
{
	struct gpioboard *g = self;

	if (g->opened)
		close_rest(g);
	for (int p = 0; p < GPIOCONFIG_PARTS; p++)
		gpiopin_close(&g->pin[p]);
	free(g);
}

static const struct board_deeds deeds = {
	.close = deed_close,
	.begin = deed_begin,
	.outlet = deed_outlet,
	.microrelay = deed_microrelay,
	.led = deed_led,
	.light_due = deed_light_due,
	.light = deed_light,
	.modem_power = deed_modem_power,
	.part = deed_part,
};

int gpioboard_open(struct board *b, struct event_base *base, const struct gpioconfig *config, const struct log *log,
	board_sensed sensed, void *ctx, struct why *why)
{
	struct gpioboard *g = calloc(1, sizeof *g);

	ASSERT(g);
	g->deeds = deeds;
	g->config = *config;
	g->sysfs_root = config->sysfs_root ? config->sysfs_root : SYSFS_ROOT;
	g->log = log;
	g->base = base;
	g->sensed = sensed;
	g->ctx = ctx;
	if (source(g, PART_MODEM_POWER) == SOURCE_NONE && source(g, PART_MODEM_KEY) == SOURCE_NONE)
		g->deeds.modem_power = NULL;
	*b = (struct board){ .deeds = &g->deeds, .self = g, .name = "gpio" };
	for (enum board_sense sense = 0; sense < SENSE_COUNT; sense++)
		g->input[sense] = (struct input){ .board = g, .sense = sense, .value = absent[sense] };
	if (open_pins(g, why) != 0 || (reads(g) && worker_open(&g->worker, base, why) != 0)) {
		deed_close(g);
		return ERR_IO;
	}
	open_rest(g);
	return 0;
}
