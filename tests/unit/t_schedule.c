/* The schedule: its rules, and when they run, however the clock steps.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "tests/unit/corebench.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define DAY_S 86400
#define MONDAY_DAY (COREBENCH_MONDAY_S / DAY_S)

static struct schedule rules(const char *const *texts, size_t count)
{
	struct schedule s = { .count = 0 };

	for (size_t i = 0; i < count; i++)
		assert_int_equal(schedule_add(&s, texts[i]), 0);
	return s;
}

static void shows(const struct schedule *s, const char *text)
{
	char buffer[160];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	schedule_print(s, &t);
	assert_string_equal(buffer, text);
}

/* Local time on the Monday, or `days` later. */
static int64_t at(int days, int hour, int minute)
{
	return (MONDAY_DAY + days) * DAY_S + hour * 3600 + minute * 60;
}

static void rules_are_read(void **state)
{
	static const char *const good[] = { "00:00,*,ON", "23:59,7,off", "08:30,1,Inf", "08:30,1,AON", "08:30,1,AOF" };
	static const char *const bad[] = {
		"", "8:00,*,ON", "a8:00,*,ON", "0a:00,*,ON", "08.00,*,ON", "08:a0,*,ON", "08:0a,*,ON", "08:0", "08:00",
		"08:00;*,ON", "08:00,", "08:00,*", "08:00,*;ON", "08:00,**,ON", "08:00,0,ON", "08:00,8,ON",
		"08:00,x,ON", "08:00,1-5,ON", "24:00,*,ON", "08:60,*,ON", "08:00,*,", "08:00,*,ONN", "08:00,*,ONM", "08:00,*,ON ",
	};
	struct schedule s = rules(good, COUNT(good));

	(void)state;
	assert_int_equal(s.count, COUNT(good));
	for (size_t i = 0; i < COUNT(bad); i++)
		if (schedule_add(&s, bad[i]) != ERR_RANGE)
			fail_msg("\"%s\" is taken for a rule", bad[i]);
	shows(&s, "00:00,*,ON\n08:30,1,INF\n08:30,1,AON\n08:30,1,AOF\n23:59,7,OFF");
}

static void eight_rules_are_kept_in_order(void **state)
{
	static const char *const eight[] = { "10:00,*,ON", "09:00,1,ON", "09:00,1,OFF", "09:00,2,ON",
					     "00:00,*,OFF", "23:00,7,INF", "22:00,*,AON", "12:00,*,AOF" };
	struct schedule s = rules(eight, COUNT(eight));

	(void)state;
	assert_int_equal(schedule_add(&s, "22:00,*,AON"), 0);
	assert_int_equal(schedule_add(&s, "11:00,*,ON"), ERR_FULL);
	assert_int_equal(s.count, SCHEDULE_RULES_MAX);
	assert_int_equal(schedule_remove(&s, "09:00"), 0);
	assert_int_equal(schedule_remove(&s, "09:00"), ERR_RANGE);
	assert_int_equal(schedule_remove(&s, "9:00"), ERR_RANGE);
	assert_int_equal(schedule_remove(&s, "10:00,*,ON"), ERR_RANGE);
	shows(&s, "00:00,*,OFF\n10:00,*,ON\n12:00,*,AOF\n22:00,*,AON\n23:00,7,INF");
	assert_int_equal(schedule_remove(&s, "00:00"), 0);
	schedule_clear(&s);
	shows(&s, "");
}

static void a_rule_runs_on_its_day(void **state)
{
	static const char *const some[] = { "08:00,*,ON", "08:00,2,OFF", "20:00,7,INF" };
	struct schedule s = rules(some, COUNT(some));

	(void)state;
	/* Nobody has told where to begin. */
	assert_int_equal(schedule_next_s(&s), SCHEDULE_NEVER);
	assert_int_equal(schedule_due(&s, at(0, 9, 0)), ERR_MISSING);
	schedule_skip(&s, at(0, 7, 0));
	assert_int_equal(schedule_next_s(&s), at(0, 8, 0));
	assert_int_equal(schedule_due(&s, at(0, 8, 0) - 1), ERR_MISSING);
	assert_int_equal(schedule_due(&s, at(0, 8, 0)), ACTION_ON);
	assert_int_equal(schedule_due(&s, at(0, 8, 0)), ERR_MISSING);
	assert_int_equal(schedule_next_s(&s), at(1, 8, 0));
	assert_int_equal(schedule_due(&s, at(1, 8, 0)), ACTION_ON);
	assert_int_equal(schedule_due(&s, at(1, 8, 0)), ACTION_OFF);
	assert_int_equal(schedule_due(&s, at(1, 8, 0)), ERR_MISSING);
	schedule_skip(&s, at(6, 19, 59));
	assert_int_equal(schedule_due(&s, at(6, 20, 0)), ACTION_INF);
}

/* A clock that steps back, by hours or by a week, makes no rule run twice on one day. */
static void a_rule_runs_once_a_day(void **state)
{
	static const char *const daily[] = { "08:00,*,ON" };
	static const char *const weekly[] = { "08:00,1,ON" };
	struct schedule s = rules(daily, 1);

	(void)state;
	schedule_skip(&s, at(0, 7, 0));
	assert_int_equal(schedule_due(&s, at(0, 8, 0)), ACTION_ON);
	schedule_skip(&s, at(0, 7, 30));
	assert_int_equal(schedule_next_s(&s), at(1, 8, 0));
	assert_int_equal(schedule_due(&s, at(0, 9, 0)), ERR_MISSING);
	/* Nor when nobody says that it has stepped. */
	assert_int_equal(schedule_due(&s, at(1, 8, 0)), ACTION_ON);
	assert_int_equal(schedule_due(&s, at(0, 7, 0)), ERR_MISSING);
	assert_int_equal(schedule_due(&s, at(0, 9, 0)), ERR_MISSING);
	assert_int_equal(schedule_next_s(&s), at(2, 8, 0));

	s = rules(weekly, 1);
	schedule_skip(&s, at(7, 7, 0));
	assert_int_equal(schedule_due(&s, at(7, 8, 0)), ACTION_ON);
	schedule_skip(&s, at(0, 8, 30));
	assert_int_equal(schedule_next_s(&s), SCHEDULE_NEVER);
	assert_int_equal(schedule_due(&s, at(7, 9, 0)), ERR_MISSING);
	assert_int_equal(schedule_next_s(&s), at(14, 8, 0));
}

static void nothing_illegal_is_loaded(void **state)
{
	static const struct {
		const char *value;
		size_t len;
	} rows[] = {
		{ "\0\0\0", 3 },
		{ "\xA0\5\0\0", 4 },                 /* 24:00 */
		{ "\0\0\x08\0", 4 },                 /* an eighth day */
		{ "\0\0\0\5", 4 },                   /* a sixth action */
		{ "\0\0\0\0\0\0\0\5", 8 },           /* the same behind a good one */
		{ "\0\0\0\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\1\0\0\0\1\1\0\0\1\2\0\0\1\3", 36 }, /* nine */
	};
	static const char *const eight[] = { "08:00,*,ON", "23:59,1,AOF", "23:59,2,AOF", "23:59,3,AOF",
					     "23:59,4,AOF", "23:59,5,AOF", "23:59,6,AOF", "23:59,7,AOF" };
	const struct schedule s = rules(eight, COUNT(eight));
	struct schedule loaded = { .count = 0 };
	uint8_t value[SCHEDULE_RULES_MAX * SCHEDULE_RULE_LEN];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(schedule_load(&loaded, (const uint8_t *)rows[i].value, rows[i].len), ERR_RANGE);
		assert_int_equal(loaded.count, 0);
	}
	assert_int_equal(schedule_load(&loaded, value, schedule_save(&s, value)), 0);
	shows(&loaded, "08:00,*,ON\n23:59,1,AOF\n23:59,2,AOF\n23:59,3,AOF\n23:59,4,AOF\n23:59,5,AOF\n23:59,6,AOF\n"
		       "23:59,7,AOF");
}

static struct corebench bench;

static struct corebench *begin(void)
{
	corebench_begin(&bench, MODEL_706);
	return &bench;
}

static void no_rule_runs_while_the_time_is_unknown(void **state)
{
	struct corebench *b = begin();

	(void)state;
	corebench_ask(b, "SCHEDULER+12:01,*,ON", "SCHEDULER+12:01,*,ON - OK");
	corebench_wait(b, 48 * HOURS);
	assert_false(b->outlet);
	corebench_monday(b);
	corebench_wait(b, 59 * SECONDS);
	assert_false(b->outlet);
	corebench_wait(b, 1 * SECONDS);
	assert_true(b->outlet);
}

/* Summer time begins at 02:00: what the hour that never was holds runs after it, once. */
static void a_little_step_of_the_network_passes_over_nothing(void **state)
{
	struct corebench *b = begin();

	(void)state;
	corebench_network_time(b, COREBENCH_MONDAY_S, 4);
	corebench_ask(b, "SCHEDULER+13:30,*,ON", "SCHEDULER+13:30,*,ON - OK");
	corebench_wait(b, 1 * MINUTES);
	corebench_network_time(b, COREBENCH_MONDAY_S + 60, 8);
	corebench_wait(b, 0);
	assert_true(b->outlet);
	corebench_ask(b, "OFF", "Power socket OFF");
	/* An hour back, and the same time once more. */
	corebench_network_time(b, COREBENCH_MONDAY_S + 60, 4);
	corebench_wait(b, 12 * HOURS);
	assert_false(b->outlet);
}

static void a_great_step_passes_over_what_lies_between(void **state)
{
	struct corebench *b = begin();

	(void)state;
	corebench_monday(b);
	corebench_ask(b, "SCHEDULER+13:30,*,ON", "SCHEDULER+13:30,*,ON - OK");
	corebench_network_time(b, COREBENCH_MONDAY_S + 3 * 3600 + 1, 0);
	corebench_wait(b, 20 * MINUTES);
	assert_false(b->outlet);
	corebench_monday(b);
	/* The owner's clock passes over even a little. */
	corebench_ask(b, "DATE=26/01/05,14:00:00+00", "DATE 26/01/05,14:00:00+00 - OK");
	corebench_wait(b, 1 * HOURS);
	assert_false(b->outlet);
	corebench_wait(b, 23 * HOURS);
	assert_true(b->outlet);
}

static void rules_of_one_minute_all_run(void **state)
{
	struct corebench *b = begin();

	(void)state;
	corebench_ask(b, "ALERTNUMBER+33600000001", "ALERTNUMBER+33600000001 - OK");
	corebench_monday(b);
	corebench_ask(b, "SCHEDULER+12:01,*,AON", "SCHEDULER+12:01,*,AON - OK");
	corebench_ask(b, "SCHEDULER+12:01,1,ON", "SCHEDULER+12:01,1,ON - OK");
	corebench_ask(b, "SCHEDULER+12:01,2,OFF", "SCHEDULER+12:01,2,OFF - OK");
	corebench_ask(b, "SCHEDULER+12:01,*,INF", "SCHEDULER+12:01,*,INF - OK");
	corebench_ask(b, "SCHEDULER+12:02,*,AOF", "SCHEDULER+12:02,*,AOF - OK");
	corebench_wait(b, 1 * MINUTES);
	assert_true(b->outlet);
	assert_true(core_setting(&b->core, SETTING_ALARM_ON));
	corebench_alerts(b, 1, "Power socket ON\nMicrorelay OFF\nSignal: Unknown\nTEMP: N/A\nALARMF: Enabled\n"
			       "ALARM status: No activity\nTime: 26/01/05,12:01:00");
	corebench_wait(b, 1 * MINUTES);
	assert_false(core_setting(&b->core, SETTING_ALARM_ON));
	assert_true(b->outlet);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_are_read),
		cmocka_unit_test(eight_rules_are_kept_in_order),
		cmocka_unit_test(a_rule_runs_on_its_day),
		cmocka_unit_test(a_rule_runs_once_a_day),
		cmocka_unit_test(nothing_illegal_is_loaded),
		cmocka_unit_test(no_rule_runs_while_the_time_is_unknown),
		cmocka_unit_test(a_little_step_of_the_network_passes_over_nothing),
		cmocka_unit_test(a_great_step_passes_over_what_lies_between),
		cmocka_unit_test(rules_of_one_minute_all_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
