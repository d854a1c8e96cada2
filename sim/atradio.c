/* at: radio, registration, operator, signal and clock (27.007 7.2, 7.3, 8.2, 8.5, 8.15, 8.40, 8.41, 10.1.20, 10.1.22).
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
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

/* An unsolicited line leaves out the mode. */
static void print_registration(const struct vmodem *v, size_t which, bool solicited, struct text *out)
{
	int mode = v->set[registrations[which].setting][0];
	enum network_state state = network_registration(v->network);

	text_str(out, registrations[which].name);
	text_str(out, ": ");
	if (solicited) {
		text_number(out, mode);
		text_char(out, ',');
	}
	text_number(out, (int)state);
	if (mode == 2 && state == STATE_HOME) {
		text_str(out, ",\"" AREA "\",\"" CELL "\",");
		text_number(out, v->family->access);
	}
}

static enum at_result registration(struct vmodem *v, size_t which)
{
	char line[60];
	struct text t;

	text_init(&t, line, sizeof line);
	print_registration(v, which, true, &t);
	at_say_text(v, &t);
	return RESULT_OK;
}

static enum at_result circuit(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	return registration(v, 0);
}

static enum at_result packet(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	return registration(v, 1);
}

static enum at_result evolved(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	return registration(v, 2);
}

/* --- The clock --- */

static struct tpdu_stamp network_time(const struct vmodem *v)
{
	return (struct tpdu_stamp){ .local_s = network_local_s(v->network, v->now_ms),
				    .zone_qh = network_zone_qh(v->network) };
}

void at_clock_set(struct vmodem *v, const struct tpdu_stamp *local)
{
	v->clock_s = local->local_s;
	v->clock_zone_qh = local->zone_qh;
	v->clock_ms = v->now_ms;
}

void at_clock_reset(struct vmodem *v)
{
	static const struct civil birth = { .year = 1980, .month = 1, .day = 6 };

	at_clock_set(v, &(struct tpdu_stamp){ .local_s = civil_seconds(&birth) });
}

static enum at_result clock_read(struct vmodem *v, const struct at_args *args)
{
	struct tpdu_stamp s = { .local_s = v->clock_s + (int64_t)((v->now_ms - v->clock_ms) / 1000),
				.zone_qh = v->clock_zone_qh };
	char line[40];
	struct text t;

	(void)args;
	text_init(&t, line, sizeof line);
	text_str(&t, "+CCLK: \"");
	tpdu_stamp_print(&s, &t);
	text_char(&t, '"');
	at_say_text(v, &t);
	return RESULT_OK;
}

static enum at_result clock_set(struct vmodem *v, const struct at_args *args)
{
	struct civil c;
	int zone = 0;
	int len = 0;
	const char *text = at_text(args, 0);

	if (text == NULL || sscanf(text, "%2d/%2d/%2d,%2d:%2d:%2d%n", &c.year, &c.month, &c.day, &c.hour, &c.minute,
				   &c.second, &len) != 6)
		return at_cme(v, 50);
	text += len;
	len = 0;
	if (*text != '\0' && (sscanf(text, "%3d%n", &zone, &len) != 1 || text[len] != '\0' || zone < -96 || zone > 96))
		return at_cme(v, 50);
	c.year += c.year >= 70 ? 1900 : 2000;
	if (!civil_valid(&c))
		return at_cme(v, 50);
	at_clock_set(v, &(struct tpdu_stamp){ .local_s = civil_seconds(&c), .zone_qh = zone });
	return RESULT_OK;
}

/* The network's time is known as long as the modem is registered. */
static bool time_heard(const struct vmodem *v)
{
	return v->shown == STATE_HOME && network_tells_time(v->network);
}

static void take_time(struct vmodem *v)
{
	struct tpdu_stamp now = network_time(v);

	if (time_heard(v) && v->set[SETTING_CTZU][0] == 1)
		at_clock_set(v, &now);
}

static enum at_result automatic_time(struct vmodem *v, const struct at_args *args)
{
	if (!atset_run(v, SETTING_CTZU, args))
		return at_cme(v, 50);
	take_time(v);
	return RESULT_OK;
}

static void tell_time(struct vmodem *v)
{
	struct tpdu_stamp now = network_time(v);
	int form = v->set[SETTING_CTZR][0];
	struct civil c = civil_of(form == 3 ? now.local_s - now.zone_qh * 900 : now.local_s);
	char zone[8];

	snprintf(zone, sizeof zone, "%+03d", now.zone_qh);
	if (form == 1)
		at_news(v, "+CTZV: \"%s\"", zone);
	if (form >= 2)
		at_news(v, "%s: \"%s\",0,\"%04d/%02d/%02d,%02d:%02d:%02d\"", form == 2 ? "+CTZE" : "+CTZEU", zone, c.year,
			c.month, c.day, c.hour, c.minute, c.second);
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
		print_registration(v, i, false, &t);
		at_news_text(v, &t);
	}
	if (!time_heard(v))
		return;
	take_time(v);
	tell_time(v);
}

/* --- Operator and signal --- */

static enum at_result operator_read(struct vmodem *v, const struct at_args *args)
{
	bool digits = v->name_form == 2;
	char name[80];
	struct text t;

	(void)args;
	if (network_registration(v->network) != STATE_HOME) {
		at_say(v, "+COPS: %d", v->selection);
		return RESULT_OK;
	}
	text_init(&t, name, sizeof name);
	charset_print(digits ? CHARSET_IRA : v->charset, digits ? NETWORK_DIGITS : NETWORK_NAME, &t);
	at_say(v, "+COPS: %d,%d,\"%s\",%d", v->selection, v->name_form, name, v->family->access);
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
	at_say(v, "+CSQ: %d,99", quality(v));
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
	/* RXLEV has steps of 1 dB from -110 on, CSQ of 2 dB from -113 on. */
	at_say(v, "+CESQ: %d,99,255,255,255,255", csq == 99 ? 99 : csq * 2 > 2 ? csq * 2 - 2 : 0);
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
	{ "+CCLK", OP_READ, NEEDS_NOTHING, clock_read },
	{ "+CCLK", OP_SET, NEEDS_NOTHING, clock_set },
	{ "+CCLK", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+CTZU", OP_SET, NEEDS_NOTHING, automatic_time },
	{ "+CGATT", OP_READ, NEEDS_CARD, attached },
	{ "+CGATT", OP_SET, NEEDS_CARD, at_nothing },
	{ "+CGDCONT", OP_TEST, NEEDS_NOTHING, contexts_test },
	{ "+CGDCONT", OP_READ, NEEDS_NOTHING, at_nothing },
	{ "+CGDCONT", OP_SET, NEEDS_NOTHING, at_nothing },
};

const struct at_table atradio_table = { rows, sizeof rows / sizeof *rows };
