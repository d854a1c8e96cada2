/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/configfile.h"

#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <string.h>

#include "base/assert.h"
#include "base/err.h"

#define GPIO_SECTION "gpio"
#define ROWS_MAX 32

struct reading {
	struct config *config;
	FILE *file;
	unsigned line;                      /* that is being read */
	unsigned at[ROWS_MAX];              /* where each row was said; 0: not yet */
	unsigned gpio_at[GPIOCONFIG_PARTS]; /* the same of [gpio] */
	unsigned bad_line;                  /* of the first error; 0: none yet */
	struct why why;                     /* of that */
};

/* Returns 0, which tells inih that the line is bad. */
static int bad(struct reading *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
static int bad(struct reading *r, const char *format, ...)
{
	va_list args;

	if (r->bad_line != 0)
		return 0;
	r->bad_line = r->line;
	va_start(args, format);
	vsnprintf(r->why.text, sizeof r->why.text, format, args);
	va_end(args);
	return 0;
}

/* A line for inih, which would take what exceeds its buffer for one line more, and an indented line for the value before it
 * gone on. NULL ends the file. */
static char *next_line(char *line, int cap, void *ctx)
{
	struct reading *r = ctx;
	int c, len = 0;

	if (r->bad_line != 0 || (c = getc(r->file)) == EOF)
		return NULL;
	r->line++;
	for (; c != EOF && c != '\n'; c = getc(r->file)) {
		if (len == cap - 1 || (c < ' ' && c != '\t' && c != '\r')) {
			if (len == cap - 1)
				bad(r, "the line is longer than %d bytes", cap - 1);
			else
				bad(r, "the line holds a control character");
			return NULL;
		}
		if (len > 0 || (c != ' ' && c != '\t'))
			line[len++] = (char)c;
	}
	line[len] = '\0';
	return line;
}

static bool known_section(const char *section)
{
	if (strcmp(section, GPIO_SECTION) == 0)
		return true;
	for (size_t i = 0; i < config_row_count; i++)
		if (strcmp(config_rows[i].section, section) == 0)
			return true;
	return false;
}

/* 1, or 0: the line is bad. `at`: where the key was said before. */
static int once(struct reading *r, const char *section, const char *key, unsigned *at)
{
	if (*at != 0)
		return bad(r, "[%s] %s is said twice, first in line %u", section, key, *at);
	*at = r->line;
	return 1;
}

static int on_gpio(struct reading *r, const char *key, const char *value)
{
	struct why why;

	for (enum gpioconfig_part part = 0; part < GPIOCONFIG_PARTS; part++)
		if (strcmp(gpioconfig_key(part), key) == 0 && !once(r, GPIO_SECTION, key, &r->gpio_at[part]))
			return 0;
	return gpioconfig_take(&r->config->gpio, key, value, &why) == 0 || bad(r, "[" GPIO_SECTION "] %s %s", key, why.text);
}

static int on_pair(void *ctx, const char *section, const char *key, const char *value)
{
	struct reading *r = ctx;
	const struct config_row *row = config_row(section, key);
	struct why why;

	if (strcmp(section, GPIO_SECTION) == 0)
		return on_gpio(r, key, value);
	if (section[0] == '\0')
		return bad(r, "%s stands before the first [section]", key);
	if (!known_section(section))
		return bad(r, "[%s] is no section; expected modem, device, board, gpio, state, control or log", section);
	if (!row)
		return bad(r, "[%s] has no key \"%s\"", section, key);
	if (!once(r, section, key, &r->at[row - config_rows]))
		return 0;
	return config_take(r->config, row, value, &why) == 0 || bad(r, "[%s] %s %s", section, key, why.text);
}

int configfile_read(struct config *c, FILE *file, const char *path, struct why *why)
{
	struct reading r = { .config = c, .file = file };
	int line;

	ASSERT(config_row_count <= ROWS_MAX);
	line = ini_parse_stream(next_line, &r, on_pair, &r);
	if (ferror(file))
		return why_failed(why, "cannot read %s: %s", path, strerror(errno));
	/* inih tells the first line that it or we did not understand, but for one that next_line has kept from it. */
	if (line > 0 && (unsigned)line != r.bad_line)
		return why_failed(why, "%s:%d: expected [section] or key = value", path, line);
	if (r.bad_line != 0)
		return why_failed(why, "%s:%u: %s", path, r.bad_line, r.why.text);
	return 0;
}

static int read_named(struct config *c, const char *path, struct why *why)
{
	FILE *file = fopen(path, "re");
	int result;

	if (!file)
		return why_failed(why, "cannot read %s: %s", path, strerror(errno));
	result = configfile_read(c, file, path, why);
	fclose(file);
	return result;
}

void configfile_say(struct configfile_source *s, const struct config_row *row, const char *value)
{
	size_t i = 0;

	while (i < s->count && s->said[i].row != row)
		i++;
	ASSERT(i < CONFIGFILE_SAID_MAX);
	s->said[i].row = row;
	s->said[i].value = value;
	if (i == s->count)
		s->count++;
}

static int missing(const struct configfile_source *s, const struct config_row *row, struct why *why)
{
	if (s->path)
		return why_failed(why, "%s: [%s] %s is missing", s->path, row->section, row->key);
	return why_failed(why, "--%s %s is missing", row->option, row->argument);
}

int configfile_load(struct config *c, const struct configfile_source *s, struct why *why)
{
	struct why its;

	config_init(c);
	if (s->path && read_named(c, s->path, why) != 0)
		return ERR_IO;
	for (size_t i = 0; i < s->count; i++)
		if (config_take(c, s->said[i].row, s->said[i].value, &its) != 0)
			return why_failed(why, "--%s %s", s->said[i].row->option, its.text);
	if (config_missing(c))
		return missing(s, config_missing(c), why);
	if (!config_board_directory(c) && gpioconfig_check(&c->gpio, &its) != 0)
		return why_failed(why, "%s%s[gpio] %s", s->path ? s->path : "", s->path ? ": " : "", its.text);
	return 0;
}
