/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/controlsettings.h"

#include <string.h>

#include "core/command.h"

#define RULES_CAP 128

static void print_command(struct text *t, enum command_id id, const char *value)
{
	text_str(t, command_table[id].name);
	text_str(t, value);
	text_char(t, '\n');
}

static void print_numbers(struct text *t, const struct numbers *n, enum command_id all, enum command_id add)
{
	print_command(t, all, "");
	for (uint8_t i = 0; i < n->count; i++)
		print_command(t, add, n->digits[i]);
}

static bool has(const struct core *c, enum command_id id)
{
	return (command_table[id].features & ~c->features) == 0;
}

static void print_setting(const struct core *c, enum command_id id, bool secrets, struct text *t)
{
	enum setting setting = (enum setting)command_table[id].low;
	char buffer[SETTINGS_VALUE_MAX];
	struct text value;

	if (!has(c, id))
		return;
	text_init(&value, buffer, sizeof buffer);
	settings_print_value(&c->settings, setting, &value);
	if (!settings_secret(setting) || secrets || text_same(buffer, "NO")) {
		print_command(t, id, buffer);
		return;
	}
	text_str(t, "# ");
	text_str(t, settings_name(setting));
	text_str(t, " is set, and left out: it is a secret\n");
}

/* What stands apart because something else asks for it: the list comes before what needs it. */
static const enum command_id security[] = { COMMAND_SECLIST, COMMAND_PASSWORD, COMMAND_RENEWINTERVALPW };
#define SECURITY_COUNT (sizeof security / sizeof *security)

static bool is_security(enum command_id id)
{
	for (size_t i = 0; i < SECURITY_COUNT; i++)
		if (security[i] == id)
			return true;
	return false;
}

static void print_schedule(const struct core *c, struct text *t)
{
	char buffer[RULES_CAP];
	struct text rules;

	text_init(&rules, buffer, sizeof buffer);
	schedule_print(&c->schedule, &rules);
	print_command(t, COMMAND_SCHEDULER_ALL, "");
	for (char *rule = buffer, *next; *rule != '\0'; rule = next) {
		size_t len = strcspn(rule, "\n");

		next = rule + len + (rule[len] != '\0');
		rule[len] = '\0';
		print_command(t, COMMAND_SCHEDULER_ADD, rule);
	}
}

void controlsettings_print(const struct core *c, bool secrets, struct text *t)
{
	text_str(t, "# Settings of a ");
	text_str(t, model_name(c->config.model));
	text_str(t, ", ");
	text_str(t, c->config.product);
	text_char(t, ' ');
	text_str(t, c->config.version);
	text_str(t, "; smsocket ctl settings import FILE\n");
	print_numbers(t, &c->secnumbers, COMMAND_SECNUMBER_ALL, COMMAND_SECNUMBER_ADD);
	for (size_t i = 0; i < SECURITY_COUNT; i++)
		print_setting(c, security[i], secrets, t);
	print_numbers(t, &c->alertnumbers, COMMAND_ALERTNUMBER_ALL, COMMAND_ALERTNUMBER_ADD);
	for (enum command_id id = 0; id < COMMAND_COUNT; id++)
		if (command_table[id].value == VALUE_SETTING && !is_security(id))
			print_setting(c, id, secrets, t);
	if (!has(c, COMMAND_SCHEDULER_ALL))
		return;
	print_schedule(c, t);
	print_command(t, core_setting(c, SETTING_THERMOSTAT_ON) ? COMMAND_THERMOSTATON : COMMAND_THERMOSTATOFF, "");
	print_command(t, core_setting(c, SETTING_ALARM_ON) ? COMMAND_ALARMON : COMMAND_ALARMOFF, "");
}
