/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/gpioconfig.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#define BLANK " \t"
#define NUMBER_MAX 65535u

#define CAN(source) (1u << (source))
#define FLAGS_EXPECTED "active-low, pull-up, pull-down or open-drain"

enum way { WAY_IN, WAY_OUT };

static const struct row {
	const char *key;
	enum way way;
	unsigned can; /* bits of enum gpioconfig_source */
	const char *expected;
} rows[GPIOCONFIG_PARTS] = {
#define OUTPUT(name) { name, WAY_OUT, CAN(SOURCE_LINE), "a line such as RELAY1, 17 or gpiochip0:17" }
#define LIGHT(name) { name, WAY_OUT, CAN(SOURCE_LINE) | CAN(SOURCE_LIGHT), "a line such as LED1, 22 or gpiochip0:22, or sysfs:NAME" }
#define INPUT(name) { name, WAY_IN, CAN(SOURCE_LINE), "a line such as BUTTON, 17 or gpiochip0:17" }
	[PART_OUTLET] = OUTPUT("outlet"),
	[PART_MICRORELAY] = OUTPUT("microrelay"),
	[PART_MODEM_POWER] = OUTPUT("modem-power"),
	[PART_MODEM_KEY] = { "modem-key", WAY_OUT, CAN(SOURCE_LINE), "a line and how many ms it is held, such as 4 1500" },
	[PART_LED_POWER] = LIGHT("led-power"),
	[PART_LED_GSM] = LIGHT("led-gsm"),
	[PART_LED_MIC] = LIGHT("led-mic"),
	[PART_LED_OUT] = LIGHT("led-out"),
	[PART_BUTTON] = INPUT("button"),
	[PART_SENSOR] = INPUT("sensor"),
	[PART_JACK] = INPUT("jack"),
	[PART_MAINS] = { "mains", WAY_IN, CAN(SOURCE_LINE) | CAN(SOURCE_SUPPLY),
		"a line such as MAINS, 24 or gpiochip0:24, or supply:NAME" },
	[PART_BATTERY] = { "battery", WAY_IN, CAN(SOURCE_SUPPLY), "supply:NAME" },
	[PART_TEMPERATURE] = { "temperature", WAY_IN, CAN(SOURCE_W1) | CAN(SOURCE_HWMON) | CAN(SOURCE_IIO),
		"w1:ID, w1:, hwmon:NAME, hwmon:NAME/LABEL or iio:NAME" },
};

static const struct prefix {
	const char *text;
	enum gpioconfig_source source;
} prefixes[] = {
	{ "sysfs:", SOURCE_LIGHT }, { "supply:", SOURCE_SUPPLY }, { "w1:", SOURCE_W1 },
	{ "hwmon:", SOURCE_HWMON }, { "iio:", SOURCE_IIO },
};

struct reader {
	const struct row *row;
	const char *value;
	struct why *why;
};

const char *gpioconfig_key(enum gpioconfig_part part)
{
	return rows[part].key;
}

/* Fills in the line and returns `error`. */
static int refuse(const struct reader *r, int error, const char *format, ...) __attribute__((format(printf, 3, 4)));
static int refuse(const struct reader *r, int error, const char *format, ...)
{
	char reason[256];
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof reason, format, args);
	va_end(args);
	why_failed(r->why, "\"%s\": %s", r->value, reason);
	return error;
}

/* The next word of `*at`, copied, and `*at` moved behind it. False: there is none, or it is too long for any name. */
static bool next_word(const char **at, char word[GPIOCONFIG_NAME_CAP])
{
	size_t len;

	*at += strspn(*at, BLANK);
	len = strcspn(*at, BLANK);
	if (len == 0 || len >= GPIOCONFIG_NAME_CAP)
		return false;
	memcpy(word, *at, len);
	word[len] = '\0';
	*at += len;
	return true;
}

/* False: it is no number, or none up to `max`. */
static bool read_number(const char *word, unsigned max, unsigned *number)
{
	unsigned long n;

	if (word[0] == '\0' || word[strspn(word, "0123456789")] != '\0' || strlen(word) > 9)
		return false;
	n = strtoul(word, NULL, 10);
	if (n > max)
		return false;
	*number = (unsigned)n;
	return true;
}

static bool all_digits(const char *word)
{
	return word[strspn(word, "0123456789")] == '\0';
}

static int read_line(const struct reader *r, char *word, struct gpioconfig_place *p)
{
	/* The last colon: a chip's label may hold one, a line's name hardly ever does. */
	char *colon = strrchr(word, ':');
	const char *name = colon ? colon + 1 : word;

	p->source = SOURCE_LINE;
	if (colon) {
		*colon = '\0';
		strcpy(p->chip, word);
	}
	if (name[0] == '\0' || (colon && word[0] == '\0'))
		return refuse(r, ERR_SYNTAX, "expected %s", r->row->expected);
	if (!all_digits(name)) {
		strcpy(p->name, name);
		return 0;
	}
	if (!read_number(name, NUMBER_MAX, &p->number))
		return refuse(r, ERR_RANGE, "\"%s\" is no line of any chip; expected 0 to %u", name, NUMBER_MAX);
	return 0;
}

static int read_pull(const struct reader *r, struct gpioconfig_place *p, enum gpiolines_pull pull)
{
	if (p->pull != PULL_AS_IS && p->pull != pull)
		return refuse(r, ERR_SYNTAX, "expected pull-up or pull-down, not both");
	p->pull = pull;
	return 0;
}

static int read_flag(const struct reader *r, const char *word, struct gpioconfig_place *p)
{
	if (strcmp(word, "active-low") == 0) {
		p->active_low = true;
		return 0;
	}
	if (strcmp(word, "pull-up") == 0)
		return read_pull(r, p, PULL_UP);
	if (strcmp(word, "pull-down") == 0)
		return read_pull(r, p, PULL_DOWN);
	if (strcmp(word, "open-drain") != 0)
		return refuse(r, ERR_SYNTAX, "\"%s\" is not known; expected " FLAGS_EXPECTED, word);
	if (r->row->way == WAY_IN)
		return refuse(r, ERR_SYNTAX, "open-drain is for outputs; expected active-low, pull-up or pull-down");
	p->open_drain = true;
	return 0;
}

static int read_held(const struct reader *r, const char *word, struct gpioconfig_place *p)
{
	if (p->held_ms > 0)
		return refuse(r, ERR_SYNTAX, "\"%s\" is one number too many; expected %s", word, r->row->expected);
	if (!read_number(word, GPIOCONFIG_HELD_MAX_MS, &p->held_ms) || p->held_ms == 0)
		return refuse(r, ERR_RANGE, "the key cannot be held %s ms; expected 1 to %u", word, GPIOCONFIG_HELD_MAX_MS);
	return 0;
}

/* With the line's own word read, what stands behind it. */
static int read_rest(const struct reader *r, const char *at, struct gpioconfig_place *p)
{
	bool held = r->row == &rows[PART_MODEM_KEY];
	char word[GPIOCONFIG_NAME_CAP];
	int result = 0;

	while (result == 0 && next_word(&at, word))
		result = held && all_digits(word) ? read_held(r, word, p) : read_flag(r, word, p);
	if (result == 0 && at[0] != '\0')
		return refuse(r, ERR_SYNTAX, "\"%s\" is not known; expected " FLAGS_EXPECTED, at);
	if (result == 0 && held && p->held_ms == 0)
		return refuse(r, ERR_SYNTAX, "for how many ms is it held? Expected %s", r->row->expected);
	return result;
}

static bool is_w1_id(const char *name)
{
	static const char hex[] = "0123456789abcdef";

	return strlen(name) == 15 && strspn(name, hex) == 2 && name[2] == '-' && strspn(name + 3, hex) == 12;
}

/* Such a name is a name of a folder, so that it must not lead out of where it is looked for. */
static bool is_file(const char *name)
{
	return name[0] != '\0' && name[0] != '.' && !strchr(name, '/');
}

/* What stands behind a prefix, a name. */
static int read_name(const struct reader *r, const struct prefix *prefix, const char *at, struct gpioconfig_place *p)
{
	char *slash;

	p->source = prefix->source;
	if ((CAN(p->source) & r->row->can) == 0 || strlen(at) >= sizeof p->name)
		return refuse(r, ERR_SYNTAX, "expected %s", r->row->expected);
	strcpy(p->name, at);
	slash = p->source == SOURCE_HWMON ? strchr(p->name, '/') : NULL;
	if (slash) {
		strcpy(p->label, slash + 1);
		*slash = '\0';
	}
	if (p->source == SOURCE_W1 && p->name[0] != '\0' && !is_w1_id(p->name))
		return refuse(r, ERR_SYNTAX, "\"%s\" is no 1-Wire sensor; expected w1:28-0316a2797955, for instance", p->name);
	if (p->source != SOURCE_W1 && (!is_file(p->name) || (slash && p->label[0] == '\0')))
		return refuse(r, ERR_SYNTAX, "expected %s", r->row->expected);
	return 0;
}

static int read_place(const struct reader *r, struct gpioconfig_place *p)
{
	const char *at = r->value + strspn(r->value, BLANK);
	char word[GPIOCONFIG_NAME_CAP];

	if (at[0] == '\0')
		return 0;
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (strncmp(at, prefixes[i].text, strlen(prefixes[i].text)) == 0)
			return read_name(r, &prefixes[i], at + strlen(prefixes[i].text), p);
	if ((r->row->can & CAN(SOURCE_LINE)) == 0 || !next_word(&at, word))
		return refuse(r, ERR_SYNTAX, "expected %s", r->row->expected);
	/* A lone `line` is the name of one. */
	if (strcmp(word, "line") == 0 && at[strspn(at, BLANK)] != '\0' && !next_word(&at, word))
		return refuse(r, ERR_SYNTAX, "expected %s", r->row->expected);
	int result = read_line(r, word, p);
	return result == 0 ? read_rest(r, at, p) : result;
}

int gpioconfig_take(struct gpioconfig *g, const char *key, const char *value, struct why *why)
{
	struct gpioconfig_place place;
	char known[256] = "";
	int result;

	/* With what lies between the fields: whole configurations are compared. */
	memset(&place, 0, sizeof place);
	for (int part = 0; part < GPIOCONFIG_PARTS; part++) {
		const struct reader r = { .row = &rows[part], .value = value, .why = why };

		if (strcmp(key, rows[part].key) == 0) {
			if (g->place[part].source != SOURCE_NONE)
				return refuse(&r, ERR_FULL, "it is said twice");
			result = read_place(&r, &place);
			if (result == 0)
				memcpy(&g->place[part], &place, sizeof place);
			return result;
		}
		snprintf(known + strlen(known), sizeof known - strlen(known), "%s%s", part > 0 ? ", " : "", rows[part].key);
	}
	why_failed(why, "is not known; expected one of %s", known);
	return ERR_MISSING;
}

/* As far as it can be seen without the hardware: one line may go by a name and by a number. */
static bool same_place(const struct gpioconfig_place *a, const struct gpioconfig_place *b)
{
	if (a->source != b->source || strcmp(a->name, b->name) != 0)
		return false;
	if (a->source == SOURCE_LINE)
		return strcmp(a->chip, b->chip) == 0 && a->number == b->number;
	/* One supply may tell of the mains and of its battery. */
	return a->source == SOURCE_LIGHT;
}

int gpioconfig_check(const struct gpioconfig *g, struct why *why)
{
	if (g->place[PART_OUTLET].source == SOURCE_NONE) {
		why_failed(why, "outlet is missing; expected %s", rows[PART_OUTLET].expected);
		return ERR_MISSING;
	}
	if (g->place[PART_MODEM_POWER].source != SOURCE_NONE && g->place[PART_MODEM_KEY].source != SOURCE_NONE) {
		why_failed(why, "modem-power and modem-key: expected one of them");
		return ERR_RANGE;
	}
	for (int a = 0; a < GPIOCONFIG_PARTS; a++)
		for (int b = a + 1; b < GPIOCONFIG_PARTS; b++)
			if (same_place(&g->place[a], &g->place[b])) {
				why_failed(why, "%s and %s are the same; expected each in a place of its own", rows[a].key, rows[b].key);
				return ERR_RANGE;
			}
	return 0;
}
