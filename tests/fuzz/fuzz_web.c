/* Any request to the panel's server: it is answered with one of the statuses that doc/panel.md names, what it answers
 * is whole, and what it makes of the world leaves the socket sane. No sockets: the request goes to webapi_answer as a
 * struct. Input: texts that end in NULs, in order: method, path with query, Host, Origin, Content-Type, X-Smsocket,
 * If-None-Match, Last-Event-ID, Cookie; the rest is the body. A header "-" is not there, "" is what the page itself
 * would send. With a Cookie there is a login, whose one session is SESSION, and whose password nobody knows.
 * SPDX-License-Identifier: Apache-2.0 */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "ports/linux/webapi.h"
#include "ports/linux/webstate.h"
#include "sim/play.h"
#include "tests/fuzz/fuzz.h"

#define FIELD_CAP 600
#define FIELDS 9
#define SESSION "0123456789abcdef0123456789abcdef"

static char room[WEBAPI_BODY_CAP];
static const unsigned char packed[] = { 0x1F, 0x8B };
static const struct webfile files[] = { { "/index.html", "text/html", "\"1\"", packed, sizeof packed } };

/* --- What the server does: a world as far as it can be reached from here. --- */

static struct json *answers;

static void told(void *ctx, const struct world_news *news)
{
	(void)ctx;
	if (news->kind == NEWS_ANSWER && answers != NULL)
		json_str(answers, news->answer);
}

static void look(void *ctx)
{
	struct play *p = ctx;

	world_run_until(p->world, world_now_ms(p->world) + 1000);
}

static void give_state(void *ctx, struct json *json)
{
	struct play *p = ctx;
	const struct webstate state = {
		.model = world_model(p->world),
		.device = world_alive(p->world) ? world_device(p->world) : NULL,
		.now = world_device_now(p->world),
		.outlet = world_outlet(p->world),
	};

	json_open(json, '{');
	webstate_print(&state, json);
	json_close(json, '}');
}

static void give_commands(void *ctx, struct json *json)
{
	(void)ctx;
	json_raw(json, "[]");
}

static bool do_command(void *ctx, const char *text, struct json *json, struct text *why)
{
	struct play *p = ctx;

	answers = json;
	bool fine = world_command(p->world, text, true);
	answers = NULL;
	if (!fine)
		text_str(why, "dead");
	return fine;
}

static bool do_say(void *ctx, const char *line, struct text *why)
{
	struct play *p = ctx;
	struct statement statement;

	if (statement_parse(&statement, line, why) != 0)
		return false;
	bool quick = statement.row == NULL ||
		     (!statement_waits(statement.row) && strstr(statement.row->grammar, "DURATION") == NULL);
	bool fine = quick && play_statement(p, &statement, why);
	if (!quick)
		text_str(why, "waits");
	statement_free(&statement);
	return fine;
}

static bool do_time(void *ctx, const struct webapi_time *time, struct json *json, struct text *why)
{
	struct play *p = ctx;

	(void)why;
	ASSERT(time->speed <= 1000000 && time->jump_ms <= WEBAPI_JUMP_MAX_MS);
	world_run_until(p->world, world_now_ms(p->world) + time->jump_ms % 600000);
	json_raw(json, "{}");
	return true;
}

static const struct webapi_deeds deeds = {
	.look = look, .state = give_state, .commands = give_commands, .command = do_command, .say = do_say,
	.time = do_time,
};

/* --- A request. --- */

static const char *header(const char *field, const char *usual)
{
	if (strcmp(field, "-") == 0)
		return NULL;
	return *field != '\0' ? field : usual;
}

static void check(const struct webapi_request *request, const struct webapi_response *response)
{
	static const int statuses[] = { 200, 304, 400, 401, 403, 404, 405, 413, 429, 503 };
	bool known = false;

	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
		known = known || response->status == statuses[i];
	ASSERT(known && response->len < WEBAPI_BODY_CAP);
	ASSERT((response->allow != NULL) == (response->status == 405));
	ASSERT(response->status != 304 || response->len == 0);
	ASSERT(!response->stream || strncmp(request->uri, "/api/v1/events", 14) == 0);
	if (response->len == 0 || response->gzip)
		return;
	cJSON *json = cJSON_ParseWithLength(response->body, response->len);
	ASSERT(json != NULL);
	ASSERT((response->status == 200) != cJSON_HasObjectItem(json, "error"));
	cJSON_Delete(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static char field[FIELDS][FIELD_CAP];
	static struct webapi api;
	static struct weblogin login;
	const struct world_config config = { .model = MODEL_707, .profile = "generic", .seed = 1 };
	struct input in = { bytes, len };
	char reason[PLAY_WHY_CAP];
	struct webapi_response response;
	struct text why;
	struct play p;

	text_init(&why, reason, sizeof reason);
	ASSERT(play_begin(&p, &config, &(struct world_watch){ .tell = told }, &why));
	p.plugged_in = true;
	world_mains(p.world, true);
	for (size_t i = 0; i < FIELDS; i++)
		fuzz_text(&in, field[i], FIELD_CAP);
	weblogin_init(&login, "");
	strcpy(login.session[0].token, SESSION);
	api = (struct webapi){ .guard = { "127.0.0.1", "panel.example" }, .deeds = &deeds, .ctx = &p, .files = files,
			       .file_count = 1, .login = field[8][0] != '\0' ? &login : NULL };
	webhistory_take(&api.history, 0, true, 1, true);
	const struct webapi_request request = {
		.method = field[0],
		.uri = field[1],
		.headers = { header(field[2], "localhost"), header(field[3], NULL), header(field[4], "application/json"),
			     header(field[5], "1") },
		.if_none_match = header(field[6], NULL),
		.last_event_id = header(field[7], NULL),
		.cookie = header(field[8], NULL),
		.body = (const char *)in.at,
		.body_len = in.left,
	};
	webapi_answer(&api, &request, room, &response);
	check(&request, &response);
	ASSERT(!world_alive(p.world) || core_sane(&world_device(p.world)->core));
	play_end(&p);
	return 0;
}
