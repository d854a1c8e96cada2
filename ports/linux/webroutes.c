/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/webroutes.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WHY_CAP_LONG 4096 /* a reason may list all faults */
#define SPEED_MAX 1000000.0

static void begin(struct webroutes_call *c)
{
	text_init(&c->out, c->room, WEBAPI_BODY_CAP);
	json_init(&c->json, &c->out);
}

void webroutes_refuse(struct webroutes_call *c, int status, const char *error)
{
	webapi_refuse(status, error, c->room, c->response);
}

/* --- What is in a request. --- */

/* The string of that name in the body; NULL: there is none, and that was told. */
static const char *wanted(struct webroutes_call *c, const char *name)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(c->body, name);
	char error[64];

	if (cJSON_IsString(item))
		return item->valuestring;
	snprintf(error, sizeof error, "expected {\"%s\": \"...\"}", name);
	webroutes_refuse(c, 400, error);
	return NULL;
}

static bool whole_number(const cJSON *item, double max, uint64_t *number)
{
	double value = cJSON_IsNumber(item) ? item->valuedouble : NAN;

	if (!(value >= 0 && value <= max) || value != trunc(value))
		return false;
	*number = (uint64_t)value;
	return true;
}

/* NAME=NUMBER in the query. */
static bool asked(const struct webroutes_call *c, const char *name, uint64_t *number)
{
	size_t len = strlen(name);

	for (const char *at = c->query; *at != '\0'; at += strcspn(at, "&"), at += *at == '&')
		if (strncmp(at, name, len) == 0 && at[len] == '=' && at[len + 1] >= '0' && at[len + 1] <= '9') {
			*number = strtoull(at + len + 1, NULL, 10);
			return true;
		}
	return false;
}

/* --- The routes. --- */

static void get_state(struct webroutes_call *c)
{
	c->w->deeds->state(c->w->ctx, &c->json);
}

static void get_commands(struct webroutes_call *c)
{
	c->w->deeds->commands(c->w->ctx, &c->json);
}

static void get_history(struct webroutes_call *c)
{
	uint64_t since_ms = 0;

	asked(c, "from_ms", &since_ms);
	webhistory_print(&c->w->history, since_ms, &c->json);
}

static void get_events(struct webroutes_call *c)
{
	struct webapi_response *response = c->response;
	const char *last = c->request->last_event_id;
	uint64_t lines = 0;

	asked(c, "at", &lines);
	response->stream = true;
	response->lines = lines == 1;
	response->since_known = asked(c, "since", &response->since);
	/* What it has seen since then counts more. */
	if (last != NULL && *last >= '0' && *last <= '9') {
		response->since_known = true;
		response->since = strtoull(last, NULL, 10);
	}
}

/* Of more texts than there is room for, the newest. */
static void get_chats(struct webroutes_call *c)
{
	for (size_t skip = 0; c->w->deeds->chats(c->w->ctx, &c->json, skip) && c->out.cut; skip += skip / 4 + 16)
		begin(c);
}

static void get_faults(struct webroutes_call *c)
{
	c->w->deeds->faults(c->w->ctx, &c->json);
}

static void post_command(struct webroutes_call *c)
{
	const char *text = wanted(c, "text");
	char reason[WHY_CAP_LONG];
	struct text why;

	if (text == NULL)
		return;
	text_init(&why, reason, sizeof reason);
	json_open(&c->json, '{');
	json_member_open(&c->json, "answers", '[');
	if (!c->w->deeds->command(c->w->ctx, text, &c->json, &why)) {
		webroutes_refuse(c, 503, reason);
		return;
	}
	json_close(&c->json, ']');
	json_close(&c->json, '}');
}

static void post_say(struct webroutes_call *c)
{
	const char *line = wanted(c, "line");
	char reason[WHY_CAP_LONG];
	struct text why;

	if (line == NULL)
		return;
	text_init(&why, reason, sizeof reason);
	if (strpbrk(line, "\r\n") != NULL)
		webroutes_refuse(c, 400, "expected one line");
	else if (!c->w->deeds->say(c->w->ctx, line, &why))
		webroutes_refuse(c, 400, reason);
	else
		json_raw(&c->json, "{}");
}

static bool read_time(const cJSON *body, struct webapi_time *time)
{
	const cJSON *jump = cJSON_GetObjectItemCaseSensitive(body, "jump");

	*time = (struct webapi_time){ .what = TIME_SPEED };
	if (whole_number(cJSON_GetObjectItemCaseSensitive(body, "speed"), SPEED_MAX, &time->speed))
		return true;
	time->what = TIME_NEXT;
	if (cJSON_IsString(jump) && strcmp(jump->valuestring, "next") == 0)
		return true;
	time->what = TIME_JUMP;
	return whole_number(cJSON_GetObjectItemCaseSensitive(body, "jump_ms"), (double)WEBAPI_JUMP_MAX_MS,
			    &time->jump_ms);
}

static void post_time(struct webroutes_call *c)
{
	struct webapi_time time;
	char reason[WHY_CAP_LONG];
	struct text why;

	if (!read_time(c->body, &time)) {
		webroutes_refuse(c, 400, "expected {\"speed\": 0..1000000}, {\"jump\": \"next\"} or "
					 "{\"jump_ms\": 0..604800000}");
		return;
	}
	text_init(&why, reason, sizeof reason);
	if (!c->w->deeds->time(c->w->ctx, &time, &c->json, &why))
		webroutes_refuse(c, 400, reason);
}

static void set_cookie(struct webroutes_call *c, const char *token, unsigned for_s)
{
	snprintf(c->response->cookie, sizeof c->response->cookie,
		 WEBLOGIN_COOKIE "=%s; Path=/; Max-Age=%u; HttpOnly; SameSite=Strict", token, for_s);
}

static void post_login(struct webroutes_call *c)
{
	const char *password = wanted(c, "password");
	char token[WEBLOGIN_TOKEN_CAP];
	unsigned wait_s = 0;

	if (password == NULL)
		return;
	switch (weblogin_try(c->w->login, c->request->now_ms, password, token, &wait_s)) {
	case LOGIN_WELCOME:
		set_cookie(c, token, WEBLOGIN_SESSION_MS / 1000);
		json_raw(&c->json, "{}");
		return;
	case LOGIN_WRONG:
		webroutes_refuse(c, 403, "wrong password");
		return;
	case LOGIN_WAIT:
		webroutes_refuse(c, 429, "too many wrong passwords: wait");
		c->response->retry_s = wait_s;
		return;
	}
}

static void post_logout(struct webroutes_call *c)
{
	weblogin_leave(c->w->login, c->request->cookie);
	set_cookie(c, "", 0);
	json_raw(&c->json, "{}");
}

static bool always(const struct webapi *w)
{
	(void)w;
	return true;
}

static bool has_login(const struct webapi *w)
{
	return w->login != NULL;
}

static bool has_chats(const struct webapi *w)
{
	return w->deeds->chats != NULL;
}

static bool has_faults(const struct webapi *w)
{
	return w->deeds->faults != NULL;
}

static bool has_say(const struct webapi *w)
{
	return w->deeds->say != NULL;
}

static bool has_time(const struct webapi *w)
{
	return w->deeds->time != NULL;
}

static const struct webroutes_row rows[] = {
	{ "/api/v1/state", ROUTE_TELLS, always, get_state },
	{ "/api/v1/commands", ROUTE_TELLS, always, get_commands },
	{ "/api/v1/history", ROUTE_TELLS, always, get_history },
	{ "/api/v1/events", ROUTE_TELLS, always, get_events },
	{ "/api/v1/chats", ROUTE_TELLS, has_chats, get_chats },
	{ "/api/v1/faults", ROUTE_TELLS, has_faults, get_faults },
	{ "/api/v1/command", ROUTE_CHANGES, always, post_command },
	{ "/api/v1/say", ROUTE_CHANGES, has_say, post_say },
	{ "/api/v1/time", ROUTE_CHANGES, has_time, post_time },
	{ "/api/v1/login", ROUTE_LETS_IN, has_login, post_login },
	{ "/api/v1/logout", ROUTE_CHANGES, has_login, post_logout },
};

const struct webroutes_row *webroutes_find(const struct webapi *w, const char *path)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].path, path) == 0 && rows[i].here(w))
			return &rows[i];
	return NULL;
}

void webroutes_run(struct webroutes_call *c, const struct webroutes_row *row)
{
	c->w->deeds->look(c->w->ctx);
	begin(c);
	c->response->status = 0;
	row->answer(c);
	if (c->response->status != 0)
		return;
	if (c->out.cut)
		webroutes_refuse(c, 503, "the answer is too long");
	else
		webapi_finish(200, &c->out, c->response);
}
