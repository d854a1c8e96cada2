/* SPDX-License-Identifier: Apache-2.0 */
#include "core/settings.h"

#include <string.h>

#include "base/assert.h"
#include "base/err.h"

enum settings_kind { KIND_FLAG, KIND_CHOICE, KIND_NUMBER, KIND_OPTION, KIND_TEXT };

struct row {
	const char *name;
	union {
		const char *const *words; /* of a CHOICE */
		const char *unit;         /* of a NUMBER and an OPTION */
	};
	union {
		struct { /* of a TEXT */
			uint16_t offset; /* in struct settings */
			uint8_t length;  /* letters and digits, exactly so many; 0: a USSD code */
			bool secret;
		};
		struct { /* of the others; of a CHOICE: indexes of its words */
			int16_t low, high, initial;
		};
	};
	uint8_t key;
	enum settings_kind kind;
};

#define WORD_STRING(list, word) #word,
static const char *const RING_strings[] = { RING_WORDS(WORD_STRING) };
static const char *const CONFIRM_strings[] = { CONFIRM_WORDS(WORD_STRING) };
static const char *const HEAT_strings[] = { HEAT_WORDS(WORD_STRING) };
static const char *const SENSOR_strings[] = { SENSOR_WORDS(WORD_STRING) };
static const char *const ALERT_strings[] = { ALERT_WORDS(WORD_STRING) };
static const char *const POWERSTATE_strings[] = { POWERSTATE_WORDS(WORD_STRING) };

#define LAST(array) (int16_t)(sizeof(array) / sizeof *(array) - 1)

static const struct row rows[SETTING_COUNT] = {
#define FLAG(k, id, n, d) [SETTING_##id] = { .key = k, .kind = KIND_FLAG, .name = n, .high = 1, .initial = d },
#define CHOICE(k, id, n, w) \
	[SETTING_##id] = { .key = k, .kind = KIND_CHOICE, .name = n, .high = LAST(w##_strings), .words = w##_strings },
#define NUMBER(k, id, n, l, h, d, u) \
	[SETTING_##id] = { .key = k, .kind = KIND_NUMBER, .name = n, .low = l, .high = h, .initial = d, .unit = u },
#define OPTION(k, id, n, l, h) \
	[SETTING_##id] = { .key = k, .kind = KIND_OPTION, .name = n, .low = l, .high = h, .initial = SETTINGS_OFF, .unit = "" },
#define TEXT(k, id, n, f, l, s) \
	[SETTING_##id] = { .key = k, .kind = KIND_TEXT, .name = n, .offset = offsetof(struct settings, f), .length = l, .secret = s },
#include "core/settings.def"
#undef FLAG
#undef CHOICE
#undef NUMBER
#undef OPTION
#undef TEXT
};

/* A default out of its range does not compile. */
#define FLAG(k, id, n, d) _Static_assert((d) == 0 || (d) == 1, #id);
#define CHOICE(k, id, n, w)
#define NUMBER(k, id, n, l, h, d, u) _Static_assert((l) <= (d) && (d) <= (h) && (l) > SETTINGS_OFF, #id);
#define OPTION(k, id, n, l, h) _Static_assert((l) > SETTINGS_OFF && (l) <= (h), #id);
#define TEXT(k, id, n, f, l, s) _Static_assert(sizeof((struct settings *)NULL)->f > (l), #id);
#include "core/settings.def"
#undef FLAG
#undef CHOICE
#undef NUMBER
#undef OPTION
#undef TEXT
_Static_assert(SETTING_COUNT <= 64, "a bit a setting");

int settings_of_key(uint16_t key)
{
	/* A switch, so that a key that stands twice does not compile. */
	switch (key) {
#define FLAG(k, id, ...) case k: return SETTING_##id;
#define CHOICE(k, id, ...) case k: return SETTING_##id;
#define NUMBER(k, id, ...) case k: return SETTING_##id;
#define OPTION(k, id, ...) case k: return SETTING_##id;
#define TEXT(k, id, ...) case k: return SETTING_##id;
#include "core/settings.def"
#undef FLAG
#undef CHOICE
#undef NUMBER
#undef OPTION
#undef TEXT
	}
	return ERR_MISSING;
}

static char *text_of(struct settings *s, enum setting id)
{
	ASSERT(rows[id].kind == KIND_TEXT);
	return (char *)s + rows[id].offset;
}

static const char *text_in(const struct settings *s, enum setting id)
{
	return (const char *)s + rows[id].offset;
}

static void touch(struct settings *s, enum setting id)
{
	s->changed |= (uint64_t)1 << id;
}

static bool legal(enum setting id, int value)
{
	const struct row *row = &rows[id];

	return (value >= row->low && value <= row->high) || (row->kind == KIND_OPTION && value == SETTINGS_OFF);
}

int settings_get(const struct settings *s, enum setting id)
{
	return s->value[id];
}

void settings_set(struct settings *s, enum setting id, int value)
{
	ASSERT(rows[id].kind != KIND_TEXT && legal(id, value));
	if (s->value[id] == value)
		return;
	s->value[id] = (int16_t)value;
	touch(s, id);
}

static void set_text(struct settings *s, enum setting id, const char *text)
{
	char *at = text_of(s, id);

	if (strlen(at) == strlen(text) && memcmp(at, text, strlen(text)) == 0)
		return;
	memcpy(at, text, strlen(text) + 1);
	touch(s, id);
}

void settings_clear(struct settings *s, enum setting id)
{
	set_text(s, id, "");
}

void settings_reset(struct settings *s)
{
	for (enum setting id = 0; id < SETTING_COUNT; id++) {
		if (rows[id].kind == KIND_TEXT)
			settings_clear(s, id);
		else
			settings_set(s, id, rows[id].initial);
	}
}

/* Digits, with a minus where it can be negative; what is too long to count is out of any range. */
static int parse_number(enum setting id, const char *text, int *value)
{
	bool minus = *text == '-' && rows[id].low < 0;
	int n = 0;

	if (minus)
		text++;
	if (*text == '\0')
		return ERR_RANGE;
	for (; *text >= '0' && *text <= '9'; text++)
		if (n <= INT16_MAX)
			n = n * 10 + (*text - '0');
	*value = minus ? -n : n;
	return *text == '\0' && *value >= rows[id].low && *value <= rows[id].high ? 0 : ERR_RANGE;
}

/* How many of a CHOICE's words a model has: the microphone is what the Light ones lack. */
static int word_count(enum setting id, bool room)
{
	return rows[id].high + (id == SETTING_RING && !room ? 0 : 1);
}

static int parse_word(enum setting id, const char *text, bool room, int *value)
{
	for (int i = 0; i < word_count(id, room); i++) {
		if (!text_same(rows[id].words[i], text))
			continue;
		*value = i;
		return 0;
	}
	return ERR_RANGE;
}

static int parse_flag(const char *text, int *value)
{
	*value = text_same(text, "ON");
	return *value == 1 || text_same(text, "OFF") ? 0 : ERR_RANGE;
}

bool settings_is_code(const char *text)
{
	size_t len = strlen(text);

	if (len < 2 || len > SETTINGS_CODE_MAX || (text[0] != '*' && text[0] != '#') || text[len - 1] != '#')
		return false;
	for (; *text != '\0'; text++)
		if ((*text < '0' || *text > '9') && *text != '*' && *text != '#')
			return false;
	return true;
}

static bool plain(char c)
{
	c = text_upper(c);
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

static bool legal_text(enum setting id, const char *text)
{
	if (rows[id].length == 0)
		return settings_is_code(text);
	if (strlen(text) != rows[id].length)
		return false;
	while (plain(*text))
		text++;
	return *text == '\0';
}

static int parse_text(struct settings *s, enum setting id, const char *text)
{
	if (text_same(text, "NO")) {
		settings_clear(s, id);
		return 0;
	}
	if (!legal_text(id, text))
		return ERR_RANGE;
	set_text(s, id, text);
	return 0;
}

int settings_parse(struct settings *s, enum setting id, const char *text, bool room)
{
	enum settings_kind kind = rows[id].kind;
	int value = SETTINGS_OFF;
	int err = 0;

	if (kind == KIND_TEXT)
		return parse_text(s, id, text);
	if (kind == KIND_FLAG)
		err = parse_flag(text, &value);
	else if (kind == KIND_CHOICE)
		err = parse_word(id, text, room, &value);
	else if (kind == KIND_NUMBER || !text_same(text, "OFF"))
		err = parse_number(id, text, &value);
	if (err == 0)
		settings_set(s, id, value);
	return err;
}

/* "A,(B),C": the default first, the active one in parentheses. */
static void print_word(struct text *t, const char *word, bool first, bool active)
{
	if (!first)
		text_char(t, ',');
	if (active)
		text_char(t, '(');
	text_str(t, word);
	if (active)
		text_char(t, ')');
}

void settings_print(const struct settings *s, enum setting id, bool room, struct text *t)
{
	const struct row *row = &rows[id];
	int value = s->value[id];

	text_str(t, row->name);
	if (row->kind == KIND_TEXT) {
		const char *text = text_in(s, id);

		text_str(t, *text == '\0' ? "=NO" : ": ");
		text_str(t, text);
		return;
	}
	text_char(t, '=');
	if (row->kind == KIND_FLAG) {
		print_word(t, row->initial ? "ON" : "OFF", true, value == row->initial);
		print_word(t, row->initial ? "OFF" : "ON", false, value != row->initial);
		return;
	}
	if (row->kind == KIND_CHOICE) {
		for (int i = 0; i < word_count(id, room); i++)
			print_word(t, row->words[i], i == 0, i == value);
		return;
	}
	settings_print_value(s, id, t);
	text_str(t, row->unit);
}

void settings_print_value(const struct settings *s, enum setting id, struct text *t)
{
	const struct row *row = &rows[id];
	int value = s->value[id];

	if (row->kind == KIND_TEXT)
		text_str(t, *text_in(s, id) == '\0' ? "NO" : text_in(s, id));
	else if (row->kind == KIND_CHOICE)
		text_str(t, row->words[value]);
	else if (row->kind == KIND_FLAG)
		text_str(t, value ? "ON" : "OFF");
	else if (value == SETTINGS_OFF)
		text_str(t, "OFF");
	else
		text_number(t, value);
}

void settings_print_legal(enum setting id, bool room, struct text *t)
{
	const struct row *row = &rows[id];

	switch (row->kind) {
	case KIND_FLAG:
		text_str(t, "ON|OFF");
		return;
	case KIND_CHOICE:
		for (int i = 0; i < word_count(id, room); i++) {
			text_str(t, i == 0 ? "" : "|");
			text_str(t, row->words[i]);
		}
		return;
	case KIND_NUMBER:
	case KIND_OPTION:
		text_char(t, '<');
		text_number(t, row->low);
		text_str(t, "..");
		text_number(t, row->high);
		text_str(t, row->kind == KIND_OPTION ? ">|OFF" : ">");
		return;
	case KIND_TEXT:;
	}
}

const char *settings_name(enum setting id)
{
	return rows[id].name;
}

bool settings_secret(enum setting id)
{
	return rows[id].kind == KIND_TEXT && rows[id].secret;
}

uint16_t settings_key(enum setting id)
{
	return rows[id].key;
}

size_t settings_save(const struct settings *s, enum setting id, uint8_t *out)
{
	if (rows[id].kind == KIND_TEXT) {
		size_t len = strlen(text_in(s, id)) + 1;

		memcpy(out, text_in(s, id), len);
		return len;
	}
	uint16_t value = (uint16_t)s->value[id];
	out[0] = (uint8_t)value;
	out[1] = (uint8_t)(value >> 8);
	return 2;
}

int settings_load(struct settings *s, enum setting id, const uint8_t *value, size_t len)
{
	if (rows[id].kind == KIND_TEXT) {
		const char *text = (const char *)value;
		bool whole = len >= 1 && len <= SETTINGS_VALUE_MAX && value[len - 1] == 0 && strlen(text) == len - 1;

		if (!whole || (*text != '\0' && !legal_text(id, text)))
			return ERR_RANGE;
		memcpy(text_of(s, id), text, len);
		return 0;
	}
	int n = len == 2 ? (int16_t)(value[0] | value[1] << 8) : INT16_MAX;
	if (!legal(id, n))
		return ERR_RANGE;
	s->value[id] = (int16_t)n;
	return 0;
}
