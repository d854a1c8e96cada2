/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/dirboard.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/assert.h"
#include "ports/linux/dirinputs.h"

#define NEW_NAME ".new" /* one at a time: no two pins are written at once */

struct dirboard {
	const char *directory;
	const struct log *log;
	enum led_pattern led[LED_COUNT];
	bool led_due[LED_COUNT]; /* its file does not show it yet */
	struct dirinputs inputs;
};

/* The lights first, in the order of enum led. */
static const char *const pin_files[] = {
	[LED_POWER] = "led_power",
	[LED_GSM] = "led_gsm",
	[LED_MICROPHONE] = "led_mic",
	[LED_OUT] = "led_out",
	[LED_COUNT] = "outlet",
	[LED_COUNT + 1] = "microrelay",
};
#define PIN_COUNT (sizeof pin_files / sizeof *pin_files)

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

static void set_outlet(void *self, bool on)
{
	set_bit(self, "outlet", on);
}

static void set_microrelay(void *self, bool on)
{
	set_bit(self, "microrelay", on);
}

static void set_led(void *self, enum led led, enum led_pattern pattern)
{
	struct dirboard *b = self;

	b->led[led] = pattern;
	b->led_due[led] = true;
}

static bool light_due(const void *self)
{
	const struct dirboard *b = self;

	for (int led = 0; led < LED_COUNT; led++)
		if (b->led_due[led])
			return true;
	return false;
}

static void light(void *self)
{
	struct dirboard *b = self;
	char value[32];

	for (int led = 0; led < LED_COUNT; led++) {
		if (!b->led_due[led])
			continue;
		b->led_due[led] = false;
		snprintf(value, sizeof value, "%s\n", led_pattern_name(b->led[led]));
		set(b, pin_files[led], value);
	}
}

static void begin(void *self)
{
	struct dirboard *b = self;

	dirinputs_begin(&b->inputs);
}

/* False: there is no such file, or it cannot be read. */
static bool fetch(const struct dirboard *b, const char *name, char *value, int cap)
{
	char path[PATH_MAX];
	/* Not blocking: somebody may have put a pipe there. */
	int fd = path_of(b, name, path) == 0 ? open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC) : -1;
	ssize_t len;

	if (fd < 0)
		return false;
	len = read(fd, value, (size_t)cap - 1);
	close(fd);
	value[len < 0 ? 0 : len] = '\0';
	value[strcspn(value, "\n")] = '\0';
	return len > 0;
}

static bool tell_part(const void *self, size_t index, struct board_part *part)
{
	const struct dirboard *b = self;
	enum board_sense sense = (enum board_sense)(index - PIN_COUNT);
	bool pin = index < PIN_COUNT;
	char value[24];
	bool there;

	if (index >= PIN_COUNT + SENSE_COUNT)
		return false;
	part->name = pin ? pin_files[index] : dirinputs_name(sense);
	there = fetch(b, part->name, value, sizeof value);
	part->answers = pin ? there : dirinputs_answers(&b->inputs, sense);
	if (there)
		snprintf(part->is, sizeof part->is, "%s in %s/%s", value, b->directory, part->name);
	else
		snprintf(part->is, sizeof part->is, "nothing in %s/%s", b->directory, part->name);
	return true;
}

static void close_board(void *self)
{
	struct dirboard *b = self;

	dirinputs_close(&b->inputs);
	free(b);
}

static const struct board_deeds deeds = {
	.close = close_board,
	.begin = begin,
	.outlet = set_outlet,
	.microrelay = set_microrelay,
	.led = set_led,
	.light_due = light_due,
	.light = light,
	.part = tell_part,
};

/* 0, or ERR_IO with `why`. */
static int prove_writable(const struct dirboard *b, struct why *why)
{
	char fresh[PATH_MAX];

	if (mkdir(b->directory, 0777) != 0 && errno != EEXIST)
		return why_failed(why, "cannot make the board's directory %s: %s", b->directory, strerror(errno));
	if (path_of(b, NEW_NAME, fresh) != 0 || write_file(fresh, "0\n") != 0 || unlink(fresh) != 0)
		return why_failed(why, "cannot write to the board's directory %s: %s", b->directory, strerror(errno));
	return 0;
}

int dirboard_open(struct board *board, struct event_base *base, const char *directory, const struct log *log,
	board_sensed sensed, void *ctx, struct why *why)
{
	struct dirboard *b = calloc(1, sizeof *b);
	int result;

	ASSERT(b);
	b->directory = directory;
	b->log = log;
	result = prove_writable(b, why);
	if (result == 0)
		result = dirinputs_open(&b->inputs, base, directory, log, sensed, ctx, why);
	if (result != 0) {
		free(b);
		return result;
	}
	*board = (struct board){ .deeds = &deeds, .self = b };
	snprintf(board->name, sizeof board->name, "dir:%s", directory);
	return 0;
}
