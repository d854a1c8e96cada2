/* webstate: a device and its board as members of a JSON object, as the panel's page reads them (doc/panel.md).
 * Looks and changes nothing; no allocation. Secrets are never in it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_WEBSTATE_H
#define PORTS_LINUX_WEBSTATE_H

#include "device/device.h"
#include "ports/linux/json.h"

/* What stands on the board, and the device when it runs. */
struct webstate {
	enum model model;
	const struct device *device; /* NULL: it does not run */
	struct core_now now;         /* of the device */
	bool outlet, microrelay, mains, mic;
	enum led_pattern led[LED_COUNT];
	bool button, sensor, jack;   /* pressed, closed, in */
	int battery_pct;
};

void webstate_print(const struct webstate *s, struct json *j);

/* The calibrated temperature of a device that runs, in tenths of a degree; false: it has none. */
bool webstate_temperature(const struct device *d, int *dc);

#endif
