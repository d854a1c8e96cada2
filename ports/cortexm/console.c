/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/cortexm/console.h"

#include <stddef.h>
#include <string.h>

#include "ports/cortexm/board.h"
#include "ports/cortexm/cortexm.h"

/* More than fits: the rest of a line that found no room is passed over. */
#define FULL (CONSOLE_CAP + 1)

/* Lines as they came, each ended by a NUL, then the one that is being typed. */
static char typed[CONSOLE_CAP];
static volatile size_t typed_len, whole_len; /* in all, or FULL; in whole lines */

void console_received(char c)
{
	size_t len = typed_len;

	if (c != '\r' && c != '\n') {
		if (len < CONSOLE_CAP - 1)
			typed[len++] = c;
		else
			len = FULL;
	} else if (len == FULL) {
		len = whole_len;
	} else if (len != whole_len) { /* an empty line is none; so "\r\n" ends one */
		typed[len++] = '\0';
		whole_len = len;
	}
	typed_len = len;
}

char *console_line(void)
{
	return whole_len > 0 ? typed : NULL;
}

void console_done(void)
{
	cortexm_mask();
	size_t len = strlen(typed) + 1;
	memmove(typed, typed + len, sizeof typed - len);
	whole_len -= len;
	if (typed_len != FULL)
		typed_len -= len;
	cortexm_unmask();
}

static void put(const char *s)
{
	while (*s != '\0')
		board_console_put(*s++);
}

void console_say(enum note_level level, const char *what, const char *why)
{
	static const char levels[][10] = { [NOTE_ERROR] = "error: ", [NOTE_WARNING] = "warning: ", [NOTE_INFO] = "info: " };

	if (level == NOTE_DEBUG)
		return;
	put(levels[level]);
	put(what);
	if (why != NULL) {
		put(" (");
		put(why);
		put(")");
	}
	put("\r\n");
}

void console_note(const struct note *note)
{
	console_say(note->level, note->what, note->why);
}

void console_answer(const char *text)
{
	put("> ");
	for (; *text != '\0'; text++)
		if (*text == '\n')
			put("\r\n> ");
		else
			board_console_put(*text);
	put("\r\n");
}
