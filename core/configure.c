/* SPDX-License-Identifier: Apache-2.0 */
#include "core/configure.h"

#include "base/err.h"

bool configure_secured(const struct core *c)
{
	return core_setting(c, SETTING_SECLIST) || c->settings.password[0] != '\0';
}

/* What cannot be without the security list, or without any security, goes with it. */
static void keep_security_whole(struct core *c)
{
	if (c->secnumbers.count == 0)
		settings_set(&c->settings, SETTING_SECLIST, 0);
	if (!core_setting(c, SETTING_SECLIST))
		settings_set(&c->settings, SETTING_RING, RING_NOACTION);
	if (!configure_secured(c))
		settings_clear(&c->settings, SETTING_RENEWINTERVALPW);
}

static void keep_alerts_whole(struct core *c)
{
	if (c->alertnumbers.count > 0)
		return;
	settings_set(&c->settings, SETTING_THERMALERT, 0);
	settings_set(&c->settings, SETTING_TRISEALERT, SETTINGS_OFF);
	settings_set(&c->settings, SETTING_TFALLALERT, SETTINGS_OFF);
}

void configure_settle(struct core *c)
{
	/* A value of a fuller model. */
	if (!core_has(c, FEATURE_ROOM) && core_setting(c, SETTING_RING) == RING_MIC)
		settings_set(&c->settings, SETTING_RING, RING_NOACTION);
	keep_security_whole(c);
	keep_alerts_whole(c);
}

/* Why a setting may not have the value that it now has, or NULL. */
static const char *objection(const struct core *c, enum setting id)
{
	int value = core_setting(c, id);

	switch ((int)id) {
	case SETTING_RING:
		return value != RING_NOACTION && !core_setting(c, SETTING_SECLIST) ? "SECLIST is not active!" : NULL;
	case SETTING_SECLIST:
		return value && c->secnumbers.count == 0 ? "No SECNUMBERs!" : NULL;
	case SETTING_RENEWINTERVALPW:
		return c->settings.renew_password[0] != '\0' && !configure_secured(c) ? "No security setup!" : NULL;
	case SETTING_THERMALERT:
		return value && c->alertnumbers.count == 0 ? "No ALERTNUMBERs!" : NULL;
	case SETTING_TRISEALERT:
	case SETTING_TFALLALERT:
		return value != SETTINGS_OFF && c->alertnumbers.count == 0 ? "No ALERTNUMBERs!" : NULL;
	default:
		return NULL;
	}
}

/* What follows from a setting's new value. */
static enum configure_outcome follow(struct core *c, enum setting id)
{
	switch ((int)id) {
	case SETTING_SECLIST:
	case SETTING_PASSWORD:
		keep_security_whole(c);
		return OUTCOME_ECHO;
	case SETTING_TRISEALERT:
	case SETTING_TFALLALERT:
		heat_rearm(c);
		return OUTCOME_ECHO;
	case SETTING_SENSORTYPE:
		alarm_settle(c);
		return OUTCOME_ECHO;
	case SETTING_THERMOSTAT:
	case SETTING_TEMPOFF:
		return OUTCOME_ECHO_THERMOSTAT;
	default:
		return OUTCOME_ECHO;
	}
}

enum configure_outcome configure_setting(struct core *c, const struct command_call *call, struct text *t)
{
	enum setting id = (enum setting)command_table[call->id].low;
	const struct settings before = c->settings;

	if (settings_parse(&c->settings, id, call->text, core_has(c, FEATURE_ROOM)) != 0) {
		text_str(t, "Incorrect value!");
		return OUTCOME_REFUSED;
	}
	const char *why_not = objection(c, id);
	if (why_not != NULL) {
		c->settings = before;
		text_str(t, why_not);
		return OUTCOME_REFUSED;
	}
	return follow(c, id);
}

int configure_list(struct core *c, const struct command_call *call)
{
	bool security = call->id == COMMAND_SECNUMBER_ALL || call->id == COMMAND_SECNUMBER_ADD ||
			call->id == COMMAND_SECNUMBER_REMOVE;
	struct numbers *list = security ? &c->secnumbers : &c->alertnumbers;
	char digits[NUMBERS_DIGITS_MAX + 1];
	bool all = call->id == COMMAND_SECNUMBER_ALL || call->id == COMMAND_ALERTNUMBER_ALL;
	bool add = call->id == COMMAND_SECNUMBER_ADD || call->id == COMMAND_ALERTNUMBER_ADD;

	if (!all && numbers_parse(call->text, digits) != 0)
		return ERR_RANGE;
	if (all)
		list->count = 0;
	int err = all ? 0 : add ? numbers_add(list, digits) : numbers_remove(list, digits);
	if (err != 0)
		return err;
	core_list_changed(c, security ? LIST_SECNUMBERS : LIST_ALERTNUMBERS);
	configure_settle(c);
	return 0;
}
