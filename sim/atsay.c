/* at: results and news, in the form that V and Q ask for (V.250 5.7.1, 6.2.5, 6.2.6).
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "sim/at.h"

#define SAID_CAP 1024

/* A line that waits until no command is open. */
struct at_unsaid {
	struct at_unsaid *next;
	const char *numeric; /* of a result code; NULL: it is none */
	size_t len;
	char text[];
};

/* 27.007 9.2, 27.005 3.2.5: what +CMEE=2 shows. */
static const struct {
	int code;
	const char *text;
} meanings[] = {
	{ 3, "operation not allowed" },
	{ 4, "operation not supported" },
	{ 10, "SIM not inserted" },
	{ 11, "SIM PIN required" },
	{ 12, "SIM PUK required" },
	{ 13, "SIM failure" },
	{ 14, "SIM busy" },
	{ 16, "incorrect password" },
	{ 21, "invalid index" },
	{ 27, "invalid characters in dial string" },
	{ 30, "no network service" },
	{ 38, "network out of order" },
	{ 41, "temporary failure" },
	{ 42, "congestion" },
	{ 50, "incorrect parameters" },
	{ 69, "requested facility not implemented" },
	{ 96, "invalid mandatory information" },
	{ 302, "operation not allowed" },
	{ 304, "invalid PDU mode parameter" },
	{ 305, "invalid text mode parameter" },
	{ 310, "SIM not inserted" },
	{ 311, "SIM PIN required" },
	{ 314, "SIM busy" },
	{ 316, "SIM PUK required" },
	{ 321, "invalid memory index" },
	{ 322, "memory full" },
	{ 330, "SMSC address unknown" },
	{ 331, "no network service" },
	{ 340, "no +CNMA acknowledgement expected" },
	{ 500, "unknown error" },
};

static bool verbose(const struct vmodem *v)
{
	return v->set[SETTING_VERBOSE][0] == 1;
}

static const char *meaning(int code)
{
	for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
		if (meanings[i].code == code)
			return meanings[i].text;
	return "unknown";
}

static void send_final(struct vmodem *v, const char *text, const char *numeric)
{
	char line[120];
	int len = verbose(v) || numeric == NULL ? snprintf(line, sizeof line, "\r\n%s\r\n", text) :
						  snprintf(line, sizeof line, "%s\r", numeric);

	ASSERT(len >= 0 && (size_t)len < sizeof line);
	at_send(v, line, (size_t)len);
}

static void final_error(struct vmodem *v)
{
	int form = v->set[SETTING_CMEE][0];
	char line[100];

	if (at_faulty(v, FAULT_ERRORS_IN_WORDS)) {
		form = 2;
		if (v->error_kind != NULL && v->error_code == AT_NOT_SUPPORTED) {
			send_final(v, "COMMAND NOT SUPPORT", NULL);
			return;
		}
	}
	if (v->error_text != NULL) {
		send_final(v, v->error_text, "4");
		return;
	}
	/* +CMEE=0 hides the codes of 27.007; those of 27.005 are always told. */
	if (v->error_kind == NULL || (form == 0 && v->error_kind[3] == 'E')) {
		send_final(v, "ERROR", "4");
		return;
	}
	if (form == 2)
		snprintf(line, sizeof line, "%s%s", v->error_kind, meaning(v->error_code));
	else
		snprintf(line, sizeof line, "%s%d", v->error_kind, v->error_code);
	send_final(v, line, NULL);
}

/* V.250 5.7.1 */
static const struct {
	const char *text, *numeric;
} codes[] = {
	[RESULT_OK] = { "OK", "0" },
	[RESULT_RING] = { "RING", "2" },
	[RESULT_NO_CARRIER] = { "NO CARRIER", "3" },
	[RESULT_BUSY] = { "BUSY", "7" },
	[RESULT_NO_ANSWER] = { "NO ANSWER", "8" },
};

void at_say_result(struct vmodem *v, enum at_result result)
{
	if (v->set[SETTING_QUIET][0] == 1)
		return;
	switch (result) {
	case RESULT_OK:
	case RESULT_NO_CARRIER:
	case RESULT_BUSY:
	case RESULT_NO_ANSWER:
	case RESULT_RING:
		send_final(v, codes[result].text, codes[result].numeric);
		return;
	case RESULT_FAILED:
		final_error(v);
		return;
	case RESULT_LATER:
	case RESULT_SILENT:
		return;
	}
}

static void queue(struct vmodem *v, const struct text *line, const char *numeric)
{
	struct at_unsaid *u = malloc(sizeof *u + line->len);
	struct at_unsaid **at = &v->unsaid;

	ASSERT(u != NULL);
	u->next = NULL;
	u->numeric = numeric;
	u->len = line->len;
	memcpy(u->text, line->at, line->len);
	while (*at != NULL)
		at = &(*at)->next;
	*at = u;
}

void at_news_text(struct vmodem *v, const struct text *line)
{
	queue(v, line, NULL);
}

void at_news_result(struct vmodem *v, enum at_result result)
{
	const struct text line = { .at = (char *)codes[result].text, .len = strlen(codes[result].text) };

	if (v->set[SETTING_QUIET][0] != 1)
		queue(v, &line, codes[result].numeric);
}

void at_news(struct vmodem *v, const char *format, ...)
{
	char line[SAID_CAP];
	va_list args;

	va_start(args, format);
	int len = vsnprintf(line, sizeof line, format, args);
	va_end(args);
	ASSERT(len >= 0 && (size_t)len < sizeof line);
	at_news_text(v, &(struct text){ .at = line, .len = (size_t)len });
}

/* Some makers end some lines with a CR too many. */
static void send_end(struct vmodem *v, const struct at_unsaid *u)
{
	char head[SAID_CAP];
	size_t len = 0;

	while (len < u->len && u->text[len] != ':' && len < sizeof head - 1) {
		head[len] = u->text[len];
		len++;
	}
	head[len] = '\0';
	if (family_lists(v->family->double_end, head))
		at_send(v, "\r", 1);
	at_send(v, "\r\n", 2);
}

void at_news_flush(struct vmodem *v)
{
	while (v->unsaid != NULL) {
		struct at_unsaid *u = v->unsaid;

		v->unsaid = u->next;
		if (u->numeric != NULL && !verbose(v)) {
			at_send(v, u->numeric, strlen(u->numeric));
			at_send(v, "\r", 1);
		} else {
			at_send(v, "\r\n", 2);
			at_send(v, u->text, u->len);
			send_end(v, u);
		}
		free(u);
	}
}

void at_news_forget(struct vmodem *v)
{
	while (v->unsaid != NULL) {
		struct at_unsaid *u = v->unsaid;

		v->unsaid = u->next;
		free(u);
	}
}
