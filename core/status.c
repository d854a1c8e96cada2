/* SPDX-License-Identifier: Apache-2.0 */
#include "core/status.h"

#include "core/switching.h"

static const char *enabled(bool on)
{
	return on ? "Enabled" : "Disabled";
}

static void print_signal(struct text *t, int dbm)
{
	static const struct {
		int least_dbm;
		const char *word;
	} words[] = { { -65, "Excellent" }, { -75, "Good" }, { -85, "Fair" }, { -95, "Weak" }, { -113, "Bad" } };
	int i = 0;

	text_str(t, "Signal: ");
	if (dbm == RADIO_NO_SIGNAL) {
		text_str(t, "Unknown");
		return;
	}
	while (dbm < words[i].least_dbm)
		i++;
	text_str(t, words[i].word);
	text_str(t, " (");
	text_number(t, dbm);
	text_str(t, "dBm)");
}

static void print_alarm_status(const struct core *c, struct text *t)
{
	text_str(t, c->alarm.active ? "\nALARM status: Sensor active" : "\nALARM status: No activity");
}

void status_print(const struct core *c, uint64_t now_ms, struct text *t)
{
	bool room = core_has(c, FEATURE_ROOM);

	text_str(t, relay_on(&c->outlet) ? "Power socket ON" : "Power socket OFF");
	if (room)
		text_str(t, relay_on(&c->microrelay) ? "\nMicrorelay ON" : "\nMicrorelay OFF");
	text_char(t, '\n');
	print_signal(t, c->signal_dbm);
	if (room) {
		text_str(t, "\nTEMP: ");
		heat_print(c, t);
		text_str(t, "\nALARMF: ");
		text_str(t, enabled(core_setting(c, SETTING_ALARM_ON)));
		print_alarm_status(c, t);
		text_str(t, "\nTime: ");
		clock_print(&c->clock, t, now_ms);
	}
	switching_print_mains(c, t);
}

void status_print_thermostat(const struct core *c, struct text *t)
{
	text_str(t, core_setting(c, SETTING_THERMOSTAT) == HEAT_HEATING ? "\nTHERMOSTAT=HEATING" : "\nTHERMOSTAT=COOLING");
	text_str(t, "\nTEMPOFF=");
	text_number(t, core_setting(c, SETTING_TEMPOFF));
}

void status_print_thermostat_after(const struct core *c, enum command_id id, struct text *t)
{
	if (id == COMMAND_TEMPOFF) {
		text_str(t, core_setting(c, SETTING_THERMOSTAT) == HEAT_HEATING ? "\nTHERMOSTAT=HEATING"
										: "\nTHERMOSTAT=COOLING");
	} else {
		text_str(t, "\nTEMPOFF=");
		text_number(t, core_setting(c, SETTING_TEMPOFF));
	}
	text_str(t, "\nTHERMOSTAT: ");
	text_str(t, enabled(core_setting(c, SETTING_THERMOSTAT_ON)));
}

void status_print_date(const struct core *c, uint64_t now_ms, struct text *t)
{
	text_str(t, "DATE ");
	clock_print(&c->clock, t, now_ms);
	if (c->clock.known)
		clock_print_zone(t, c->clock.zone_qh);
}

static void print_runtime(const struct core *c, uint64_t now_ms, struct text *t)
{
	if (!core_outlet_on(c)) {
		text_str(t, "Power socket is OFF");
	} else {
		text_str(t, "Power socket is ON from: ");
		/* A clock that was set since knows it all the same. */
		if (c->clock.known)
			clock_print_local(t, clock_local_s(&c->clock, now_ms) - (int64_t)((now_ms - c->on_since_ms) / 1000));
		else
			text_str(t, "unknown");
	}
	switching_print_mains(c, t);
}

static void print_list(const struct numbers *n, const char *name, struct text *t)
{
	text_str(t, n->count == 0 ? "No " : "");
	text_str(t, name);
	text_str(t, n->count == 0 ? "!" : ": ");
	numbers_print(n, t);
}

static void print_alarm(const struct core *c, uint64_t now_ms, struct text *t)
{
	(void)now_ms;
	text_str(t, "ALARM function: ");
	text_str(t, enabled(core_setting(c, SETTING_ALARM_ON)));
	text_str(t, c->inputs.level[INPUT_JACK] ? "\nSensor(s): Connected" : "\nSensor(s): Not connected");
	print_alarm_status(c, t);
	text_str(t, "\nMicro relay: ");
	text_str(t, enabled(core_setting(c, SETTING_MICRORELAYTIME) > 0));
}

static void print_hardware(const struct core *c, uint64_t now_ms, struct text *t)
{
	const char *name = model_name(c->config.model);

	(void)now_ms;
	text_str(t, c->config.product);
	text_str(t, " GSM ");
	text_bytes(t, name, 3);
	text_str(t, core_has(c, FEATURE_ROOM) ? "" : " Light");
	text_str(t, ", Hardware v1.1");
}

static void print_serial(const struct core *c, uint64_t now_ms, struct text *t)
{
	(void)now_ms;
	text_str(t, "S/N: ");
	if (c->config.serial != NULL)
		text_str(t, c->config.serial);
	else
		text_str(t, c->imei[0] != '\0' ? c->imei : "unknown");
}

static void print_rules(const struct core *c, uint64_t now_ms, struct text *t)
{
	(void)now_ms;
	text_str(t, c->schedule.count == 0 ? "No rules!" : "");
	schedule_print(&c->schedule, t);
}

static void print_security_list(const struct core *c, uint64_t now_ms, struct text *t)
{
	(void)now_ms;
	print_list(&c->secnumbers, "SECNUMBERs", t);
}

static void print_alert_list(const struct core *c, uint64_t now_ms, struct text *t)
{
	(void)now_ms;
	print_list(&c->alertnumbers, "ALERTNUMBERs", t);
}

static void print_renewal(const struct core *c, uint64_t now_ms, struct text *t)
{
	(void)now_ms;
	text_str(t, c->settings.renew_password[0] == '\0' ? "Renew password was not setup"
							  : "Password presented, renew possible");
}

static void print_temperature(const struct core *c, uint64_t now_ms, struct text *t)
{
	(void)now_ms;
	text_str(t, "TEMPERATURE: ");
	heat_print(c, t);
}

static void print_thermostat(const struct core *c, uint64_t now_ms, struct text *t)
{
	(void)now_ms;
	text_str(t, "THERMOSTAT: ");
	text_str(t, enabled(core_setting(c, SETTING_THERMOSTAT_ON)));
	status_print_thermostat(c, t);
}

static void print_log(const struct core *c, uint64_t now_ms, struct text *t)
{
	(void)now_ms;
	alarm_print_log(c, t);
}

static void print_firmware(const struct core *c, uint64_t now_ms, struct text *t)
{
	(void)now_ms;
	text_str(t, c->config.product);
	text_str(t, " v");
	text_str(t, c->config.version);
}

/* The others ask for a setting. */
static const struct answer {
	enum command_id id;
	void (*print)(const struct core *, uint64_t now_ms, struct text *);
} answers[] = {
	{ COMMAND_STATUS, status_print },
	{ COMMAND_RUNTIME, print_runtime },
	{ COMMAND_SECNUMBER_ASK, print_security_list },
	{ COMMAND_ALERTNUMBER_ASK, print_alert_list },
	{ COMMAND_RENEWINTERVAL_ASK, print_renewal },
	{ COMMAND_TEMPERATURE, print_temperature },
	{ COMMAND_THERMOSTAT_ASK, print_thermostat },
	{ COMMAND_DATE, status_print_date },
	{ COMMAND_ALARM_ASK, print_alarm },
	{ COMMAND_SHOWALARMLOG, print_log },
	{ COMMAND_SCHEDULER_ASK, print_rules },
	{ COMMAND_HARDWARE, print_hardware },
	{ COMMAND_SERIALNUM, print_serial },
	{ COMMAND_FIRMWARE, print_firmware },
};

void status_answer(const struct core *c, enum command_id id, uint64_t now_ms, struct text *t)
{
	for (const struct answer *a = answers; a < answers + sizeof answers / sizeof *answers; a++) {
		if (a->id != id)
			continue;
		a->print(c, now_ms, t);
		return;
	}
	settings_print(&c->settings, (enum setting)command_table[id].low, core_has(c, FEATURE_ROOM), t);
}
