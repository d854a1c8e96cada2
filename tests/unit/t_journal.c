/* The journal: what was executed is known, also after a restart.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "device/journal.h"
#include "sim/nor.h"

static struct modem_message message(const char *from, uint8_t second, const char *text)
{
	struct modem_message msg = { .stamp = { 0x62, 0x20, 0x21, 0x21, 0x50, second, 0x80 } };

	assert_int_equal(number_parse(&msg.from, from), 0);
	strcpy(msg.text, text);
	return msg;
}

static void marks_differ_where_messages_do(void **state)
{
	struct modem_message a = message("+33600000001", 0, "ON");
	struct modem_message rows[] = {
		message("+33600000002", 0, "ON"),
		message("+33600000001", 1, "ON"),
		message("+33600000001", 0, "OFF"),
		message("+33600000001", 0, ""),
	};
	struct modem_message same = message("+33600000001", 0, "ON");

	(void)state;
	assert_int_equal(journal_mark(&a), journal_mark(&same));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_not_equal(journal_mark(&a), journal_mark(&rows[i]));
}

static void remembers_the_last_ones_across_restarts(void **state)
{
	struct nor *n = nor_new(4096, 16, 8);
	struct flash flash = nor_flash(n);
	struct store s;
	struct journal j;

	(void)state;
	assert_int_equal(store_open(&s, &flash), 0);
	journal_load(&j, &s);
	for (uint64_t mark = 1; mark <= 100; mark++) {
		assert_false(journal_has(&j, mark));
		store_begin(&s);
		journal_put(&j, &s, mark);
		assert_int_equal(store_commit(&s), 0);
		assert_true(journal_has(&j, mark));
		if (mark % 7 == 0) {
			assert_int_equal(store_open(&s, &flash), 0);
			journal_load(&j, &s);
		}
		for (uint64_t old = 1; old <= mark; old++)
			assert_int_equal(journal_has(&j, old), old + JOURNAL_MAX > mark);
	}
	nor_free(n);
}

static void what_is_met_again_stays(void **state)
{
	struct nor *n = nor_new(4096, 16, 8);
	struct flash flash = nor_flash(n);
	struct store s;
	struct journal j;
	uint64_t written = 0;

	(void)state;
	assert_int_equal(store_open(&s, &flash), 0);
	journal_load(&j, &s);
	for (uint64_t mark = 1; mark <= 500; mark++) {
		store_begin(&s);
		journal_put(&j, &s, mark);
		assert_int_equal(store_commit(&s), 0);
		/* The first ten cannot be deleted. */
		for (uint64_t old = 1; old <= 10 && old <= mark; old++) {
			assert_true(journal_has(&j, old));
			store_begin(&s);
			size_t room = store_room(&s);
			journal_again(&j, &s, old);
			written += store_room(&s) < room;
			assert_int_equal(store_commit(&s), 0);
		}
		if (mark % 41 == 0) {
			assert_int_equal(store_open(&s, &flash), 0);
			journal_load(&j, &s);
		}
	}
	/* Of 5000 meetings few are written. */
	assert_in_range(written, 1, 1000);
	/* One that is not there stays away. */
	store_begin(&s);
	journal_again(&j, &s, 1000);
	assert_false(journal_has(&j, 1000));
	nor_free(n);
}

static void what_was_not_committed_is_not_there(void **state)
{
	struct nor *n = nor_new(4096, 16, 8);
	struct flash flash = nor_flash(n);
	struct store s;
	struct journal j;

	(void)state;
	assert_int_equal(store_open(&s, &flash), 0);
	journal_load(&j, &s);
	store_begin(&s);
	journal_put(&j, &s, 5);
	assert_int_equal(store_open(&s, &flash), 0);
	journal_load(&j, &s);
	assert_false(journal_has(&j, 5));
	nor_free(n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_differ_where_messages_do),
		cmocka_unit_test(remembers_the_last_ones_across_restarts),
		cmocka_unit_test(what_is_met_again_stays),
		cmocka_unit_test(what_was_not_committed_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
