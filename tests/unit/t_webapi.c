/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "ports/linux/webapi.h"

/* --- A server of which everything is known. --- */

static char room[WEBAPI_BODY_CAP];
static char body[WEBAPI_BODY_CAP + 1];
static struct webapi api;
static struct webapi_response got;
static struct webapi_time timed;
static char said[100], commanded[100];
static bool dead;
static size_t chats;
static unsigned looks;

static void look(void *ctx)
{
	(void)ctx;
	looks++;
}

static void give_state(void *ctx, struct json *json)
{
	assert_ptr_equal(ctx, &api);
	assert_true(looks > 0);
	json_raw(json, "{\"state\":1}");
}

static void give_commands(void *ctx, struct json *json)
{
	(void)ctx;
	json_raw(json, "[1]");
}

static bool do_command(void *ctx, const char *text, struct json *answers, struct text *why)
{
	(void)ctx;
	snprintf(commanded, sizeof commanded, "%s", text);
	json_str(answers, "one");
	if (dead)
		text_str(why, "it is dead");
	else
		json_str(answers, "two");
	return !dead;
}

/* Texts of which 300 fit an answer. */
static bool give_chats(void *ctx, struct json *json, size_t skip)
{
	static char text[WEBAPI_BODY_CAP / 300 - 4];

	(void)ctx;
	memset(text, 'x', sizeof text - 1);
	json_open(json, '[');
	for (size_t i = skip; i < chats; i++)
		json_str(json, text);
	json_close(json, ']');
	return skip < chats;
}

static void give_faults(void *ctx, struct json *json)
{
	(void)ctx;
	json_raw(json, "[\"f\"]");
}

static bool do_say(void *ctx, const char *line, struct text *why)
{
	(void)ctx;
	snprintf(said, sizeof said, "%s", line);
	text_str(why, "no such line");
	return strcmp(line, "bad") != 0;
}

static bool do_time(void *ctx, const struct webapi_time *time, struct json *told, struct text *why)
{
	(void)ctx;
	timed = *time;
	text_str(why, "no such time");
	json_raw(told, "{}");
	return time->jump_ms != 7;
}

static const struct webapi_deeds simulated = {
	.look = look, .state = give_state, .commands = give_commands, .command = do_command, .chats = give_chats,
	.faults = give_faults, .say = do_say, .time = do_time,
};
static const struct webapi_deeds plain = {
	.look = look, .state = give_state, .commands = give_commands, .command = do_command,
};

static const unsigned char packed[] = { 1, 2, 3 };
static const struct webfile files[] = {
	{ "/index.html", "text/html; charset=utf-8", "\"i\"", packed, 3 },
	{ "/a.js", "text/javascript; charset=utf-8", "\"a\"", packed, 2 },
};

static int setup(void **state)
{
	(void)state;
	memset(&api, 0, sizeof api);
	api.guard.listen = "127.0.0.1";
	api.deeds = &simulated;
	api.ctx = &api;
	api.files = files;
	api.file_count = 2;
	said[0] = commanded[0] = '\0';
	dead = false;
	chats = looks = 0;
	return 0;
}

static void ask(const struct webapi_request *request)
{
	webapi_answer(&api, request, room, &got);
	assert_in_range(got.len, 0, WEBAPI_BODY_CAP);
	if (got.len > 0)
		memcpy(body, got.body, got.len);
	body[got.len] = '\0';
}

static void get(const char *uri)
{
	ask(&(struct webapi_request){ .method = "GET", .uri = uri, .headers.host = "localhost", .body = "" });
}

static void post(const char *uri, const char *text)
{
	ask(&(struct webapi_request){
		.method = "POST",
		.uri = uri,
		.headers = { .host = "localhost", .content_type = "application/json", .mark = "1" },
		.body = text,
		.body_len = strlen(text),
	});
}

static void expect(int status, const char *expected)
{
	assert_string_equal(body, expected);
	assert_int_equal(got.status, status);
}

/* --- Routes. --- */

static void tells(void **state)
{
	(void)state;
	get("/api/v1/state");
	expect(200, "{\"state\":1}");
	assert_string_equal(got.type, "application/json");
	assert_false(got.cached || got.gzip || got.stream);
	get("/api/v1/state?x=1#y");
	expect(200, "{\"state\":1}");
	get("/api/v1/commands");
	expect(200, "[1]");
	get("/api/v1/faults");
	expect(200, "[\"f\"]");
	get("/api/v1/chats");
	expect(200, "[]");
	webhistory_take(&api.history, 60000, true, 5, true);
	webhistory_take(&api.history, 120000, true, 6, true);
	get("/api/v1/history");
	expect(200, "{\"step_s\":60,\"from_ms\":60000,\"temperature_dc\":[5,6],\"outlet\":[1,1]}");
	get("/api/v1/history?a=b&from_ms=60001");
	expect(200, "{\"step_s\":60,\"from_ms\":120000,\"temperature_dc\":[6],\"outlet\":[1]}");
	get("/api/v1/history?from_ms=x&xfrom_ms=9");
	expect(200, "{\"step_s\":60,\"from_ms\":60000,\"temperature_dc\":[5,6],\"outlet\":[1,1]}");
}

static void does(void **state)
{
	(void)state;
	post("/api/v1/command", "{\"text\":\"ON\",\"more\":[1]}");
	expect(200, "{\"answers\":[\"one\",\"two\"]}");
	assert_string_equal(commanded, "ON");
	dead = true;
	post("/api/v1/command", "{\"text\":\"ON\"}");
	expect(503, "{\"error\":\"it is dead\"}");
	post("/api/v1/say", "{\"line\":\"\\u002b336 O\\u004E\"}");
	expect(200, "{}");
	assert_string_equal(said, "+336 ON");
	post("/api/v1/say", "{\"line\":\"bad\"}");
	expect(400, "{\"error\":\"no such line\"}");
	said[0] = '\0';
	post("/api/v1/say", "{\"line\":\"a\\nb\"}");
	expect(400, "{\"error\":\"expected one line\"}");
	assert_string_equal(said, "");
}

static void sets_time(void **state)
{
	(void)state;
	post("/api/v1/time", "{\"speed\":3600}");
	expect(200, "{}");
	assert_true(timed.what == TIME_SPEED && timed.speed == 3600);
	post("/api/v1/time", "{\"speed\":0}");
	assert_true(timed.what == TIME_SPEED && timed.speed == 0);
	post("/api/v1/time", "{\"jump\":\"next\"}");
	expect(200, "{}");
	assert_true(timed.what == TIME_NEXT);
	post("/api/v1/time", "{\"jump_ms\":604800000}");
	expect(200, "{}");
	assert_true(timed.what == TIME_JUMP && timed.jump_ms == 604800000);
	post("/api/v1/time", "{\"jump_ms\":7}");
	expect(400, "{\"error\":\"no such time\"}");
	post("/api/v1/time", "{\"jump_ms\":604800001}");
	assert_int_equal(got.status, 400);
	post("/api/v1/time", "{\"speed\":1000001}");
	assert_int_equal(got.status, 400);
}

static void streams(void **state)
{
	(void)state;
	get("/api/v1/events");
	assert_true(got.status == 200 && got.stream && !got.lines && !got.since_known);
	get("/api/v1/events?at=1&since=12");
	assert_true(got.stream && got.lines && got.since_known && got.since == 12);
	get("/api/v1/events?at=0&since=");
	assert_true(got.stream && !got.lines && !got.since_known);
	ask(&(struct webapi_request){ .method = "GET", .uri = "/api/v1/events?since=3", .headers.host = "localhost",
				      .last_event_id = "44", .body = "" });
	assert_true(got.stream && got.since_known && got.since == 44);
	ask(&(struct webapi_request){ .method = "GET", .uri = "/api/v1/events?since=3", .headers.host = "localhost",
				      .last_event_id = "-1", .body = "" });
	assert_true(got.since == 3);
}

static void gives_of_too_many_texts_the_newest(void **state)
{
	(void)state;
	chats = 300;
	get("/api/v1/chats");
	assert_int_equal(got.status, 200);
	size_t whole = got.len;
	chats = 1000;
	get("/api/v1/chats");
	assert_int_equal(got.status, 200);
	assert_in_range(got.len, whole / 10, whole);
	assert_int_equal(body[got.len - 1], ']');
}

static void a_daemon_has_no_phones(void **state)
{
	static const char *const paths[] = { "/api/v1/chats", "/api/v1/faults", "/api/v1/say", "/api/v1/time" };

	(void)state;
	api.deeds = &plain;
	for (size_t i = 0; i < 4; i++) {
		get(paths[i]);
		expect(404, "{\"error\":\"there is no such thing\"}");
		post(paths[i], "{}");
		expect(404, "{\"error\":\"there is no such thing\"}");
	}
	get("/api/v1/state");
	assert_int_equal(got.status, 200);
}

/* --- Files. --- */

static void serves_what_is_built_in(void **state)
{
	(void)state;
	get("/");
	assert_true(got.status == 200 && got.gzip && got.cached && got.body == packed && got.len == 3);
	assert_string_equal(got.etag, "\"i\"");
	assert_string_equal(got.type, "text/html; charset=utf-8");
	get("/a.js?v=1");
	assert_true(got.status == 200 && got.len == 2);
	get("/b.js");
	expect(404, "{\"error\":\"there is no such page\"}");
	get("/a.jsx");
	assert_int_equal(got.status, 404);
	struct webapi_request again = { .method = "GET", .uri = "/", .headers.host = "localhost", .body = "",
					.if_none_match = "\"x\", \"i\"" };
	ask(&again);
	assert_true(got.status == 304 && got.len == 0);
	assert_string_equal(got.etag, "\"i\"");
	again.if_none_match = "\"ii\"";
	ask(&again);
	assert_int_equal(got.status, 200);
}

static void write_file(const char *directory, const char *name, const char *content)
{
	char path[200];

	snprintf(path, sizeof path, "%s/%s", directory, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(content, file);
	fclose(file);
}

static void serves_a_directory(void **state)
{
	char directory[] = "/tmp/t_webapi.XXXXXX", path[200];

	(void)state;
	assert_non_null(mkdtemp(directory));
	write_file(directory, "index.html", "one");
	write_file(directory, "x.txt", "no");
	api.www = directory;
	get("/");
	assert_true(got.status == 200 && !got.gzip);
	assert_string_equal(body, "one");
	static const char *const wrong[] = { "/x.txt", "/..", "/.", "/../index.html", "/./index.html", "/a.js",
					     "//index.html", "/index.html/" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		get(wrong[i]);
		assert_int_equal(got.status, 404);
	}
	for (const char *const *name = (const char *const[]){ "index.html", "x.txt", NULL }; *name != NULL; name++) {
		snprintf(path, sizeof path, "%s/%s", directory, *name);
		unlink(path);
	}
	rmdir(directory);
}

/* --- Who is let in. --- */

static void ask_as(const char *cookie, const char *method, const char *uri, const char *text)
{
	ask(&(struct webapi_request){
		.method = method,
		.uri = uri,
		.headers = { .host = "localhost", .content_type = "application/json", .mark = "1" },
		.cookie = cookie,
		.now_ms = 1000,
		.body = text,
		.body_len = strlen(text),
	});
}

static void asks_for_a_login(void **state)
{
	static struct weblogin login;

	(void)state;
	weblogin_init(&login, "*"); /* nobody's password */
	strcpy(login.session[0].token, "0123456789abcdef0123456789abcdef");
	api.login = &login;
	ask_as(NULL, "GET", "/", "");
	assert_int_equal(got.status, 200);
	ask_as(NULL, "GET", "/api/v1/state", "");
	expect(401, "{\"error\":\"log in first\"}");
	ask_as("smsocket=0123456789abcdef0123456789abcdeF", "GET", "/api/v1/events", "");
	assert_true(got.status == 401 && !got.stream);
	ask_as(NULL, "GET", "/api/v1/nothing", "");
	assert_int_equal(got.status, 401);
	ask_as(NULL, "POST", "/api/v1/command", "{\"text\":\"ON\"}");
	assert_int_equal(got.status, 401);
	assert_string_equal(commanded, "");
	ask_as("smsocket=0123456789abcdef0123456789abcdef", "POST", "/api/v1/command", "{\"text\":\"ON\"}");
	assert_int_equal(got.status, 200);
	for (int i = 0; i < 5; i++) {
		ask_as(NULL, "POST", "/api/v1/login", "{\"password\":\"x\"}");
		expect(403, "{\"error\":\"wrong password\"}");
		assert_string_equal(got.cookie, "");
	}
	ask_as(NULL, "POST", "/api/v1/login", "{\"password\":\"x\"}");
	assert_true(got.status == 429 && got.retry_s == 30);
	ask_as("smsocket=0123456789abcdef0123456789abcdef", "POST", "/api/v1/logout", "{}");
	assert_int_equal(got.status, 200);
	assert_string_equal(got.cookie, "smsocket=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
	ask_as("smsocket=0123456789abcdef0123456789abcdef", "GET", "/api/v1/state", "");
	assert_int_equal(got.status, 401);
}

/* --- Refusals. --- */

static void refuses(void **state)
{
	(void)state;
	ask(&(struct webapi_request){ .method = "GET", .uri = "/", .headers.host = "evil.example", .body = "" });
	expect(403, "{\"error\":\"this host is not served here\"}");
	ask(&(struct webapi_request){ .method = "GET", .uri = "/api/v1/state",
				      .headers = { .host = "localhost", .origin = "null" }, .body = "" });
	expect(403, "{\"error\":\"this comes from another page\"}");
	ask(&(struct webapi_request){ .method = "POST", .uri = "/api/v1/command", .headers.host = "localhost",
				      .body = "{\"text\":\"ON\"}", .body_len = 13 });
	expect(403, "{\"error\":\"the header X-Smsocket: 1 is missing\"}");
	assert_string_equal(commanded, "");
	post("/api/v1/state", "{}");
	expect(405, "{\"error\":\"expected GET\"}");
	assert_string_equal(got.allow, "GET, HEAD");
	post("/", "{}");
	assert_int_equal(got.status, 405);
	get("/api/v1/command");
	expect(405, "{\"error\":\"expected POST\"}");
	assert_string_equal(got.allow, "POST");
	get("/api/v1/x");
	expect(404, "{\"error\":\"there is no such thing\"}");
	get("api/v1/state");
	assert_int_equal(got.status, 404);
	get("");
	assert_int_equal(got.status, 404);
	get("http://evil.example/api/v1/state");
	assert_int_equal(got.status, 404);
}

static void refuses_what_is_no_object_of_its(void **state)
{
	static const char *const wrong[] = { "", "{", "[]", "null", "\"text\"", "{}", "{\"text\":1}", "{\"text\":null}",
					     "{\"Text\":\"ON\"}", "{\"text\":\"ON\"" };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		post("/api/v1/command", wrong[i]);
		assert_int_equal(got.status, 400);
		assert_string_equal(commanded, "");
	}
}

static void refuses_a_body_that_is_too_long(void **state)
{
	static char text[WEBGUARD_BODY_MAX + 2];

	(void)state;
	memset(text, ' ', sizeof text - 1);
	memcpy(text, "{\"text\":\"ON\"}", 13);
	post("/api/v1/command", text);
	expect(413, "{\"error\":\"the body is too long\"}");
	text[WEBGUARD_BODY_MAX] = '\0';
	post("/api/v1/command", text);
	assert_int_equal(got.status, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(tells, setup),
		cmocka_unit_test_setup(does, setup),
		cmocka_unit_test_setup(sets_time, setup),
		cmocka_unit_test_setup(streams, setup),
		cmocka_unit_test_setup(gives_of_too_many_texts_the_newest, setup),
		cmocka_unit_test_setup(a_daemon_has_no_phones, setup),
		cmocka_unit_test_setup(serves_what_is_built_in, setup),
		cmocka_unit_test_setup(serves_a_directory, setup),
		cmocka_unit_test_setup(asks_for_a_login, setup),
		cmocka_unit_test_setup(refuses, setup),
		cmocka_unit_test_setup(refuses_what_is_no_object_of_its, setup),
		cmocka_unit_test_setup(refuses_a_body_that_is_too_long, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
