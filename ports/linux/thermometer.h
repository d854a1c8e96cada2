/* thermometer: the temperature of a sensor of the kernel's (1-Wire, hwmon, IIO), found anew by its name at each reading, for
 * numbers change when things are plugged in and out. Read in the worker every THERMOMETER_EVERY_S, and every
 * THERMOMETER_AGAIN_S while that fails.
 * A reading that fails for once is none: only after THERMOMETER_PATIENCE of them in a row the sensor is lost, which is told
 * and noted once; it is taken back as soon as it reads again. The 85.0 that a 1-Wire thermometer shows between its power-on
 * and its first conversion is a failure too, unless it has just been near that.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_THERMOMETER_H
#define PORTS_LINUX_THERMOMETER_H

#include <stdbool.h>
#include <stddef.h>

#include "ports/linux/gpioconfig.h"
#include "ports/linux/log.h"
#include "ports/linux/worker.h"

#define THERMOMETER_EVERY_S 50 /* the device wants one a minute */
#define THERMOMETER_AGAIN_S 10
#define THERMOMETER_PATIENCE 3

/* Tenths of a degree Celsius, or BOARD_NO_READING; at each change. */
typedef void (*thermometer_told)(void *ctx, int dc);

struct thermometer {
	const struct gpioconfig_place *place;
	const char *sysfs_root;
	const struct log *log;
	struct worker *worker;
	unsigned asker;
	thermometer_told told;
	void *ctx;
	struct event *timer;
	int step;              /* which of a sensor's files is being read */
	char directory[PATH_MAX]; /* the sensor's folder, as it was found last */
	double raw, offset;    /* IIO's, until the scale comes */
	int dc;                /* as last told */
	unsigned failures;     /* in a row */
	int fault;             /* the last of them; 0: it reads */
};

/* Begins to read at once. All that is pointed at is kept until thermometer_close. */
void thermometer_open(struct thermometer *t, struct event_base *base, struct worker *worker,
	const struct gpioconfig_place *place, const char *sysfs_root, const struct log *log, thermometer_told told, void *ctx);
/* Before the worker's. */
void thermometer_close(struct thermometer *t);

/* Its name and how it reads: "28-0316a2797955: 21.5 C". False: it does not. */
bool thermometer_shown(const struct thermometer *t, char *text, size_t cap);

#endif
