/* gpioconfig: which lines, lights and sensors of the machine the socket has, as the `[gpio]` section of the configuration
 * says it: a key for each part, none of them needed but the outlet.
 *   a line:   NAME, NUMBER (of gpiochip0), CHIP:NAME or CHIP:NUMBER, CHIP being a chip's name or label; behind it any of
 *             active-low pull-up pull-down open-drain; `line` may stand before it
 *   a light:  a line or sysfs:NAME, of class/leds
 *   mains:    a line or supply:NAME, of class/power_supply; battery: supply:NAME
 *   a temperature: w1:ID, w1: (the only one), hwmon:NAME, hwmon:NAME/LABEL or iio:NAME
 * Names stay where numbers change from one start of the machine to the next.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_GPIOCONFIG_H
#define PORTS_LINUX_GPIOCONFIG_H

#include <stdbool.h>

#include "ports/linux/gpiolines.h"
#include "ports/linux/why.h"

enum gpioconfig_part {
	PART_OUTLET,
	PART_MICRORELAY,
	PART_MODEM_POWER,
	PART_MODEM_KEY,
	PART_LED_POWER, /* the lights in the order of enum led */
	PART_LED_GSM,
	PART_LED_MIC,
	PART_LED_OUT,
	PART_BUTTON,
	PART_SENSOR,
	PART_JACK,
	PART_MAINS,
	PART_BATTERY,
	PART_TEMPERATURE,
};
#define GPIOCONFIG_PARTS 14

enum gpioconfig_source {
	SOURCE_NONE,
	SOURCE_LINE,
	SOURCE_LIGHT,  /* class/leds */
	SOURCE_SUPPLY, /* class/power_supply */
	SOURCE_W1,
	SOURCE_HWMON,
	SOURCE_IIO,
};

#define GPIOCONFIG_NAME_CAP 48
#define GPIOCONFIG_HELD_MAX_MS 60000u

/* Where one part is. */
struct gpioconfig_place {
	enum gpioconfig_source source;
	char chip[GPIOCONFIG_NAME_CAP];  /* a line's; "": any for a name, gpiochip0 for a number */
	char name[GPIOCONFIG_NAME_CAP];  /* "": a line that has a number, or the only w1 sensor */
	char label[GPIOCONFIG_NAME_CAP]; /* hwmon; "": whichever is first */
	unsigned number;                 /* a line's, without a name */
	bool active_low, open_drain;
	enum gpiolines_pull pull;
	unsigned held_ms;                /* PART_MODEM_KEY */
};

/* Bytes that nothing fills are 0, if they were at first: two of these can be compared. */
struct gpioconfig {
	const char *sysfs_root; /* kept; NULL: /sys */
	struct gpioconfig_place place[GPIOCONFIG_PARTS];
};

/* The name of a part's key: "led-power". */
const char *gpioconfig_key(enum gpioconfig_part part);

/* One `key = value` of the section into a struct that began as all zero; an empty value means that there is no such part.
 * ERR_MISSING: no such key; ERR_SYNTAX, ERR_RANGE: no such value; ERR_FULL: the key was said before. Then nothing is changed,
 * and `why` says what follows the key in a message: `"VALUE": ... expected ...`, or `is not known; expected ...`. */
int gpioconfig_take(struct gpioconfig *g, const char *key, const char *value, struct why *why);

/* Whether the whole can be: 0, or ERR_MISSING without an outlet, ERR_RANGE when two parts are in one place. */
int gpioconfig_check(const struct gpioconfig *g, struct why *why);

#endif
