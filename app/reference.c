/* SPDX-License-Identifier: Apache-2.0 */
#include "app/reference.h"

#include <stddef.h>
#include <string.h>

#include "core/settings.h"
#include "ports/linux/json.h"

#define LEGAL_CAP 80 /* of what settings_print_legal says */

/* --- The rows of the tables, and what stands around them. --- */

static const struct item {
	const char *chapter; /* NULL: it is a command */
	enum command_id id;
} items[] = {
#define CHAPTER(title) { .chapter = title },
#define COMMAND(id_, ...) { .id = COMMAND_##id_ },
#include "core/command.def"
#undef COMMAND
};

enum kind { KIND_FLAG, KIND_CHOICE, KIND_NUMBER, KIND_OPTION, KIND_TEXT };

const struct reference_words reference_words[COMMAND_COUNT] = {
#define COMMAND(id, name, type, answer, value, low, high, shape, features, help, example) \
	[COMMAND_##id] = { shape, help, example },
#include "core/command.def"
#undef COMMAND
};

void reference_print_form(enum command_id id, uint32_t features, struct text *t)
{
	const struct command *row = &command_table[id];

	text_str(t, row->name);
	if (reference_words[id].shape != NULL) {
		text_str(t, reference_words[id].shape);
		return;
	}
	switch ((enum command_value)row->value) {
	case VALUE_NUMBER:
		text_char(t, '<');
		text_number(t, row->low);
		text_str(t, "..");
		text_number(t, row->high);
		text_char(t, '>');
		return;
	case VALUE_SETTING:
		settings_print_legal((enum setting)row->low, (features & FEATURE_ROOM) != 0, t);
		return;
	case VALUE_NONE:
	case VALUE_TEXT:;
	}
}

/* The words that a setting takes: settings_print_legal tells them, the default of a CHOICE first. */
static const struct fact {
	enum kind kind;
	uint16_t key;
	int low, high, initial;
	const char *unit;
} facts[SETTING_COUNT] = {
#define FLAG(k, id, n, d) [SETTING_##id] = { .kind = KIND_FLAG, .key = k, .initial = d, .unit = "" },
#define CHOICE(k, id, n, w) [SETTING_##id] = { .kind = KIND_CHOICE, .key = k, .unit = "" },
#define NUMBER(k, id, n, l, h, d, u) \
	[SETTING_##id] = { .kind = KIND_NUMBER, .key = k, .low = l, .high = h, .initial = d, .unit = u },
#define OPTION(k, id, n, l, h) [SETTING_##id] = { .kind = KIND_OPTION, .key = k, .low = l, .high = h, .unit = "" },
#define TEXT(k, id, n, f, c, s) [SETTING_##id] = { .kind = KIND_TEXT, .key = k, .unit = "" },
#include "core/settings.def"
#undef FLAG
#undef CHOICE
#undef NUMBER
#undef OPTION
#undef TEXT
};

const char *reference_chapter(enum command_id id)
{
	const char *chapter = NULL;

	for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
		if (items[i].chapter != NULL)
			chapter = items[i].chapter;
		else if (items[i].id == id)
			break;
	}
	return chapter;
}

const char *reference_type(enum command_id id)
{
	static const char *const types[] = { [TYPE_CTL] = "control", [TYPE_INF] = "query", [TYPE_CFG] = "configuration" };

	return types[command_table[id].type];
}

bool reference_has(enum model model, enum command_id id)
{
	return (command_table[id].features & ~model_features(model)) == 0;
}

/* The setting that a command sets or asks for, or SETTING_COUNT. A query of something else has a 0 where others have
 * their setting, so its name decides. */
static enum setting setting_of(const struct command *row)
{
	enum setting id = (enum setting)row->low;

	if (row->value == VALUE_SETTING)
		return id;
	if (row->type != TYPE_INF || !text_begins(row->name, settings_name(id)))
		return SETTING_COUNT;
	return strcmp(row->name + strlen(settings_name(id)), "?") == 0 ? id : SETTING_COUNT;
}

/* --- What a setting is at first. --- */

/* The first of the words in "A|B|C". */
static void print_first(enum setting id, struct text *t)
{
	char buffer[LEGAL_CAP];
	struct text legal;

	text_init(&legal, buffer, sizeof buffer);
	settings_print_legal(id, true, &legal);
	text_bytes(t, legal.at, strcspn(legal.at, "|"));
}

static void print_initial(enum setting id, struct text *t)
{
	switch (facts[id].kind) {
	case KIND_FLAG:
		text_str(t, facts[id].initial != 0 ? "ON" : "OFF");
		return;
	case KIND_CHOICE:
		print_first(id, t);
		return;
	case KIND_NUMBER:
		text_number(t, facts[id].initial);
		return;
	case KIND_OPTION:
		text_str(t, "OFF");
		return;
	case KIND_TEXT:
		text_str(t, "NO");
		return;
	}
}

bool reference_print_default(enum command_id id, struct text *t)
{
	const struct command *row = &command_table[id];

	if (row->value != VALUE_SETTING)
		return false;
	print_initial((enum setting)row->low, t);
	text_str(t, facts[row->low].unit);
	return true;
}

/* --- JSON. --- */

/* "A|<1..9>|B" as ["A","B"]: ranges stand apart. */
static void print_values(struct json *j, const char *legal)
{
	json_member_open(j, "values", '[');
	while (*legal != '\0') {
		size_t len = strcspn(legal, "|");

		if (*legal != '<')
			json_bytes(j, legal, len);
		legal += len + (legal[len] == '|' ? 1 : 0);
	}
	json_close(j, ']');
}

static void print_default(struct json *j, enum setting id)
{
	char buffer[LEGAL_CAP];
	struct text initial;

	text_init(&initial, buffer, sizeof buffer);
	print_initial(id, &initial);
	json_key(j, "default");
	if (facts[id].kind == KIND_NUMBER)
		json_raw(j, buffer);
	else
		json_str(j, buffer);
}

static void print_setting(struct json *j, enum setting id, bool room)
{
	static const char *const kinds[] = { [KIND_FLAG] = "flag", [KIND_CHOICE] = "choice", [KIND_NUMBER] = "number",
					     [KIND_OPTION] = "option", [KIND_TEXT] = "text" };
	const struct fact *fact = &facts[id];
	char buffer[LEGAL_CAP];
	struct text legal;

	text_init(&legal, buffer, sizeof buffer);
	settings_print_legal(id, room, &legal);
	json_member_open(j, "setting", '{');
	json_member_number(j, "key", fact->key);
	json_member_str(j, "name", settings_name(id));
	json_member_str(j, "kind", kinds[fact->kind]);
	print_default(j, id);
	if (fact->kind != KIND_NUMBER)
		print_values(j, fact->kind == KIND_TEXT ? "NO" : buffer);
	if (fact->kind == KIND_NUMBER || fact->kind == KIND_OPTION) {
		json_member_number(j, "low", fact->low);
		json_member_number(j, "high", fact->high);
	}
	json_member_str(j, "unit", fact->unit + (fact->unit[0] == ' ' ? 1 : 0));
	json_close(j, '}');
}

static void print_command(struct text *t, enum command_id id, uint32_t features)
{
	const struct command *row = &command_table[id];
	enum setting setting = setting_of(row);
	char buffer[LEGAL_CAP];
	struct text form;
	struct json j;

	text_init(&form, buffer, sizeof buffer);
	reference_print_form(id, features, &form);
	json_init(&j, t);
	json_open(&j, '{');
	json_member_str(&j, "form", buffer);
	json_member_str(&j, "name", row->name);
	json_member_str(&j, "type", reference_type(id));
	json_member_str(&j, "chapter", reference_chapter(id));
	json_member_str(&j, "help", reference_words[id].help);
	json_member_str(&j, "example", reference_words[id].example);
	if (setting == SETTING_COUNT)
		json_member_null(&j, "setting");
	else
		print_setting(&j, setting, (features & FEATURE_ROOM) != 0);
	json_close(&j, '}');
}

/* A command a line, for those who read it with grep. */
void reference_print_json(enum model model, struct text *t)
{
	bool first = true;

	text_char(t, '[');
	for (enum command_id id = 0; id < COMMAND_COUNT; id++) {
		if (!reference_has(model, id))
			continue;
		text_str(t, first ? "\n" : ",\n");
		print_command(t, id, model_features(model));
		first = false;
	}
	text_str(t, "\n]\n");
}
