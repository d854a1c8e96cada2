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

struct bench {
	struct nor *nor;
	struct store store;
	struct outbox o;
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
	static char text[OUTBOX_TEXT_CAP];
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
	assert_int_equal(store_commit(&b->store), 0);
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

static void gives_up_after_five_tries(void **state)
{
	static const uint64_t gaps_ms[] = { 5000, 15000, 60000, 300000 };
	struct bench b = begin();
	uint64_t now_ms = 0;

	(void)state;
	add(&b, "+33600000001", "x");
	for (size_t i = 0; i < 4; i++) {
		assert_false(settle(&b, SEND_AGAIN, now_ms));
		assert_int_equal(outbox_deadline_ms(&b.o), now_ms + gaps_ms[i]);
		now_ms += gaps_ms[i];
	}
	assert_true(settle(&b, SEND_AGAIN, now_ms));
	assert_int_equal(b.o.dropped, 1);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(goes_out_in_order),
		cmocka_unit_test(survives_a_restart_in_order),
		cmocka_unit_test(a_bad_number_holds_up_nobody_else),
		cmocka_unit_test(gives_up_after_five_tries),
		cmocka_unit_test(waiting_for_the_network_is_no_try),
		cmocka_unit_test(an_unknown_result_is_tried_once_more),
		cmocka_unit_test(parts_go_one_by_one),
		cmocka_unit_test(full_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
