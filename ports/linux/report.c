/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/report.h"

#include <inttypes.h>

static const char *const radio_words[] = {
	[RADIO_STARTING] = "modem starting",
	[RADIO_DEAD] = "the modem does not answer",
	[RADIO_SIM_FAULT] = "no usable SIM",
	[RADIO_SIM_LOCKED] = "the SIM wants a PIN",
	[RADIO_SEARCHING] = "searching a network",
	[RADIO_REGISTERED] = "registered",
};

static void state(struct text *t, const char *what, bool on)
{
	text_str(t, ", ");
	text_str(t, what);
	text_str(t, on ? " on" : " off");
}

void report_short(const struct device *d, struct text *t)
{
	const struct core *c = &d->core;

	text_str(t, radio_words[c->radio]);
	if (c->signal_dbm != RADIO_NO_SIGNAL) {
		text_str(t, ", signal ");
		text_number(t, c->signal_dbm);
		text_str(t, " dBm");
	}
	state(t, "outlet", core_outlet_on(c));
}

static void say_state(const struct device *d, const struct log *log)
{
	const struct core *c = &d->core;
	char buffer[LOG_LINE_CAP];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	report_short(d, &t);
	if (core_has(c, FEATURE_ROOM)) {
		state(&t, "microrelay", relay_on(&c->microrelay));
		text_str(&t, ", temperature ");
		heat_print(c, &t);
		state(&t, "thermostat", core_setting(c, SETTING_THERMOSTAT_ON) != 0);
		state(&t, "alarm", core_setting(c, SETTING_ALARM_ON) != 0);
	}
	if (core_has(c, FEATURE_BATTERY)) {
		state(&t, "mains", power_mains(c));
		text_str(&t, ", battery ");
		text_number(&t, c->power.battery_pct);
		text_str(&t, "%");
	}
	log_say(log, NOTE_INFO, "state: %s", buffer);
}

static void say_pending(const struct device *d, const struct log *log, struct core_now now)
{
	uint64_t at_ms = device_deadline_ms(d);
	uint64_t window_until_ms = d->core.window_until_ms;
	uint64_t due_ms = at_ms > now.mono_ms ? at_ms - now.mono_ms : 0;
	uint64_t window_ms = window_until_ms > now.mono_ms ? window_until_ms - now.mono_ms : 0;

	log_say(log, NOTE_INFO, "state: %u messages wait to be sent, configuration by SMS for %" PRIu64 " s, %s%" PRIu64 " ms",
		d->outbox.used_count, window_ms / 1000u, at_ms == CORE_NEVER ? "nothing due but events, " : "next due in ",
		due_ms);
}

static void say_counts(const struct device *d, const struct log *log)
{
	char buffer[LOG_LINE_CAP];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	for (size_t i = 0; i < DEVICE_COUNTS; i++) {
		const struct device_count count = device_count(d, i);

		text_str(&t, i == 0 ? "" : ", ");
		text_str(&t, count.what);
		text_str(&t, " ");
		text_number(&t, count.count);
	}
	log_say(log, NOTE_INFO, "state: since the start: %s", buffer);
}

static void say_board(const struct board *board, const struct log *log)
{
	struct board_part part;
	size_t count = 0, silent = 0;

	for (; board->deeds->part(board->self, count, &part); count++) {
		if (part.answers)
			continue;
		silent++;
		log_say(log, NOTE_INFO, "state: %s does not answer: %s", part.name, part.is);
	}
	log_say(log, NOTE_INFO, "state: board %s, %zu parts, %zu of them do not answer", board->name, count, silent);
}

void report_log(const struct device *d, const struct board *board, const struct log *log, struct core_now now)
{
	say_state(d, log);
	say_pending(d, log, now);
	say_counts(d, log);
	say_board(board, log);
}
