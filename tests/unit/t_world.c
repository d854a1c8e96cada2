/* The world: power, time that jumps, equal seeds, and the wire between device and modem.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/civil.h"
#include "base/text.h"
#include "sim/wire.h"
#include "sim/world.h"

#define MINUTE_MS 60000u
#define PHONE "+33600000001"

/* --- The wire. --- */

static void test_wire(void **state)
{
	uint8_t sent[1000], got[sizeof sent + WIRE_CHUNK_MAX];
	size_t len = 0, chunks = 0;
	uint64_t at_ms = 5000;
	struct wire w;

	(void)state;
	for (size_t i = 0; i < sizeof sent; i++)
		sent[i] = (uint8_t)(i * 7);
	wire_init(&w, 1);
	assert_int_equal(wire_deadline_ms(&w), UINT64_MAX);
	wire_put(&w, at_ms, sent, 400);
	wire_put(&w, at_ms, sent + 400, sizeof sent - 400);
	assert_int_equal(wire_get(&w, at_ms, got), 0);
	while (wire_deadline_ms(&w) != UINT64_MAX) {
		assert_true(wire_deadline_ms(&w) >= at_ms);
		at_ms = wire_deadline_ms(&w);
		size_t chunk = wire_get(&w, at_ms, got + len);
		assert_in_range(chunk, 1, WIRE_CHUNK_MAX);
		len += chunk;
		chunks++;
	}
	assert_int_equal(len, sizeof sent);
	assert_memory_equal(got, sent, sizeof sent);
	/* Ten bits a byte at 115200 baud: 1000 bytes take 87 ms. */
	assert_in_range(at_ms, 5086, 5090);
	assert_in_range(chunks, 1000 / WIRE_CHUNK_MAX, 200);
	wire_clear(&w);
}

static void test_wire_clear(void **state)
{
	uint8_t bytes[WIRE_CHUNK_MAX];
	struct wire w;

	(void)state;
	wire_init(&w, 1);
	wire_put(&w, 0, (const uint8_t *)"AT\r", 3);
	wire_clear(&w);
	assert_int_equal(wire_deadline_ms(&w), UINT64_MAX);
	assert_int_equal(wire_get(&w, 1000, bytes), 0);
}

/* --- The world, and what it told. --- */

struct heard {
	struct text log;
	char bytes[20000];
	unsigned ons, offs, arrived, powers, restarts;
	char call[200];
	uint64_t last_ms;
};

static void hear(void *ctx, const struct world_news *news)
{
	struct heard *h = ctx;

	assert_true(news->at_ms >= h->last_ms);
	h->last_ms = news->at_ms;
	text_number(&h->log, (int64_t)news->at_ms);
	text_char(&h->log, ' ');
	text_number(&h->log, (int64_t)news->kind);
	text_char(&h->log, '\n');
	if (news->kind == NEWS_OUTLET)
		*(news->on ? &h->ons : &h->offs) += 1;
	if (news->kind == NEWS_ARRIVED)
		h->arrived++;
	h->powers += news->kind == NEWS_POWER;
	h->restarts += news->kind == NEWS_RESTART;
	if (news->kind == NEWS_PHONE) {
		strcat(h->call, voice_phone_name(news->phone.is));
		strcat(h->call, ", ");
	}
}

static struct world *new_world(enum model model, uint64_t seed, struct heard *h)
{
	const struct world_config config = { .model = model, .profile = "generic", .seed = seed };

	*h = (struct heard){ 0 };
	text_init(&h->log, h->bytes, sizeof h->bytes);
	struct world *w = world_new(&config, &(struct world_watch){ .ctx = h, .tell = hear });
	assert_non_null(w);
	return w;
}

static void run_for(struct world *w, uint64_t for_ms)
{
	world_run_until(w, world_now_ms(w) + for_ms);
}

static void test_unplugged(void **state)
{
	struct heard h;

	(void)state;
	struct world *w = new_world(MODEL_706, 1, &h);
	run_for(w, 1000 * MINUTE_MS);
	assert_int_equal(world_now_ms(w), 1000 * MINUTE_MS);
	assert_false(world_alive(w));
	assert_false(world_has_mains(w));
	assert_string_equal(h.bytes, "");
	world_free(w);
}

static void test_no_profile(void **state)
{
	(void)state;
	assert_null(world_new(&(struct world_config){ .model = MODEL_706, .profile = "none such", .seed = 1 }, NULL));
}

static void test_switch(void **state)
{
	struct heard h;

	(void)state;
	struct world *w = new_world(MODEL_706, 1, &h);
	world_mains(w, true);
	assert_true(world_alive(w));
	assert_int_equal(world_text(w, PHONE, "ON", NULL), 0);
	run_for(w, MINUTE_MS);
	assert_true(world_outlet(w));
	assert_int_equal(h.ons, 1);
	assert_int_equal(h.arrived, 1);
	assert_int_equal(world_led(w, LED_GSM), PATTERN_FLASH3S);
	/* The flash remembers, the rest is gone. */
	world_mains(w, false);
	assert_false(world_alive(w));
	assert_false(world_outlet(w));
	assert_int_equal(world_led(w, LED_GSM), PATTERN_OFF);
	run_for(w, MINUTE_MS);
	world_mains(w, true);
	run_for(w, 1);
	assert_true(world_outlet(w));
	assert_int_equal(h.offs, 1);
	world_free(w);
}

static void test_battery(void **state)
{
	struct heard h;

	(void)state;
	struct world *w = new_world(MODEL_707, 1, &h);
	world_mains(w, true);
	world_mains(w, false);
	assert_true(world_alive(w));
	assert_false(world_has_mains(w));
	world_cut(w);
	assert_false(world_alive(w));
	/* Empty it holds nothing up; the mains fills it. */
	world_mains(w, true);
	world_mains(w, false);
	assert_true(world_alive(w));
	world_battery(w, 0);
	assert_false(world_alive(w));
	world_mains(w, true);
	assert_true(world_alive(w));
	assert_int_equal(world_battery_percent(w), 100);
	world_battery(w, 0);
	assert_true(world_alive(w));
	world_mains(w, false);
	assert_false(world_alive(w));
	world_free(w);

	/* A socket without one does not care. */
	w = new_world(MODEL_706, 1, &h);
	world_mains(w, true);
	world_battery(w, 0);
	assert_true(world_alive(w));
	world_free(w);
}

/* What is done to the board of a dead socket is done all the same. */
static void test_senses(void **state)
{
	struct heard h;
	int raw_dc = 0;

	(void)state;
	struct world *w = new_world(MODEL_706, 1, &h);
	assert_true(world_sensed(w, INPUT_JACK));
	assert_false(world_sensed(w, INPUT_SENSOR) || world_sensed(w, INPUT_BUTTON) || world_sensed(w, INPUT_MAINS));
	assert_true(world_raw_dc(w, &raw_dc));
	assert_int_equal(raw_dc, WORLD_RAW_DC);
	for (int i = 0; i < 2; i++) {
		world_sense(w, INPUT_SENSOR, true);
		assert_true(world_sensed(w, INPUT_SENSOR));
		world_sense(w, INPUT_SENSOR, false);
		assert_false(world_sensed(w, INPUT_SENSOR));
		world_thermometer(w, THERMOMETER_STEADY, -35);
		assert_true(world_raw_dc(w, &raw_dc));
		assert_int_equal(raw_dc, -35);
		world_thermometer(w, THERMOMETER_NONE, 0);
		assert_false(world_raw_dc(w, &raw_dc));
		world_mains(w, true);
		run_for(w, MINUTE_MS);
	}
	assert_true(world_sensed(w, INPUT_MAINS));
	world_free(w);
}

static void hold_button(struct world *w, uint64_t for_ms)
{
	world_sense(w, INPUT_BUTTON, true);
	run_for(w, for_ms);
	world_sense(w, INPUT_BUTTON, false);
	run_for(w, 100);
}

/* A factory reset: the device begins anew, its settings gone, and nothing has lost its power. */
static void test_restart(void **state)
{
	struct heard h;

	(void)state;
	struct world *w = new_world(MODEL_706, 1, &h);
	world_mains(w, true);
	assert_int_equal(world_text(w, PHONE, "ON", NULL), 0);
	run_for(w, MINUTE_MS);
	hold_button(w, 5000);
	hold_button(w, 100);
	assert_int_equal(h.restarts, 1);
	assert_int_equal(h.powers, 1);
	assert_int_equal(h.offs, 1);
	run_for(w, MINUTE_MS);
	assert_int_equal(world_led(w, LED_GSM), PATTERN_FLASH3S);
	world_free(w);
}

/* A low battery: the device ends itself, but not while the mains holds it up. */
static void test_shut_down(void **state)
{
	struct heard h;

	(void)state;
	struct world *w = new_world(MODEL_707, 1, &h);
	world_mains(w, true);
	world_battery(w, 1);
	run_for(w, 10 * MINUTE_MS);
	assert_true(world_alive(w));
	world_mains(w, true);
	world_mains(w, false);
	world_battery(w, 1);
	run_for(w, 10 * MINUTE_MS);
	assert_false(world_alive(w));
	world_mains(w, true);
	assert_true(world_alive(w));
	world_free(w);
}

/* A heater on the outlet warms the room, and the thermometer in the case reads more than that. */
static void test_room(void **state)
{
	const struct world_config config = { .model = MODEL_706, .profile = "generic", .seed = 1, .in_room = true };
	int raw_dc = 0;

	(void)state;
	struct world *w = world_new(&config, NULL);
	assert_true(world_raw_dc(w, &raw_dc));
	assert_int_equal(raw_dc, ROOM_START_DC + ROOM_CASE_DC);
	world_mains(w, true);
	run_for(w, 360 * MINUTE_MS);
	int cold_dc = world_room_dc(w);
	assert_in_range(cold_dc, 100, 110);
	assert_int_equal(world_text(w, PHONE, "ON", NULL), 0);
	run_for(w, 360 * MINUTE_MS);
	assert_true(world_outlet(w));
	assert_in_range(world_room_dc(w), 200, 240);
	assert_true(world_raw_dc(w, &raw_dc));
	assert_int_equal(raw_dc, world_room_dc(w) + ROOM_CASE_DC);
	world_mains(w, false);
	run_for(w, 360 * MINUTE_MS);
	assert_true(world_room_dc(w) < 150);
	world_thermometer(w, THERMOMETER_STEADY, 300);
	world_thermometer(w, THERMOMETER_ROOM, 0);
	assert_true(world_raw_dc(w, &raw_dc));
	assert_int_equal(raw_dc, world_room_dc(w) + ROOM_CASE_DC);
	world_free(w);
}

/* What becomes of a call is told, change by change. */
static void test_call(void **state)
{
	struct heard h;

	(void)state;
	struct world *w = new_world(MODEL_706, 1, &h);
	world_mains(w, true);
	run_for(w, MINUTE_MS);
	struct voice *voice = network_voice(world_network(w));
	assert_int_equal(voice_place(voice, world_now_ms(w), PHONE, false), 0);
	run_for(w, 5000);
	assert_int_equal(world_phone(w, PHONE), PHONE_HEARING);
	voice_hang_up(voice, PHONE);
	run_for(w, 5000);
	assert_string_equal(h.call, "calling, hearing ringing, disconnected, ");
	world_free(w);
}

/* A cut in the middle of a write is a cut: nothing of that step is seen outside, and the socket starts again. */
static void test_cut_after(void **state)
{
	struct heard h;

	(void)state;
	struct world *w = new_world(MODEL_706, 1, &h);
	world_mains(w, true);
	run_for(w, MINUTE_MS);
	world_cut_after(w, 1);
	assert_int_equal(world_text(w, PHONE, "ON", NULL), 0);
	run_for(w, MINUTE_MS);
	assert_false(world_alive(w));
	assert_false(world_has_mains(w));
	assert_int_equal(h.ons, 0);
	assert_int_equal(h.arrived, 0);
	world_mains(w, true);
	run_for(w, 2 * MINUTE_MS);
	assert_true(world_alive(w));
	assert_int_equal(h.arrived, 1);
	world_free(w);
}

/* The same world twice, another one once. */
static void test_seeds(void **state)
{
	static struct heard heard[3];
	static const uint64_t seeds[] = { 5, 5, 6 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct world *w = new_world(MODEL_706, seeds[i], &heard[i]);

		world_mains(w, true);
		for (int n = 0; n < 5; n++) {
			assert_int_equal(world_text(w, PHONE, n % 2 ? "OFF" : "ON3", NULL), 0);
			run_for(w, MINUTE_MS);
		}
		assert_int_equal(heard[i].arrived, 5);
		world_free(w);
	}
	assert_string_equal(heard[0].bytes, heard[1].bytes);
	assert_string_not_equal(heard[0].bytes, heard[2].bytes);
}

/* One by one, the things due come in order, none after the limit, and the time is then the limit. */
static void test_advance(void **state)
{
	struct heard h;
	uint64_t last_ms = 0;

	(void)state;
	struct world *w = new_world(MODEL_706, 1, &h);
	world_mains(w, true);
	uint64_t due_ms = world_next_deadline_ms(w);
	while (world_advance(w, 12345)) {
		assert_int_equal(world_now_ms(w), due_ms);
		assert_in_range(world_now_ms(w), last_ms, 12345);
		last_ms = world_now_ms(w);
		due_ms = world_next_deadline_ms(w);
	}
	assert_int_equal(world_now_ms(w), 12345);
	assert_true(world_next_deadline_ms(w) > 12345);
	assert_false(world_advance(w, 10));
	assert_int_equal(world_now_ms(w), 12345);
	world_free(w);
}

/* The operator's clock begins when the socket is first plugged in, unless it was set. */
static void test_clock(void **state)
{
	const struct civil noon = { 2026, 1, 5, 12, 0, 0 };
	struct heard h;

	(void)state;
	struct world *w = new_world(MODEL_706, 1, &h);
	run_for(w, 100 * MINUTE_MS);
	world_mains(w, true);
	assert_int_equal(network_local_s(world_network(w), world_now_ms(w)), civil_seconds(&noon));
	assert_int_equal(network_zone_qh(world_network(w)), 4);
	world_free(w);

	w = new_world(MODEL_706, 1, &h);
	world_clock(w, &(struct network_stamp){ 1900000000, -8 });
	run_for(w, MINUTE_MS);
	world_mains(w, true);
	assert_int_equal(network_local_s(world_network(w), world_now_ms(w)), 1900000060);
	assert_int_equal(network_zone_qh(world_network(w)), -8);
	world_free(w);
}

static void test_notes(void **state)
{
	struct heard h;

	(void)state;
	struct world *w = new_world(MODEL_706, 1, &h);
	world_mains(w, true);
	assert_int_equal(world_text(w, "Orange", "Hello", NULL), 0);
	run_for(w, MINUTE_MS);
	size_t count = world_note_count(w), found = 0;
	for (size_t i = 0; i < count; i++)
		if (strcmp(world_note(w, i)->what, "message from a service") == 0 &&
		    strcmp(world_note(w, i)->who, "Orange") == 0 && strcmp(world_note(w, i)->text, "Hello") == 0)
			found++;
	assert_int_equal(found, 1);
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wire),
		cmocka_unit_test(test_wire_clear),
		cmocka_unit_test(test_unplugged),
		cmocka_unit_test(test_no_profile),
		cmocka_unit_test(test_switch),
		cmocka_unit_test(test_battery),
		cmocka_unit_test(test_senses),
		cmocka_unit_test(test_restart),
		cmocka_unit_test(test_shut_down),
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_call),
		cmocka_unit_test(test_cut_after),
		cmocka_unit_test(test_seeds),
		cmocka_unit_test(test_advance),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_notes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
