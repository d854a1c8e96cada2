/* SPDX-License-Identifier: Apache-2.0 */
#include "app/console.h"

#include <stdbool.h>
#include <string.h>

#include "base/err.h"

#define BLANKS " \t\r\n"

static void trim_end(char *line)
{
	size_t len = strlen(line);

	while (len > 0 && strchr(BLANKS, line[len - 1]) != NULL)
		line[--len] = '\0';
}

const char *console_split(char *line, const char **from, const char **text)
{
	char *at = line + strspn(line, BLANKS);
	bool quoted = *at == '"';

	trim_end(at);
	*from = *text = at;
	if (*at == '\0')
		return NULL;
	*from = at += quoted;
	at += strcspn(at, quoted ? "\"" : BLANKS);
	if (*at == '\0')
		return "expected a phone's number and a text, for instance: +33612345678 ON";
	*at++ = '\0';
	*text = at + strspn(at, BLANKS);
	return NULL;
}

const char *console_refusal(int result)
{
	switch (result) {
	case ERR_SYNTAX:
		return "that is no sender: expected at most 20 digits, or a name of at most 11 letters";
	case ERR_FULL:
		return "the text is too long: expected at most 10 SMS";
	}
	return NULL;
}

const char *console_text(struct network *n, uint64_t now_ms, char *line)
{
	const char *from, *text;
	const char *wrong = console_split(line, &from, &text);

	if (wrong != NULL || *from == '\0')
		return wrong;
	return console_refusal(network_text(n, now_ms, from, text, NULL));
}

static void print_arrival(const struct network_sms *sms, FILE *to)
{
	int indent = fprintf(to, "%s < ", sms->to);

	for (const char *at = sms->text; *at != '\0'; at++) {
		putc(*at, to);
		if (*at == '\n')
			fprintf(to, "%*s", indent, "");
	}
	putc('\n', to);
}

void console_arrivals(const struct network *n, size_t *shown, FILE *to)
{
	for (; *shown < network_arrived(n); ++*shown)
		print_arrival(network_sms(n, *shown), to);
	fflush(to);
}
