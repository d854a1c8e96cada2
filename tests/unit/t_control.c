/* The control socket: the test is the daemon (its device lives in a simulated world) and all of its clients.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cjson/cJSON.h>
#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "ports/linux/control.h"
#include "ports/linux/controlsettings.h"
#include "sim/world.h"

#define PATH_CAP 128
#define LINE_CAP 8192
#define TURNS_MAX 200 /* of the loop, until something must have happened */
#define PHONE "+33600000001"
#define MINUTE_MS 60000u

struct bench {
	char root[32];
	char path[PATH_CAP];
	struct world *world;
	struct event_base *base;
	struct log log;
	struct control_config config;
	struct control control;
};

/* One end of a connection. */
struct client {
	int fd;
	size_t len;
	char bytes[4 * CONTROL_UNSENT_MAX];
};

/* --- The daemon's part. --- */

static void told(void *ctx, const struct world_news *news)
{
	struct bench *b = ctx;

	if (news->kind == NEWS_NOTE)
		control_note(&b->control, news->note);
	if (news->kind == NEWS_ANSWER)
		control_answer(&b->control, news->answer);
}

static const struct device *deed_device(void *ctx)
{
	const struct bench *b = ctx;

	return world_alive(b->world) ? world_device(b->world) : NULL;
}

static struct core_now deed_now(void *ctx)
{
	const struct bench *b = ctx;

	return (struct core_now){ .mono_ms = world_now_ms(b->world), .wall_s = 1767614400, .wall_known = true };
}

static void deed_command(void *ctx, const char *text, bool may_configure)
{
	struct bench *b = ctx;

	assert_true(world_command(b->world, text, may_configure));
	control_look(&b->control);
}

static const char *deed_board(void *ctx)
{
	(void)ctx;
	return "test";
}

static bool deed_part(void *ctx, size_t index, struct board_part *part)
{
	(void)ctx;
	*part = (struct board_part){ .name = "outlet", .answers = true, .is = "a \"part\"" };
	if (index == 1)
		*part = (struct board_part){ .name = "temperature", .is = "nowhere" };
	return index < 2;
}

static const struct control_deeds deeds = { deed_device, deed_now, deed_command, deed_board, deed_part };

static void pass(struct bench *b, uint64_t for_ms)
{
	world_run_until(b->world, world_now_ms(b->world) + for_ms);
	control_look(&b->control);
}

static void plug_in(struct bench *b, enum model model)
{
	const struct world_config config = { .model = model, .profile = "generic", .seed = 1 };

	b->world = world_new(&config, &(struct world_watch){ b, told });
	assert_non_null(b->world);
	world_mains(b->world, true);
	pass(b, 2 * MINUTE_MS);
}

static void open_control(struct bench *b)
{
	struct why why = { "" };

	assert_int_equal(control_open(&b->control, b->base, &b->config, &deeds, b, &why), 0);
	control_look(&b->control);
}

static int make_bench(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	signal(SIGPIPE, SIG_IGN);
	strcpy(b->root, "/tmp/smsocket-XXXXXX");
	assert_non_null(mkdtemp(b->root));
	snprintf(b->path, sizeof b->path, "%s/control", b->root);
	b->base = event_base_new();
	assert_non_null(b->base);
	b->config = (struct control_config){
		.socket = b->path, .mode = 0660, .group = "", .configure = true, .log = &b->log,
	};
	plug_in(b, MODEL_706);
	open_control(b);
	*state = b;
	return 0;
}

static int remove_bench(void **state)
{
	struct bench *b = *state;

	control_close(&b->control);
	world_free(b->world);
	event_base_free(b->base);
	unlink(b->path);
	assert_int_equal(rmdir(b->root), 0);
	free(b);
	return 0;
}

/* --- The clients' part. --- */

static void turn(struct bench *b)
{
	for (int i = 0; i < 5; i++)
		event_base_loop(b->base, EVLOOP_NONBLOCK);
}

static struct client *begin(struct bench *b)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct client *client = calloc(1, sizeof *client);

	assert_non_null(client);
	client->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(client->fd >= 0);
	strcpy(address.sun_path, b->path);
	assert_int_equal(connect(client->fd, (struct sockaddr *)&address, sizeof address), 0);
	turn(b);
	return client;
}

static void end(struct bench *b, struct client *client)
{
	close(client->fd);
	free(client);
	turn(b);
}

static void say(struct bench *b, struct client *client, const char *bytes)
{
	assert_int_equal(send(client->fd, bytes, strlen(bytes), MSG_NOSIGNAL), strlen(bytes));
	turn(b);
}

/* The next line, to be deleted; NULL: there is none now. */
static cJSON *hear(struct bench *b, struct client *client)
{
	for (int i = 0; i < TURNS_MAX; i++) {
		char *end = memchr(client->bytes, '\n', client->len);
		ssize_t n;

		if (end != NULL) {
			*end = '\0';
			cJSON *line = cJSON_Parse(client->bytes);
			assert_non_null(line);
			client->len -= (size_t)(end + 1 - client->bytes);
			memmove(client->bytes, end + 1, client->len);
			return line;
		}
		turn(b);
		n = recv(client->fd, client->bytes + client->len, sizeof client->bytes - client->len, MSG_DONTWAIT);
		if (n <= 0)
			return NULL;
		client->len += (size_t)n;
	}
	fail_msg("a line has no end");
	return NULL;
}

static void expect_silence(struct bench *b, struct client *client)
{
	assert_null(hear(b, client));
	assert_int_equal(recv(client->fd, client->bytes, 1, MSG_DONTWAIT | MSG_PEEK), -1);
	assert_int_equal(errno, EAGAIN);
}

static void expect_end(struct bench *b, struct client *client)
{
	assert_null(hear(b, client));
	assert_true(recv(client->fd, client->bytes, 1, MSG_DONTWAIT) == 0 || errno == ECONNRESET);
}

static const char *string(const cJSON *line, const char *name)
{
	const char *s = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(line, name));

	return s != NULL ? s : "";
}

/* The next line is of that kind, and has that member; NULL: whatever. */
static void expect(struct bench *b, struct client *client, const char *kind, const char *name, const char *value)
{
	cJSON *line = hear(b, client);

	assert_non_null(line);
	assert_string_equal(string(line, "kind"), kind);
	if (name != NULL)
		assert_string_equal(string(line, name), value);
	cJSON_Delete(line);
}

static void expect_done(struct bench *b, struct client *client)
{
	expect(b, client, "done", NULL, NULL);
}

static void command(struct bench *b, struct client *client, const char *text)
{
	char request[LINE_CAP];

	snprintf(request, sizeof request, "{\"do\":\"sms\",\"text\":\"%s\"}\n", text);
	say(b, client, request);
}

static void expect_answer(struct bench *b, struct client *client, const char *result, const char *text)
{
	cJSON *line = hear(b, client);

	assert_non_null(line);
	assert_string_equal(string(line, "kind"), "answer");
	assert_string_equal(string(line, "text"), text);
	assert_string_equal(string(line, "result"), result);
	cJSON_Delete(line);
	expect_done(b, client);
}

static void does(struct bench *b, const char *text, const char *result, const char *answer)
{
	struct client *client = begin(b);

	command(b, client, text);
	expect_answer(b, client, result, answer);
	end(b, client);
}

/* --- Requests. --- */

static void commands_are_answered(void **state)
{
	struct bench *b = *state;

	does(b, "ON", "done", "Power socket ON");
	assert_true(world_outlet(b->world));
	does(b, "TEMPOFF=99", "refused", "Incorrect value!");
	does(b, "NONSENSE", "refused", "NONSENSE - Error!");
	does(b, "SECLIST=ON", "refused", "No SECNUMBERs!");
	does(b, "TEMPCAL=7", "done", "TEMPCAL=7 - OK");
	does(b, "TEMPCAL?", "done", "TEMPCAL=7");
}

static void configuring_may_be_forbidden(void **state)
{
	struct bench *b = *state;
	struct client *client = begin(b);
	struct why why;

	b->config.configure = false;
	assert_int_equal(control_change(&b->control, &b->config, &why), 0);
	does(b, "TEMPCAL=7", "not allowed", "TEMPCAL=7 - The console may not configure!");
	does(b, " TEMPCAL=7", "not allowed", "TEMPCAL=7 - The console may not configure!");
	does(b, "TEMPCAL=", "not allowed", "TEMPCAL= - The console may not configure!");
	does(b, "TEMPCAL?", "done", "TEMPCAL=5");
	does(b, "OFF", "done", "Power socket OFF");
	does(b, "ON0", "refused", "Incorrect value!");
	say(b, client, "{\"do\":\"settings\",\"secrets\":true}\n");
	expect(b, client, "error", "code", "not allowed");
	end(b, client);
}

static void what_has_no_answer_is_an_error(void **state)
{
	struct bench *b = *state;
	struct client *client = begin(b);

	command(b, client, "a text that is longer than any command could be");
	expect(b, client, "error", "code", "failed");
	command(b, client, "");
	expect(b, client, "error", "code", "failed");
	command(b, client, "ON");
	expect_answer(b, client, "done", "Power socket ON");
	end(b, client);
}

static void the_operator_answers_later(void **state)
{
	struct bench *b = *state;
	struct client *client = begin(b), *other = begin(b);

	codes_lay_down(network_codes(world_network(b->world)), "*100#", CONDUCT_ANSWERS, "5 EUR");
	does(b, "SALDOUMS=*100#", "done", "SALDOUMS=*100# - OK");
	command(b, client, "SALDO");
	expect_silence(b, client);
	command(b, other, "SALDO");
	expect_answer(b, other, "refused", "Execute error!");
	command(b, other, "OFF");
	expect_answer(b, other, "done", "Power socket OFF");
	command(b, other, "a text that is longer than any command could be");
	expect(b, other, "error", NULL, NULL);
	/* What it asks meanwhile has to wait. */
	command(b, client, "ON");
	expect_silence(b, client);
	pass(b, MINUTE_MS);
	expect_answer(b, client, "done", "5 EUR");
	expect_answer(b, client, "done", "Power socket ON");
	expect_silence(b, other);
	end(b, client);
	end(b, other);
}

static void an_answer_to_somebody_who_has_left_is_nobodys(void **state)
{
	struct bench *b = *state;
	struct client *client = begin(b), *other = begin(b);

	codes_lay_down(network_codes(world_network(b->world)), "*100#", CONDUCT_ANSWERS, "5 EUR");
	does(b, "SALDOUMS=*100#", "done", "SALDOUMS=*100# - OK");
	command(b, client, "SALDO");
	end(b, client);
	pass(b, MINUTE_MS);
	expect_silence(b, other);
	command(b, other, "ON");
	expect_answer(b, other, "done", "Power socket ON");
	end(b, other);
}

static void a_device_that_begins_anew_answers_no_more(void **state)
{
	struct bench *b = *state;
	struct client *client = begin(b);

	codes_lay_down(network_codes(world_network(b->world)), "*100#", CONDUCT_SILENT, NULL);
	does(b, "SALDOUMS=*100#", "done", "SALDOUMS=*100# - OK");
	command(b, client, "SALDO");
	expect_silence(b, client);
	world_mains(b->world, false);
	say(b, client, "");
	world_mains(b->world, true);
	pass(b, 1000);
	expect(b, client, "error", "code", "failed");
	end(b, client);
}

static void without_a_device_nothing_can_be_asked(void **state)
{
	struct bench *b = *state;
	struct client *client = begin(b);

	world_mains(b->world, false);
	say(b, client, "{\"do\":\"status\"}\n");
	expect(b, client, "error", "code", "failed");
	end(b, client);
}

static void every_model_has_a_status(void **state)
{
	struct bench *b = *state;

	for (enum model model = 0; model < MODEL_COUNT; model++) {
		bool room = (model_features(model) & FEATURE_ROOM) != 0;
		struct client *client;
		cJSON *status;

		world_free(b->world);
		plug_in(b, model);
		pass(b, 12 * MINUTE_MS);
		does(b, "ON", "done", "Power socket ON");
		client = begin(b);
		say(b, client, "{\"do\":\"status\"}\n");
		status = hear(b, client);
		assert_non_null(status);
		assert_string_equal(string(status, "model"), model_name(model));
		assert_string_equal(string(status, "board"), "test");
		assert_true(cJSON_IsTrue(cJSON_GetObjectItem(cJSON_GetObjectItem(status, "outlet"), "on")));
		assert_string_equal(string(cJSON_GetObjectItem(status, "modem"), "radio"), "registered");
		assert_int_equal(cJSON_IsNull(cJSON_GetObjectItem(status, "alarm")), !room);
		/* The thermometer reads 25.0, of which TEMPCAL takes 5. */
		if (room)
			assert_true(cJSON_GetNumberValue(cJSON_GetObjectItem(status, "temperature_celsius")) == 20.0);
		else
			assert_true(cJSON_IsNull(cJSON_GetObjectItem(status, "temperature_celsius")));
		cJSON_Delete(status);
		expect_done(b, client);
		end(b, client);
	}
}

static void a_selftest_tells_each_part(void **state)
{
	static const struct { const char *part; bool answers; } parts[] = {
		{ "outlet", true }, { "temperature", false }, { "memory", true }, { "modem", true },
		{ "sim", true },    { "network", true },      { "signal", true },
	};
	struct bench *b = *state;
	struct client *client = begin(b);

	say(b, client, "{\"do\":\"selftest\"}\n");
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		cJSON *line = hear(b, client);

		assert_non_null(line);
		assert_string_equal(string(line, "part"), parts[i].part);
		assert_int_equal(cJSON_IsTrue(cJSON_GetObjectItem(line, "answers")), parts[i].answers);
		assert_true(string(line, "is")[0] != '\0');
		cJSON_Delete(line);
	}
	expect_done(b, client);
	end(b, client);
}

static void bad_requests_are_told_what_was_expected(void **state)
{
	static const char *const requests[] = {
		"", "status", "[]", "{}", "{\"do\":1}", "{\"do\":\"stat\"}", "{\"Do\":\"status\"}",
		"{\"do\":\"status\",\"text\":\"ON\"}", "{\"do\":\"status\"} more", "{\"do\":\"status\"",
		"{\"do\":\"status\",\"a\":[[[[[[1]]]]]]}", "{\"do\":\"sms\"}", "{\"do\":\"sms\",\"text\":1}",
		"{\"do\":\"sms\",\"TEXT\":\"ON\"}", "{\"do\":\"sms\",\"text\":\"ON\\u0000OFF\"}",
		"{\"do\":\"events\",\"follow\":\"yes\"}", "{\"do\":\"settings\",\"follow\":true}",
	};
	struct bench *b = *state;
	struct client *client = begin(b);

	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
		cJSON *line;

		say(b, client, requests[i]);
		say(b, client, "\n");
		line = hear(b, client);
		assert_non_null(line);
		assert_string_equal(string(line, "kind"), "error");
		assert_string_equal(string(line, "code"), "request");
		assert_true(string(line, "what")[0] != '\0' && string(line, "expected")[0] != '\0');
		cJSON_Delete(line);
	}
	command(b, client, "ON");
	expect_answer(b, client, "done", "Power socket ON");
	end(b, client);
}

static void a_request_without_an_end_is_the_last(void **state)
{
	struct bench *b = *state;
	struct client *client = begin(b);
	char request[8300];

	memset(request, ' ', sizeof request);
	request[sizeof request - 1] = '\0';
	say(b, client, request);
	expect(b, client, "error", "code", "request");
	expect_end(b, client);
	end(b, client);
}

static void the_longest_request_is_served(void **state)
{
	struct bench *b = *state;
	struct client *client = begin(b);
	char request[8194];

	/* 8192 bytes and a line feed. */
	memset(request, ' ', sizeof request);
	memcpy(request, "{\"do\":\"status\"}", strlen("{\"do\":\"status\"}"));
	strcpy(request + 8192, "\n");
	say(b, client, request);
	expect(b, client, "status", NULL, NULL);
	expect_done(b, client);
	end(b, client);
}

static void requests_come_in_any_pieces(void **state)
{
	static const char requests[] = "{\"do\":\"sms\",\"text\":\"ON\"}\n{\"do\":\"sms\",\"text\":\"OFF\"}\r\n";
	struct bench *b = *state;
	struct client *client = begin(b);

	for (const char *c = requests; *c != '\0'; c++)
		say(b, client, (const char[]){ *c, '\0' });
	expect_answer(b, client, "done", "Power socket ON");
	expect_answer(b, client, "done", "Power socket OFF");
	say(b, client, requests);
	expect_answer(b, client, "done", "Power socket ON");
	expect_answer(b, client, "done", "Power socket OFF");
	end(b, client);
}

static void whoever_has_no_more_to_ask_is_answered(void **state)
{
	struct bench *b = *state;
	struct client *client = begin(b);
	static const char request[] = "{\"do\":\"status\"}\n";

	assert_int_equal(send(client->fd, request, strlen(request), 0), strlen(request));
	assert_int_equal(shutdown(client->fd, SHUT_WR), 0);
	expect(b, client, "status", NULL, NULL);
	expect_done(b, client);
	expect_end(b, client);
	end(b, client);
}

/* --- Events. --- */

static void follow(struct bench *b, struct client *client)
{
	cJSON *line;

	say(b, client, "{\"do\":\"events\",\"follow\":true}\n");
	while ((line = hear(b, client)) != NULL)
		cJSON_Delete(line);
}

static void whoever_follows_hears_what_happens(void **state)
{
	struct bench *b = *state;
	struct client *client = begin(b);

	follow(b, client);
	assert_int_equal(world_text(b->world, PHONE, "ON", NULL), 0);
	pass(b, MINUTE_MS);
	expect(b, client, "message-in", "who", "+336..01");
	expect(b, client, "message-out", "who", "+336..01");
	expect(b, client, "outlet", "at", "2026-01-05T12:00:00Z");
	expect(b, client, "led", "led", "out");
	expect_silence(b, client);
	b->log.private = true;
	assert_int_equal(world_text(b->world, PHONE, "OFF", NULL), 0);
	pass(b, MINUTE_MS);
	expect(b, client, "message-in", "text", "OFF");
	expect(b, client, "message-out", "text", "Power socket OFF");
	expect(b, client, "outlet", NULL, NULL);
	expect(b, client, "led", "pattern", "off");
	end(b, client);
}

static void what_happened_is_kept_for_later(void **state)
{
	struct bench *b = *state;
	struct client *client = begin(b);
	cJSON *line;
	bool noted = false;
	size_t count = 0;

	does(b, "ON", "done", "Power socket ON");
	say(b, client, "{\"do\":\"events\"}\n");
	expect(b, client, "note", "what", "command");
	expect(b, client, "outlet", NULL, NULL);
	expect(b, client, "led", NULL, NULL);
	expect_done(b, client);
	/* More than is kept: the oldest give way, whole lines. */
	for (int i = 0; i < 1000; i++)
		does(b, "STATUS?", "refused", "STATUS? - Error!");
	say(b, client, "{\"do\":\"events\"}\n");
	for (; (line = hear(b, client)) != NULL; count++) {
		noted = noted || strcmp(string(line, "kind"), "outlet") == 0;
		cJSON_Delete(line);
	}
	assert_in_range(count, 100, 999);
	assert_false(noted);
	end(b, client);
}

static void the_log_has_alarms_and_notes(void **state)
{
	struct bench *b = *state;
	struct client *client = begin(b);
	cJSON *line;
	size_t alarms = 0, notes = 0;

	does(b, "ALARMON", "done", "ALARMON - OK\nALARM function: Enabled");
	world_sense(b->world, INPUT_SENSOR, true);
	pass(b, 1000);
	say(b, client, "{\"do\":\"log\"}\n");
	while ((line = hear(b, client)) != NULL) {
		bool alarm = strcmp(string(line, "kind"), "alarm") == 0;

		alarms += alarm;
		notes += strcmp(string(line, "kind"), "note") == 0;
		assert_true(!alarm || strncmp(string(line, "at"), "2026-01-05T12:0", 15) == 0);
		assert_true(strcmp(string(line, "kind"), "outlet") != 0 && strcmp(string(line, "kind"), "led") != 0);
		cJSON_Delete(line);
	}
	assert_int_equal(alarms, 1);
	assert_true(notes >= 1);
	end(b, client);
}

/* --- Many clients. --- */

static void who_does_not_read_is_dropped(void **state)
{
	struct bench *b = *state;
	struct client *deaf = begin(b), *other = begin(b);
	int small = 4096;

	setsockopt(deaf->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	follow(b, deaf);
	follow(b, other);
	for (int i = 0; i < 20000 && b->control.client[0].line != NULL; i++) {
		struct note note = { .level = NOTE_INFO, .what = "something that a deaf client will not hear of" };

		control_note(&b->control, &note);
		turn(b);
		expect(b, other, "note", NULL, NULL);
	}
	assert_null(b->control.client[0].line);
	assert_true(b->control.client[1].follows);
	end(b, deaf);
	end(b, other);
}

static void places_are_few_and_come_free(void **state)
{
	struct bench *b = *state;
	struct client *clients[CONTROL_CLIENTS_MAX], *late;

	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		clients[i] = begin(b);
		follow(b, clients[i]);
	}
	late = begin(b);
	expect(b, late, "error", "code", "busy");
	expect_end(b, late);
	end(b, late);
	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
		end(b, clients[i]);
	does(b, "ON", "done", "Power socket ON");
}

/* --- Settings. --- */

static void export(struct bench *b, bool secrets, char exported[CONTROLSETTINGS_CAP])
{
	struct client *client = begin(b);
	struct text t;
	cJSON *line;

	text_init(&t, exported, CONTROLSETTINGS_CAP);
	say(b, client, secrets ? "{\"do\":\"settings\",\"secrets\":true}\n" : "{\"do\":\"settings\"}\n");
	while ((line = hear(b, client)) != NULL && strcmp(string(line, "kind"), "command") == 0) {
		text_str(&t, string(line, "text"));
		text_char(&t, '\n');
		cJSON_Delete(line);
	}
	assert_string_equal(string(line, "kind"), "done");
	cJSON_Delete(line);
	assert_false(t.cut);
	end(b, client);
}

static void import(struct bench *b, const char *exported)
{
	char copy[CONTROLSETTINGS_CAP];
	struct client *client = begin(b);

	strcpy(copy, exported);
	for (char *line = strtok(copy, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		cJSON *answer;

		if (*line == '#')
			continue;
		command(b, client, line);
		answer = hear(b, client);
		assert_string_equal(string(answer, "result"), "done");
		cJSON_Delete(answer);
		expect_done(b, client);
	}
	end(b, client);
}

static void set_up(struct bench *b, const char *const *lines)
{
	for (; *lines != NULL; lines++) {
		struct client *client = begin(b);
		cJSON *answer;

		command(b, client, *lines);
		answer = hear(b, client);
		assert_string_equal(string(answer, "result"), "done");
		cJSON_Delete(answer);
		end(b, client);
	}
}

/* All that asks for something else first, and what is a secret. */
static const char *const involved[] = {
	"SECNUMBER+33600000002", "SECNUMBER+33600000001", "SECLIST=ON", "RING=SWITCH", "PASSWORD=12abc", "RENEWINTERVALPW=123456abc",
	"ALERTNUMBER+33600000003", "POWERSTATE=OFF", "SMSCONFIRM=OFF", "ERROR=OFF", NULL,
};
static const char *const roomy[] = {
	"RING=MIC", "TRISEALERT=30", "TFALLALERT=-10", "THERMALERT=ON", "THERMOSTAT=COOLING", "THERMOSTATON", "ALARMON", "ALERT=CALL",
	"SCHEDULER+08:00,*,ON", "SCHEDULER+07:30,5,AOF", NULL,
};

static bool has_line(const char *text, const char *line)
{
	const char *at = strstr(text, line);

	return at != NULL && (at == text || at[-1] == '\n') && at[strlen(line)] == '\n';
}

static void what_is_exported_can_be_imported(void **state)
{
	struct bench *b = *state;

	for (enum model model = 0; model < MODEL_COUNT; model++) {
		char first[CONTROLSETTINGS_CAP], factory[CONTROLSETTINGS_CAP], second[CONTROLSETTINGS_CAP];
		bool room = (model_features(model) & FEATURE_ROOM) != 0;

		world_free(b->world);
		plug_in(b, model);
		export(b, true, factory);
		set_up(b, involved);
		if (room)
			set_up(b, roomy);
		export(b, true, first);
		for (size_t i = 2; involved[i] != NULL; i++)
			assert_true(!room || has_line(first, involved[i]) || strcmp(involved[i], "RING=SWITCH") == 0);
		for (size_t i = 0; room && roomy[i] != NULL; i++)
			assert_true(has_line(first, roomy[i]));
		/* Onto itself, onto one that has none of it, and back. */
		import(b, first);
		export(b, true, second);
		assert_string_equal(first, second);
		import(b, factory);
		export(b, true, second);
		assert_string_equal(factory, second);
		import(b, first);
		export(b, true, second);
		assert_string_equal(first, second);
	}
}

static void secrets_are_left_out(void **state)
{
	struct bench *b = *state;
	char exported[CONTROLSETTINGS_CAP];

	set_up(b, involved);
	export(b, false, exported);
	assert_null(strstr(exported, "12abc"));
	assert_null(strstr(exported, "123456abc"));
	assert_non_null(strstr(exported, "# PASSWORD is set"));
	assert_non_null(strstr(exported, "# RENEWINTERVALPW is set"));
	import(b, exported);
}

/* --- The file. --- */

static void a_socket_that_nobody_serves_is_replaced(void **state)
{
	struct bench *b = *state;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	control_close(&b->control);
	assert_int_not_equal(access(b->path, F_OK), 0);
	strcpy(address.sun_path, b->path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	close(fd);
	assert_int_equal(access(b->path, F_OK), 0);
	open_control(b);
	does(b, "ON", "done", "Power socket ON");
}

static void what_somebody_serves_stays(void **state)
{
	static struct control second;
	struct bench *b = *state;
	struct why why = { "" };

	assert_int_equal(control_open(&second, b->base, &b->config, &deeds, b, &why), ERR_IO);
	assert_non_null(strstr(why.text, b->path));
	does(b, "ON", "done", "Power socket ON");
}

static void another_file_stays(void **state)
{
	struct bench *b = *state;
	struct why why = { "" };
	FILE *file;

	control_close(&b->control);
	file = fopen(b->path, "w");
	assert_non_null(file);
	fclose(file);
	assert_int_equal(control_open(&b->control, b->base, &b->config, &deeds, b, &why), ERR_IO);
	assert_non_null(strstr(why.text, "no socket"));
	assert_int_equal(access(b->path, F_OK), 0);
}

static mode_t mode_of(const struct bench *b)
{
	struct stat is;

	assert_int_equal(stat(b->path, &is), 0);
	return is.st_mode & 07777;
}

static void mode_and_group_are_as_wanted(void **state)
{
	struct bench *b = *state;
	struct why why = { "" };
	char group[16];

	assert_int_equal(mode_of(b), 0660);
	b->config.mode = 0600;
	snprintf(group, sizeof group, "%u", (unsigned)getegid());
	b->config.group = group;
	assert_int_equal(control_change(&b->control, &b->config, &why), 0);
	assert_int_equal(mode_of(b), 0600);
	b->config.mode = 0666;
	b->config.group = "no-such-group";
	assert_int_equal(control_change(&b->control, &b->config, &why), ERR_IO);
	assert_non_null(strstr(why.text, "no-such-group"));
	assert_int_equal(mode_of(b), 0600);
}

static void a_path_may_be_wrong(void **state)
{
	static struct control second;
	struct bench *b = *state;
	struct control_config config = b->config;
	struct why why = { "" };
	char path[200];

	memset(path, 'x', sizeof path);
	path[sizeof path - 1] = '\0';
	config.socket = path;
	assert_int_equal(control_open(&second, b->base, &config, &deeds, b, &why), ERR_IO);
	assert_non_null(strstr(why.text, "too long"));
	config.socket = "/tmp/smsocket-nowhere/control";
	assert_int_equal(control_open(&second, b->base, &config, &deeds, b, &why), ERR_IO);
	assert_non_null(strstr(why.text, config.socket));
	/* Closed, it does nothing. */
	control_look(&second);
	control_answer(&second, "nobody hears it");
	control_close(&second);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_bench, remove_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(commands_are_answered),
		TEST(configuring_may_be_forbidden),
		TEST(what_has_no_answer_is_an_error),
		TEST(the_operator_answers_later),
		TEST(an_answer_to_somebody_who_has_left_is_nobodys),
		TEST(a_device_that_begins_anew_answers_no_more),
		TEST(without_a_device_nothing_can_be_asked),
		TEST(every_model_has_a_status),
		TEST(a_selftest_tells_each_part),
		TEST(bad_requests_are_told_what_was_expected),
		TEST(a_request_without_an_end_is_the_last),
		TEST(the_longest_request_is_served),
		TEST(requests_come_in_any_pieces),
		TEST(whoever_has_no_more_to_ask_is_answered),
		TEST(whoever_follows_hears_what_happens),
		TEST(what_happened_is_kept_for_later),
		TEST(the_log_has_alarms_and_notes),
		TEST(who_does_not_read_is_dropped),
		TEST(places_are_few_and_come_free),
		TEST(what_is_exported_can_be_imported),
		TEST(secrets_are_left_out),
		TEST(a_socket_that_nobody_serves_is_replaced),
		TEST(what_somebody_serves_stays),
		TEST(another_file_stays),
		TEST(mode_and_group_are_as_wanted),
		TEST(a_path_may_be_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
