/* gpiolines by libgpiod 2.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/gpiolines.h"

#include <errno.h>
#include <gpiod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

#define CONSUMER "smsocket" /* as gpioinfo shows it */
#define EDGES_CAP 16

struct gpiolines_chip {
	struct gpiod_chip *chip;
	struct gpiod_chip_info *info;
};

struct gpiolines_line {
	struct gpiod_line_request *request;
	struct gpiod_edge_event_buffer *edges;
	unsigned number;
};

struct gpiolines_chip *gpiolines_open(unsigned n)
{
	char path[32];
	struct gpiolines_chip *c = calloc(1, sizeof *c);

	ASSERT(c);
	snprintf(path, sizeof path, "/dev/gpiochip%u", n);
	c->chip = gpiod_chip_open(path);
	if (c->chip)
		c->info = gpiod_chip_get_info(c->chip);
	if (c->info)
		return c;
	int error = errno;
	gpiolines_close(c);
	errno = error;
	return NULL;
}

void gpiolines_close(struct gpiolines_chip *c)
{
	if (c->info)
		gpiod_chip_info_free(c->info);
	if (c->chip)
		gpiod_chip_close(c->chip);
	free(c);
}

const char *gpiolines_label(struct gpiolines_chip *c)
{
	return gpiod_chip_info_get_label(c->info);
}

unsigned gpiolines_count(struct gpiolines_chip *c)
{
	return (unsigned)gpiod_chip_info_get_num_lines(c->info);
}

bool gpiolines_named(struct gpiolines_chip *c, unsigned number, const char *name)
{
	struct gpiod_line_info *info = gpiod_chip_get_line_info(c->chip, number);
	const char *its = info ? gpiod_line_info_get_name(info) : NULL;
	bool same = its && strcmp(its, name) == 0;

	if (info)
		gpiod_line_info_free(info);
	return same;
}

static bool is_output(struct gpiolines_chip *c, unsigned number)
{
	struct gpiod_line_info *info = gpiod_chip_get_line_info(c->chip, number);
	bool output = info && gpiod_line_info_get_direction(info) == GPIOD_LINE_DIRECTION_OUTPUT;

	if (info)
		gpiod_line_info_free(info);
	return output;
}

static void set_pull(struct gpiod_line_settings *s, enum gpiolines_pull pull)
{
	switch (pull) {
	case PULL_AS_IS:
		return;
	case PULL_UP:
		gpiod_line_settings_set_bias(s, GPIOD_LINE_BIAS_PULL_UP);
		return;
	case PULL_DOWN:
		gpiod_line_settings_set_bias(s, GPIOD_LINE_BIAS_PULL_DOWN);
		return;
	}
}

static void set_output(struct gpiod_line_settings *s, const struct gpiolines_want *want, bool on)
{
	gpiod_line_settings_set_direction(s, GPIOD_LINE_DIRECTION_OUTPUT);
	gpiod_line_settings_set_output_value(s, on ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE);
	if (want->open_drain)
		gpiod_line_settings_set_drive(s, GPIOD_LINE_DRIVE_OPEN_DRAIN);
	set_pull(s, want->pull);
}

static void set_input(struct gpiod_line_settings *s, const struct gpiolines_want *want)
{
	gpiod_line_settings_set_direction(s, GPIOD_LINE_DIRECTION_INPUT);
	gpiod_line_settings_set_edge_detection(s, GPIOD_LINE_EDGE_BOTH);
	gpiod_line_settings_set_debounce_period_us(s, GPIOLINES_DEBOUNCE_US);
	set_pull(s, want->pull);
}

/* All that the library wants to be made before it takes one line. */
struct order {
	struct gpiod_line_settings *settings;
	struct gpiod_line_config *config;
	struct gpiod_request_config *name;
};

static void make(struct order *o, bool active_low)
{
	*o = (struct order){ gpiod_line_settings_new(), gpiod_line_config_new(), gpiod_request_config_new() };
	ASSERT(o->settings && o->config && o->name);
	gpiod_line_settings_set_active_low(o->settings, active_low);
	gpiod_request_config_set_consumer(o->name, CONSUMER);
}

static int settle(struct order *o, unsigned number)
{
	gpiod_line_config_reset(o->config);
	return gpiod_line_config_add_line_settings(o->config, &number, 1, o->settings);
}

static struct gpiod_line_request *ask(struct gpiolines_chip *c, struct order *o, unsigned number)
{
	return settle(o, number) == 0 ? gpiod_chip_request_lines(c->chip, o->name, o->config) : NULL;
}

/* Asked for as it is, looked at, and only then made an output of ours with the same level: never let go in between. */
static struct gpiod_line_request *keep(struct gpiolines_chip *c, struct order *o, unsigned number,
	const struct gpiolines_want *want)
{
	struct gpiod_line_request *r = ask(c, o, number);

	if (!r)
		return NULL;
	set_output(o->settings, want, gpiod_line_request_get_value(r, number) == GPIOD_LINE_VALUE_ACTIVE);
	if (settle(o, number) == 0 && gpiod_line_request_reconfigure_lines(r, o->config) == 0)
		return r;
	int error = errno;
	gpiod_line_request_release(r);
	errno = error;
	return NULL;
}

static struct gpiod_line_request *take(struct gpiolines_chip *c, struct order *o, unsigned number,
	const struct gpiolines_want *want)
{
	if (want->use == USE_KEEP && is_output(c, number))
		return keep(c, o, number, want);
	if (want->use == USE_INPUT)
		set_input(o->settings, want);
	else
		set_output(o->settings, want, want->use == USE_ON);
	return ask(c, o, number);
}

struct gpiolines_line *gpiolines_take(struct gpiolines_chip *c, unsigned number, const struct gpiolines_want *want)
{
	struct gpiolines_line *l = calloc(1, sizeof *l);
	struct order o;
	int error;

	ASSERT(l);
	make(&o, want->active_low);
	l->number = number;
	l->request = take(c, &o, number, want);
	error = errno;
	gpiod_line_settings_free(o.settings);
	gpiod_line_config_free(o.config);
	gpiod_request_config_free(o.name);
	gpiolines_close(c);
	errno = error;
	if (l->request) {
		l->edges = gpiod_edge_event_buffer_new(EDGES_CAP);
		ASSERT(l->edges);
		return l;
	}
	free(l);
	return NULL;
}

int gpiolines_get(struct gpiolines_line *l)
{
	switch (gpiod_line_request_get_value(l->request, l->number)) {
	case GPIOD_LINE_VALUE_ERROR: return -1;
	case GPIOD_LINE_VALUE_INACTIVE: return 0;
	case GPIOD_LINE_VALUE_ACTIVE: return 1;
	}
	return -1;
}

int gpiolines_set(struct gpiolines_line *l, bool on)
{
	return gpiod_line_request_set_value(l->request, l->number, on ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE);
}

int gpiolines_fd(struct gpiolines_line *l)
{
	return gpiod_line_request_get_fd(l->request);
}

int gpiolines_drain(struct gpiolines_line *l)
{
	return gpiod_line_request_read_edge_events(l->request, l->edges, EDGES_CAP) < 0 ? -1 : 0;
}

void gpiolines_release(struct gpiolines_line *l)
{
	gpiod_line_request_release(l->request);
	gpiod_edge_event_buffer_free(l->edges);
	free(l);
}
