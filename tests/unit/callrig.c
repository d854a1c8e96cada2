/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/callrig.h"

const struct answer callrig_rings[] = { { "AT+CLCC", LIST(1, 4) }, { NULL, NULL } };
const struct answer callrig_active[] = { { "AT+CLCC", LIST(1, 0) }, { NULL, NULL } };
const struct answer callrig_dials[] = { { "AT+CLCC", LIST(0, 2) }, { NULL, NULL } };
const struct answer callrig_reached[] = { { "AT+CLCC", LIST(0, 0) }, { NULL, NULL } };

const struct number callrig_somebody = { NUMBER_INTERNATIONAL, "+33600000002" };

struct script *callrig_ringing(void)
{
	struct script *s = script_up(NULL);

	s->rows = callrig_rings;
	script_feed(s, RING CLIP);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
	script_run(s, 1000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_IN);
	return s;
}

struct script *callrig_answered(void)
{
	struct script *s = callrig_ringing();

	modem_answer(&s->m, s->now_ms);
	s->rows = callrig_active;
	script_run(s, 1000);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_UP);
	return s;
}

struct script *callrig_dialled(void)
{
	struct script *s = script_up(NULL);

	s->rows = callrig_dials;
	modem_dial(&s->m, s->now_ms, &callrig_somebody);
	assert_int_equal(modem_call(&s->m), MODEM_CALL_OUT);
	script_run(s, 1000);
	assert_true(script_said(s, "ATD+33600000002;/"));
	assert_int_equal(modem_call(&s->m), MODEM_CALL_OUT);
	return s;
}

/* No call any more, and how the last one ended. */
void callrig_expect_end(struct script *s, enum modem_call_end end)
{
	assert_int_equal(modem_call(&s->m), MODEM_NO_CALL);
	assert_int_equal(modem_call_end(&s->m), end);
	assert_int_equal(modem_call_end(&s->m), MODEM_END_NONE);
}
