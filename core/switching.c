/* SPDX-License-Identifier: Apache-2.0 */
#include "core/switching.h"

#include "core/core.h"

#define MINUTE_MS 60000u

void switching_print_mains(const struct core *c, struct text *t)
{
	if (!power_mains(c))
		text_str(t, "\nNo mains!");
}

void switching_outlet(struct core *c, bool on, struct text *t)
{
	relay_set(&c->outlet, on);
	power_wish(c);
	text_str(t, on ? "Power socket ON" : "Power socket OFF");
	switching_print_mains(c, t);
}

void switching_outlet_for(struct core *c, bool on, int minutes, uint64_t now_ms, struct text *t)
{
	relay_set_for(&c->outlet, on, (uint64_t)minutes * MINUTE_MS, now_ms);
	power_wish(c);
	text_str(t, on ? "Power ON for " : "Power OFF for ");
	text_number(t, minutes);
	text_str(t, " min");
	switching_print_mains(c, t);
}

void switching_toggle(struct core *c, struct text *t)
{
	switching_outlet(c, !relay_on(&c->outlet), t);
}

static uint64_t restart_ms(const struct core *c)
{
	return (uint64_t)core_setting(c, SETTING_RESTARTTIME) * 1000;
}

void switching_restart(struct core *c, uint64_t now_ms, struct text *t)
{
	relay_restart(&c->outlet, restart_ms(c), now_ms);
	power_wish(c);
	text_str(t, "Power socket restarted");
	switching_print_mains(c, t);
}

void switching_microrelay(struct core *c, bool on, struct text *t)
{
	relay_set(&c->microrelay, on);
	text_str(t, on ? "Microrelay ON" : "Microrelay OFF");
}

void switching_restart_microrelay(struct core *c, uint64_t now_ms, struct text *t)
{
	relay_restart(&c->microrelay, restart_ms(c), now_ms);
	text_str(t, "Microrelay restarted");
}

void switching_all(struct core *c, bool on, struct text *t)
{
	relay_set(&c->outlet, on);
	relay_set(&c->microrelay, on);
	power_wish(c);
	text_str(t, on ? "All ON" : "All OFF");
	switching_print_mains(c, t);
}
