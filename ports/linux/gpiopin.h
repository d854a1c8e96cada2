/* gpiopin: one line of a gpiochip in use, found by name or number, held for as long as it is open.
 * A line that is lost (its chip was unplugged) is noted once and sought every GPIOPIN_SEEK_S; when it is back, an output
 * gets the level that it should have, and an input's is told. Most kernels tell nobody that a line is lost: it is found out
 * when the line is set, or within GPIOPIN_CHECK_S.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_GPIOPIN_H
#define PORTS_LINUX_GPIOPIN_H

#include <stdbool.h>
#include <stddef.h>

#include "ports/linux/gpioconfig.h"
#include "ports/linux/log.h"
#include "ports/linux/why.h"

struct event;
struct event_base;

#define GPIOPIN_SEEK_S 10
#define GPIOPIN_CHECK_S 30

/* An input's level that differs from the one before. */
typedef void (*gpiopin_changed)(void *ctx, bool on);

struct gpiopin {
	const char *key; /* of the configuration */
	const struct gpioconfig_place *place;
	const struct log *log;
	struct event_base *base;
	enum gpiolines_use use;
	gpiopin_changed changed;
	void *ctx;
	struct gpiolines_line *line; /* NULL: it is lost */
	unsigned chip, number;       /* where it is, or was last */
	bool on;                     /* as it was last set or read */
	struct event *edge, *watch;
};

/* Takes the line. `changed` NULL and `ctx` are for inputs; all that is pointed at is kept until gpiopin_close. ERR_IO with
 * `why`, which begins with the key: nothing is held. */
int gpiopin_open(struct gpiopin *p, struct event_base *base, const char *key, const struct gpioconfig_place *place,
	enum gpiolines_use use, const struct log *log, gpiopin_changed changed, void *ctx, struct why *why);
/* An output keeps its level, as far as its driver lets it. */
void gpiopin_close(struct gpiopin *p);

void gpiopin_set(struct gpiopin *p, bool on);

/* Where it is and what it is: "line 17 of gpiochip0, active low: on". False: it is lost. */
bool gpiopin_shown(const struct gpiopin *p, char *text, size_t cap);

#endif
