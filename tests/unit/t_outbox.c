/* The outbox: order, retries, restarts.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "device/outbox.h"
#include "sim/nor.h"
#include "tests/unit/sickflash.h"

struct bench {
	struct nor *nor;
	struct store store;
	struct outbox o;
	const struct sick *sick; /* the flash may refuse; NULL: it does not */
};

static struct bench begin(void)
{
	struct bench b = { .nor = nor_new(4096, 16, 8) };
	struct flash flash = nor_flash(b.nor);

	assert_int_equal(store_open(&b.store, &flash), 0);
	outbox_load(&b.o, &b.store, 0);
	return b;
}

static int add(struct bench *b, const char *to, const char *text)
{
	struct number n;

	assert_int_equal(number_parse(&n, to), 0);
	store_begin(&b->store);
	int err = outbox_add(&b->o, &b->store, &n, text, false, 0);
	assert_int_equal(store_commit(&b->store), 0);
	return err;
}

/* The text that goes out next at this time, or "". */
static const char *next(struct bench *b, uint64_t now_ms)
{
	static char text[OUTBOX_READ_CAP];
	int slot = outbox_next(&b->o, now_ms);

	text[0] = '\0';
	if (slot >= 0)
		assert_int_equal(outbox_text(&b->o, &b->store, slot, text), 0);
	return text;
}

static bool settle(struct bench *b, enum send_result result, uint64_t now_ms)
{
	int slot = outbox_next(&b->o, now_ms);

	assert_true(slot >= 0);
	if (!outbox_settle(&b->o, slot, result, 1, now_ms))
		return false;
	store_begin(&b->store);
	outbox_drop(&b->o, &b->store, slot);
	assert_int_equal(store_commit(&b->store), b->sick != NULL && b->sick->refuses ? ERR_IO : 0);
	return true;
}

static void goes_out_in_order(void **state)
{
	struct bench b = begin();

	(void)state;
	assert_string_equal(next(&b, 0), "");
	assert_int_equal(outbox_deadline_ms(&b.o), OUTBOX_NEVER);
	add(&b, "+33600000001", "one");
	add(&b, "+33600000002", "two");
	add(&b, "+33600000001", "three");
	assert_string_equal(next(&b, 0), "one");
	assert_true(settle(&b, SEND_SENT, 0));
	assert_string_equal(next(&b, 0), "two");
	assert_true(settle(&b, SEND_SENT, 0));
	assert_string_equal(next(&b, 0), "three");
	assert_true(settle(&b, SEND_SENT, 0));
	assert_string_equal(next(&b, 0), "");
	nor_free(b.nor);
}

static void survives_a_restart_in_order(void **state)
{
	struct bench b = begin();
	struct flash flash = nor_flash(b.nor);

	(void)state;
	add(&b, "+33600000001", "one");
	add(&b, "0600000002", "two");
	assert_true(settle(&b, SEND_SENT, 0));
	add(&b, "+33600000001", "three");
	assert_int_equal(store_open(&b.store, &flash), 0);
	outbox_load(&b.o, &b.store, 1000);
	assert_string_equal(next(&b, 1000), "two");
	assert_string_equal(b.o.slot[outbox_next(&b.o, 1000)].to.text, "0600000002");
	assert_true(settle(&b, SEND_SENT, 1000));
	assert_string_equal(next(&b, 1000), "three");
	add(&b, "+33600000003", "four");
	assert_true(settle(&b, SEND_SENT, 1000));
	assert_string_equal(next(&b, 1000), "four");
	nor_free(b.nor);
}

static void a_bad_number_holds_up_nobody_else(void **state)
{
	struct bench b = begin();

	(void)state;
	add(&b, "+33600000001", "bad");
	add(&b, "+33600000001", "after bad");
	add(&b, "+33600000002", "good");
	assert_false(settle(&b, SEND_AGAIN, 0));
	assert_string_equal(next(&b, 0), "good");
	assert_true(settle(&b, SEND_SENT, 0));
	assert_string_equal(next(&b, 0), ""); /* order for one recipient is kept */
	assert_int_equal(outbox_deadline_ms(&b.o), 5000);
	assert_string_equal(next(&b, 5000), "bad");
	assert_true(settle(&b, SEND_NEVER, 5000));
	assert_string_equal(next(&b, 5000), "after bad");
	assert_int_equal(b.o.dropped, 1);
	nor_free(b.nor);
}

static void tries_less_and_less_often_for_a_day(void **state)
{
	static const uint64_t gaps_ms[] = { 5000, 15000, 60000, 240000, 900000, 3600000, 3600000 };
	struct bench b = begin();
	uint64_t now_ms = 0;

	(void)state;
	add(&b, "+33600000001", "x");
	for (size_t i = 0; i < sizeof gaps_ms / sizeof *gaps_ms; i++) {
		assert_false(settle(&b, SEND_AGAIN, now_ms));
		assert_int_equal(outbox_deadline_ms(&b.o), now_ms + gaps_ms[i]);
		now_ms += gaps_ms[i];
	}
	assert_int_equal(outbox_expiry_ms(&b.o), OUTBOX_EXPIRES_MS);
	assert_int_equal(outbox_expired(&b.o, OUTBOX_EXPIRES_MS - 1), ERR_MISSING);
	assert_int_equal(outbox_expired(&b.o, OUTBOX_EXPIRES_MS), 0);
	nor_free(b.nor);
}

static void what_the_modem_has_does_not_expire(void **state)
{
	struct bench b = begin();

	(void)state;
	add(&b, "+33600000001", "x");
	outbox_take(&b.o, 0);
	assert_int_equal(outbox_expired(&b.o, OUTBOX_EXPIRES_MS), ERR_MISSING);
	assert_int_equal(outbox_expiry_ms(&b.o), OUTBOX_NEVER);
	assert_false(outbox_settle(&b.o, 0, SEND_HOLD, 1, OUTBOX_EXPIRES_MS));
	assert_int_equal(outbox_expired(&b.o, OUTBOX_EXPIRES_MS), 0);
	nor_free(b.nor);
}

static void a_new_message_or_a_new_network_is_a_reason_to_try_at_once(void **state)
{
	struct bench b = begin();

	(void)state;
	add(&b, "+33600000001", "one");
	add(&b, "+33600000002", "other");
	assert_false(settle(&b, SEND_AGAIN, 0));
	assert_false(settle(&b, SEND_AGAIN, 0));
	assert_string_equal(next(&b, 0), "");
	add(&b, "+33600000001", "two");
	assert_string_equal(next(&b, 0), "one");
	assert_false(settle(&b, SEND_AGAIN, 0));
	assert_string_equal(next(&b, 0), "");
	outbox_hurry(&b.o, 1000);
	assert_string_equal(next(&b, 1000), "one");
	assert_true(settle(&b, SEND_SENT, 1000));
	assert_string_equal(next(&b, 1000), "other");
	nor_free(b.nor);
}

static void waiting_for_the_network_is_no_try(void **state)
{
	struct bench b = begin();

	(void)state;
	add(&b, "+33600000001", "x");
	for (int i = 0; i < 50; i++)
		assert_false(settle(&b, SEND_HOLD, 0));
	assert_true(settle(&b, SEND_SENT, 0));
	assert_int_equal(b.o.dropped, 0);
	nor_free(b.nor);
}

static void an_unknown_result_is_tried_once_more(void **state)
{
	struct bench b = begin();

	(void)state;
	add(&b, "+33600000001", "x");
	assert_false(settle(&b, SEND_UNKNOWN, 0));
	assert_true(settle(&b, SEND_UNKNOWN, 0));
	nor_free(b.nor);
}

static void parts_go_one_by_one(void **state)
{
	struct bench b = begin();

	(void)state;
	add(&b, "+33600000001", "long");
	assert_false(outbox_settle(&b.o, 0, SEND_SENT, 3, 0));
	assert_false(outbox_settle(&b.o, 0, SEND_AGAIN, 3, 0));
	assert_int_equal(b.o.slot[0].part, 2);
	assert_false(outbox_settle(&b.o, 0, SEND_SENT, 3, 5000));
	assert_true(outbox_settle(&b.o, 0, SEND_SENT, 3, 5000));
	nor_free(b.nor);
}

static void full_is_told(void **state)
{
	struct bench b = begin();

	(void)state;
	for (int i = 0; i < OUTBOX_MAX; i++)
		assert_int_equal(add(&b, "+33600000001", "x"), 0);
	assert_int_equal(add(&b, "+33600000001", "y"), ERR_FULL);
	assert_int_equal(b.o.dropped, 1);
	assert_true(settle(&b, SEND_SENT, 0));
	assert_int_equal(add(&b, "+33600000001", "y"), 0);
	nor_free(b.nor);
}

static int add_alert(struct bench *b, const char *to, const char *text)
{
	struct number n;

	assert_int_equal(number_parse(&n, to), 0);
	store_begin(&b->store);
	int err = outbox_add(&b->o, &b->store, &n, text, true, 0);
	assert_int_equal(store_commit(&b->store), 0);
	return err;
}

static unsigned waiting(const struct bench *b, const char *to, bool alert)
{
	unsigned count = 0;

	for (int i = 0; i < OUTBOX_MAX; i++)
		count += b->o.slot[i].used && b->o.slot[i].alert == alert && strcmp(b->o.slot[i].to.text, to) == 0;
	return count;
}

static void one_who_has_most_makes_room_for_others(void **state)
{
	struct bench b = begin();
	struct flash flash = nor_flash(b.nor);

	(void)state;
	for (int i = 0; i < OUTBOX_MAX - 1; i++)
		add(&b, "+33600000001", i == OUTBOX_MAX - 2 ? "last" : "x");
	add(&b, "+33600000002", "other");
	outbox_take(&b.o, 0);
	assert_int_equal(add(&b, "+33600000003", "third"), 0);
	assert_int_equal(b.o.dropped, 1);
	assert_int_equal(waiting(&b, "+33600000001", false), OUTBOX_MAX - 2);
	assert_int_equal(waiting(&b, "+33600000002", false), 1);
	assert_int_equal(waiting(&b, "+33600000003", false), 1);
	/* The last one went, in the store too. */
	assert_int_equal(store_open(&b.store, &flash), 0);
	outbox_load(&b.o, &b.store, 0);
	for (int i = 0; i < OUTBOX_MAX; i++) {
		char text[OUTBOX_READ_CAP];

		assert_int_equal(outbox_text(&b.o, &b.store, i, text), 0);
		assert_string_not_equal(text, "last");
	}
	nor_free(b.nor);
}

static void replies_make_room_for_alerts_and_alerts_for_nothing(void **state)
{
	struct bench b = begin();

	(void)state;
	for (int i = 0; i < OUTBOX_MAX; i++)
		add(&b, i % 2 == 0 ? "+33600000001" : "+33600000002", "reply");
	for (int i = 0; i < OUTBOX_MAX; i++)
		assert_int_equal(add_alert(&b, "+33600000003", "alert"), 0);
	assert_int_equal(waiting(&b, "+33600000003", true), OUTBOX_MAX);
	assert_int_equal(add_alert(&b, "+33600000003", "alert"), ERR_FULL);
	assert_int_equal(add(&b, "+33600000001", "reply"), ERR_FULL);
	assert_int_equal(b.o.dropped, OUTBOX_MAX + 2);
	nor_free(b.nor);
}

/* The one that was queued first, wherever it lies. */
static void the_oldest_expires_first(void **state)
{
	struct bench b = begin();
	struct number n;

	(void)state;
	assert_int_equal(number_parse(&n, "+33600000001"), 0);
	for (uint64_t at_ms = 0; at_ms <= 2000; at_ms += 1000) {
		store_begin(&b.store);
		if (at_ms == 2000)
			outbox_drop(&b.o, &b.store, 0);
		assert_int_equal(outbox_add(&b.o, &b.store, &n, "text", false, at_ms), 0);
		assert_int_equal(store_commit(&b.store), 0);
	}
	assert_true(b.o.slot[0].since_ms == 2000 && b.o.slot[1].since_ms == 1000);
	assert_int_equal(b.o.used_count, 2);
	assert_int_equal(outbox_expiry_ms(&b.o), OUTBOX_EXPIRES_MS + 1000);
	nor_free(b.nor);
}

/* Alerts to ten numbers are cut into batches by it. */
static void its_size_is_what_it_takes_of_a_batch(void **state)
{
	static const char *const numbers[] = { "+33600000001", "38400" };
	struct bench b = begin();

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct number n;

		assert_int_equal(number_parse(&n, numbers[i]), 0);
		store_begin(&b.store);
		assert_int_equal(outbox_add(&b.o, &b.store, &n, "text", true, 0), 0);
		assert_int_equal(STORE_BATCH_CAP - store_room(&b.store) + NUMBER_CAP,
				 outbox_size("text") + strlen(numbers[i]) + 1);
		assert_int_equal(store_commit(&b.store), 0);
	}
	nor_free(b.nor);
}

/* --- A flash that refuses. --- */

static int add_refused(struct bench *b, const char *to, const char *text)
{
	struct number n;

	assert_int_equal(number_parse(&n, to), 0);
	store_begin(&b->store);
	assert_int_equal(outbox_add(&b->o, &b->store, &n, text, false, 0), 0);
	return store_commit(&b->store);
}

static struct bench begin_sick(struct sick *sick)
{
	struct bench b = { .nor = nor_new(4096, 16, 8), .sick = sick };
	struct flash flash = sick_flash(sick, b.nor);

	assert_int_equal(store_open(&b.store, &flash), 0);
	outbox_load(&b.o, &b.store, 0);
	return b;
}

static void what_the_flash_refused_goes_out(void **state)
{
	struct sick sick;
	struct bench b = begin_sick(&sick);

	(void)state;
	sick.refuses = true;
	assert_int_equal(add_refused(&b, "+33600000001", "one"), ERR_IO);
	assert_int_equal(add_refused(&b, "+33600000002", "two"), ERR_IO);
	assert_string_equal(next(&b, 0), "one");
	assert_true(settle(&b, SEND_SENT, 0)); /* what is held of it is gone, and the other's is refused again */
	assert_string_equal(next(&b, 0), "two");
	nor_free(b.nor);
}

/* Both lay in the same slot, and the flash has not heard that the first one is gone. */
static void a_text_goes_to_nobody_else(void **state)
{
	struct sick sick;
	struct bench b = begin_sick(&sick);
	char text[OUTBOX_READ_CAP];
	char large[OUTBOX_TEXT_CAP];

	(void)state;
	memset(large, 'x', sizeof large - 1);
	large[sizeof large - 1] = '\0';
	add(&b, "+33600000001", "a secret");
	sick.refuses = true;
	assert_true(settle(&b, SEND_SENT, 0));
	assert_int_equal(add_refused(&b, "+33600000002", "other"), ERR_IO);
	assert_string_equal(next(&b, 0), "other");
	for (int i = 0; i < 2; i++) /* of these, and of it, one alone has room */
		assert_int_equal(add_refused(&b, "+33600000003", large), ERR_IO);
	assert_int_equal(outbox_text(&b.o, &b.store, 0, text), ERR_RANGE);
	nor_free(b.nor);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(goes_out_in_order),
		cmocka_unit_test(survives_a_restart_in_order),
		cmocka_unit_test(a_bad_number_holds_up_nobody_else),
		cmocka_unit_test(tries_less_and_less_often_for_a_day),
		cmocka_unit_test(what_the_modem_has_does_not_expire),
		cmocka_unit_test(a_new_message_or_a_new_network_is_a_reason_to_try_at_once),
		cmocka_unit_test(waiting_for_the_network_is_no_try),
		cmocka_unit_test(an_unknown_result_is_tried_once_more),
		cmocka_unit_test(parts_go_one_by_one),
		cmocka_unit_test(full_is_told),
		cmocka_unit_test(one_who_has_most_makes_room_for_others),
		cmocka_unit_test(replies_make_room_for_alerts_and_alerts_for_nothing),
		cmocka_unit_test(the_oldest_expires_first),
		cmocka_unit_test(its_size_is_what_it_takes_of_a_batch),
		cmocka_unit_test(what_the_flash_refused_goes_out),
		cmocka_unit_test(a_text_goes_to_nobody_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
