/* The table of commands and its reading.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "core/command.h"
#include "core/model.h"

static const char *const examples[COMMAND_COUNT] = {
#define COMMAND(id, name, type, answer, value, low, high, shape, features, help, example) [COMMAND_##id] = example,
#include "core/command.def"
#undef COMMAND
};

static void reads(const char *text, int result, int id, int number)
{
	struct command_call call = { .number = -1 };

	assert_int_equal(command_parse(text, model_features(MODEL_706), &call), result);
	if (result == ERR_MISSING)
		return;
	assert_int_equal(call.id, id);
	if (result == 0)
		assert_int_equal(call.number, number);
}

static void every_example_is_its_own_row(void **state)
{
	(void)state;
	for (int i = 0; i < COMMAND_COUNT; i++) {
		struct command_call call;

		assert_int_equal(command_parse(examples[i], command_table[i].features, &call), 0);
		assert_int_equal(call.id, i);
	}
}

static void reads_values_at_their_edges(void **state)
{
	(void)state;
	reads("ON", 0, COMMAND_ON, 0);
	reads("on", 0, COMMAND_ON, 0);
	reads("oFf", 0, COMMAND_OFF, 0);
	reads("ON1", 0, COMMAND_ON_FOR, 1);
	reads("ON720", 0, COMMAND_ON_FOR, 720);
	reads("off007", 0, COMMAND_OFF_FOR, 7);
	reads("ON0", ERR_RANGE, COMMAND_ON_FOR, 0);
	reads("ON721", ERR_RANGE, COMMAND_ON_FOR, 0);
	reads("ON99999999999999999999", ERR_RANGE, COMMAND_ON_FOR, 0);
	reads("ON12a", ERR_RANGE, COMMAND_ON_FOR, 0);
	reads("ON00000000000000000000000720", 0, COMMAND_ON_FOR, 720);
}

static void refuses_what_is_no_command(void **state)
{
	static const char *const unknown[] = { "", "O", "ONX", "ON-5", "ON+5", "ON 5", "XON", "STATUS?", "STATUS1", "OFFICE", "SECNUMBER", "SECNUMBER=1", "RING", "RING =MIC", "DATES" };

	(void)state;
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
		reads(unknown[i], ERR_MISSING, 0, 0);
}

static void a_command_of_a_missing_feature_does_not_exist(void **state)
{
	struct command_call call;

	(void)state;
	for (int i = 0; i < COMMAND_COUNT; i++)
		if (command_table[i].features != 0)
			assert_int_equal(command_parse(examples[i], 0, &call), ERR_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_example_is_its_own_row),
		cmocka_unit_test(reads_values_at_their_edges),
		cmocka_unit_test(refuses_what_is_no_command),
		cmocka_unit_test(a_command_of_a_missing_feature_does_not_exist),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
