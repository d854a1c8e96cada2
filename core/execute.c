/* SPDX-License-Identifier: Apache-2.0 */
#include "core/execute.h"

#include <string.h>

#include "base/err.h"
#include "core/configure.h"
#include "core/effects.h"
#include "core/listen.h"
#include "core/status.h"
#include "core/switching.h"

void execute_print_echo(struct text *t, const char *command, const struct command_call *call, bool upper)
{
	const struct command *row = call == NULL ? NULL : &command_table[call->id];
	bool secret = row != NULL && row->value == VALUE_SETTING && settings_secret((enum setting)row->low) &&
		      !text_same(call->text, "NO");
	const char *end = secret ? call->text : command + strlen(command);

	for (; command < end; command++)
		text_char(t, upper ? text_upper(*command) : *command);
	for (size_t i = secret ? text_count(call->text) : 0; i > 0; i--)
		text_char(t, '*');
}

/* One command under way. */
struct job {
	struct core *c;
	const char *command;
	const struct command_call *call;
	const struct core_event *ev;
	uint64_t now_ms;
	struct text *t;
	struct core_effects *out;
	bool on; /* of a pair of commands that differ in it: this one's */
};

static enum configure_outcome say(struct text *t, const char *text)
{
	text_str(t, text);
	return OUTCOME_DONE;
}

static enum configure_outcome refuse(struct text *t, const char *text)
{
	text_str(t, text);
	return OUTCOME_REFUSED;
}

static enum configure_outcome outcome_of(int err, struct text *t)
{
	switch (err) {
	case 0:
		return OUTCOME_ECHO;
	case ERR_FULL:
		return refuse(t, "Execute error!");
	default:
		return refuse(t, "Incorrect value!");
	}
}

static enum configure_outcome renew_window(const struct job *j)
{
	struct core *c = j->c;

	if (guard_ignores(&c->guard.renew, j->now_ms))
		return OUTCOME_SILENT;
	if (c->settings.renew_password[0] == '\0')
		return refuse(j->t, "Renew password was not setup");
	bool right = strlen(j->call->text) == strlen(c->settings.renew_password) &&
		     text_begins(j->call->text, c->settings.renew_password);
	if (!right) {
		guard_wrong(&c->guard.renew, j->now_ms);
		return refuse(j->t, "Invalid renew password!");
	}
	guard_right(&c->guard.renew);
	c->window_until_ms = j->now_ms + LISTEN_WINDOW_MS;
	return say(j->t, "Configuration interval renewed");
}

static enum configure_outcome set_clock(const struct job *j, int64_t utc_s, int zone_qh)
{
	if (!clock_set(&j->c->clock, SOURCE_OWNER, utc_s, zone_qh, j->now_ms))
		return refuse(j->t, "Execute error!");
	core_clock_stepped(j->c, j->now_ms, false);
	status_print_date(j->c, j->now_ms, j->t);
	return say(j->t, " - OK");
}

static enum configure_outcome set_date(const struct job *j)
{
	int64_t utc_s;
	int zone_qh;

	if (clock_parse(j->call->text, &utc_s, &zone_qh) != 0)
		return refuse(j->t, "Incorrect value!");
	return set_clock(j, utc_s, zone_qh);
}

static enum configure_outcome date_of_message(const struct job *j)
{
	if (!j->ev->message.sent_known)
		return refuse(j->t, "Execute error!");
	return set_clock(j, j->ev->message.sent_s, j->ev->message.zone_qh);
}

static enum configure_outcome change_schedule(const struct job *j)
{
	struct schedule *s = &j->c->schedule;
	int err = 0;

	if (j->call->id == COMMAND_SCHEDULER_ADD)
		err = schedule_add(s, j->call->text);
	else if (j->call->id == COMMAND_SCHEDULER_REMOVE)
		err = schedule_remove(s, j->call->text);
	else
		schedule_clear(s);
	if (err == 0)
		core_list_changed(j->c, LIST_SCHEDULE);
	return outcome_of(err, j->t);
}

static enum configure_outcome call_back(const struct job *j)
{
	if (j->ev->message.from->kind == NUMBER_CONSOLE)
		return refuse(j->t, "Execute error!");
	if (!configure_secured(j->c))
		return refuse(j->t, "No security setup!");
	line_call_back(j->c, j->ev->message.from, j->now_ms);
	return OUTCOME_SILENT;
}

static enum configure_outcome ask_operator(const struct job *j, const char *code)
{
	bool always = command_table[j->call->id].answer == ANSWER_ALWAYS;

	if (*code == '\0' || !balance_ask(j->c, j->ev->message.from, code, always, j->now_ms, j->out))
		return refuse(j->t, "Execute error!");
	return OUTCOME_SILENT;
}

static enum configure_outcome run_code(const struct job *j)
{
	if (!settings_is_code(j->call->text))
		return refuse(j->t, "Incorrect value!");
	return ask_operator(j, j->call->text);
}

/* --- A function a command, for those that do something. --- */

static enum configure_outcome outlet(const struct job *j)
{
	switching_outlet(j->c, j->on, j->t);
	return OUTCOME_DONE;
}

static enum configure_outcome outlet_for(const struct job *j)
{
	switching_outlet_for(j->c, j->on, j->call->number, j->now_ms, j->t);
	return OUTCOME_DONE;
}

static enum configure_outcome microrelay(const struct job *j)
{
	switching_microrelay(j->c, j->on, j->t);
	return OUTCOME_DONE;
}

static enum configure_outcome all(const struct job *j)
{
	switching_all(j->c, j->on, j->t);
	return OUTCOME_DONE;
}

static enum configure_outcome restart(const struct job *j)
{
	if (j->on)
		switching_restart(j->c, j->now_ms, j->t);
	else
		switching_restart_microrelay(j->c, j->now_ms, j->t);
	return OUTCOME_DONE;
}

static enum configure_outcome thermostat(const struct job *j)
{
	heat_enable(j->c, j->on);
	if (!j->on)
		return say(j->t, "THERMOSTATOFF - OK\nAttention! Thermostat was disabled!");
	text_str(j->t, "THERMOSTATON - OK");
	status_print_thermostat(j->c, j->t);
	return say(j->t, "\nAttention! Thermostat is working now!");
}

static enum configure_outcome alarm(const struct job *j)
{
	alarm_enable(j->c, j->on, j->now_ms, j->out);
	return say(j->t, j->on ? "ALARMON - OK\nALARM function: Enabled" : "ALARMOFF - OK\nALARM function: Disabled");
}

static enum configure_outcome list(const struct job *j)
{
	return outcome_of(configure_list(j->c, j->call), j->t);
}

static enum configure_outcome saldo(const struct job *j)
{
	return ask_operator(j, j->c->settings.balance_code);
}

/* The others set a setting, or tell something. */
static const struct act {
	enum command_id id;
	bool on;
	enum configure_outcome (*act)(const struct job *);
} acts[] = {
	{ COMMAND_ON, true, outlet },
	{ COMMAND_OFF, false, outlet },
	{ COMMAND_ON_FOR, true, outlet_for },
	{ COMMAND_OFF_FOR, false, outlet_for },
	{ COMMAND_ONM, true, microrelay },
	{ COMMAND_OFFM, false, microrelay },
	{ COMMAND_ONALL, true, all },
	{ COMMAND_OFFALL, false, all },
	{ COMMAND_RESTART, true, restart },
	{ COMMAND_RESTARTM, false, restart },
	{ COMMAND_THERMOSTATON, true, thermostat },
	{ COMMAND_THERMOSTATOFF, false, thermostat },
	{ COMMAND_ALARMON, true, alarm },
	{ COMMAND_ALARMOFF, false, alarm },
	{ COMMAND_SECNUMBER_ALL, false, list },
	{ COMMAND_SECNUMBER_ADD, false, list },
	{ COMMAND_SECNUMBER_REMOVE, false, list },
	{ COMMAND_ALERTNUMBER_ALL, false, list },
	{ COMMAND_ALERTNUMBER_ADD, false, list },
	{ COMMAND_ALERTNUMBER_REMOVE, false, list },
	{ COMMAND_RENEWINTERVAL, false, renew_window },
	{ COMMAND_DATE_SET, false, set_date },
	{ COMMAND_DATESMS, false, date_of_message },
	{ COMMAND_SCHEDULER_ALL, false, change_schedule },
	{ COMMAND_SCHEDULER_ADD, false, change_schedule },
	{ COMMAND_SCHEDULER_REMOVE, false, change_schedule },
	{ COMMAND_CALLBACK, false, call_back },
	{ COMMAND_SALDO, false, saldo },
	{ COMMAND_SIMCARD, false, run_code },
};

static enum configure_outcome act(struct job *j)
{
	for (const struct act *a = acts; a < acts + sizeof acts / sizeof *acts; a++) {
		if (a->id != j->call->id)
			continue;
		j->on = a->on;
		return a->act(j);
	}
	if (command_table[j->call->id].value == VALUE_SETTING)
		return configure_setting(j->c, j->call, j->t);
	status_answer(j->c, j->call->id, j->now_ms, j->t);
	return OUTCOME_DONE;
}

/* The two that decide over replies are confirmed whenever they change something. */
static enum listen_reply reply_kind(const struct job *j, int confirm_before, int error_before)
{
	bool changed = (j->call->id == COMMAND_SMSCONFIRM && confirm_before) ||
		       (j->call->id == COMMAND_ERROR && error_before != core_setting(j->c, SETTING_ERROR));

	return changed || command_table[j->call->id].answer == ANSWER_ALWAYS ? REPLY_ALWAYS : REPLY_SUCCESS;
}

void execute_command(struct core *c, const char *command, const struct command_call *call, const struct core_event *ev,
		     uint64_t now_ms, struct core_effects *out)
{
	struct text t = effects_text(out);
	struct job j = { c, command, call, ev, now_ms, &t, out, false };
	int confirm_before = core_setting(c, SETTING_SMSCONFIRM);
	int error_before = core_setting(c, SETTING_ERROR);
	enum configure_outcome outcome = act(&j);

	if (outcome == OUTCOME_REFUSED) {
		listen_reply(c, ev->message.from, &t, REPLY_ERROR, now_ms, out);
		return;
	}
	/* The console's right to configure is its own: it opens the window to nobody. */
	if (command_table[call->id].type == TYPE_CFG && ev->message.from->kind != NUMBER_CONSOLE)
		c->window_until_ms = now_ms + LISTEN_WINDOW_MS;
	if (outcome == OUTCOME_SILENT)
		return;
	if (outcome == OUTCOME_ECHO || outcome == OUTCOME_ECHO_THERMOSTAT) {
		execute_print_echo(&t, command, call, true);
		text_str(&t, " - OK");
	}
	if (outcome == OUTCOME_ECHO_THERMOSTAT)
		status_print_thermostat_after(c, call->id, &t);
	listen_reply(c, ev->message.from, &t, reply_kind(&j, confirm_before, error_before), now_ms, out);
}
