/* SPDX-License-Identifier: Apache-2.0 */
#include "app/typed.h"

#include <stdio.h>
#include <string.h>

#include "app/console.h"
#include "app/orders.h"
#include "base/err.h"

#define BLANKS " \t"
#define CONTACT_MS 100u /* a press lasts so long at least */

/* --- A text or a statement. --- */

static bool say(struct play *p, const char *line, bool waits, struct text *why)
{
	struct statement statement;
	bool fine;

	if (statement_parse(&statement, line, why) != 0)
		return false;
	fine = waits || statement.row == NULL || !statement_waits(statement.row);
	if (fine)
		fine = play_statement(p, &statement, why);
	else
		text_str(why, "this waits for something: let time go by instead");
	statement_free(&statement);
	return fine;
}

/* "+33612345678 ON": a phone, or a name in quotes, and no statement about it. */
static bool is_text(const char *line)
{
	bool quoted = *line == '"';
	size_t len = quoted ? 1 + strcspn(line + 1, "\"") : strcspn(line, BLANKS);
	char word[32];

	snprintf(word, sizeof word, "%.*s", (int)len, line);
	if (!quoted && !statement_phone(word))
		return false;
	line += len + (line[len] == '"');
	line += strspn(line, BLANKS);
	snprintf(word, sizeof word, "%.*s", (int)strcspn(line, BLANKS), line);
	return *line != '\0' && !statement_verb(word);
}

static bool send_text(struct play *p, char *line, struct text *why)
{
	const char *from, *text;
	const char *wrong = console_split(line, &from, &text);

	if (wrong == NULL && *from != '\0')
		wrong = console_refusal(world_text(p->world, from, text, NULL));
	if (wrong != NULL)
		text_str(why, wrong);
	return wrong == NULL;
}

static bool take(struct play *p, char *line, bool waits, struct text *why)
{
	line += strspn(line, BLANKS);
	return is_text(line) ? send_text(p, line, why) : say(p, line, waits, why);
}

bool typed_do(struct play *p, char *line, struct text *why)
{
	return take(p, line, true, why);
}

/* --- What a panel does. --- */

static bool touch_button(struct play *p, const char *line)
{
	bool down = strcmp(line, "button down") == 0;

	if (!down && strcmp(line, "button up") != 0)
		return false;
	world_run_until(p->world, world_now_ms(p->world));
	/* However quick the hand is: it is no bouncing contact. */
	if (!down)
		world_run_until(p->world, play_after_ms(p, CONTACT_MS));
	world_sense(p->world, INPUT_BUTTON, down);
	return true;
}

/* Calls of a phone, without waiting for one. */
static bool order_call(struct play *p, const char *line, struct text *why)
{
	const struct orders orders = { .network = world_network(p->world), .modem = world_modem(p->world) };
	char word[32];

	snprintf(word, sizeof word, "%.*s", (int)strcspn(line, BLANKS), line);
	return statement_phone(word) && orders_take(&orders, world_now_ms(p->world), line, why);
}

bool typed_do_now(struct play *p, char *line, struct text *why)
{
	line += strspn(line, BLANKS);
	if (touch_button(p, line))
		return true;
	if (order_call(p, line, why))
		return why->len == 0;
	return take(p, line, false, why);
}
