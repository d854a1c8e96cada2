/* The control socket: what is asked of it, and in which form.
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

static void commands_are_answered(void **state)
{
	struct desk *d = *state;

	desk_does(d, "ON", "done", "Power socket ON");
	assert_true(world_outlet(d->world));
	desk_does(d, "TEMPOFF=99", "refused", "Incorrect value!");
	desk_does(d, "NONSENSE", "refused", "NONSENSE - Error!");
	desk_does(d, "SECLIST=ON", "refused", "No SECNUMBERs!");
	desk_does(d, "TEMPCAL=7", "done", "TEMPCAL=7 - OK");
	desk_does(d, "TEMPCAL?", "done", "TEMPCAL=7");
}

static void configuring_may_be_forbidden(void **state)
{
	struct desk *d = *state;
	struct desk_client *client = desk_begin(d);
	struct why why;

	d->config.configure = false;
	assert_int_equal(control_change(&d->control, &d->config, &why), 0);
	desk_does(d, "TEMPCAL=7", "not allowed", "TEMPCAL=7 - The console may not configure!");
	desk_does(d, " TEMPCAL=7", "not allowed", "TEMPCAL=7 - The console may not configure!");
	desk_does(d, "TEMPCAL=", "not allowed", "TEMPCAL= - The console may not configure!");
	desk_does(d, "TEMPCAL?", "done", "TEMPCAL=5");
	desk_does(d, "OFF", "done", "Power socket OFF");
	desk_does(d, "ON0", "refused", "Incorrect value!");
	desk_say(d, client, "{\"do\":\"settings\",\"secrets\":true}\n");
	desk_expect(d, client, "error", "code", "not allowed");
	desk_end(d, client);
}

static void what_has_no_answer_is_an_error(void **state)
{
	struct desk *d = *state;
	struct desk_client *client = desk_begin(d);

	desk_command(d, client, "a text that is longer than any command could be");
	desk_expect(d, client, "error", "code", "failed");
	desk_command(d, client, "");
	desk_expect(d, client, "error", "code", "failed");
	desk_command(d, client, "ON");
	desk_expect_answer(d, client, "done", "Power socket ON");
	desk_end(d, client);
}

static void the_operator_answers_later(void **state)
{
	struct desk *d = *state;
	struct desk_client *client = desk_begin(d), *other = desk_begin(d);

	codes_lay_down(network_codes(world_network(d->world)), "*100#", CONDUCT_ANSWERS, "5 EUR");
	desk_does(d, "SALDOUMS=*100#", "done", "SALDOUMS=*100# - OK");
	desk_command(d, client, "SALDO");
	desk_expect_silence(d, client);
	desk_command(d, other, "SALDO");
	desk_expect_answer(d, other, "refused", "Execute error!");
	desk_command(d, other, "OFF");
	desk_expect_answer(d, other, "done", "Power socket OFF");
	desk_command(d, other, "a text that is longer than any command could be");
	desk_expect(d, other, "error", NULL, NULL);
	/* What it asks meanwhile has to wait. */
	desk_command(d, client, "ON");
	desk_expect_silence(d, client);
	desk_pass(d, MINUTE_MS);
	desk_expect_answer(d, client, "done", "5 EUR");
	desk_expect_answer(d, client, "done", "Power socket ON");
	desk_expect_silence(d, other);
	desk_end(d, client);
	desk_end(d, other);
}

static void an_answer_to_somebody_who_has_left_is_nobodys(void **state)
{
	struct desk *d = *state;
	struct desk_client *client = desk_begin(d), *other = desk_begin(d);

	codes_lay_down(network_codes(world_network(d->world)), "*100#", CONDUCT_ANSWERS, "5 EUR");
	desk_does(d, "SALDOUMS=*100#", "done", "SALDOUMS=*100# - OK");
	desk_command(d, client, "SALDO");
	desk_end(d, client);
	desk_pass(d, MINUTE_MS);
	desk_expect_silence(d, other);
	desk_command(d, other, "ON");
	desk_expect_answer(d, other, "done", "Power socket ON");
	desk_end(d, other);
}

static void a_device_that_begins_anew_answers_no_more(void **state)
{
	struct desk *d = *state;
	struct desk_client *client = desk_begin(d);

	codes_lay_down(network_codes(world_network(d->world)), "*100#", CONDUCT_SILENT, NULL);
	desk_does(d, "SALDOUMS=*100#", "done", "SALDOUMS=*100# - OK");
	desk_command(d, client, "SALDO");
	desk_expect_silence(d, client);
	world_mains(d->world, false);
	desk_say(d, client, "");
	world_mains(d->world, true);
	desk_pass(d, 1000);
	desk_expect(d, client, "error", "code", "failed");
	desk_end(d, client);
}

static void without_a_device_nothing_can_be_asked(void **state)
{
	struct desk *d = *state;
	struct desk_client *client = desk_begin(d);

	world_mains(d->world, false);
	desk_say(d, client, "{\"do\":\"status\"}\n");
	desk_expect(d, client, "error", "code", "failed");
	desk_end(d, client);
}

static void every_model_has_a_status(void **state)
{
	struct desk *d = *state;

	for (enum model model = 0; model < MODEL_COUNT; model++) {
		bool room = (model_features(model) & FEATURE_ROOM) != 0;
		struct desk_client *client;
		cJSON *status;

		world_free(d->world);
		desk_plug_in(d, model);
		desk_pass(d, 12 * MINUTE_MS);
		desk_does(d, "ON", "done", "Power socket ON");
		client = desk_begin(d);
		desk_say(d, client, "{\"do\":\"status\"}\n");
		status = desk_hear(d, client);
		assert_non_null(status);
		assert_string_equal(desk_string(status, "model"), model_name(model));
		assert_string_equal(desk_string(status, "board"), "test");
		assert_true(cJSON_IsTrue(cJSON_GetObjectItem(cJSON_GetObjectItem(status, "outlet"), "on")));
		assert_string_equal(desk_string(cJSON_GetObjectItem(status, "modem"), "radio"), "registered");
		assert_int_equal(cJSON_IsNull(cJSON_GetObjectItem(status, "alarm")), !room);
		/* The thermometer reads 25.0, of which TEMPCAL takes 5. */
		if (room)
			assert_true(cJSON_GetNumberValue(cJSON_GetObjectItem(status, "temperature_celsius")) == 20.0);
		else
			assert_true(cJSON_IsNull(cJSON_GetObjectItem(status, "temperature_celsius")));
		cJSON_Delete(status);
		desk_expect_done(d, client);
		desk_end(d, client);
	}
}

static void a_selftest_tells_each_part(void **state)
{
	static const struct { const char *part; bool answers; } parts[] = {
		{ "outlet", true }, { "temperature", false }, { "memory", true }, { "modem", true },
		{ "sim", true },    { "network", true },      { "signal", true },
	};
	struct desk *d = *state;
	struct desk_client *client = desk_begin(d);

	desk_say(d, client, "{\"do\":\"selftest\"}\n");
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		cJSON *line = desk_hear(d, client);

		assert_non_null(line);
		assert_string_equal(desk_string(line, "part"), parts[i].part);
		assert_int_equal(cJSON_IsTrue(cJSON_GetObjectItem(line, "answers")), parts[i].answers);
		assert_true(desk_string(line, "is")[0] != '\0');
		cJSON_Delete(line);
	}
	desk_expect_done(d, client);
	desk_end(d, client);
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
	struct desk *d = *state;
	struct desk_client *client = desk_begin(d);

	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
		cJSON *line;

		desk_say(d, client, requests[i]);
		desk_say(d, client, "\n");
		line = desk_hear(d, client);
		assert_non_null(line);
		assert_string_equal(desk_string(line, "kind"), "error");
		assert_string_equal(desk_string(line, "code"), "request");
		assert_true(desk_string(line, "what")[0] != '\0' && desk_string(line, "expected")[0] != '\0');
		cJSON_Delete(line);
	}
	desk_command(d, client, "ON");
	desk_expect_answer(d, client, "done", "Power socket ON");
	desk_end(d, client);
}

static void a_request_without_an_end_is_the_last(void **state)
{
	struct desk *d = *state;
	struct desk_client *client = desk_begin(d);
	char request[8300];

	memset(request, ' ', sizeof request);
	request[sizeof request - 1] = '\0';
	desk_say(d, client, request);
	desk_expect(d, client, "error", "code", "request");
	desk_expect_end(d, client);
	desk_end(d, client);
}

static void the_longest_request_is_served(void **state)
{
	struct desk *d = *state;
	struct desk_client *client = desk_begin(d);
	char request[8194];

	/* 8192 bytes and a line feed. */
	memset(request, ' ', sizeof request);
	memcpy(request, "{\"do\":\"status\"}", strlen("{\"do\":\"status\"}"));
	strcpy(request + 8192, "\n");
	desk_say(d, client, request);
	desk_expect(d, client, "status", NULL, NULL);
	desk_expect_done(d, client);
	desk_end(d, client);
}

static void requests_come_in_any_pieces(void **state)
{
	static const char requests[] = "{\"do\":\"sms\",\"text\":\"ON\"}\n{\"do\":\"sms\",\"text\":\"OFF\"}\r\n";
	struct desk *d = *state;
	struct desk_client *client = desk_begin(d);

	for (const char *c = requests; *c != '\0'; c++)
		desk_say(d, client, (const char[]){ *c, '\0' });
	desk_expect_answer(d, client, "done", "Power socket ON");
	desk_expect_answer(d, client, "done", "Power socket OFF");
	desk_say(d, client, requests);
	desk_expect_answer(d, client, "done", "Power socket ON");
	desk_expect_answer(d, client, "done", "Power socket OFF");
	desk_end(d, client);
}

static void whoever_has_no_more_to_ask_is_answered(void **state)
{
	struct desk *d = *state;
	struct desk_client *client = desk_begin(d);
	static const char request[] = "{\"do\":\"status\"}\n";

	assert_int_equal(send(client->fd, request, strlen(request), 0), strlen(request));
	assert_int_equal(shutdown(client->fd, SHUT_WR), 0);
	desk_expect(d, client, "status", NULL, NULL);
	desk_expect_done(d, client);
	desk_expect_end(d, client);
	desk_end(d, client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		DESK_TEST(commands_are_answered),
		DESK_TEST(configuring_may_be_forbidden),
		DESK_TEST(what_has_no_answer_is_an_error),
		DESK_TEST(the_operator_answers_later),
		DESK_TEST(an_answer_to_somebody_who_has_left_is_nobodys),
		DESK_TEST(a_device_that_begins_anew_answers_no_more),
		DESK_TEST(without_a_device_nothing_can_be_asked),
		DESK_TEST(every_model_has_a_status),
		DESK_TEST(a_selftest_tells_each_part),
		DESK_TEST(bad_requests_are_told_what_was_expected),
		DESK_TEST(a_request_without_an_end_is_the_last),
		DESK_TEST(the_longest_request_is_served),
		DESK_TEST(requests_come_in_any_pieces),
		DESK_TEST(whoever_has_no_more_to_ask_is_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
