/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/sysled.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ports/linux/sysfs.h"

static int put(const struct sysled *l, const char *file, const char *value)
{
	char path[PATH_MAX];
	int fault = sysfs_path(path, "%s/class/leds/%s/%s", l->sysfs_root, l->name, file);

	return fault == 0 ? sysfs_write(path, value) : fault;
}

static int put_number(const struct sysled *l, const char *file, unsigned number)
{
	char value[16];

	snprintf(value, sizeof value, "%u", number);
	return put(l, file, value);
}

static void note(struct sysled *l, int fault)
{
	if (fault != 0 && l->fault == 0)
		log_say(l->log, NOTE_WARNING, "cannot set the light sysfs:%s: %s", l->name, strerror(fault));
	if (fault == 0 && l->fault != 0)
		log_say(l->log, NOTE_INFO, "the light sysfs:%s can be set again", l->name);
	l->fault = fault;
}

/* Some lights have no triggers, and need none taken off. */
static int take_over(struct sysled *l)
{
	int fault = put(l, "trigger", "none");

	l->ours = fault == 0 || fault == ENOENT;
	l->blinks = false;
	return l->ours ? 0 : fault;
}

static int set_level(struct sysled *l, bool lit)
{
	char path[PATH_MAX], max[16] = "";
	int fault = sysfs_path(path, "%s/class/leds/%s/max_brightness", l->sysfs_root, l->name);

	if (lit && fault == 0)
		fault = sysfs_read(path, max, sizeof max);
	return fault == 0 ? put(l, "brightness", lit ? max : "0") : fault;
}

static void deed_set(void *ctx, bool lit)
{
	struct sysled *l = ctx;
	int fault = l->ours && !l->blinks ? 0 : take_over(l);

	if (fault == 0)
		fault = set_level(l, lit);
	l->lit = lit;
	/* It may come back as another, with a trigger. */
	l->ours = fault == 0;
	note(l, fault);
}

/* The files of the delays come with the trigger, and may belong to root though the trigger does not: then the loop blinks. */
static bool deed_blink(void *ctx, unsigned on_ms, unsigned off_ms)
{
	struct sysled *l = ctx;

	if (put(l, "trigger", "timer") == 0 && put_number(l, "delay_on", on_ms) == 0 && put_number(l, "delay_off", off_ms) == 0) {
		l->blinks = true;
		note(l, 0);
		return true;
	}
	l->ours = false;
	return false;
}

const struct gpioled_deeds sysled_deeds = { .set = deed_set, .blink = deed_blink };

void sysled_init(struct sysled *l, const char *name, const char *sysfs_root, const struct log *log)
{
	*l = (struct sysled){ .name = name, .sysfs_root = sysfs_root, .log = log };
}

bool sysled_shown(const struct sysled *l, char *text, size_t cap)
{
	const char *shows = l->blinks ? "blinking" : l->lit ? "on" : "off";

	snprintf(text, cap, "sysfs:%s: %s", l->name, l->fault != 0 ? strerror(l->fault) : shows);
	return l->fault == 0;
}
