/* gpiolines by libgpiod 1.6.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/gpiolines.h"

#include <errno.h>
#include <gpiod.h>
#include <stdio.h>
#include <string.h>

#define CONSUMER "smsocket" /* as gpioinfo shows it */
#define EDGES_CAP 16        /* the kernel's queue holds no more */

/* A chip of libgpiod's is opaque and enough; a line of it belongs to its chip. */
static struct gpiod_chip *chip(struct gpiolines_chip *c)
{
	return (struct gpiod_chip *)c;
}

static struct gpiod_line *line(struct gpiolines_line *l)
{
	return (struct gpiod_line *)l;
}

struct gpiolines_chip *gpiolines_open(unsigned n)
{
	char path[32];

	snprintf(path, sizeof path, "/dev/gpiochip%u", n);
	return (struct gpiolines_chip *)gpiod_chip_open(path);
}

void gpiolines_close(struct gpiolines_chip *c)
{
	gpiod_chip_close(chip(c));
}

const char *gpiolines_label(struct gpiolines_chip *c)
{
	return gpiod_chip_label(chip(c));
}

unsigned gpiolines_count(struct gpiolines_chip *c)
{
	return gpiod_chip_num_lines(chip(c));
}

bool gpiolines_named(struct gpiolines_chip *c, unsigned number, const char *name)
{
	struct gpiod_line *l = gpiod_chip_get_line(chip(c), number);

	return l && gpiod_line_name(l) && strcmp(gpiod_line_name(l), name) == 0;
}

static int flags_of(const struct gpiolines_want *want)
{
	int flags = want->active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0;

	if (want->open_drain)
		flags |= GPIOD_LINE_REQUEST_FLAG_OPEN_DRAIN;
	switch (want->pull) {
	case PULL_AS_IS:
		break;
	case PULL_UP:
		flags |= GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP;
		break;
	case PULL_DOWN:
		flags |= GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN;
		break;
	}
	return flags;
}

static int request(struct gpiod_line *l, int type, int flags, bool on)
{
	const struct gpiod_line_request_config config = { .consumer = CONSUMER, .request_type = type, .flags = flags };

	return gpiod_line_request(l, &config, on);
}

/* Asked for as it is, looked at, and only then made an output of ours with the same level: never let go in between. */
static int keep(struct gpiod_line *l, const struct gpiolines_want *want)
{
	int level;

	if (gpiod_line_direction(l) != GPIOD_LINE_DIRECTION_OUTPUT)
		return request(l, GPIOD_LINE_REQUEST_DIRECTION_OUTPUT, flags_of(want), false);
	if (request(l, GPIOD_LINE_REQUEST_DIRECTION_AS_IS, want->active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0, false) != 0)
		return -1;
	level = gpiod_line_get_value(l);
	return gpiod_line_set_config(l, GPIOD_LINE_REQUEST_DIRECTION_OUTPUT, flags_of(want), level == 1);
}

static int take(struct gpiod_line *l, const struct gpiolines_want *want)
{
	switch (want->use) {
	case USE_INPUT:
		return request(l, GPIOD_LINE_REQUEST_EVENT_BOTH_EDGES, flags_of(want), false);
	case USE_OFF:
	case USE_ON:
		return request(l, GPIOD_LINE_REQUEST_DIRECTION_OUTPUT, flags_of(want), want->use == USE_ON);
	case USE_KEEP:
		return keep(l, want);
	}
	return -1;
}

struct gpiolines_line *gpiolines_take(struct gpiolines_chip *c, unsigned number, const struct gpiolines_want *want)
{
	struct gpiod_line *l = gpiod_chip_get_line(chip(c), number);
	int error;

	if (l && take(l, want) == 0)
		return (struct gpiolines_line *)l;
	error = errno;
	gpiod_chip_close(chip(c));
	errno = error;
	return NULL;
}

int gpiolines_get(struct gpiolines_line *l)
{
	return gpiod_line_get_value(line(l));
}

int gpiolines_set(struct gpiolines_line *l, bool on)
{
	return gpiod_line_set_value(line(l), on);
}

int gpiolines_fd(struct gpiolines_line *l)
{
	return gpiod_line_event_get_fd(line(l));
}

int gpiolines_drain(struct gpiolines_line *l)
{
	struct gpiod_line_event edges[EDGES_CAP];

	return gpiod_line_event_read_multiple(line(l), edges, EDGES_CAP) < 0 ? -1 : 0;
}

void gpiolines_release(struct gpiolines_line *l)
{
	gpiod_chip_close(gpiod_line_get_chip(line(l)));
}
