/* Guessing and budgets: who is ignored, what is dropped, and what happens when more numbers come than can be
 * remembered.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/unit/corebench.h"

static const struct budget_limits limits = BUDGET_LIMITS;

/* The i-th of a crowd. */
static struct number nth(unsigned i)
{
	struct number n = { .kind = NUMBER_INTERNATIONAL };

	snprintf(n.text, sizeof n.text, "+3360000%04u", i);
	return n;
}

static void wrong(struct guard *g, unsigned who, unsigned times, uint64_t now_ms)
{
	const struct number n = nth(who);

	for (unsigned i = 0; i < times; i++)
		guard_wrong(guard_count(g, &n), now_ms);
}

static bool ignores(struct guard *g, unsigned who, uint64_t now_ms)
{
	const struct number n = nth(who);

	return guard_ignores(guard_count(g, &n), now_ms);
}

static void five_within_an_hour_are_too_many(void **state)
{
	struct guard g = { .renew = { 0 } };

	(void)state;
	wrong(&g, 1, 4, 1000);
	assert_false(ignores(&g, 1, 1000));
	wrong(&g, 1, 1, 2000);
	assert_true(ignores(&g, 1, 2000));
	assert_true(ignores(&g, 1, 2000 + HOURS - 1));
	assert_false(ignores(&g, 1, 2000 + HOURS));
	/* Then the count begins anew. */
	wrong(&g, 1, 4, 2000 + HOURS);
	assert_false(ignores(&g, 1, 2000 + HOURS));
	/* Four, and a fifth after the hour. */
	wrong(&g, 1, 1, 2000 + 2 * HOURS);
	assert_false(ignores(&g, 1, 2000 + 2 * HOURS));
}

static void a_right_one_forgives(void **state)
{
	struct guard g = { .renew = { 0 } };
	const struct number n = nth(1);

	(void)state;
	wrong(&g, 1, 4, 1000);
	guard_right(guard_count(&g, &n));
	wrong(&g, 1, 4, 2000);
	assert_false(ignores(&g, 1, 2000));
}

/* With more guessers than it can remember the one that began longest ago is forgotten, and no other. */
static void the_oldest_guesser_is_forgotten(void **state)
{
	struct guard g = { .renew = { 0 } };
	const unsigned order[GUARD_NUMBERS_MAX] = { 3, 1, 2, 8, 7, 5, 6, 4 };

	(void)state;
	for (unsigned i = 0; i < GUARD_NUMBERS_MAX; i++)
		wrong(&g, i + 1, GUARD_WRONG_MAX, order[i] * SECONDS);
	for (unsigned i = 0; i < GUARD_NUMBERS_MAX; i++)
		assert_true(ignores(&g, i + 1, 10 * SECONDS));
	/* Number 2 began first. */
	wrong(&g, 50, GUARD_WRONG_MAX, 10 * SECONDS);
	for (unsigned i = 0; i < GUARD_NUMBERS_MAX; i++)
		if (i + 1 != 2)
			assert_true(ignores(&g, i + 1, 10 * SECONDS));
	assert_true(ignores(&g, 50, 10 * SECONDS));
	assert_false(ignores(&g, 2, 10 * SECONDS));
}

static void a_number_is_told_by_its_digits(void **state)
{
	const struct number plain = { NUMBER_PLAIN, "33600000001" }, none = { NUMBER_NONE, "" };
	const struct number first = nth(1), second = nth(2);

	(void)state;
	assert_int_equal(guard_of(&first), guard_of(&plain));
	assert_int_not_equal(guard_of(&first), guard_of(&second));
	assert_int_not_equal(guard_of(&none), 0);
}

static unsigned replies(struct budget *b, unsigned who, bool error, unsigned times, uint64_t now_ms)
{
	const struct number n = nth(who);
	unsigned sent = 0;

	for (unsigned i = 0; i < times; i++)
		sent += budget_reply(b, &limits, &n, error, now_ms);
	return sent;
}

static void a_number_gets_so_many_replies(void **state)
{
	struct budget b = { .dropped = 0 };

	(void)state;
	assert_int_equal(replies(&b, 1, true, 10, 1000), 6);
	assert_int_equal(replies(&b, 1, false, 40, 1000), 24);
	assert_int_equal(replies(&b, 2, true, 10, 1000), 6);
	assert_int_equal(b.dropped, 4 + 16 + 4);
	assert_int_equal(replies(&b, 1, false, 1, 1000 + 15 * MINUTES - 1), 0);
	assert_int_equal(replies(&b, 1, true, 10, 1000 + 15 * MINUTES), 6);
}

static void all_together_get_so_many(void **state)
{
	struct budget b = { .dropped = 0 };
	unsigned sent = 0;

	(void)state;
	for (unsigned who = 0; who < 10; who++)
		sent += replies(&b, who, false, 20, 1000);
	assert_int_equal(sent, 100);
	assert_int_equal(replies(&b, 20, false, 1, HOURS), 0);
	assert_int_equal(replies(&b, 20, false, 1, 1000 + HOURS), 1);
}

static void alerts_have_their_own(void **state)
{
	struct budget b = { .dropped = 0 };
	unsigned sent = 0;

	(void)state;
	for (unsigned who = 0; who < 5; who++)
		replies(&b, who, false, 30, 1000);
	for (unsigned i = 0; i < 70; i++)
		sent += budget_alert(&b, &limits, 2000);
	assert_int_equal(sent, 60);
	assert_false(budget_alert(&b, &limits, 1999 + HOURS));
	assert_true(budget_alert(&b, &limits, 2000 + HOURS));
}

/* A crowd cannot make it forget whom it told last. */
static void the_oldest_span_is_forgotten(void **state)
{
	struct budget b = { .dropped = 0 };

	(void)state;
	assert_int_equal(replies(&b, 0, true, 1, 1000), 1);
	for (unsigned who = 1; who < BUDGET_NUMBERS_MAX; who++)
		assert_int_equal(replies(&b, who, true, 6, 10 * MINUTES + who), 6);
	/* Number 0 has its second span, so that number 1 began first. */
	assert_int_equal(replies(&b, 0, true, 6, 16 * MINUTES), 6);
	assert_int_equal(replies(&b, 60, true, 2, 17 * MINUTES), 2);
	for (unsigned who = 0; who < BUDGET_NUMBERS_MAX; who++)
		if (who != 1)
			assert_int_equal(replies(&b, who, true, 1, 17 * MINUTES), 0);
	assert_int_equal(replies(&b, 1, true, 1, 17 * MINUTES), 1);
}

static void a_board_decides_over_its_budgets(void **state)
{
	static const struct budget_limits few = { .errors = 1, .replies = 2, .all = 3, .alerts = 1 };
	static const struct core_config config = { .product = "smsocket", .version = "1.0.0", .limits = &few };
	static struct corebench b;

	(void)state;
	corebench_init(&b, MODEL_706);
	core_init(&b.core, &config);
	corebench_start(&b, true);
	corebench_ask(&b, "nonsense", "nonsense - Error!");
	corebench_ask(&b, "nonsense", NULL);
	assert_true(corebench_noted(&b, "reply dropped: its budget is used up"));
	corebench_ask(&b, "FIRMWARE", "smsocket v1.0.0");
	/* The command itself still runs. */
	corebench_ask(&b, "ON", NULL);
	assert_true(b.outlet);
}

static void a_guesser_is_met_with_silence(void **state)
{
	static struct corebench b;

	(void)state;
	corebench_begin(&b, MODEL_706);
	corebench_ask(&b, "PASSWORD=12abc", "PASSWORD=***** - OK");
	for (int i = 0; i < 5; i++)
		corebench_ask(&b, "12ABCON", "Invalid access password!");
	corebench_ask(&b, "12abcON", NULL);
	assert_false(b.outlet);
	corebench_message(&b, STRANGER, "12abcOFF");
	corebench_gets(&b, STRANGER, "Power socket OFF");
	corebench_wait(&b, 1 * HOURS);
	corebench_ask(&b, "12abcON", "Power socket ON");
}

static void renewal_is_guessed_by_all_together(void **state)
{
	static struct corebench b;

	(void)state;
	corebench_begin(&b, MODEL_706);
	corebench_ask(&b, "PASSWORD=12abc", "PASSWORD=***** - OK");
	corebench_ask(&b, "12abcRENEWINTERVALPW=123456abc", "RENEWINTERVALPW=********* - OK");
	corebench_wait(&b, 31 * MINUTES);
	corebench_ask(&b, "12abcRENEWINTERVAL123456ab", "Invalid renew password!");
	corebench_ask(&b, "12abcRENEWINTERVAL123456abcd", "Invalid renew password!");
	corebench_ask(&b, "12abcRENEWINTERVAL123456abC", "Invalid renew password!");
	corebench_message(&b, STRANGER, "12abcRENEWINTERVAL1");
	corebench_gets(&b, STRANGER, "Invalid renew password!");
	corebench_message(&b, STRANGER, "12abcRENEWINTERVAL");
	corebench_gets(&b, STRANGER, "Invalid renew password!");
	corebench_ask(&b, "12abcRENEWINTERVAL123456abc", NULL);
	corebench_wait(&b, 1 * HOURS);
	corebench_ask(&b, "12abcRENEWINTERVAL123456abc", "Configuration interval renewed");
	corebench_ask(&b, "12abcTEMPCAL=4", "TEMPCAL=4 - OK");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(five_within_an_hour_are_too_many),
		cmocka_unit_test(a_right_one_forgives),
		cmocka_unit_test(the_oldest_guesser_is_forgotten),
		cmocka_unit_test(a_number_is_told_by_its_digits),
		cmocka_unit_test(a_number_gets_so_many_replies),
		cmocka_unit_test(all_together_get_so_many),
		cmocka_unit_test(alerts_have_their_own),
		cmocka_unit_test(the_oldest_span_is_forgotten),
		cmocka_unit_test(a_board_decides_over_its_budgets),
		cmocka_unit_test(a_guesser_is_met_with_silence),
		cmocka_unit_test(renewal_is_guessed_by_all_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
