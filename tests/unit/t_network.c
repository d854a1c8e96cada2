/* The operator's network: registration, messages both ways, stamps, order, full memory.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/civil.h"
#include "base/err.h"
#include "sim/network.h"
#include "sim/tpdu.h"

#define NEVER UINT64_MAX
#define COUNT(array) (sizeof(array) / sizeof *(array))
#define PHONE "+33600000001"
#define FIFTY "12345678901234567890123456789012345678901234567890"
#define LONG FIFTY FIFTY FIFTY FIFTY /* two parts */

/* A radio that remembers what was delivered. */
struct world {
	struct network *network;
	uint64_t now_ms;
	bool full;
	size_t count;
	struct {
		uint64_t at_ms;
		size_t len;
		uint8_t octets[TPDU_CAP];
		struct tpdu tpdu;
		char text[PAYLOAD_TEXT_CAP];
		struct payload_part part;
	} got[32];
};

static bool deliver(void *ctx, const uint8_t *octets, size_t len)
{
	struct world *w = ctx;
	struct text t;

	if (w->full)
		return false;
	assert_true(w->count < COUNT(w->got));
	w->got[w->count].at_ms = w->now_ms;
	w->got[w->count].len = len;
	memcpy(w->got[w->count].octets, octets, len);
	assert_int_equal(tpdu_parse(&w->got[w->count].tpdu, octets, len), 0);
	text_init(&t, w->got[w->count].text, sizeof w->got[w->count].text);
	assert_int_equal(payload_get(&w->got[w->count].tpdu.payload, &t, &w->got[w->count].part), 0);
	w->count++;
	return true;
}

static void run_until(struct world *w, uint64_t at_ms)
{
	while (network_deadline_ms(w->network) <= at_ms) {
		uint64_t due_ms = network_deadline_ms(w->network);

		w->now_ms = due_ms > w->now_ms ? due_ms : w->now_ms;
		network_step(w->network, w->now_ms);
	}
	w->now_ms = at_ms;
}

static void run_for(struct world *w, uint64_t for_ms)
{
	run_until(w, w->now_ms + for_ms);
}

static void attach(struct world *w)
{
	network_attach(w->network, &(struct network_radio){ .ctx = w, .deliver = deliver });
}

static int setup(void **state)
{
	static struct world w;

	memset(&w, 0, sizeof w);
	w.network = network_new("+33600000000", 1);
	attach(&w);
	run_for(&w, 5000);
	*state = &w;
	return network_registration(w.network) == STATE_HOME ? 0 : -1;
}

static int teardown(void **state)
{
	struct world *w = *state;

	network_free(w->network);
	return 0;
}

/* --- Registration. --- */

static void test_registration_takes_its_time(void **state)
{
	struct world *w = *state;
	uint64_t from_ms = w->now_ms;

	network_attach(w->network, NULL);
	assert_int_equal(network_registration(w->network), STATE_NOT_SEARCHING);
	run_for(w, 60000);
	assert_int_equal(network_registration(w->network), STATE_NOT_SEARCHING);
	attach(w);
	from_ms = w->now_ms;
	run_until(w, from_ms + 1999);
	assert_int_equal(network_registration(w->network), STATE_SEARCHING);
	run_until(w, from_ms + 5000);
	assert_int_equal(network_registration(w->network), STATE_HOME);
	assert_true(network_deadline_ms(w->network) == NEVER);
}

static void test_coverage(void **state)
{
	struct world *w = *state;

	network_cover(w->network, false);
	assert_int_equal(network_registration(w->network), STATE_SEARCHING);
	assert_int_equal(network_csq(w->network), 99);
	run_for(w, 3600000);
	assert_int_equal(network_registration(w->network), STATE_SEARCHING);
	network_cover(w->network, true);
	run_for(w, 5000);
	assert_int_equal(network_registration(w->network), STATE_HOME);
	assert_int_equal(network_csq(w->network), 23);
	network_signal(w->network, 7);
	assert_int_equal(network_csq(w->network), 7);
}

static void test_denial(void **state)
{
	struct world *w = *state;

	network_admit(w->network, false);
	assert_int_equal(network_registration(w->network), STATE_DENIED);
	network_attach(w->network, NULL);
	attach(w);
	assert_int_equal(network_registration(w->network), STATE_SEARCHING);
	run_for(w, 5000);
	assert_int_equal(network_registration(w->network), STATE_DENIED);
	network_admit(w->network, true);
	run_for(w, 5000);
	assert_int_equal(network_registration(w->network), STATE_HOME);
}

/* --- To the socket. --- */

static const struct {
	const char *from, *shown, *text;
	uint8_t dcs;
} messages[] = {
	{ "+33600000001", "+33600000001", "ON", 0x00 },
	{ "0033600000001", "+33600000001", "OFF", 0x00 },
	{ "727", "727", "Your credit is low", 0x00 },
	{ "Orange", "Orange", "Buy!", 0x00 },
	{ "+33600000002", "+33600000002", "\xE2\x82\xAC{}", 0x00 },
	{ "+33600000002", "+33600000002", "\xD0\x96\xF0\x9F\x98\x80", 0x08 },
	{ "+33600000002", "+33600000002", "", 0x00 },
};

static void test_messages_to_the_socket(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(messages); i++) {
		uint64_t sent_ms = w->now_ms;

		assert_int_equal(network_text(w->network, sent_ms, messages[i].from, messages[i].text, NULL), 0);
		run_until(w, sent_ms + 499);
		assert_int_equal(w->count, i);
		run_until(w, sent_ms + 1500);
		assert_int_equal(w->count, i + 1);
		assert_string_equal(w->got[i].tpdu.number.text, messages[i].shown);
		assert_string_equal(w->got[i].text, messages[i].text);
		assert_int_equal(w->got[i].tpdu.payload.dcs, messages[i].dcs);
	}
}

static void test_not_a_sender(void **state)
{
	static const char *const wrong[] = { "", "a name far too long", "123456789012345678901", "\xD0\x96" };
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_int_equal(network_text(w->network, w->now_ms, wrong[i], "ON", NULL), ERR_SYNTAX);
	assert_true(network_deadline_ms(w->network) == NEVER);
}

static void test_long_message(void **state)
{
	struct world *w = *state;

	assert_int_equal(network_text(w->network, w->now_ms, PHONE, LONG, NULL), 0);
	run_for(w, 1500);
	assert_int_equal(w->count, 2);
	assert_int_equal(strlen(w->got[0].text), 153);
	assert_int_equal(strlen(w->got[1].text), 200 - 153);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(w->got[i].part.sequence, i + 1);
		assert_int_equal(w->got[i].part.total, 2);
		assert_int_equal(w->got[i].part.reference, w->got[0].part.reference);
	}
	assert_int_equal(network_text(w->network, w->now_ms, PHONE, LONG LONG LONG LONG LONG LONG LONG FIFTY FIFTY FIFTY,
				      NULL), ERR_FULL);
}

static void test_order_and_repetition(void **state)
{
	struct world *w = *state;
	char text[2] = "A";

	for (; text[0] <= 'T'; text[0]++)
		assert_int_equal(network_text(w->network, w->now_ms, PHONE, text, NULL), 0);
	run_for(w, 1500);
	assert_int_equal(w->count, 20);
	for (size_t i = 0; i < 20; i++)
		assert_int_equal(w->got[i].text[0], 'A' + (int)i);
	assert_int_equal(network_repeat(w->network, w->now_ms, "0033600000001"), 0);
	run_for(w, 1500);
	assert_int_equal(w->count, 21);
	assert_int_equal(w->got[20].len, w->got[19].len);
	assert_memory_equal(w->got[20].octets, w->got[19].octets, w->got[19].len);
	assert_int_equal(network_repeat(w->network, w->now_ms, "+33600000099"), ERR_MISSING);
}

static void test_stamps(void **state)
{
	const struct civil march = { .year = 2026, .month = 3, .day = 1, .hour = 8 };
	const struct network_stamp fixed = { .local_s = civil_seconds(&march), .zone_qh = -20 };
	struct world *w = *state;

	network_text(w->network, w->now_ms, PHONE, "ON", NULL);
	network_text(w->network, w->now_ms, PHONE, "ON", &fixed);
	/* The default clock: noon at 0. */
	const struct civil noon = { .year = 2026, .month = 1, .day = 5, .hour = 12 };
	int64_t sent_s = civil_seconds(&noon) + (int64_t)w->now_ms / 1000;
	run_for(w, 1500);
	assert_int_equal(w->got[0].tpdu.stamp.local_s, sent_s);
	assert_int_equal(w->got[0].tpdu.stamp.zone_qh, 4);
	assert_int_equal(w->got[1].tpdu.stamp.local_s, fixed.local_s);
	assert_int_equal(w->got[1].tpdu.stamp.zone_qh, -20);
	network_clock(w->network, w->now_ms, fixed.local_s, 8, false);
	assert_false(network_tells_time(w->network));
	assert_int_equal(network_local_s(w->network, w->now_ms + 90000), fixed.local_s + 90);
	assert_int_equal(network_zone_qh(w->network), 8);
}

static void test_what_cannot_be_delivered_waits(void **state)
{
	struct world *w = *state;

	network_cover(w->network, false);
	network_text(w->network, w->now_ms, PHONE, "ON", NULL);
	run_for(w, 3600000);
	assert_int_equal(w->count, 0);
	network_cover(w->network, true);
	run_for(w, 5000);
	assert_int_equal(w->count, 1);

	w->full = true;
	network_text(w->network, w->now_ms, PHONE, "OFF", NULL);
	run_for(w, 3600000);
	assert_int_equal(w->count, 1);
	w->full = false;
	run_for(w, 60000);
	assert_int_equal(w->count, 2);

	w->full = true;
	network_text(w->network, w->now_ms, PHONE, "ON", NULL);
	run_for(w, 2000);
	w->full = false;
	network_memory_available(w->network);
	run_for(w, 0);
	assert_int_equal(w->count, 3);
}

/* --- From the socket. --- */

static int submit_part(struct world *w, const char *to, const char *text, const struct payload_part *part)
{
	struct tpdu t = { .kind = TPDU_SUBMIT };
	uint8_t octets[TPDU_CAP];

	assert_int_equal(number_parse(&t.number, to), 0);
	t.payload.dcs = payload_plain(text) ? 0x00 : 0x08;
	payload_put(&t.payload, text, part);
	return network_submit(w->network, w->now_ms, octets, tpdu_print(&t, octets));
}

static void test_messages_from_the_socket(void **state)
{
	struct world *w = *state;
	uint64_t sent_ms = w->now_ms;

	/* The phone is called as it first called itself. */
	network_text(w->network, w->now_ms, "33600000001", "STATUS", NULL);
	assert_int_equal(submit_part(w, PHONE, "Power socket ON", NULL), 0);
	assert_int_equal(submit_part(w, "+33600000002", "\xD0\x96", NULL), 1);
	run_until(w, sent_ms + 499);
	assert_int_equal(network_arrived(w->network), 0);
	run_until(w, sent_ms + 1500);
	assert_int_equal(network_arrived(w->network), 2);
	for (size_t i = 0; i < 2; i++) {
		const struct network_sms *sms = network_sms(w->network, i);
		bool first = strcmp(sms->to, "33600000001") == 0;

		assert_string_equal(sms->to, first ? "33600000001" : "+33600000002");
		assert_string_equal(sms->text, first ? "Power socket ON" : "\xD0\x96");
		assert_int_equal(sms->parts, 1);
		assert_in_range(sms->at_ms, sent_ms + 500, sent_ms + 1500);
	}
	assert_string_not_equal(network_sms(w->network, 0)->to, network_sms(w->network, 1)->to);
}

static void submit_in_order(struct world *w, const char *const *texts, const uint8_t *order, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct payload_part part = { .reference = 7, .total = 3, .sequence = order[i] };

		assert_in_range(submit_part(w, PHONE, texts[order[i] - 1], &part), 0, 255);
	}
	run_for(w, 1500);
}

static void test_parts_out_of_order(void **state)
{
	static const char *const texts[] = { "one ", "two ", "three" };
	static const uint8_t orders[][3] = { { 1, 2, 3 }, { 1, 3, 2 }, { 3, 2, 1 }, { 2, 1, 3 } };
	struct world *w = *state;

	for (size_t i = 0; i < COUNT(orders); i++) {
		submit_in_order(w, texts, orders[i], 2);
		assert_int_equal(network_arrived(w->network), i);
		submit_in_order(w, texts, orders[i] + 2, 1);
		assert_int_equal(network_arrived(w->network), i + 1);
		assert_string_equal(network_sms(w->network, i)->text, "one two three");
		assert_int_equal(network_sms(w->network, i)->parts, 3);
	}
}

/* A part that comes again begins the message anew. */
static void test_reference_used_again(void **state)
{
	static const char *const old[] = { "old 1 ", "old 2 ", "old 3" };
	static const char *const fresh[] = { "new 1 ", "new 2 ", "new 3" };
	struct world *w = *state;

	submit_in_order(w, old, (const uint8_t[]){ 1, 2 }, 2);
	submit_in_order(w, fresh, (const uint8_t[]){ 1, 2, 3 }, 3);
	assert_int_equal(network_arrived(w->network), 1);
	assert_string_equal(network_sms(w->network, 0)->text, "new 1 new 2 new 3");
}

static void test_to_itself(void **state)
{
	struct world *w = *state;

	assert_int_equal(submit_part(w, "+33600000000", "ON", NULL), 0);
	run_for(w, 1500);
	assert_int_equal(w->count, 1);
	assert_string_equal(w->got[0].tpdu.number.text, "+33600000000");
	assert_string_equal(w->got[0].text, "ON");
}

static void test_refused_submissions(void **state)
{
	static const uint8_t deliver_tpdu[] = { 0x04, 0x03, 0x81, 0x27, 0xF7, 0, 0, 0x62, 0x10, 0x50, 0x21, 0x43, 0x65, 0, 0 };
	struct world *w = *state;

	assert_int_equal(network_submit(w->network, w->now_ms, deliver_tpdu, sizeof deliver_tpdu), ERR_SYNTAX);
	assert_int_equal(network_submit(w->network, w->now_ms, deliver_tpdu, 1), ERR_SYNTAX);
	network_cover(w->network, false);
	assert_int_equal(submit_part(w, PHONE, "ON", NULL), ERR_MISSING);
}

static void test_same_phone(void **state)
{
	(void)state;
	assert_true(network_same_phone("+33600000001", "0033600000001"));
	assert_true(network_same_phone("+33600000001", "33600000001"));
	assert_false(network_same_phone("+33600000001", "+33600000002"));
	assert_true(network_same_phone("Orange", "Orange"));
	assert_false(network_same_phone("Orange", "Lemon"));
	assert_false(network_same_phone("Orange", "727"));
}

int main(void)
{
#define IN_NETWORK(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		IN_NETWORK(test_registration_takes_its_time),
		IN_NETWORK(test_coverage),
		IN_NETWORK(test_denial),
		IN_NETWORK(test_messages_to_the_socket),
		IN_NETWORK(test_not_a_sender),
		IN_NETWORK(test_long_message),
		IN_NETWORK(test_order_and_repetition),
		IN_NETWORK(test_stamps),
		IN_NETWORK(test_what_cannot_be_delivered_waits),
		IN_NETWORK(test_messages_from_the_socket),
		IN_NETWORK(test_parts_out_of_order),
		IN_NETWORK(test_reference_used_again),
		IN_NETWORK(test_to_itself),
		IN_NETWORK(test_refused_submissions),
		cmocka_unit_test(test_same_phone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
