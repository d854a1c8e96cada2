/* SPDX-License-Identifier: Apache-2.0 */
#include "app/ctlask.h"

#include <stdio.h>
#include <string.h>

#include "app/cli.h"
#include "app/ctlshow.h"
#include "ports/linux/json.h"

#define TIMEOUT_S 10
#define TIMEOUT_COMMAND_S 60 /* the operator has 30 s to answer */
#define REQUEST_CAP 4096

static int patience_s(const struct ctl *q, int initial_s)
{
	return q->timeout_s > 0 ? q->timeout_s : initial_s;
}

/* --- Answers. --- */

int ctlask_result(const cJSON *answer)
{
	const char *result = ctlshow_string(answer, "result");

	if (strcmp(result, "not allowed") == 0 || strcmp(ctlshow_string(answer, "code"), "not allowed") == 0)
		return EXIT_FORBIDDEN;
	return strcmp(result, "done") == 0 ? EXIT_DONE : EXIT_FAILED;
}

static int show_error(const struct ctl *q, const cJSON *line)
{
	if (!q->json)
		cli_failed("%s (expected %s)", ctlshow_string(line, "what"), ctlshow_string(line, "expected"));
	return ctlask_result(line);
}

/* *last: there is no more to come. */
static int take(struct ctl *q, const char *text, ctlask_show show, bool *last)
{
	cJSON *line = cJSON_Parse(text);
	const char *kind = ctlshow_string(line, "kind");
	bool done = strcmp(kind, "done") == 0;
	bool error = strcmp(kind, "error") == 0;
	int result = EXIT_DONE;

	*last = done || error || *kind == '\0';
	if (*kind == '\0')
		result = cli_failed("%s: what answers there is no daemon", q->socket);
	if (!done && *kind != '\0') {
		if (q->json && !q->importing)
			puts(text);
		result = error && !q->importing ? show_error(q, line) : show(q, line);
		fflush(stdout);
	}
	cJSON_Delete(line);
	return result;
}

static int converse(struct ctl *q, const struct text *request, int timeout_s, ctlask_show show)
{
	int worst = ctllink_ask(&q->link, request, timeout_s);
	bool last = worst != EXIT_DONE;

	while (!last) {
		const char *line;
		int result = ctllink_line(&q->link, &line);

		if (result != EXIT_DONE)
			return result;
		result = take(q, line, show, &last);
		worst = result > worst ? result : worst;
	}
	return worst;
}

/* --- Requests. --- */

static struct json begin(struct text *t, char buffer[REQUEST_CAP], const char *deed)
{
	struct json j;

	text_init(t, buffer, REQUEST_CAP);
	json_init(&j, t);
	json_open(&j, '{');
	json_member_str(&j, "do", deed);
	return j;
}

static void finish(struct json *j)
{
	json_close(j, '}');
	text_char(j->out, '\n');
}

int ctlask_simply(struct ctl *q, const char *deed, const char *truth, bool for_ever, ctlask_show show)
{
	char buffer[REQUEST_CAP];
	struct text t;
	struct json j = begin(&t, buffer, deed);
	int result = ctllink_open(&q->link, q->socket, patience_s(q, TIMEOUT_S));

	if (truth != NULL)
		json_member_bool(&j, truth, true);
	finish(&j);
	if (result != EXIT_DONE)
		return result;
	result = converse(q, &t, for_ever ? CTLLINK_FOR_EVER : patience_s(q, TIMEOUT_S), show);
	ctllink_close(&q->link);
	return result;
}

int ctlask_open(struct ctl *q)
{
	return ctllink_open(&q->link, q->socket, patience_s(q, TIMEOUT_COMMAND_S));
}

int ctlask_command(struct ctl *q, const char *text, ctlask_show show)
{
	char buffer[REQUEST_CAP];
	struct text t;
	struct json j = begin(&t, buffer, "sms");

	json_member_str(&j, "text", text);
	finish(&j);
	if (t.cut)
		return cli_failed("the text is longer than any command");
	return converse(q, &t, patience_s(q, TIMEOUT_COMMAND_S), show);
}

void ctlask_close(struct ctl *q)
{
	ctllink_close(&q->link);
}
