/* at: radio, registration, operator and signal (27.007 7.2, 7.3, 8.2, 8.5, 8.69, 10.1.20, 10.1.22).
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/err.h"
#include "sim/at.h"

#define AREA "00A1"
#define CELL "0002C3D4"

/* --- Function --- */

static enum at_result function_read(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CFUN: %d", v->function);
	return RESULT_OK;
}

static enum at_result function_test(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CFUN: (0,1,4),(0,1)");
	return RESULT_OK;
}

static enum at_result switched(struct vmodem *v)
{
	if (v->family->forgets_client && v->function != 1)
		memset(v->set[SETTING_CNMI], 0, sizeof v->set[SETTING_CNMI]);
	at_radio(v);
	return RESULT_OK;
}

static enum at_result restarted(struct vmodem *v)
{
	at_final(v, RESULT_OK);
	at_restart(v, false);
	return RESULT_SILENT;
}

static enum at_result function_set(struct vmodem *v, const struct at_args *args)
{
	int wanted = v->function;
	int restart = 0;

	if (!at_number(args, 0, 0, 4, &wanted) || wanted == 2 || wanted == 3 || !at_number(args, 1, 0, 1, &restart))
		return at_cme(v, 50);
	if (restart == 1)
		return at_later(v, 20, 100, restarted);
	v->function = wanted;
	return at_later(v, 100, 500, switched);
}

/* --- Registration --- */

static const struct {
	enum setting setting;
	const char *name;
} registrations[] = { { SETTING_CREG, "+CREG" }, { SETTING_CGREG, "+CGREG" }, { SETTING_CEREG, "+CEREG" } };

/* The registration for which +C...REG of that setting asks. */
static enum network_state state_of(const struct vmodem *v, enum setting which)
{
	enum network_state state = network_registration(v->network);

	if (state != STATE_HOME || which != SETTING_CREG)
		return state;
	return at_faulty(v, FAULT_VOICE_DENIED) ? STATE_DENIED : (enum network_state)v->family->circuit;
}

static void print_access(const struct vmodem *v, struct text *out)
{
	if (v->family->access < 0)
		return;
	text_char(out, ',');
	text_number(out, v->family->access);
}

/* An unsolicited line leaves out the mode. */
void at_registration_print(const struct vmodem *v, enum setting which, bool solicited, struct text *out)
{
	int mode = v->set[which][0];
	enum network_state state = state_of(v, which);
	size_t row = 0;

	while (registrations[row].setting != which)
		row++;
	text_str(out, registrations[row].name);
	text_str(out, ": ");
	if (solicited) {
		text_number(out, mode);
		text_char(out, ',');
	}
	text_number(out, (int)state);
	if (mode == 2 && state == STATE_HOME) {
		text_str(out, v->family->bare_cells ? "," AREA "," CELL : ",\"" AREA "\",\"" CELL "\"");
		print_access(v, out);
	}
}

static enum at_result registration(struct vmodem *v, enum setting which)
{
	char line[60];
	struct text t;

	text_init(&t, line, sizeof line);
	at_registration_print(v, which, true, &t);
	at_say_text(v, &t);
	return RESULT_OK;
}

static enum at_result circuit(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	return registration(v, SETTING_CREG);
}

static enum at_result packet(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	return registration(v, SETTING_CGREG);
}

static enum at_result evolved(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	return registration(v, SETTING_CEREG);
}

void at_registration_step(struct vmodem *v)
{
	char line[60];
	struct text t;

	if (network_registration(v->network) == v->shown)
		return;
	v->shown = network_registration(v->network);
	for (size_t i = 0; i < sizeof registrations / sizeof *registrations; i++) {
		if (v->set[registrations[i].setting][0] == 0)
			continue;
		text_init(&t, line, sizeof line);
		at_registration_print(v, registrations[i].setting, false, &t);
		at_news_text(v, &t);
	}
	if (!at_clock_known(v))
		return;
	at_clock_choose(v);
	at_clock_tell(v);
}

/* --- Operator and signal --- */

static enum at_result operator_read(struct vmodem *v, const struct at_args *args)
{
	bool digits = v->name_form == 2;
	char line[100];
	struct text t;

	(void)args;
	if (network_registration(v->network) != STATE_HOME) {
		at_say(v, "+COPS: %d", v->selection);
		return RESULT_OK;
	}
	text_init(&t, line, sizeof line);
	text_str(&t, "+COPS: ");
	text_number(&t, v->selection);
	text_char(&t, ',');
	text_number(&t, v->name_form);
	text_str(&t, ",\"");
	charset_print(digits ? CHARSET_IRA : v->charset, digits ? NETWORK_DIGITS : NETWORK_NAME, &t);
	text_char(&t, '"');
	print_access(v, &t);
	at_say_text(v, &t);
	return RESULT_OK;
}

static enum at_result scanned(struct vmodem *v)
{
	if (network_csq(v->network) == 99)
		at_say(v, "+COPS: ,,(0-4),(0-2)");
	else
		at_say(v, "+COPS: (2,\"" NETWORK_NAME "\",\"" NETWORK_NAME "\",\"" NETWORK_DIGITS "\",%d),,(0-4),(0-2)",
		       v->family->access);
	return RESULT_OK;
}

static enum at_result operator_test(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	return at_later(v, 2000, 5000, scanned);
}

static enum at_result operator_set(struct vmodem *v, const struct at_args *args)
{
	int mode = 0;
	int form = v->name_form;

	if (args->list[0].kind != ARG_NUMBER || !at_number(args, 0, 0, 4, &mode) || !at_number(args, 1, 0, 2, &form))
		return at_cme(v, 50);
	if (mode == 3) {
		v->name_form = form;
		return RESULT_OK;
	}
	const char *name = at_text(args, 2);
	if ((mode == 1 || mode == 4) && (name == NULL || strcmp(name, form == 2 ? NETWORK_DIGITS : NETWORK_NAME) != 0))
		return at_cme(v, 30);
	v->selection = mode == 4 ? 1 : mode;
	return at_later(v, 100, 500, switched);
}

static int quality(const struct vmodem *v)
{
	return v->radio_on ? network_csq(v->network) : 99;
}

static enum at_result signal_run(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CSQ: %d,%d", quality(v), v->family->error_rate);
	return RESULT_OK;
}

static enum at_result signal_test(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CSQ: (0-31,99),(0-7,99)");
	return RESULT_OK;
}

static enum at_result extended_signal(struct vmodem *v, const struct at_args *args)
{
	int csq = quality(v);

	(void)args;
	/* RSRP has steps of 1 dB from -141 on, RXLEV from -110 on, CSQ of 2 dB from -113 on. */
	if (v->family->rsrp && csq != 99)
		at_say(v, "+CESQ: 99,99,255,255,20,%d", csq * 2 + 28);
	else
		at_say(v, "+CESQ: %d,99,255,255,255,255", csq == 99 ? 99 : csq * 2 > 2 ? csq * 2 - 2 : 0);
	return RESULT_OK;
}

static enum at_result extended_signal_test(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CESQ: (0-63,99),(0-7,99),(0-96,255),(0-24,255),(0-34,255),(0-97,255)");
	return RESULT_OK;
}

/* --- Packet service: there, but nothing can be sent --- */

static enum at_result attached(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CGATT: %d", network_registration(v->network) == STATE_HOME);
	return RESULT_OK;
}

static enum at_result contexts_test(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CGDCONT: (1-3),\"IP\",,,(0),(0)");
	return RESULT_OK;
}

static const struct at_row rows[] = {
	{ "+CFUN", OP_READ, NEEDS_NOTHING, function_read },
	{ "+CFUN", OP_TEST, NEEDS_NOTHING, function_test },
	{ "+CFUN", OP_SET, NEEDS_NOTHING, function_set },
	{ "+CREG", OP_READ, NEEDS_NOTHING, circuit },
	{ "+CGREG", OP_READ, NEEDS_NOTHING, packet },
	{ "+CEREG", OP_READ, NEEDS_NOTHING, evolved },
	{ "+COPS", OP_READ, NEEDS_CARD, operator_read },
	{ "+COPS", OP_TEST, NEEDS_CARD, operator_test },
	{ "+COPS", OP_SET, NEEDS_CARD, operator_set },
	{ "+CSQ", OP_RUN, NEEDS_NOTHING, signal_run },
	{ "+CSQ", OP_TEST, NEEDS_NOTHING, signal_test },
	{ "+CESQ", OP_RUN, NEEDS_NOTHING, extended_signal },
	{ "+CESQ", OP_TEST, NEEDS_NOTHING, extended_signal_test },
	{ "+CGATT", OP_READ, NEEDS_CARD, attached },
	{ "+CGATT", OP_SET, NEEDS_CARD, at_nothing },
	{ "+CGDCONT", OP_TEST, NEEDS_NOTHING, contexts_test },
	{ "+CGDCONT", OP_READ, NEEDS_NOTHING, at_nothing },
	{ "+CGDCONT", OP_SET, NEEDS_NOTHING, at_nothing },
};

const struct at_table atradio_table = { rows, sizeof rows / sizeof *rows };
