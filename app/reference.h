/* reference: the table of commands as people and programs read it: by chapters, with what a setting may be.
 * All of it is drawn from core/command.def and core/settings.def; nothing is said twice. No allocation.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_REFERENCE_H
#define APP_REFERENCE_H

#include <stdbool.h>

#include "base/text.h"
#include "core/command.h"
#include "core/model.h"

#define REFERENCE_JSON_CAP 65536 /* room for reference_print_json, whatever the model */

/* The title of the chapter that a command stands in. */
const char *reference_chapter(enum command_id id);
/* "control", "query" or "configuration" */
const char *reference_type(enum command_id id);
/* The command exists there. */
bool reference_has(enum model model, enum command_id id);
/* What the factory has set: "10 seconds", "NOACTION", "OFF". false: the command sets nothing, and nothing was added. */
bool reference_print_default(enum command_id id, struct text *t);

/* The commands of a model as a JSON array, an object a line:
 *   form, name, type, chapter, help, example   strings
 *   setting   the one that the command sets or asks for, or null:
 *     key      its number in the store
 *     name     as in NAME=
 *     kind     flag, choice, number, option (a number or OFF), text
 *     default  a number, or one of its words
 *     values   the words that it takes, if any
 *     low, high  the numbers that it takes, if any
 *     unit     of these; "" when there is none */
void reference_print_json(enum model model, struct text *t);

/* The words of a command for people. */
struct reference_words {
	const char *shape;   /* what a value looks like, where neither range nor setting tells; or NULL */
	const char *help;    /* one sentence */
	const char *example;
};
extern const struct reference_words reference_words[COMMAND_COUNT];

/* The form of a command: "ON<1..720>", "RING=NOACTION|RESTART|SWITCH|MIC". */
void reference_print_form(enum command_id id, uint32_t features, struct text *t);

#endif
