/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SHOWN_FIRST 4
#define SHOWN_LAST 2

/* JOURNAL_STREAM alone does not tell: a desktop's terminals inherit it. The journal names the stream it gave. */
static bool stderr_is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	uintmax_t device, inode;
	struct stat is;

	return stream && sscanf(stream, "%ju:%ju", &device, &inode) == 2 && fstat(STDERR_FILENO, &is) == 0 &&
	       device == (uintmax_t)is.st_dev && inode == (uintmax_t)is.st_ino;
}

void log_init(struct log *l, bool verbose, bool private)
{
	*l = (struct log){ .verbose = verbose, .private = private, .journal = stderr_is_journal() };
}

static void escaped(struct text *line, const char *s)
{
	uint32_t code;

	while ((code = text_next(&s)) != 0) {
		if (code == '\n') {
			text_str(line, "\\n");
		} else if (code < 0x20u || (code >= 0x7Fu && code < 0xA0u) || code == 0x2028u || code == 0x2029u) {
			text_str(line, "\\x");
			text_hex(line, (uint8_t)(code & 0xFFu));
		} else {
			text_code(line, code);
		}
	}
}

/* A number of six characters would show whole: then nothing of it is shown. */
static void masked(struct text *line, const char *s)
{
	size_t count = text_count(s);

	if (count <= SHOWN_FIRST + SHOWN_LAST) {
		text_str(line, "..");
		return;
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t code = text_next(&s);

		if (i < SHOWN_FIRST || i >= count - SHOWN_LAST)
			text_code(line, code < 0x20u ? '?' : code);
		else if (i == SHOWN_FIRST)
			text_str(line, "..");
	}
}

void log_who(const struct log *l, const struct number *who, struct text *line)
{
	if (l->private || who->kind == NUMBER_CONSOLE)
		escaped(line, who->text);
	else
		masked(line, who->text);
}

void log_line(const struct log *l, const struct note *note, struct text *line)
{
	escaped(line, note->what);
	if (note->who && note->who->kind != NUMBER_NONE) {
		text_str(line, " who=");
		log_who(l, note->who, line);
	}
	if (note->why) {
		text_str(line, " why=\"");
		escaped(line, note->why);
		text_char(line, '"');
	}
	if (note->text && l->private) {
		text_str(line, " text=\"");
		escaped(line, note->text);
		text_char(line, '"');
	}
}

static int priority(enum note_level level)
{
	switch (level) {
	case NOTE_ERROR: return 3;
	case NOTE_WARNING: return 4;
	case NOTE_INFO: return 6;
	case NOTE_DEBUG: return 7;
	}
	return 3;
}

static void print(const struct log *l, enum note_level level, const char *line)
{
	struct timespec now;
	struct tm local;
	char stamp[32];

	if (l->journal) {
		fprintf(stderr, "<%d>%s\n", priority(level), line);
		return;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	localtime_r(&now.tv_sec, &local);
	strftime(stamp, sizeof stamp, "%Y-%m-%d %H:%M:%S", &local);
	fprintf(stderr, "%s.%03ld %s\n", stamp, now.tv_nsec / 1000000, line);
}

void log_note(const struct log *l, const struct note *note)
{
	char buffer[LOG_LINE_CAP];
	struct text line;

	if (note->level == NOTE_DEBUG && !l->verbose)
		return;
	text_init(&line, buffer, sizeof buffer);
	log_line(l, note, &line);
	print(l, note->level, buffer);
}

void log_say(const struct log *l, enum note_level level, const char *format, ...)
{
	char line[LOG_LINE_CAP];
	va_list args;

	if (level == NOTE_DEBUG && !l->verbose)
		return;
	va_start(args, format);
	vsnprintf(line, sizeof line, format, args);
	va_end(args);
	print(l, level, line);
}
