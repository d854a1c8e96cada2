/* supply: what a power supply of the kernel's says of itself, by its name in class/power_supply: whether it is online, every
 * SUPPLY_ONLINE_EVERY_S, or how full it is, every SUPPLY_CAPACITY_EVERY_S. Read in the worker.
 * A supply that does not answer is noted once and keeps its last value; it is taken back when it answers.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_SUPPLY_H
#define PORTS_LINUX_SUPPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "ports/linux/log.h"
#include "ports/linux/worker.h"

#define SUPPLY_ONLINE_EVERY_S 5 /* the device believes it after 10 */
#define SUPPLY_CAPACITY_EVERY_S 60

enum supply_what { SUPPLY_ONLINE, SUPPLY_CAPACITY };
#define SUPPLY_UNKNOWN -1

/* 0 or 1, or 0 to 100; at each change. */
typedef void (*supply_told)(void *ctx, int value);

struct supply {
	enum supply_what what;
	const char *name;
	const char *sysfs_root;
	const struct log *log;
	struct worker *worker;
	unsigned asker;
	supply_told told;
	void *ctx;
	struct event *timer;
	int value; /* as last told, or SUPPLY_UNKNOWN */
	int fault; /* that the log knows of; 0: it answers */
};

/* Begins to read at once. All that is pointed at is kept until supply_close. */
void supply_open(struct supply *s, enum supply_what what, struct event_base *base, struct worker *worker, const char *name,
	const char *sysfs_root, const struct log *log, supply_told told, void *ctx);
/* Before the worker's. */
void supply_close(struct supply *s);

/* Its name and what it says: "AC: online". False: it does not answer. */
bool supply_shown(const struct supply *s, char *text, size_t cap);

#endif
