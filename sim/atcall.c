/* at: voice calls and USSD (27.007 6 and 7.15). No call ever comes about: dialling finds no carrier.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sim/at.h"

static enum at_result no_carrier(struct vmodem *v)
{
	(void)v;
	return RESULT_NO_CARRIER;
}

static enum at_result dial(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	return at_later(v, 500, 1500, no_carrier);
}

static enum at_result answer(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	return no_carrier(v);
}

static enum at_result hold(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	return at_cme(v, 3);
}

static enum at_result hold_test(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CHLD: (0,1,1x,2,2x,3)");
	return RESULT_OK;
}

static enum at_result activity(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CPAS: 0");
	return RESULT_OK;
}

static enum at_result activity_test(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CPAS: (0,2,3,4)");
	return RESULT_OK;
}

/* A code to run is refused; the rest is a setting. */
static enum at_result ussd(struct vmodem *v, const struct at_args *args)
{
	if (at_text(args, 1) != NULL)
		return at_cme(v, 4);
	return atset_run(v, atset_find("+CUSD"), args) ? RESULT_OK : at_cme(v, 50);
}

static const struct at_row rows[] = {
	{ "D", OP_SET, NEEDS_CARD, dial },
	{ "A", OP_RUN, NEEDS_CARD, answer },
	{ "H", OP_RUN | OP_SET, NEEDS_NOTHING, at_nothing },
	{ "+CHUP", OP_RUN | OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+CLCC", OP_RUN | OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+CHLD", OP_SET, NEEDS_CARD, hold },
	{ "+CHLD", OP_TEST, NEEDS_NOTHING, hold_test },
	{ "+CPAS", OP_RUN, NEEDS_NOTHING, activity },
	{ "+CPAS", OP_TEST, NEEDS_NOTHING, activity_test },
	{ "+CUSD", OP_SET, NEEDS_CARD, ussd },
};

const struct at_table atcall_table = { rows, sizeof rows / sizeof *rows };
