/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define LINE_CAP 8192
#define TURNS_MAX 200 /* of the loop, until something must have happened */

/* --- The daemon's part. --- */

static void told(void *ctx, const struct world_news *news)
{
	struct desk *d = ctx;

	if (news->kind == NEWS_NOTE)
		control_note(&d->control, news->note);
	if (news->kind == NEWS_ANSWER)
		control_answer(&d->control, news->answer);
}

static const struct device *deed_device(void *ctx)
{
	const struct desk *d = ctx;

	return world_running(d->world) ? world_device(d->world) : NULL;
}

static struct core_now deed_now(void *ctx)
{
	const struct desk *d = ctx;

	return (struct core_now){ .mono_ms = world_now_ms(d->world), .wall_s = 1767614400, .wall_known = true };
}

static void deed_command(void *ctx, const char *text, bool may_configure)
{
	struct desk *d = ctx;

	assert_true(world_command(d->world, text, may_configure));
	control_look(&d->control);
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

const struct control_deeds desk_deeds = { deed_device, deed_now, deed_command, deed_board, deed_part };

void desk_pass(struct desk *d, uint64_t for_ms)
{
	world_run_until(d->world, world_now_ms(d->world) + for_ms);
	control_look(&d->control);
}

void desk_plug_in(struct desk *d, enum model model)
{
	const struct world_config config = { .model = model, .profile = "generic", .seed = 1 };

	d->world = world_new(&config, &(struct world_watch){ d, told });
	assert_non_null(d->world);
	world_mains(d->world, true);
	desk_pass(d, 2 * MINUTE_MS);
}

void desk_open(struct desk *d)
{
	struct why why = { "" };

	assert_int_equal(control_open(&d->control, d->base, &d->config, &desk_deeds, d, &why), 0);
	control_look(&d->control);
}

int desk_make(void **state)
{
	struct desk *d = calloc(1, sizeof *d);

	assert_non_null(d);
	signal(SIGPIPE, SIG_IGN);
	strcpy(d->root, "/tmp/smsocket-XXXXXX");
	assert_non_null(mkdtemp(d->root));
	snprintf(d->path, sizeof d->path, "%s/control", d->root);
	d->base = event_base_new();
	assert_non_null(d->base);
	d->config = (struct control_config){
		.socket = d->path, .mode = 0660, .group = "", .configure = true, .log = &d->log,
	};
	desk_plug_in(d, MODEL_706);
	desk_open(d);
	*state = d;
	return 0;
}

int desk_remove(void **state)
{
	struct desk *d = *state;

	control_close(&d->control);
	world_free(d->world);
	event_base_free(d->base);
	unlink(d->path);
	assert_int_equal(rmdir(d->root), 0);
	free(d);
	return 0;
}

/* --- The clients' part. --- */

void desk_turn(struct desk *d)
{
	for (int i = 0; i < 5; i++)
		event_base_loop(d->base, EVLOOP_NONBLOCK);
}

struct desk_client *desk_begin(struct desk *d)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct desk_client *client = calloc(1, sizeof *client);

	assert_non_null(client);
	client->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(client->fd >= 0);
	strcpy(address.sun_path, d->path);
	assert_int_equal(connect(client->fd, (struct sockaddr *)&address, sizeof address), 0);
	desk_turn(d);
	return client;
}

void desk_end(struct desk *d, struct desk_client *client)
{
	close(client->fd);
	free(client);
	desk_turn(d);
}

void desk_say(struct desk *d, struct desk_client *client, const char *bytes)
{
	assert_int_equal(send(client->fd, bytes, strlen(bytes), MSG_NOSIGNAL), strlen(bytes));
	desk_turn(d);
}

/* The next line, to be deleted; NULL: there is none now. */
cJSON *desk_hear(struct desk *d, struct desk_client *client)
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
		desk_turn(d);
		n = recv(client->fd, client->bytes + client->len, sizeof client->bytes - client->len, MSG_DONTWAIT);
		if (n <= 0)
			return NULL;
		client->len += (size_t)n;
	}
	fail_msg("a line has no end");
	return NULL;
}

void desk_expect_silence(struct desk *d, struct desk_client *client)
{
	assert_null(desk_hear(d, client));
	assert_int_equal(recv(client->fd, client->bytes, 1, MSG_DONTWAIT | MSG_PEEK), -1);
	assert_int_equal(errno, EAGAIN);
}

void desk_expect_end(struct desk *d, struct desk_client *client)
{
	assert_null(desk_hear(d, client));
	assert_true(recv(client->fd, client->bytes, 1, MSG_DONTWAIT) == 0 || errno == ECONNRESET);
}

const char *desk_string(const cJSON *line, const char *name)
{
	const char *s = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(line, name));

	return s != NULL ? s : "";
}

/* The next line is of that kind, and has that member; NULL: whatever. */
void desk_expect(struct desk *d, struct desk_client *client, const char *kind, const char *name, const char *value)
{
	cJSON *line = desk_hear(d, client);

	assert_non_null(line);
	assert_string_equal(desk_string(line, "kind"), kind);
	if (name != NULL)
		assert_string_equal(desk_string(line, name), value);
	cJSON_Delete(line);
}

void desk_expect_done(struct desk *d, struct desk_client *client)
{
	desk_expect(d, client, "done", NULL, NULL);
}

void desk_command(struct desk *d, struct desk_client *client, const char *text)
{
	char request[LINE_CAP];

	snprintf(request, sizeof request, "{\"do\":\"sms\",\"text\":\"%s\"}\n", text);
	desk_say(d, client, request);
}

void desk_expect_answer(struct desk *d, struct desk_client *client, const char *result, const char *text)
{
	cJSON *line = desk_hear(d, client);

	assert_non_null(line);
	assert_string_equal(desk_string(line, "kind"), "answer");
	assert_string_equal(desk_string(line, "text"), text);
	assert_string_equal(desk_string(line, "result"), result);
	cJSON_Delete(line);
	desk_expect_done(d, client);
}

void desk_does(struct desk *d, const char *text, const char *result, const char *answer)
{
	struct desk_client *client = desk_begin(d);

	desk_command(d, client, text);
	desk_expect_answer(d, client, result, answer);
	desk_end(d, client);
}

void desk_follow(struct desk *d, struct desk_client *client)
{
	cJSON *line;

	desk_say(d, client, "{\"do\":\"events\",\"follow\":true}\n");
	while ((line = desk_hear(d, client)) != NULL)
		cJSON_Delete(line);
}
