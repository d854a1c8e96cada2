/* The seam between the world and the microcontroller: which deeds a world asks for, and when; and what it makes of what it is
 * told, by a microcontroller that only writes down.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/play.h"
#include "sim/statement.h"

struct fake {
	struct world *world;
	struct port port;
	char deeds[1000];
	bool restarts, cut, mic; /* what it does in the next step */
	uint64_t due_ms;
	const char *trouble;
	bool closed;
};

static struct fake fake;

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void say(const char *format, ...)
{
	size_t len = strlen(fake.deeds);
	va_list args;

	va_start(args, format);
	vsnprintf(fake.deeds + len, sizeof fake.deeds - len, format, args);
	va_end(args);
}

static void expect_deeds(const char *deeds)
{
	assert_string_equal(fake.deeds, deeds);
	fake.deeds[0] = '\0';
}

static void close_it(void *self)
{
	(void)self;
	fake.closed = true;
}

static void start(void *self, uint64_t now_ms, const struct mcu_start *s)
{
	(void)self;
	fake.port = s->port;
	fake.due_ms = UINT64_MAX;
	say("start %d model %d pin %s senses %d%d%d%d reads %d %d %d%%; ", (int)s->config.power_lost, (int)s->config.core.model,
	    s->config.pin != NULL ? s->config.pin : "-", s->sensed[INPUT_BUTTON], s->sensed[INPUT_SENSOR], s->sensed[INPUT_JACK],
	    s->sensed[INPUT_MAINS], s->reading.known, s->reading.raw_dc, s->reading.battery_pct);
	(void)now_ms;
}

static void stop(void *self, bool power_lost)
{
	(void)self;
	fake.cut = fake.mic = false;
	say("stop %d; ", (int)power_lost);
}

static void feed(void *self, uint64_t now_ms, const uint8_t *bytes, size_t len)
{
	(void)self;
	(void)now_ms;
	(void)bytes;
	say("feed %zu; ", len);
}

static void input(void *self, uint64_t now_ms, enum core_input input, bool level)
{
	(void)self;
	say("%llu: input %d %d; ", (unsigned long long)now_ms, (int)input, (int)level);
}

static void reading(void *self, uint64_t now_ms, const struct mcu_reading *r)
{
	(void)self;
	say("%llu: reads %d %d %d%%; ", (unsigned long long)now_ms, (int)r->known, r->raw_dc, r->battery_pct);
}

static void command(void *self, uint64_t now_ms, const char *text, bool may_configure)
{
	(void)self;
	(void)now_ms;
	say("command %s %d; ", text, (int)may_configure);
}

static void step(void *self, uint64_t now_ms)
{
	(void)self;
	if (fake.due_ms > now_ms)
		return;
	fake.due_ms = UINT64_MAX;
	say("%llu: step; ", (unsigned long long)now_ms);
	fake.port.outlet(fake.port.ctx, true);
	fake.mic = true;
	if (fake.restarts)
		fake.port.restart(fake.port.ctx);
	fake.restarts = false;
}

static uint64_t deadline_ms(const void *self)
{
	(void)self;
	return fake.due_ms;
}

static bool mic_live(const void *self)
{
	(void)self;
	return fake.mic;
}

static void cut_after(void *self, uint64_t writes)
{
	(void)self;
	say("cut after %d; ", (int)writes);
}

static bool cut_off(const void *self)
{
	(void)self;
	return fake.cut;
}

static const char *trouble(void *self)
{
	(void)self;
	return fake.trouble;
}

static struct mcu make(void *ctx)
{
	static const struct mcu_deeds deeds = {
		close_it, start, stop, feed, input, reading, command, step, deadline_ms, mic_live, cut_after, cut_off, trouble,
	};

	(void)ctx;
	return (struct mcu){ &deeds, &fake };
}

static void plug_in(enum model model)
{
	const struct world_config config = { .model = model, .profile = "generic", .seed = 1, .pin = "4711", .mcu = make(NULL) };

	fake = (struct fake){ .due_ms = UINT64_MAX };
	fake.world = world_new(&config, NULL);
	assert_non_null(fake.world);
	world_mains(fake.world, true);
	/* It would talk. */
	fake.port.modem_power(fake.port.ctx, false);
}

static int unplug(void **state)
{
	(void)state;
	world_free(fake.world);
	assert_true(fake.closed);
	return 0;
}

static void it_starts_with_what_the_board_senses(void **state)
{
	(void)state;
	plug_in(MODEL_706);
	expect_deeds("start 1 model 0 pin 4711 senses 0011 reads 1 250 100%; ");
	assert_true(world_alive(fake.world));
}

static void thermometer_and_battery_are_read_together(void **state)
{
	(void)state;
	plug_in(MODEL_707);
	fake.deeds[0] = '\0';
	world_run_until(fake.world, 10000);
	world_battery(fake.world, 37);
	expect_deeds("10000: reads 1 250 37%; ");
	world_thermometer(fake.world, THERMOMETER_NONE, 0);
	expect_deeds("10000: reads 0 0 37%; ");
	world_run_until(fake.world, 69999);
	expect_deeds("");
	world_run_until(fake.world, 130000);
	expect_deeds("70000: reads 0 0 37%; 130000: reads 0 0 37%; ");
}

static void inputs_and_commands_go_to_it_at_once(void **state)
{
	(void)state;
	plug_in(MODEL_706);
	fake.deeds[0] = '\0';
	world_sense(fake.world, INPUT_SENSOR, true);
	world_sense(fake.world, INPUT_SENSOR, true);
	assert_true(world_command(fake.world, "STATUS", true));
	expect_deeds("0: input 1 1; command STATUS 1; ");
}

static void what_is_due_is_done_at_its_moment(void **state)
{
	(void)state;
	plug_in(MODEL_706);
	fake.deeds[0] = '\0';
	fake.due_ms = 1234;
	world_run_until(fake.world, 5000);
	expect_deeds("1234: step; ");
	assert_true(world_outlet(fake.world));
	assert_true(world_mic(fake.world));
}

static void its_modems_line_carries_bytes_both_ways(void **state)
{
	(void)state;
	plug_in(MODEL_706);
	fake.deeds[0] = '\0';
	fake.port.modem_power(fake.port.ctx, true);
	world_run_until(fake.world, 10000);
	/* Its banners. */
	assert_non_null(strstr(fake.deeds, "feed "));
	fake.deeds[0] = '\0';
	fake.port.modem_send(fake.port.ctx, (const uint8_t *)"AT\r", 3);
	world_run_until(fake.world, 11000);
	assert_non_null(strstr(fake.deeds, "feed "));
}

static void a_restart_is_no_loss_of_power(void **state)
{
	(void)state;
	plug_in(MODEL_706);
	fake.deeds[0] = '\0';
	fake.restarts = true;
	fake.due_ms = 1000;
	world_run_until(fake.world, 1000);
	expect_deeds("1000: step; stop 0; start 0 model 0 pin 4711 senses 0011 reads 1 250 100%; ");
	assert_false(world_outlet(fake.world));
}

static void a_cut_is_one(void **state)
{
	(void)state;
	plug_in(MODEL_706);
	fake.deeds[0] = '\0';
	world_cut(fake.world);
	expect_deeds("stop 1; ");
	assert_false(world_alive(fake.world));
	world_mains(fake.world, true);
	expect_deeds("start 1 model 0 pin 4711 senses 0011 reads 1 250 100%; ");
}

static void a_cut_in_a_write_ends_what_is_under_way(void **state)
{
	(void)state;
	plug_in(MODEL_706);
	fake.deeds[0] = '\0';
	world_cut_after(fake.world, 3);
	expect_deeds("cut after 3; ");
	fake.cut = true;
	fake.due_ms = 1000;
	world_run_until(fake.world, 1000);
	expect_deeds("1000: step; stop 1; ");
	assert_false(world_alive(fake.world));
	assert_false(world_has_mains(fake.world));
	/* The outlet that it still switched never was on. */
	assert_false(world_outlet(fake.world));
}

static void its_trouble_is_what_fails_a_statement(void **state)
{
	char buffer[PLAY_WHY_CAP];
	struct play play = { .plugged_in = true };
	struct statement s;
	struct text why;

	(void)state;
	plug_in(MODEL_706);
	play.world = fake.world;
	text_init(&why, buffer, sizeof buffer);
	assert_int_equal(statement_parse(&s, "expect outlet on", &why), 0);
	assert_false(play_statement(&play, &s, &why));
	assert_string_equal(buffer, "outlet is off, expected on");
	fake.trouble = "it smells of smoke";
	text_init(&why, buffer, sizeof buffer);
	assert_false(play_statement(&play, &s, &why));
	assert_string_equal(buffer, "it smells of smoke");
	statement_free(&s);
	/* Also one that would have passed. */
	assert_int_equal(statement_parse(&s, "expect outlet off", &why), 0);
	text_init(&why, buffer, sizeof buffer);
	assert_false(play_statement(&play, &s, &why));
	assert_string_equal(buffer, "it smells of smoke");
	statement_free(&s);
}

static void a_world_that_cannot_be_made_gives_it_back(void **state)
{
	const struct world_config config = { .model = MODEL_706, .profile = "none such", .seed = 1, .mcu = make(NULL) };

	(void)state;
	fake = (struct fake){ .due_ms = UINT64_MAX };
	assert_null(world_new(&config, NULL));
	assert_true(fake.closed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(it_starts_with_what_the_board_senses, unplug),
		cmocka_unit_test_teardown(thermometer_and_battery_are_read_together, unplug),
		cmocka_unit_test_teardown(inputs_and_commands_go_to_it_at_once, unplug),
		cmocka_unit_test_teardown(what_is_due_is_done_at_its_moment, unplug),
		cmocka_unit_test_teardown(its_modems_line_carries_bytes_both_ways, unplug),
		cmocka_unit_test_teardown(a_restart_is_no_loss_of_power, unplug),
		cmocka_unit_test_teardown(a_cut_is_one, unplug),
		cmocka_unit_test_teardown(a_cut_in_a_write_ends_what_is_under_way, unplug),
		cmocka_unit_test_teardown(its_trouble_is_what_fails_a_statement, unplug),
		cmocka_unit_test(a_world_that_cannot_be_made_gives_it_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
