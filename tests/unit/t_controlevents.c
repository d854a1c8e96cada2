/* The control socket: what happened, for whoever follows and for whoever asks later; many clients at a time.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cjson/cJSON.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "tests/unit/desk.h"

static void whoever_follows_hears_what_happens(void **state)
{
	struct desk *d = *state;
	struct desk_client *client = desk_begin(d);

	desk_follow(d, client);
	assert_int_equal(world_text(d->world, PHONE, "ON", NULL), 0);
	desk_pass(d, MINUTE_MS);
	desk_expect(d, client, "message-in", "who", "+336..01");
	desk_expect(d, client, "message-out", "who", "+336..01");
	desk_expect(d, client, "outlet", "at", "2026-01-05T12:00:00Z");
	desk_expect(d, client, "led", "led", "out");
	desk_expect_silence(d, client);
	d->log.private = true;
	assert_int_equal(world_text(d->world, PHONE, "OFF", NULL), 0);
	desk_pass(d, MINUTE_MS);
	desk_expect(d, client, "message-in", "text", "OFF");
	desk_expect(d, client, "message-out", "text", "Power socket OFF");
	desk_expect(d, client, "outlet", NULL, NULL);
	desk_expect(d, client, "led", "pattern", "off");
	desk_end(d, client);
}

static void what_happened_is_kept_for_later(void **state)
{
	struct desk *d = *state;
	struct desk_client *client = desk_begin(d);
	cJSON *line;
	bool noted = false;
	size_t count = 0;

	desk_does(d, "ON", "done", "Power socket ON");
	desk_say(d, client, "{\"do\":\"events\"}\n");
	desk_expect(d, client, "note", "what", "command");
	desk_expect(d, client, "outlet", NULL, NULL);
	desk_expect(d, client, "led", NULL, NULL);
	desk_expect_done(d, client);
	/* More than is kept: the oldest give way, whole lines. */
	for (int i = 0; i < 1000; i++)
		desk_does(d, "STATUS?", "refused", "STATUS? - Error!");
	desk_say(d, client, "{\"do\":\"events\"}\n");
	for (; (line = desk_hear(d, client)) != NULL; count++) {
		noted = noted || strcmp(desk_string(line, "kind"), "outlet") == 0;
		cJSON_Delete(line);
	}
	assert_in_range(count, 100, 999);
	assert_false(noted);
	desk_end(d, client);
}

static void the_log_has_alarms_and_notes(void **state)
{
	struct desk *d = *state;
	struct desk_client *client = desk_begin(d);
	cJSON *line;
	size_t alarms = 0, notes = 0, others = 0;

	desk_does(d, "ALARMON", "done", "ALARMON - OK\nALARM function: Enabled");
	world_sense(d->world, INPUT_SENSOR, true);
	desk_pass(d, 1000);
	desk_say(d, client, "{\"do\":\"log\"}\n");
	while ((line = desk_hear(d, client)) != NULL) {
		const char *kind = desk_string(line, "kind");
		bool alarm = strcmp(kind, "alarm") == 0;

		alarms += alarm;
		notes += strcmp(kind, "note") == 0;
		others += strcmp(kind, "outlet") == 0 || strcmp(kind, "led") == 0;
		assert_true(!alarm || strncmp(desk_string(line, "at"), "2026-01-05T12:0", 15) == 0);
		cJSON_Delete(line);
	}
	assert_int_equal(alarms, 1);
	assert_true(notes >= 1);
	assert_int_equal(others, 0);
	desk_end(d, client);
}

static void who_does_not_read_is_dropped(void **state)
{
	struct desk *d = *state;
	struct desk_client *deaf = desk_begin(d), *other = desk_begin(d);
	int small = 4096;

	setsockopt(deaf->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	desk_follow(d, deaf);
	desk_follow(d, other);
	for (int i = 0; i < 20000 && d->control.client[0].line != NULL; i++) {
		struct note note = { .level = NOTE_INFO, .what = "something that a deaf client will not hear of" };

		control_note(&d->control, &note);
		desk_turn(d);
		desk_expect(d, other, "note", NULL, NULL);
	}
	assert_null(d->control.client[0].line);
	assert_true(d->control.client[1].follows);
	desk_end(d, deaf);
	desk_end(d, other);
}

static void places_are_few_and_come_free(void **state)
{
	struct desk *d = *state;
	struct desk_client *clients[CONTROL_CLIENTS_MAX], *late;

	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		clients[i] = desk_begin(d);
		desk_follow(d, clients[i]);
	}
	late = desk_begin(d);
	desk_expect(d, late, "error", "code", "busy");
	desk_expect_end(d, late);
	desk_end(d, late);
	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
		desk_end(d, clients[i]);
	desk_does(d, "ON", "done", "Power socket ON");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		DESK_TEST(whoever_follows_hears_what_happens),
		DESK_TEST(what_happened_is_kept_for_later),
		DESK_TEST(the_log_has_alarms_and_notes),
		DESK_TEST(who_does_not_read_is_dropped),
		DESK_TEST(places_are_few_and_come_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
