/* sysled: a light of class/leds. It blinks by the kernel's trigger `timer` where that can be had; any other trigger it had is
 * taken off, so that it is ours alone.
 * A light that does not take a value is noted once, and again when it does.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_SYSLED_H
#define PORTS_LINUX_SYSLED_H

#include <stdbool.h>
#include <stddef.h>

#include "ports/linux/gpioled.h"
#include "ports/linux/log.h"

struct sysled {
	const char *name;
	const char *sysfs_root;
	const struct log *log;
	bool ours;  /* it has no trigger of its own */
	bool lit;   /* as last set */
	bool blinks;
	int fault;  /* that the log knows of; 0: it takes values */
};

extern const struct gpioled_deeds sysled_deeds; /* of a struct sysled */

/* All that is pointed at is kept. */
void sysled_init(struct sysled *l, const char *name, const char *sysfs_root, const struct log *log);

/* Its name and what it shows: "sysfs:ACT: on". False: it does not take values. */
bool sysled_shown(const struct sysled *l, char *text, size_t cap);

#endif
