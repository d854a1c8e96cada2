/* The driver and the virtual modem together: calls and codes, as both sides of the line see them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "modem/modem.h"
#include "sim/codes.h"
#include "sim/vmodem.h"
#include "sim/voice.h"

#define SOCKET "+33600000000"
#define PHONE "+33600000001"

struct pair {
	uint64_t now_ms;
	struct network *network;
	struct vmodem *vmodem;
	struct modem m;
	uint8_t to_modem[512];
	size_t to_modem_len;
	uint8_t to_driver[4096];
	size_t to_driver_len;
};

static const struct number phone = { NUMBER_INTERNATIONAL, PHONE };

static void keep(uint8_t *to, size_t *to_len, size_t cap, const uint8_t *bytes, size_t len)
{
	assert_true(*to_len + len <= cap);
	memcpy(to + *to_len, bytes, len);
	*to_len += len;
}

static void driver_send(void *ctx, const uint8_t *bytes, size_t len)
{
	struct pair *p = ctx;

	keep(p->to_modem, &p->to_modem_len, sizeof p->to_modem, bytes, len);
}

static void modem_says(void *ctx, const uint8_t *bytes, size_t len)
{
	struct pair *p = ctx;

	keep(p->to_driver, &p->to_driver_len, sizeof p->to_driver, bytes, len);
}

static void note(void *ctx, const struct note *note)
{
	(void)ctx;
	assert_non_null(note->what);
}

static bool carry(struct pair *p)
{
	uint8_t bytes[sizeof p->to_driver];
	size_t len = p->to_modem_len;

	memcpy(bytes, p->to_modem, len);
	p->to_modem_len = 0;
	if (len > 0) {
		vmodem_feed(p->vmodem, p->now_ms, bytes, len);
		return true;
	}
	len = p->to_driver_len;
	memcpy(bytes, p->to_driver, len);
	p->to_driver_len = 0;
	for (size_t i = 0; i < len;)
		i += modem_feed(&p->m, p->now_ms, bytes + i, len - i);
	modem_step(&p->m, p->now_ms);
	return len > 0;
}

static uint64_t next_ms(const struct pair *p)
{
	uint64_t at_ms = modem_deadline_ms(&p->m);
	uint64_t other_ms = vmodem_deadline_ms(p->vmodem);
	uint64_t third_ms = network_deadline_ms(p->network);

	at_ms = other_ms < at_ms ? other_ms : at_ms;
	return third_ms < at_ms ? third_ms : at_ms;
}

static void run(struct pair *p, uint64_t for_ms)
{
	uint64_t end_ms = p->now_ms + for_ms;

	for (int i = 0;; i++) {
		assert_true(i < 20000);
		if (carry(p))
			continue;
		uint64_t at_ms = next_ms(p);
		if (at_ms > end_ms)
			break;
		if (at_ms > p->now_ms)
			p->now_ms = at_ms;
		network_step(p->network, p->now_ms);
		vmodem_step(p->vmodem, p->now_ms);
		modem_step(&p->m, p->now_ms);
	}
	p->now_ms = end_ms;
}

static int setup(void **state)
{
	static struct pair p;
	const struct vmodem_line line = { &p, modem_says };
	const struct modem_port port = { &p, driver_send, note, NULL };

	memset(&p, 0, sizeof p);
	p.network = network_new(SOCKET, 1);
	p.vmodem = vmodem_new("generic", p.network, &line, 1);
	vmodem_power(p.vmodem, 0, true);
	modem_start(&p.m, &port, 0);
	run(&p, 40000);
	assert_int_equal(modem_radio(&p.m), MODEM_REGISTERED);
	*state = &p;
	return 0;
}

static int teardown(void **state)
{
	struct pair *p = *state;

	vmodem_free(p->vmodem);
	network_free(p->network);
	return 0;
}

static struct voice *voice(struct pair *p)
{
	return network_voice(p->network);
}

static void expect_end(struct pair *p, enum modem_call_end end)
{
	assert_int_equal(modem_call(&p->m), MODEM_NO_CALL);
	assert_int_equal(modem_call_end(&p->m), end);
	assert_int_equal(modem_call_end(&p->m), MODEM_END_NONE);
	assert_int_equal(voice_call(voice(p)), CALL_NONE);
}

static void learns_who_it_is(void **state)
{
	struct pair *p = *state;

	assert_int_equal(strlen(modem_imei(&p->m)), 15);
	assert_true(modem_own_number(&p->m)->kind == NUMBER_NONE || strcmp(modem_own_number(&p->m)->text, SOCKET) == 0);
}

static void a_caller_gives_up(void **state)
{
	struct pair *p = *state;

	voice_place(voice(p), p->now_ms, PHONE, false);
	run(p, 2000);
	assert_int_equal(modem_call(&p->m), MODEM_CALL_IN);
	assert_string_equal(modem_caller(&p->m)->text, PHONE);
	run(p, 20000);
	assert_int_equal(modem_call(&p->m), MODEM_CALL_IN);
	voice_hang_up(voice(p), PHONE);
	run(p, 1500);
	expect_end(p, MODEM_END_OVER);
}

/* PHONE calls, and is answered. */
static void talk(struct pair *p)
{
	voice_place(voice(p), p->now_ms, PHONE, false);
	run(p, 2000);
	modem_answer(&p->m, p->now_ms);
	run(p, 1000);
	assert_int_equal(modem_call(&p->m), MODEM_CALL_UP);
}

/* The socket hangs up, and PHONE notices. */
static void leave(struct pair *p)
{
	modem_hang_up(&p->m, p->now_ms);
	run(p, 1500);
	assert_int_equal(voice_phone(voice(p), PHONE), PHONE_IDLE);
}

/* The operator does so when it is asked for the balance. */
static void ask(struct pair *p, enum codes_conduct conduct, const char *text)
{
	assert_int_equal(codes_lay_down(network_codes(p->network), "*100#", conduct, text), 0);
	modem_ussd(&p->m, p->now_ms, "*100#");
}

static void a_withheld_number_shows_in_time(void **state)
{
	struct pair *p = *state;

	voice_place(voice(p), p->now_ms, PHONE, true);
	run(p, 4600);
	assert_int_equal(modem_call(&p->m), MODEM_CALL_IN);
	assert_int_equal(modem_caller(&p->m)->kind, NUMBER_NONE);
	run(p, 70000);
	expect_end(p, MODEM_END_OVER);
}

static void rejects(void **state)
{
	struct pair *p = *state;

	for (int i = 0; i < 3; i++) {
		voice_place(voice(p), p->now_ms, PHONE, false);
		run(p, 2000);
		assert_int_equal(modem_call(&p->m), MODEM_CALL_IN);
		leave(p);
		expect_end(p, MODEM_END_OVER);
	}
}

static void answers(void **state)
{
	struct pair *p = *state;

	talk(p);
	assert_int_equal(voice_phone(voice(p), PHONE), PHONE_CONNECTED);
	run(p, 100000);
	assert_int_equal(modem_call(&p->m), MODEM_CALL_UP);
	voice_hang_up(voice(p), PHONE);
	run(p, 1500);
	expect_end(p, MODEM_END_OVER);
}

static void reaches_somebody(void **state)
{
	struct pair *p = *state;

	modem_dial(&p->m, p->now_ms, &phone);
	run(p, 8000);
	assert_int_equal(modem_call(&p->m), MODEM_CALL_OUT);
	assert_int_equal(voice_phone(voice(p), PHONE), PHONE_RINGING);
	assert_int_equal(voice_pick_up(voice(p), PHONE), 0);
	run(p, 1000);
	assert_int_equal(modem_call(&p->m), MODEM_CALL_UP);
	leave(p);
	expect_end(p, MODEM_END_OVER);
}

static void reaches_nobody(void **state)
{
	struct pair *p = *state;

	modem_dial(&p->m, p->now_ms, &phone);
	run(p, 8000);
	voice_reject(voice(p), PHONE);
	run(p, 1500);
	expect_end(p, MODEM_END_REJECTED);

	modem_dial(&p->m, p->now_ms, &phone);
	run(p, 20000);
	assert_int_equal(modem_call(&p->m), MODEM_CALL_OUT);
	leave(p);
	expect_end(p, MODEM_END_UNREACHED);

	modem_dial(&p->m, p->now_ms, &phone);
	run(p, 65000);
	expect_end(p, MODEM_END_UNREACHED);

	voice_reach(voice(p), PHONE, false);
	modem_dial(&p->m, p->now_ms, &phone);
	run(p, 30000);
	expect_end(p, MODEM_END_UNREACHED);
}

static void loses_the_network(void **state)
{
	struct pair *p = *state;

	talk(p);
	network_cover(p->network, false);
	run(p, 10000);
	expect_end(p, MODEM_END_OVER);
	modem_dial(&p->m, p->now_ms, &phone);
	expect_end(p, MODEM_END_UNREACHED);
}

static void asks_the_operator(void **state)
{
	static const char *const texts[] = { "Balance: 5.50 EUR @home_1", "Line one\nLine {two}", "Zůstatek 5,50 Kč", "5 €" };
	struct pair *p = *state;
	const char *got;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		ask(p, CONDUCT_ANSWERS, texts[i]);
		run(p, 4000);
		assert_int_equal(modem_ussd_result(&p->m, &got), MODEM_USSD_ANSWERED);
		assert_string_equal(got, texts[i]);
	}
	ask(p, CONDUCT_FAILS, NULL);
	run(p, 4000);
	assert_int_equal(modem_ussd_result(&p->m, &got), MODEM_USSD_FAILED);
	ask(p, CONDUCT_SILENT, NULL);
	run(p, 29000);
	assert_int_equal(modem_ussd_result(&p->m, &got), MODEM_USSD_NONE);
	run(p, 2000);
	assert_int_equal(modem_ussd_result(&p->m, &got), MODEM_USSD_FAILED);
	/* And the line is free again. */
	ask(p, CONDUCT_ANSWERS, "Fine");
	run(p, 4000);
	assert_int_equal(modem_ussd_result(&p->m, &got), MODEM_USSD_ANSWERED);
}

/* Each answer comes two seconds late. */
static void a_slow_modem_can_be_called_all_the_same(void **state)
{
	struct pair *p = *state;

	vmodem_slow(p->vmodem, 2000);
	voice_place(voice(p), p->now_ms, PHONE, false);
	run(p, 6000);
	assert_int_equal(modem_call(&p->m), MODEM_CALL_IN);
	modem_answer(&p->m, p->now_ms);
	run(p, 8000);
	assert_int_equal(modem_call(&p->m), MODEM_CALL_UP);
	modem_hang_up(&p->m, p->now_ms);
	run(p, 15000);
	expect_end(p, MODEM_END_OVER);
}

static void a_modem_that_restarts_has_no_call(void **state)
{
	struct pair *p = *state;

	talk(p);
	vmodem_power(p->vmodem, p->now_ms, false);
	vmodem_power(p->vmodem, p->now_ms, true);
	run(p, 60000);
	expect_end(p, MODEM_END_OVER);
	assert_int_equal(modem_radio(&p->m), MODEM_REGISTERED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(learns_who_it_is, setup, teardown),
		cmocka_unit_test_setup_teardown(a_caller_gives_up, setup, teardown),
		cmocka_unit_test_setup_teardown(a_withheld_number_shows_in_time, setup, teardown),
		cmocka_unit_test_setup_teardown(rejects, setup, teardown),
		cmocka_unit_test_setup_teardown(answers, setup, teardown),
		cmocka_unit_test_setup_teardown(reaches_somebody, setup, teardown),
		cmocka_unit_test_setup_teardown(reaches_nobody, setup, teardown),
		cmocka_unit_test_setup_teardown(loses_the_network, setup, teardown),
		cmocka_unit_test_setup_teardown(asks_the_operator, setup, teardown),
		cmocka_unit_test_setup_teardown(a_slow_modem_can_be_called_all_the_same, setup, teardown),
		cmocka_unit_test_setup_teardown(a_modem_that_restarts_has_no_call, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
