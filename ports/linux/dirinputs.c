/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/dirinputs.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/err.h"

#define CHANGES (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE)
#define CHANGES_CAP 4096 /* bytes of changes taken in one turn of the loop */
#define CONTENT_CAP 32
#define BAD_CONTENT -1 /* a fault beside those of errno */
#define BLANK " \t\r\n"
#define CUT ".." /* behind a content that is longer than any number: with it, it is none */

#define LEVEL(file, if_absent) \
	{ .name = file, .characters = "0123456789", .expected = "0 or 1", .scale = 1, .high = 1, .absent = if_absent }

static const struct row {
	const char *name;
	const char *characters;
	const char *expected;
	int scale;     /* from what stands in the file to the value */
	int low, high; /* of the value */
	int absent;    /* the value without a file */
} rows[SENSE_COUNT] = {
	[SENSE_BUTTON] = LEVEL("button", 0),
	[SENSE_SENSOR] = LEVEL("sensor", 0),
	[SENSE_JACK] = LEVEL("jack", 1),
	[SENSE_MAINS] = LEVEL("mains", 1),
	[SENSE_BATTERY] = {
		.name = "battery", .characters = "0123456789", .expected = "percent, 0 to 100", .scale = 1, .high = 100,
		.absent = 100,
	},
	[SENSE_TEMPERATURE] = {
		.name = "temperature", .characters = "+-.0123456789", .expected = "degrees Celsius, -100 to 150", .scale = 10,
		.low = -1000, .high = 1500, .absent = BOARD_NO_READING,
	},
};

/* The file's content without white space around it. 0, or what errno said. */
static int fetch(const struct dirinputs *in, const char *name, char content[CONTENT_CAP])
{
	char path[PATH_MAX];
	int fd, error;
	ssize_t len;
	size_t blank;

	if (snprintf(path, sizeof path, "%s/%s", in->directory, name) >= PATH_MAX)
		return ENAMETOOLONG;
	/* Not blocking: somebody may have put a pipe there. */
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno;
	len = read(fd, content, CONTENT_CAP - sizeof CUT);
	error = errno;
	close(fd);
	if (len < 0)
		return error;
	content[len] = '\0';
	if ((size_t)len == CONTENT_CAP - sizeof CUT)
		strcpy(content + len, CUT);
	blank = strspn(content, BLANK);
	memmove(content, content + blank, strlen(content + blank) + 1);
	for (blank = strlen(content); blank > 0 && strchr(BLANK, content[blank - 1]); blank--)
		content[blank - 1] = '\0';
	return 0;
}

/* False: it is no such number, and `*value` stays. */
static bool parse(const struct row *row, const char *content, int *value)
{
	char *end;
	double n;

	/* strtod knows infinity, powers and hexadecimal numbers too. */
	if (content[strspn(content, row->characters)] != '\0')
		return false;
	n = strtod(content, &end) * row->scale;
	if (end == content || *end != '\0' || n < row->low || n > row->high)
		return false;
	*value = (int)(n < 0 ? n - 0.5 : n + 0.5);
	return true;
}

static void complain(struct dirinputs *in, const struct row *row, int fault, const char *content)
{
	char why[LOG_LINE_CAP];
	const struct note note = {
		.level = fault == ENOENT ? NOTE_INFO : NOTE_WARNING,
		.what = row->absent == BOARD_NO_READING ? "no reading of the temperature"
							    : "input not understood: it stays as it was",
		.why = why,
	};

	if (fault == BAD_CONTENT)
		snprintf(why, sizeof why, "%s/%s holds '%s', expected %s", in->directory, row->name, content, row->expected);
	else
		snprintf(why, sizeof why, "%s/%s: %s", in->directory, row->name, strerror(fault));
	log_note(in->log, &note);
}

static void look(struct dirinputs *in, enum board_sense sense)
{
	const struct row *row = &rows[sense];
	bool needed = row->absent == BOARD_NO_READING;
	int value = needed ? BOARD_NO_READING : in->value[sense];
	char content[CONTENT_CAP];
	int fault = fetch(in, row->name, content);

	if (fault == ENOENT && !needed) {
		value = row->absent;
		fault = 0;
	} else if (fault == 0 && !parse(row, content, &value)) {
		fault = BAD_CONTENT;
	}
	if (fault != 0 && fault != in->fault[sense])
		complain(in, row, fault, content);
	in->fault[sense] = fault;
	if (value == in->value[sense])
		return;
	in->value[sense] = value;
	in->sensed(in->ctx, sense, value);
}

static void look_everywhere(struct dirinputs *in)
{
	for (enum board_sense sense = 0; sense < SENSE_COUNT; sense++)
		look(in, sense);
}

static void take_change(struct dirinputs *in, const struct inotify_event *change)
{
	if ((change->mask & IN_Q_OVERFLOW) != 0)
		look_everywhere(in);
	if ((change->mask & IN_IGNORED) != 0)
		log_say(in->log, NOTE_ERROR, "the board's directory %s is gone: inputs are not read again before a restart",
			in->directory);
	for (enum board_sense sense = 0; sense < SENSE_COUNT; sense++)
		if (change->len > 0 && strcmp(change->name, rows[sense].name) == 0)
			look(in, sense);
}

/* One read a turn of the loop, so that a flood starves neither timers nor the modem. */
static void on_changed(evutil_socket_t fd, short what, void *ctx)
{
	alignas(struct inotify_event) char changes[CHANGES_CAP];
	ssize_t len = read(fd, changes, sizeof changes);

	(void)what;
	for (ssize_t at = 0; at < len;) {
		const struct inotify_event *change = (const void *)(changes + at);

		take_change(ctx, change);
		at += (ssize_t)(sizeof *change + change->len);
	}
}

int dirinputs_open(struct dirinputs *in, struct event_base *base, const char *directory, const struct log *log,
	board_sensed sensed, void *ctx, struct why *why)
{
	*in = (struct dirinputs){ .directory = directory, .log = log, .sensed = sensed, .ctx = ctx };
	in->watch_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (in->watch_fd < 0 || inotify_add_watch(in->watch_fd, directory, CHANGES | IN_ONLYDIR) < 0) {
		why_failed(why, "cannot watch the board's directory %s: %s", directory, strerror(errno));
		if (in->watch_fd >= 0)
			close(in->watch_fd);
		return ERR_IO;
	}
	in->changed = event_new(base, in->watch_fd, EV_READ | EV_PERSIST, on_changed, in);
	ASSERT(in->changed);
	event_add(in->changed, NULL);
	return 0;
}

void dirinputs_close(struct dirinputs *in)
{
	event_free(in->changed);
	close(in->watch_fd);
}

void dirinputs_begin(struct dirinputs *in)
{
	for (enum board_sense sense = 0; sense < SENSE_COUNT; sense++)
		in->value[sense] = rows[sense].absent;
	look_everywhere(in);
}

const char *dirinputs_name(enum board_sense sense)
{
	return rows[sense].name;
}

bool dirinputs_answers(const struct dirinputs *in, enum board_sense sense)
{
	return in->fault[sense] == 0;
}
