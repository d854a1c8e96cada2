/* SPDX-License-Identifier: Apache-2.0 */
#include "emulator/heard.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

#define ANSWER "> "

struct heard_phrase {
	struct heard_phrase *next;
	char text[];
};

void heard_begin(struct heard *h)
{
	h->len = 0;
}

void heard_free(struct heard *h)
{
	while (h->phrases != NULL) {
		struct heard_phrase *first = h->phrases;

		h->phrases = first->next;
		free(first);
	}
}

/* That text, for good. There are as many as the firmware has phrases. */
static const char *phrase(struct heard *h, const char *text)
{
	struct heard_phrase *p = h->phrases;

	while (p != NULL && strcmp(p->text, text) != 0)
		p = p->next;
	if (p != NULL)
		return p->text;
	p = malloc(sizeof *p + strlen(text) + 1);
	ASSERT(p != NULL);
	strcpy(p->text, text);
	p->next = h->phrases;
	h->phrases = p;
	return p->text;
}

/* "WHAT (WHY)" */
static void note(struct heard *h, const struct port *port, enum note_level level, char *what)
{
	struct note note = { .level = level };
	size_t len = strlen(what);
	char *why = strstr(what, " (");

	if (why != NULL && what[len - 1] == ')') {
		what[len - 1] = '\0';
		*why = '\0';
		note.why = why + 2;
	}
	note.what = phrase(h, what);
	port->note(port->ctx, &note);
}

static void line(struct heard *h, const struct port *port)
{
	static const char *const levels[] = {
		[NOTE_ERROR] = "error: ", [NOTE_WARNING] = "warning: ", [NOTE_INFO] = "info: ", [NOTE_DEBUG] = "debug: ",
	};

	if (strncmp(h->line, ANSWER, strlen(ANSWER)) == 0) {
		port->answer(port->ctx, h->line + strlen(ANSWER));
		return;
	}
	for (enum note_level level = NOTE_ERROR; level <= NOTE_DEBUG; level++)
		if (strncmp(h->line, levels[level], strlen(levels[level])) == 0) {
			note(h, port, level, h->line + strlen(levels[level]));
			return;
		}
	/* No line of a firmware that is well. */
	note(h, port, NOTE_ERROR, h->line);
}

void heard_feed(struct heard *h, const struct port *port, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] != '\r' && bytes[i] != '\n') {
			if (h->len + 1 < sizeof h->line)
				h->line[h->len++] = bytes[i];
			continue;
		}
		h->line[h->len] = '\0';
		if (h->len > 0)
			line(h, port);
		h->len = 0;
	}
}
