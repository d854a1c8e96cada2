/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/gpiopin.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/err.h"

#define CHIP "gpiochip"

static void on_edge(evutil_socket_t fd, short what, void *ctx);

/* A chip is known as gpiochip0 or by its label. */
static bool is_chip(const struct gpioconfig_place *place, unsigned n, struct gpiolines_chip *c)
{
	char name[32];

	snprintf(name, sizeof name, CHIP "%u", n);
	if (place->chip[0] != '\0')
		return strcmp(place->chip, name) == 0 || strcmp(place->chip, gpiolines_label(c)) == 0;
	/* A number alone is of the first chip. */
	return place->name[0] != '\0' || n == 0;
}

/* The line's number on this chip, or -1. */
static int number_on(const struct gpioconfig_place *place, struct gpiolines_chip *c)
{
	if (place->name[0] == '\0')
		return place->number < gpiolines_count(c) ? (int)place->number : -1;
	for (unsigned n = 0; n < gpiolines_count(c); n++)
		if (gpiolines_named(c, n, place->name))
			return (int)n;
	return -1;
}

/* What was found out on the search for a line. */
struct search {
	bool chip_found;
	int refused; /* errno of a chip that could not be looked at; 0: none */
};

/* The line's chip, with its numbers noted, or NULL. */
static struct gpiolines_chip *find(struct gpiopin *p, struct search *s)
{
	for (unsigned n = 0; n < GPIOLINES_CHIPS_MAX; n++) {
		struct gpiolines_chip *c = gpiolines_open(n);
		int number = -1;

		if (!c) {
			s->refused = errno == ENOENT ? s->refused : errno;
			continue;
		}
		if (is_chip(p->place, n, c)) {
			s->chip_found = true;
			number = number_on(p->place, c);
		}
		if (number >= 0) {
			p->chip = n;
			p->number = (unsigned)number;
			return c;
		}
		gpiolines_close(c);
	}
	return NULL;
}

static int explain(const struct gpiopin *p, const struct search *s, struct why *why)
{
	const struct gpioconfig_place *place = p->place;

	if (s->refused == ENOSYS)
		return why_failed(why, "%s: this program was built without libgpiod", p->key);
	if (s->refused == EACCES || s->refused == EPERM)
		return why_failed(why, "%s: may not open /dev/" CHIP "*; is this user in the group of those (gpio)?", p->key);
	if (!s->chip_found)
		return why_failed(why, "%s: there is no %s; gpiodetect lists the chips", p->key,
			place->chip[0] != '\0' ? place->chip : CHIP "0");
	if (place->name[0] != '\0')
		return why_failed(why, "%s: there is no line \"%s\"; gpioinfo lists them", p->key, place->name);
	return why_failed(why, "%s: that chip has no line %u; gpioinfo lists them", p->key, place->number);
}

static int take(struct gpiopin *p, enum gpiolines_use use, struct why *why)
{
	const struct gpiolines_want want = {
		.use = use, .pull = p->place->pull, .active_low = p->place->active_low, .open_drain = p->place->open_drain,
	};
	struct search search = { .chip_found = false };
	struct gpiolines_chip *c = find(p, &search);

	if (!c)
		return explain(p, &search, why);
	p->line = gpiolines_take(c, p->number, &want);
	if (!p->line)
		return why_failed(why, "%s: cannot have line %u of " CHIP "%u: %s", p->key, p->number, p->chip,
			errno == EBUSY ? "it is in use; gpioinfo tells by whom" : strerror(errno));
	if (use != USE_INPUT)
		return 0;
	p->edge = event_new(p->base, gpiolines_fd(p->line), EV_READ | EV_PERSIST, on_edge, p);
	ASSERT(p->edge);
	event_add(p->edge, NULL);
	return 0;
}

static void watch_again(struct gpiopin *p)
{
	const struct timeval wait = { .tv_sec = p->line ? GPIOPIN_CHECK_S : GPIOPIN_SEEK_S };

	event_add(p->watch, &wait);
}

static void let_go(struct gpiopin *p)
{
	if (p->edge)
		event_free(p->edge);
	if (p->line)
		gpiolines_release(p->line);
	p->edge = NULL;
	p->line = NULL;
}

static void lose(struct gpiopin *p, int error)
{
	let_go(p);
	log_say(p->log, NOTE_WARNING, "lost %s, line %u of " CHIP "%u: %s; trying again until it is back", p->key, p->number,
		p->chip, strerror(error));
	watch_again(p);
}

/* An output's is only asked for to see whether it answers. */
static void read_level(struct gpiopin *p)
{
	int level = gpiolines_get(p->line);

	if (level < 0) {
		lose(p, errno);
		return;
	}
	if (p->use != USE_INPUT || (level != 0) == p->on)
		return;
	p->on = level != 0;
	p->changed(p->ctx, p->on);
}

/* How often it has changed meanwhile does not matter to who debounces it: only how it is. */
static void on_edge(evutil_socket_t fd, short what, void *ctx)
{
	struct gpiopin *p = ctx;

	(void)fd;
	(void)what;
	if (gpiolines_drain(p->line) != 0)
		lose(p, errno);
	else
		read_level(p);
}

static void seek(struct gpiopin *p)
{
	struct why why;

	if (take(p, p->use == USE_INPUT ? USE_INPUT : p->on ? USE_ON : USE_OFF, &why) != 0) {
		log_say(p->log, NOTE_DEBUG, "%s", why.text);
		return;
	}
	log_say(p->log, NOTE_INFO, "%s is back, line %u of " CHIP "%u", p->key, p->number, p->chip);
	read_level(p);
}

static void on_watch(evutil_socket_t fd, short what, void *ctx)
{
	struct gpiopin *p = ctx;

	(void)fd;
	(void)what;
	if (p->line)
		read_level(p);
	else
		seek(p);
	watch_again(p);
}

int gpiopin_open(struct gpiopin *p, struct event_base *base, const char *key, const struct gpioconfig_place *place,
	enum gpiolines_use use, const struct log *log, gpiopin_changed changed, void *ctx, struct why *why)
{
	*p = (struct gpiopin){
		.key = key, .place = place, .log = log, .base = base, .use = use, .changed = changed, .ctx = ctx,
	};
	if (take(p, use, why) != 0)
		return ERR_IO;
	p->watch = evtimer_new(base, on_watch, p);
	ASSERT(p->watch);
	watch_again(p);
	p->on = gpiolines_get(p->line) > 0;
	return 0;
}

void gpiopin_close(struct gpiopin *p)
{
	let_go(p);
	if (p->watch)
		event_free(p->watch);
	p->watch = NULL;
}

void gpiopin_set(struct gpiopin *p, bool on)
{
	p->on = on;
	if (p->line && gpiolines_set(p->line, on) != 0)
		lose(p, errno);
}

bool gpiopin_shown(const struct gpiopin *p, char *text, size_t cap)
{
	snprintf(text, cap, "line %u of " CHIP "%u%s: %s", p->number, p->chip, p->place->active_low ? ", active low" : "",
		!p->line ? "lost" : p->on ? "on" : "off");
	return p->line != NULL;
}
