/* console: commands from the machine's own console, which has a right to configure of its own, and no phone.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/corebench.h"

static struct corebench bench;
static bool refusal; /* the last answer was */

static void console(const char *text, bool may_configure, const char *answer)
{
	const struct core_event ev = {
		.kind = EVENT_MESSAGE,
		.message = { .from = &number_console, .text = text, .may_configure = may_configure },
	};

	corebench_step(&bench, &ev);
	for (size_t i = 0; i < bench.out.count; i++)
		if (bench.out.list[i].kind == EFFECT_MESSAGE)
			refusal = bench.out.list[i].message.refusal;
	if (answer == NULL)
		corebench_silent(&bench);
	else
		corebench_gets(&bench, "console", answer);
}

static void needs_neither_list_nor_password(void **state)
{
	struct corebench *b = &bench;

	(void)state;
	corebench_begin(b, MODEL_706);
	corebench_ask(b, "SECNUMBER" OWNER, "SECNUMBER" OWNER " - OK");
	corebench_ask(b, "SECLIST=ON", "SECLIST=ON - OK");
	corebench_ask(b, "PASSWORD=12345", "PASSWORD=***** - OK");
	console("ON", false, "Power socket ON");
	assert_true(b->outlet);
	console("OFF", true, "Power socket OFF");
	assert_false(b->outlet);
}

static void configures_by_its_own_right_alone(void **state)
{
	struct corebench *b = &bench;

	(void)state;
	corebench_begin(b, MODEL_706);
	console("TEMPCAL=7", false, "TEMPCAL=7 - The console may not configure!");
	console("TEMPCAL?", false, "TEMPCAL=5");
	corebench_wait(b, 31 * MINUTES);
	console("TEMPCAL=7", true, "TEMPCAL=7 - OK");
	console("PASSWORD=12345", false, "PASSWORD=***** - The console may not configure!");
	/* And opens the window to nobody. */
	corebench_ask(b, "TEMPCAL=6", "TEMPCAL=6 - Time for configuration is expired (30min)!");
}

static void is_always_answered(void **state)
{
	struct corebench *b = &bench;

	(void)state;
	corebench_begin(b, MODEL_706);
	console("SMSCONFIRM=OFF", true, "SMSCONFIRM=OFF - OK");
	console("ERROR=OFF", true, "ERROR=OFF - OK");
	console("NONSENSE", true, "NONSENSE - Error!");
	console("TEMPCAL=5000", true, "Incorrect value!");
	for (int i = 0; i < 500; i++) {
		console(i % 2 ? "OFF" : "ON", true, i % 2 ? "Power socket OFF" : "Power socket ON");
		corebench_forget(b);
	}
	console("   ", true, NULL);
	console("a text that is longer than any command could be", true, NULL);
}

/* Whoever reads the answer by machine is told, too. */
static void knows_a_refusal(void **state)
{
	static const struct {
		const char *text, *answer;
		bool refusal;
	} rows[] = {
		{ "ON", "Power socket ON", false },
		{ "NONSENSE", "NONSENSE - Error!", true },
		{ "ON0", "Incorrect value!", true },
		{ "TEMPCAL=7", "TEMPCAL=7 - OK", false },
		{ "SECLIST=ON", "No SECNUMBERs!", true },
		{ "SECNUMBER?", "No SECNUMBERs!", false },
		{ "SALDO", "Execute error!", true },
		{ "THERMOSTATOFF", "THERMOSTATOFF - OK\nAttention! Thermostat was disabled!", false },
	};

	(void)state;
	corebench_begin(&bench, MODEL_706);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		console(rows[i].text, true, rows[i].answer);
		assert_int_equal(refusal, rows[i].refusal);
	}
}

/* It has no phone to be called back, and no stamp of a service centre to set the clock by. */
static void is_no_phone(void **state)
{
	struct corebench *b = &bench;

	(void)state;
	corebench_begin(b, MODEL_706);
	corebench_ask(b, "PASSWORD=12345", "PASSWORD=***** - OK");
	console("CALLBACK", true, "Execute error!");
	console("DATESMS", true, "Execute error!");
	corebench_does(b, NULL);
	console("SALDOUMS=*100#", true, "SALDOUMS=*100# - OK");
	console("SALDO", true, NULL);
	corebench_does(b, "ussd *100#");
	corebench_step(b, &(struct core_event){ .kind = EVENT_USSD, .ussd = { true, "5 EUR" } });
	corebench_gets(b, "console", "5 EUR");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(needs_neither_list_nor_password),
		cmocka_unit_test(configures_by_its_own_right_alone),
		cmocka_unit_test(is_always_answered),
		cmocka_unit_test(knows_a_refusal),
		cmocka_unit_test(is_no_phone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
