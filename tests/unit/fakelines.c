/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/fakelines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>

struct fakelines_chip fakelines_chips[FAKELINES_CHIPS];
static int opened;

static struct fakelines_chip *chip(struct gpiolines_chip *c)
{
	return (struct fakelines_chip *)c;
}

static struct fakelines_line *line(struct gpiolines_line *l)
{
	return (struct fakelines_line *)l;
}

void fakelines_reset(void)
{
	memset(fakelines_chips, 0, sizeof fakelines_chips);
	opened = 0;
}

int fakelines_open(void)
{
	return opened;
}

static void raise_edge(const struct fakelines_line *l)
{
	const uint64_t one = 1;

	assert_int_equal(write(l->fd, &one, sizeof one), sizeof one);
}

void fakelines_drive(unsigned c, unsigned n, bool high)
{
	struct fakelines_line *l = &fakelines_chips[c].line[n];

	if (l->high != high && l->taken && !l->output)
		raise_edge(l);
	l->high = high;
}

void fakelines_unplug(unsigned c)
{
	fakelines_chips[c].plugged = false;
	for (int n = 0; n < FAKELINES_LINES; n++) {
		struct fakelines_line *l = &fakelines_chips[c].line[n];

		l->gone = l->taken;
		if (l->taken && !l->output)
			raise_edge(l);
	}
}

struct gpiolines_chip *gpiolines_open(unsigned n)
{
	errno = ENOENT;
	if (n >= FAKELINES_CHIPS || !fakelines_chips[n].plugged)
		return NULL;
	errno = fakelines_chips[n].refuses;
	if (errno != 0)
		return NULL;
	opened++;
	return (struct gpiolines_chip *)&fakelines_chips[n];
}

void gpiolines_close(struct gpiolines_chip *c)
{
	assert_non_null(c);
	opened--;
}

const char *gpiolines_label(struct gpiolines_chip *c)
{
	return chip(c)->label ? chip(c)->label : "";
}

unsigned gpiolines_count(struct gpiolines_chip *c)
{
	(void)c;
	return FAKELINES_LINES;
}

bool gpiolines_named(struct gpiolines_chip *c, unsigned number, const char *name)
{
	const char *its = chip(c)->line[number].name;

	return its && strcmp(its, name) == 0;
}

static void set(struct fakelines_line *l, bool on)
{
	bool high = on != l->want.active_low;

	if (l->high != high)
		l->changes++;
	l->high = high;
}

struct gpiolines_line *gpiolines_take(struct gpiolines_chip *c, unsigned number, const struct gpiolines_want *want)
{
	struct fakelines_line *l = &chip(c)->line[number];

	if (l->taken) {
		gpiolines_close(c);
		errno = EBUSY;
		return NULL;
	}
	bool was_output = l->output;
	l->taken = true;
	l->gone = false;
	l->want = *want;
	l->output = want->use != USE_INPUT;
	l->fd = eventfd(0, EFD_NONBLOCK);
	assert_true(l->fd >= 0);
	if (l->output && !(want->use == USE_KEEP && was_output))
		set(l, want->use == USE_ON);
	return (struct gpiolines_line *)l;
}

int gpiolines_get(struct gpiolines_line *l)
{
	errno = ENODEV;
	return line(l)->gone ? -1 : line(l)->high != line(l)->want.active_low;
}

int gpiolines_set(struct gpiolines_line *l, bool on)
{
	errno = ENODEV;
	if (line(l)->gone)
		return -1;
	set(line(l), on);
	return 0;
}

int gpiolines_fd(struct gpiolines_line *l)
{
	return line(l)->fd;
}

int gpiolines_drain(struct gpiolines_line *l)
{
	uint64_t edges;

	assert_int_equal(read(line(l)->fd, &edges, sizeof edges), sizeof edges);
	errno = ENODEV;
	return line(l)->gone ? -1 : 0;
}

void gpiolines_release(struct gpiolines_line *l)
{
	assert_true(line(l)->taken);
	close(line(l)->fd);
	line(l)->taken = false;
	opened--;
}
