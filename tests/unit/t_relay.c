/* The relay by itself: what it is after each call, and when it changes, to the millisecond.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/relay.h"
#include "tests/unit/corebench.h"

static void is_off_and_at_rest_at_first(void **state)
{
	struct relay r;

	(void)state;
	memset(&r, 0xFF, sizeof r);
	r.set = r.resting = true;
	r.flip_at_ms = r.restart_end_ms = 5;
	relay_init(&r);
	assert_false(relay_on(&r) || r.resting);
	assert_int_equal(relay_deadline_ms(&r), RELAY_NEVER);
}

static void flips_when_its_time_is_over(void **state)
{
	struct relay r;

	(void)state;
	relay_init(&r);
	relay_set_for(&r, true, 1000, 500);
	assert_int_equal(relay_deadline_ms(&r), 1500);
	relay_step(&r, 1499);
	assert_true(relay_on(&r) && !r.resting);
	relay_step(&r, 1500);
	assert_false(relay_on(&r));
	assert_int_equal(relay_deadline_ms(&r), RELAY_NEVER);
}

static void a_restart_lies_over_a_timer(void **state)
{
	struct relay r;

	(void)state;
	relay_init(&r);
	relay_set_for(&r, true, 1000, 0);
	relay_restart(&r, 100, 950);
	assert_int_equal(relay_deadline_ms(&r), 1000);
	assert_false(relay_on(&r));
	relay_step(&r, 1000);
	assert_true(relay_on(&r));
	assert_int_equal(relay_deadline_ms(&r), 1050);
	relay_step(&r, 1050);
	assert_false(relay_on(&r));
}

/* As commanded: seconds and minutes. */
static void a_command_means_its_time_exactly(void **state)
{
	static struct corebench b;

	(void)state;
	corebench_begin(&b, MODEL_706);
	corebench_ask(&b, "RESTARTTIME=600", "RESTARTTIME=600 - OK");
	corebench_ask(&b, "RESTART", "Power socket restarted");
	assert_int_equal(relay_deadline_ms(&b.core.outlet) - b.now_ms, 600 * SECONDS);
	corebench_ask(&b, "ON720", "Power ON for 720 min");
	assert_int_equal(relay_deadline_ms(&b.core.outlet) - b.now_ms, 720 * MINUTES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_off_and_at_rest_at_first),
		cmocka_unit_test(flips_when_its_time_is_over),
		cmocka_unit_test(a_restart_lies_over_a_timer),
		cmocka_unit_test(a_command_means_its_time_exactly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
