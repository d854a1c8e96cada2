/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/thermometer.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/assert.h"
#include "ports/linux/board.h"
#include "ports/linux/sysfs.h"

#define POWER_ON_MC 85000 /* thousandths of a degree */
#define NEAR_DC 50
#define LOW_DC -1000 /* what the device takes */
#define HIGH_DC 1500
#define CHANNELS_MAX 64 /* of a hwmon device */

/* Faults beside those of errno. */
enum fault { FAULT_POWER_ON = -1, FAULT_TEXT = -2, FAULT_RANGE = -3 };

/* The files of a sensor, in the order in which they are read: the first alone, or the rest. */
enum step { STEP_VALUE, STEP_RAW, STEP_OFFSET, STEP_SCALE };

static const char *fault_text(int fault)
{
	switch (fault) {
	case FAULT_POWER_ON: return "85.0, as after its power-on";
	case FAULT_TEXT: return "it gives no number";
	case FAULT_RANGE: return "beyond -100 to 150 degrees";
	case ENOENT: return "it is not there";
	case ENOTUNIQ: return "several have that name";
	case ETIMEDOUT: return "its reading takes for ever";
	default: return strerror(fault);
	}
}

static const char *source_text(enum gpioconfig_source source)
{
	switch (source) {
	case SOURCE_W1: return "w1:";
	case SOURCE_HWMON: return "hwmon:";
	case SOURCE_IIO: return "iio:";
	case SOURCE_NONE:
	case SOURCE_LINE:
	case SOURCE_LIGHT:
	case SOURCE_SUPPLY: break;
	}
	return "";
}

static void wait_for(struct thermometer *t, int seconds)
{
	const struct timeval wait = { .tv_sec = seconds };

	event_add(t->timer, &wait);
}

static void tell(struct thermometer *t, int dc)
{
	if (dc == t->dc)
		return;
	t->dc = dc;
	t->told(t->ctx, dc);
}

static void fail(struct thermometer *t, int fault)
{
	t->fault = fault;
	if (t->failures < THERMOMETER_PATIENCE && ++t->failures == THERMOMETER_PATIENCE) {
		log_say(t->log, NOTE_WARNING, "no reading of the temperature: %s%s%s%s: %s", source_text(t->place->source),
			t->place->name, t->place->label[0] ? "/" : "", t->place->label, fault_text(fault));
		tell(t, BOARD_NO_READING);
	}
	wait_for(t, THERMOMETER_AGAIN_S);
}

static bool just_powered(const struct thermometer *t, double mc)
{
	return t->place->source == SOURCE_W1 && mc == POWER_ON_MC &&
	       (t->dc == BOARD_NO_READING || abs(t->dc - POWER_ON_MC / 100) > NEAR_DC);
}

static void take(struct thermometer *t, double mc)
{
	double dc = mc / 100;

	if (just_powered(t, mc)) {
		fail(t, FAULT_POWER_ON);
		return;
	}
	/* Also when it is no number at all. */
	if (!(dc >= LOW_DC && dc <= HIGH_DC)) {
		fail(t, FAULT_RANGE);
		return;
	}
	if (t->failures == THERMOMETER_PATIENCE)
		log_say(t->log, NOTE_INFO, "the temperature reads again");
	t->failures = 0;
	t->fault = 0;
	tell(t, (int)(dc < 0 ? dc - 0.5 : dc + 0.5));
}

static void ask(struct thermometer *t, enum step step, const char *file)
{
	char path[PATH_MAX];
	int fault = sysfs_path(path, "%s/%s", t->directory, file);

	t->step = (int)step;
	if (fault == 0 && !worker_read(t->worker, t->asker, path))
		fault = ETIMEDOUT;
	if (fault != 0)
		fail(t, fault);
}

static int find_w1(struct thermometer *t)
{
	char devices[PATH_MAX];

	if (t->place->name[0] != '\0')
		return sysfs_path(t->directory, "%s/bus/w1/devices/%s", t->sysfs_root, t->place->name);
	if (sysfs_path(devices, "%s/bus/w1/devices", t->sysfs_root) != 0)
		return ENAMETOOLONG;
	return sysfs_find(t->directory, devices, "", "temperature", NULL);
}

static bool exists(const struct thermometer *t, const char *file)
{
	char path[PATH_MAX];

	return sysfs_path(path, "%s/%s", t->directory, file) == 0 && access(path, F_OK) == 0;
}

/* A channel is known by its label, or, where the driver gives none, as temp2. */
static bool is_channel(const struct thermometer *t, int n)
{
	char file[32], path[PATH_MAX], label[GPIOCONFIG_NAME_CAP];

	snprintf(file, sizeof file, "temp%d_input", n);
	if (!exists(t, file))
		return false;
	snprintf(label, sizeof label, "temp%d", n);
	if (t->place->label[0] == '\0' || strcmp(label, t->place->label) == 0)
		return true;
	return sysfs_path(path, "%s/temp%d_label", t->directory, n) == 0 && sysfs_read(path, label, sizeof label) == 0 &&
	       strcmp(label, t->place->label) == 0;
}

/* Device class by class: where its folders are, and how they begin. */
static int find_named(struct thermometer *t, const char *devices, const char *prefix)
{
	char directory[PATH_MAX];

	if (sysfs_path(directory, "%s/%s", t->sysfs_root, devices) != 0)
		return ENAMETOOLONG;
	return sysfs_find(t->directory, directory, prefix, "name", t->place->name);
}

static void look_w1(struct thermometer *t)
{
	int fault = find_w1(t);

	if (fault == 0)
		ask(t, STEP_VALUE, "temperature");
	else
		fail(t, fault);
}

static void look_hwmon(struct thermometer *t)
{
	int fault = find_named(t, "class/hwmon", "hwmon");
	char file[32];

	for (int n = 1; fault == 0 && n <= CHANNELS_MAX; n++)
		if (is_channel(t, n)) {
			snprintf(file, sizeof file, "temp%d_input", n);
			ask(t, STEP_VALUE, file);
			return;
		}
	fail(t, fault == 0 ? ENOENT : fault);
}

static void look_iio(struct thermometer *t)
{
	int fault = find_named(t, "bus/iio/devices", "iio:device");

	if (fault != 0)
		fail(t, fault);
	else if (exists(t, "in_temp_input"))
		ask(t, STEP_VALUE, "in_temp_input");
	else
		ask(t, STEP_RAW, "in_temp_raw");
}

static void look(struct thermometer *t)
{
	wait_for(t, THERMOMETER_EVERY_S);
	switch (t->place->source) {
	case SOURCE_W1:
		look_w1(t);
		return;
	case SOURCE_HWMON:
		look_hwmon(t);
		return;
	case SOURCE_IIO:
		look_iio(t);
		return;
	case SOURCE_NONE:
	case SOURCE_LINE:
	case SOURCE_LIGHT:
	case SOURCE_SUPPLY:
		return;
	}
}

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
	(void)fd;
	(void)what;
	look(ctx);
}

static void on_read(void *ctx, int error, const char *text)
{
	struct thermometer *t = ctx;
	enum step step = (enum step)t->step;
	char *end;
	double n = strtod(text, &end);

	/* What a sensor does not have: IIO's offset is 0 then, its scale 1. */
	if (error == ENOENT && (step == STEP_OFFSET || step == STEP_SCALE)) {
		n = step == STEP_SCALE;
	} else if (error != 0 || end == text || *end != '\0') {
		fail(t, error != 0 ? error : FAULT_TEXT);
		return;
	}
	switch (step) {
	case STEP_VALUE:
		take(t, n);
		return;
	case STEP_RAW:
		t->raw = n;
		ask(t, STEP_OFFSET, "in_temp_offset");
		return;
	case STEP_OFFSET:
		t->offset = n;
		ask(t, STEP_SCALE, "in_temp_scale");
		return;
	case STEP_SCALE:
		take(t, (t->raw + t->offset) * n);
		return;
	}
}

void thermometer_open(struct thermometer *t, struct event_base *base, struct worker *worker,
	const struct gpioconfig_place *place, const char *sysfs_root, const struct log *log, thermometer_told told, void *ctx)
{
	*t = (struct thermometer){
		.place = place, .sysfs_root = sysfs_root, .log = log, .worker = worker, .told = told, .ctx = ctx,
		.dc = BOARD_NO_READING, .fault = EAGAIN,
	};
	t->timer = evtimer_new(base, on_timer, t);
	ASSERT(t->timer);
	t->asker = worker_join(worker, on_read, t);
	look(t);
}

void thermometer_close(struct thermometer *t)
{
	event_free(t->timer);
}

bool thermometer_shown(const struct thermometer *t, char *text, size_t cap)
{
	const char *name = strrchr(t->directory, '/');
	unsigned dc = (unsigned)abs(t->dc);

	/* Who is the only sensor, is found out. */
	name = t->place->name[0] == '\0' && name ? name + 1 : t->place->name;
	if (t->fault != 0 || t->dc == BOARD_NO_READING) {
		snprintf(text, cap, "%s%s: %s", source_text(t->place->source), name,
			t->fault == EAGAIN ? "not read yet" : fault_text(t->fault));
		return false;
	}
	snprintf(text, cap, "%s%s: %s%u.%u C", source_text(t->place->source), name, t->dc < 0 ? "-" : "", dc / 10, dc % 10);
	return true;
}
