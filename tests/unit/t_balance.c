/* Questions to the operator: asked one at a time, answered whole or as far as there is room, given up after 30 s.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/corebench.h"

static struct corebench bench;

static struct corebench *begin(void)
{
	corebench_begin(&bench, MODEL_706);
	corebench_ask(&bench, "SALDOUMS=*100#", "SALDOUMS=*100# - OK");
	return &bench;
}

static void answers(struct corebench *b, const char *text)
{
	corebench_step(b, &(struct core_event){ .kind = EVENT_USSD, .ussd = { .answered = text != NULL,
	.text = text } });
}

static void a_question_is_asked_and_answered(void **state)
{
	struct corebench *b = begin();

	(void)state;
	corebench_ask(b, "SALDO", NULL);
	corebench_does(b, "ussd *100#");
	answers(b, "12.50 EUR");
	corebench_gets(b, OWNER, "12.50 EUR");
	corebench_ask(b, "SIMCARD#123*1#", NULL);
	corebench_does(b, "ussd #123*1#");
	answers(b, "yes");
	corebench_gets(b, OWNER, "yes");
	corebench_wait(b, 1 * HOURS);
	corebench_silent(b);
}

static void who_hears_nothing_is_told_so(void **state)
{
	struct corebench *b = begin();

	(void)state;
	corebench_ask(b, "SALDO", NULL);
	corebench_wait(b, 30 * SECONDS - 1);
	corebench_silent(b);
	corebench_wait(b, 1);
	corebench_gets(b, OWNER, "Execute error!");
	/* Too late. */
	answers(b, "12.50 EUR");
	corebench_silent(b);
	corebench_ask(b, "SALDO", NULL);
	answers(b, NULL);
	corebench_gets(b, OWNER, "Execute error!");
	corebench_wait(b, 1 * MINUTES);
	corebench_silent(b);
}

static void one_question_at_a_time(void **state)
{
	struct corebench *b = begin();

	(void)state;
	corebench_ask(b, "SALDO", NULL);
	corebench_message(b, STRANGER, "SALDO");
	corebench_gets(b, STRANGER, "Execute error!");
	corebench_does(b, "ussd *100#");
	corebench_does(b, NULL);
	answers(b, "12.50 EUR");
	corebench_gets(b, OWNER, "12.50 EUR");
	corebench_silent(b);
}

static void without_confirmations_only_saldo_answers(void **state)
{
	struct corebench *b = begin();

	(void)state;
	corebench_ask(b, "SMSCONFIRM=OFF", "SMSCONFIRM=OFF - OK");
	corebench_ask(b, "SIMCARD*100#", NULL);
	answers(b, "yes");
	corebench_silent(b);
	corebench_ask(b, "SALDO", NULL);
	answers(b, "12.50 EUR");
	corebench_gets(b, OWNER, "12.50 EUR");
	corebench_ask(b, "ERROR=OFF", "ERROR=OFF - OK");
	corebench_ask(b, "SALDO", NULL);
	answers(b, NULL);
	corebench_silent(b);
}

/* As much as there is room for, and no half character. */
static void a_very_long_answer_is_cut(void **state)
{
	struct corebench *b = begin();
	char text[2 * CORE_ANSWER_CAP + 1], expected[CORE_ANSWER_CAP];

	(void)state;
	for (size_t i = 0; i < sizeof text - 1; i += 2)
		memcpy(text + i, "\xD0\x96", 2);
	text[sizeof text - 1] = '\0';
	memcpy(expected, text, CORE_ANSWER_CAP - 2);
	expected[CORE_ANSWER_CAP - 2] = '\0';
	corebench_ask(b, "SALDO", NULL);
	answers(b, text);
	corebench_gets(b, OWNER, expected);
}

static void a_code_that_is_none_is_refused(void **state)
{
	struct corebench *b = begin();

	(void)state;
	corebench_ask(b, "SIMCARD100#", "Incorrect value!");
	corebench_ask(b, "SALDOUMS=100", "Incorrect value!");
	corebench_ask(b, "SALDOUMS=NO", "SALDOUMS=NO - OK");
	corebench_ask(b, "SALDO", "Execute error!");
	corebench_does(b, NULL);
	corebench_begin(b, MODEL_707);
	corebench_ask(b, "SALDO", "SALDO - Error!");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_is_asked_and_answered),
		cmocka_unit_test(who_hears_nothing_is_told_so),
		cmocka_unit_test(one_question_at_a_time),
		cmocka_unit_test(without_confirmations_only_saldo_answers),
		cmocka_unit_test(a_very_long_answer_is_cut),
		cmocka_unit_test(a_code_that_is_none_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
