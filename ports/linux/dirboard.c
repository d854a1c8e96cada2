/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/dirboard.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEW_NAME ".new" /* one at a time: no two pins are written at once */

static const char *const led_files[LED_COUNT] = {
	[LED_POWER] = "led_power",
	[LED_GSM] = "led_gsm",
	[LED_MICROPHONE] = "led_mic",
	[LED_OUT] = "led_out",
};

static int path_of(const struct dirboard *b, const char *name, char *path)
{
	int len = snprintf(path, PATH_MAX, "%s/%s", b->directory, name);

	if (len < PATH_MAX)
		return 0;
	errno = ENAMETOOLONG;
	return -1;
}

/* 0, or -1 with errno. */
static int write_file(const char *path, const char *value)
{
	size_t len = strlen(value);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bool whole;

	if (fd < 0)
		return -1;
	errno = ENOSPC; /* what a short write means, and it sets none */
	whole = write(fd, value, len) == (ssize_t)len;
	if (close(fd) != 0)
		return -1;
	return whole ? 0 : -1;
}

/* Rename rather than writing in place where values differ in length: a reader between a write and a truncation would see
 * the end of the older one. Pins need no sync: they are what the board does now, the store remembers. */
static int replace(const struct dirboard *b, const char *name, const char *value)
{
	char path[PATH_MAX], fresh[PATH_MAX];

	if (path_of(b, name, path) != 0 || path_of(b, NEW_NAME, fresh) != 0 || write_file(fresh, value) != 0)
		return -1;
	return rename(fresh, path);
}

static void set(const struct dirboard *b, const char *name, const char *value)
{
	if (replace(b, name, value) != 0)
		log_say(b->log, NOTE_ERROR, "cannot set %s/%s to %.*s: %s", b->directory, name, (int)strcspn(value, "\n"), value,
			strerror(errno));
}

int dirboard_open(struct dirboard *b, const char *directory, const struct log *log, struct why *why)
{
	char fresh[PATH_MAX];

	*b = (struct dirboard){ .directory = directory, .log = log };
	if (mkdir(directory, 0777) != 0 && errno != EEXIST)
		return why_failed(why, "cannot make the board's directory %s: %s", directory, strerror(errno));
	if (path_of(b, NEW_NAME, fresh) != 0 || write_file(fresh, "0\n") != 0 || unlink(fresh) != 0)
		return why_failed(why, "cannot write to the board's directory %s: %s", directory, strerror(errno));
	return 0;
}

/* A value of the same length takes the place of the older: far quicker than a rename, which is a change of the directory.
 * 0, or -1: there is no such file, or something else in it. */
static int overwrite(const struct dirboard *b, const char *name, const char *value)
{
	char path[PATH_MAX];
	size_t len = strlen(value);
	int fd, result = -1;
	struct stat is;

	if (path_of(b, name, path) != 0)
		return -1;
	fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (fstat(fd, &is) == 0 && S_ISREG(is.st_mode) && is.st_size == (off_t)len &&
	    write(fd, value, len) == (ssize_t)len)
		result = 0;
	close(fd);
	return result;
}

static void set_bit(const struct dirboard *b, const char *name, bool on)
{
	const char *value = on ? "1\n" : "0\n";

	if (overwrite(b, name, value) != 0)
		set(b, name, value);
}

void dirboard_outlet(struct dirboard *b, bool on)
{
	set_bit(b, "outlet", on);
}

void dirboard_microrelay(struct dirboard *b, bool on)
{
	set_bit(b, "microrelay", on);
}

void dirboard_led(struct dirboard *b, enum led led, enum led_pattern pattern)
{
	b->led[led] = pattern;
	b->led_due[led] = true;
}

bool dirboard_light_due(const struct dirboard *b)
{
	for (int led = 0; led < LED_COUNT; led++)
		if (b->led_due[led])
			return true;
	return false;
}

void dirboard_light(struct dirboard *b)
{
	char value[32];

	for (int led = 0; led < LED_COUNT; led++) {
		if (!b->led_due[led])
			continue;
		b->led_due[led] = false;
		snprintf(value, sizeof value, "%s\n", led_pattern_name(b->led[led]));
		set(b, led_files[led], value);
	}
}
