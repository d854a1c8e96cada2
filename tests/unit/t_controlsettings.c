/* The control socket: settings out, and in again.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cjson/cJSON.h>
#include <string.h>

#include <cmocka.h>

#include "ports/linux/controlsettings.h"
#include "tests/unit/desk.h"

static void export(struct desk *d, bool secrets, char exported[CONTROLSETTINGS_CAP])
{
	struct desk_client *client = desk_begin(d);
	struct text t;
	cJSON *line;

	text_init(&t, exported, CONTROLSETTINGS_CAP);
	desk_say(d, client, secrets ? "{\"do\":\"settings\",\"secrets\":true}\n" : "{\"do\":\"settings\"}\n");
	while ((line = desk_hear(d, client)) != NULL && strcmp(desk_string(line, "kind"), "command") == 0) {
		text_str(&t, desk_string(line, "text"));
		text_char(&t, '\n');
		cJSON_Delete(line);
	}
	assert_string_equal(desk_string(line, "kind"), "done");
	cJSON_Delete(line);
	assert_false(t.cut);
	desk_end(d, client);
}

static void set(struct desk *d, struct desk_client *client, const char *line)
{
	cJSON *answer;

	desk_command(d, client, line);
	answer = desk_hear(d, client);
	assert_string_equal(desk_string(answer, "result"), "done");
	cJSON_Delete(answer);
	desk_expect_done(d, client);
}

static void import(struct desk *d, const char *exported)
{
	char copy[CONTROLSETTINGS_CAP];
	struct desk_client *client = desk_begin(d);

	strcpy(copy, exported);
	for (char *line = strtok(copy, "\n"); line != NULL; line = strtok(NULL, "\n"))
		if (*line != '#')
			set(d, client, line);
	desk_end(d, client);
}

static void set_up(struct desk *d, const char *const *lines)
{
	struct desk_client *client = desk_begin(d);

	for (; *lines != NULL; lines++)
		set(d, client, *lines);
	desk_end(d, client);
}

/* All that asks for something else first, and what is a secret. */
static const char *const involved[] = {
	"SECNUMBER+33600000002", "SECNUMBER+33600000001", "SECLIST=ON", "RING=SWITCH", "PASSWORD=12abc",
	"RENEWINTERVALPW=123456abc", "ALERTNUMBER+33600000003", "POWERSTATE=OFF", "SMSCONFIRM=OFF", "ERROR=OFF", NULL,
};
static const char *const roomy[] = {
	"RING=MIC", "TRISEALERT=30", "TFALLALERT=-10", "THERMALERT=ON", "THERMOSTAT=COOLING", "THERMOSTATON", "ALARMON",
	"ALERT=CALL", "SCHEDULER+08:00,*,ON", "SCHEDULER+07:30,5,AOF", NULL,
};

static bool has_line(const char *text, const char *line)
{
	const char *at = strstr(text, line);

	return at != NULL && (at == text || at[-1] == '\n') && at[strlen(line)] == '\n';
}

static void what_is_exported_can_be_imported(void **state)
{
	struct desk *d = *state;

	for (enum model model = 0; model < MODEL_COUNT; model++) {
		char first[CONTROLSETTINGS_CAP], factory[CONTROLSETTINGS_CAP], second[CONTROLSETTINGS_CAP];
		bool room = (model_features(model) & FEATURE_ROOM) != 0;

		world_free(d->world);
		desk_plug_in(d, model);
		export(d, true, factory);
		set_up(d, involved);
		if (room)
			set_up(d, roomy);
		export(d, true, first);
		for (size_t i = 2; involved[i] != NULL; i++)
			assert_true(!room || has_line(first, involved[i]) || strcmp(involved[i], "RING=SWITCH") == 0);
		for (size_t i = 0; room && roomy[i] != NULL; i++)
			assert_true(has_line(first, roomy[i]));
		/* Onto itself, onto one that has none of it, and back. */
		import(d, first);
		export(d, true, second);
		assert_string_equal(first, second);
		import(d, factory);
		export(d, true, second);
		assert_string_equal(factory, second);
		import(d, first);
		export(d, true, second);
		assert_string_equal(first, second);
	}
}

static void secrets_are_left_out(void **state)
{
	struct desk *d = *state;
	char exported[CONTROLSETTINGS_CAP];

	set_up(d, involved);
	export(d, false, exported);
	assert_null(strstr(exported, "12abc"));
	assert_null(strstr(exported, "123456abc"));
	assert_non_null(strstr(exported, "# PASSWORD is set"));
	assert_non_null(strstr(exported, "# RENEWINTERVALPW is set"));
	import(d, exported);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		DESK_TEST(what_is_exported_can_be_imported),
		DESK_TEST(secrets_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
