/* SPDX-License-Identifier: Apache-2.0 */
#include "app/ctlshow.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/civil.h"
#include "base/text.h"

#define NAME_CAP 32
#define TIME_CAP 32

/* --- Members. --- */

static const cJSON *member(const cJSON *line, const char *path)
{
	while (line != NULL && *path != '\0') {
		char name[NAME_CAP];
		size_t len = strcspn(path, ".");

		snprintf(name, sizeof name, "%.*s", (int)len, path);
		line = cJSON_GetObjectItemCaseSensitive(line, name);
		path += len + (path[len] == '.');
	}
	return line;
}

const char *ctlshow_string(const cJSON *line, const char *path)
{
	const char *s = cJSON_GetStringValue(member(line, path));

	return s != NULL ? s : "";
}

double ctlshow_number(const cJSON *line, const char *path)
{
	const cJSON *it = member(line, path);

	return cJSON_IsNumber(it) ? it->valuedouble : 0;
}

bool ctlshow_truth(const cJSON *line, const char *path)
{
	return cJSON_IsTrue(member(line, path));
}

bool ctlshow_known(const cJSON *line, const char *path)
{
	const cJSON *it = member(line, path);

	return it != NULL && !cJSON_IsNull(it);
}

/* --- Words. --- */

/* Whoever wrote it to the device shall not write to a terminal. */
static void put(const char *s, bool lines)
{
	for (uint32_t code; (code = text_next(&s)) != 0;) {
		char buffer[8];
		struct text one;

		text_init(&one, buffer, sizeof buffer);
		if (code == '\n' && lines)
			text_char(&one, '\n');
		else if (code == '\n')
			text_str(&one, "\\n");
		else if (code < ' ' || (code >= 0x7F && code < 0xA0)) {
			text_str(&one, "\\x");
			text_hex(&one, (uint8_t)code);
		} else
			text_code(&one, code);
		fputs(buffer, stdout);
	}
}

void ctlshow_text(const char *text)
{
	put(text, true);
	putchar('\n');
}

static const char *on_off(bool on)
{
	return on ? "on" : "off";
}

/* "25 min": the largest unit of which there are two. */
static void put_span(const char *before, double seconds)
{
	static const struct {
		long of_s;
		const char *name;
	} units[] = { { 86400, "d" }, { 3600, "h" }, { 60, "min" }, { 1, "s" } };
	long left_s = (long)seconds;
	size_t i = 0;

	while (units[i].of_s > 1 && left_s < 2 * units[i].of_s)
		i++;
	printf("%s%ld %s", before, left_s / units[i].of_s, units[i].name);
}

/* "2026-01-05T11:00:00Z" as this machine's local time; what has no zone, as it stands. */
static void put_time(const char *at)
{
	struct civil c;
	char zone, stamp[TIME_CAP];
	struct tm local;
	time_t when;

	if (sscanf(at, "%4d-%2d-%2dT%2d:%2d:%2d%c", &c.year, &c.month, &c.day, &c.hour, &c.minute, &c.second, &zone) == 7 &&
	    zone == 'Z' && civil_valid(&c)) {
		when = (time_t)civil_seconds(&c);
		localtime_r(&when, &local);
		strftime(stamp, sizeof stamp, "%Y-%m-%d %H:%M:%S", &local);
	} else {
		snprintf(stamp, sizeof stamp, "%s", *at != '\0' ? at : "at an unknown time");
		if (strchr(stamp, 'T') != NULL)
			*strchr(stamp, 'T') = ' ';
	}
	put(stamp, false);
}

/* --- The status. --- */

static void begin(const char *name)
{
	printf("%-13s", name);
}

static void show_switch(const cJSON *status, const char *name)
{
	const cJSON *it = member(status, name);

	if (!cJSON_IsObject(it))
		return;
	begin(name);
	fputs(on_off(ctlshow_truth(it, "on")), stdout);
	if (ctlshow_known(it, "on_for_s"))
		put_span(" for ", ctlshow_number(it, "on_for_s"));
	if (ctlshow_truth(it, "wanted") != ctlshow_truth(it, "on"))
		fputs(", on again when the mains is back", stdout);
	if (ctlshow_known(it, "changes_in_s"))
		put_span(ctlshow_truth(it, "wanted") ? ", off in " : ", on in ", ctlshow_number(it, "changes_in_s"));
	putchar('\n');
}

static void show_room(const cJSON *status)
{
	if (!ctlshow_known(status, "thermostat"))
		return;
	begin("temperature");
	if (ctlshow_known(status, "temperature_celsius"))
		printf("%.1f C\n", ctlshow_number(status, "temperature_celsius"));
	else
		puts("no reading");
	begin("thermostat");
	printf("%s, %s until %.0f C\n", on_off(ctlshow_truth(status, "thermostat.on")),
		ctlshow_string(status, "thermostat.mode"), ctlshow_number(status, "thermostat.off_at_celsius"));
	begin("alarm");
	printf("%s, sensor %s%s", on_off(ctlshow_truth(status, "alarm.on")),
		ctlshow_truth(status, "alarm.sensor_active") ? "active" : "quiet",
		ctlshow_truth(status, "alarm.sensor_connected") ? "" : " (not connected)");
	if (ctlshow_number(status, "alarm.logged") > 0) {
		fputs(", last one ", stdout);
		put_time(ctlshow_string(status, "alarm.last"));
	}
	putchar('\n');
	begin("schedule");
	printf("%.0f rules", ctlshow_number(status, "schedule.rules"));
	if (ctlshow_known(status, "schedule.next")) {
		fputs(", next ", stdout);
		put_time(ctlshow_string(status, "schedule.next"));
	}
	putchar('\n');
}

static void show_power(const cJSON *status)
{
	begin("mains");
	fputs(ctlshow_truth(status, "mains") ? "there" : "lost", stdout);
	if (ctlshow_known(status, "battery_pct"))
		printf(", battery %.0f %%", ctlshow_number(status, "battery_pct"));
	putchar('\n');
}

static void show_leds(const cJSON *status)
{
	const char *between = "";
	const cJSON *led;

	begin("leds");
	cJSON_ArrayForEach(led, member(status, "leds")) {
		if (!cJSON_IsString(led))
			continue;
		printf("%s%s %s", between, led->string, led->valuestring);
		between = ", ";
	}
	putchar('\n');
}

static void show_modem(const cJSON *status)
{
	begin("modem");
	put(ctlshow_string(status, "modem.radio"), false);
	if (ctlshow_known(status, "modem.signal_dbm"))
		printf(", %.0f dBm", ctlshow_number(status, "modem.signal_dbm"));
	fputs(", ", stdout);
	put(ctlshow_string(status, "modem.family"), false);
	if (ctlshow_known(status, "call")) {
		fputs("; a call: ", stdout);
		put(ctlshow_string(status, "call"), false);
	}
	putchar('\n');
}

static void show_security(const cJSON *status)
{
	begin("security");
	printf("list %s with %.0f numbers, %s password; %.0f alert numbers\n",
		on_off(ctlshow_truth(status, "security.list")), ctlshow_number(status, "security.numbers"),
		ctlshow_truth(status, "security.password") ? "a" : "no", ctlshow_number(status, "alert_numbers"));
	begin("settings");
	if (ctlshow_number(status, "security.window_s") > 0)
		put_span("by SMS for another ", ctlshow_number(status, "security.window_s"));
	else
		fputs("not by SMS any more", stdout);
	putchar('\n');
}

static void show_counts(const cJSON *status)
{
	const cJSON *count;

	begin("waiting");
	printf("%.0f messages\n", ctlshow_number(status, "messages_waiting"));
	cJSON_ArrayForEach(count, member(status, "counts"))
		if (ctlshow_number(count, "count") > 0) {
			begin("since start");
			printf("%.0f ", ctlshow_number(count, "count"));
			ctlshow_text(ctlshow_string(count, "what"));
		}
}

void ctlshow_status(const cJSON *status)
{
	put(ctlshow_string(status, "product"), false);
	printf(" %s, model %s, board ", ctlshow_string(status, "version"), ctlshow_string(status, "model"));
	put(ctlshow_string(status, "board"), false);
	put_span(", up ", ctlshow_number(status, "up_s"));
	putchar('\n');
	begin("time");
	put_time(ctlshow_known(status, "time") ? ctlshow_string(status, "time") : "");
	putchar('\n');
	show_switch(status, "outlet");
	show_switch(status, "microrelay");
	show_room(status);
	show_power(status);
	show_leds(status);
	show_modem(status);
	show_security(status);
	show_counts(status);
}

int ctlshow_check(const cJSON *status, bool told)
{
	const char *radio = ctlshow_string(status, "modem.radio");
	bool mains = ctlshow_truth(status, "mains");
	bool registered = strcmp(radio, "registered") == 0;
	bool alarm = ctlshow_truth(status, "alarm.on") && (ctlshow_truth(status, "alarm.sensor_active") ||
		strcmp(ctlshow_string(status, "alarm.phase"), "watching") != 0);
	int result = !mains ? 2 : alarm ? 1 : !registered ? 3 : 0;

	if (!told)
		return result;
	printf("%s: outlet %s", result == 0 ? "fine" : "not fine", on_off(ctlshow_truth(status, "outlet.on")));
	fputs(mains ? "" : ", mains lost", stdout);
	fputs(alarm ? ", alarm" : "", stdout);
	printf(", %s%s\n", registered ? "" : "not registered: ", radio);
	return result;
}

/* --- What has happened. --- */

static void show_note(const cJSON *note)
{
	printf("%-8s", ctlshow_string(note, "level"));
	put(ctlshow_string(note, "what"), false);
	if (ctlshow_known(note, "why")) {
		fputs(": ", stdout);
		put(ctlshow_string(note, "why"), false);
	}
	if (ctlshow_known(note, "who")) {
		fputs(" (", stdout);
		put(ctlshow_string(note, "who"), false);
		putchar(')');
	}
	if (ctlshow_known(note, "text")) {
		fputs(" \"", stdout);
		put(ctlshow_string(note, "text"), false);
		putchar('"');
	}
}

static void show_message(const cJSON *message)
{
	bool in = strcmp(ctlshow_string(message, "kind"), "message-in") == 0;

	printf("%-8s%s ", "message", in ? "from" : "to");
	put(ctlshow_string(message, "who"), false);
	if (ctlshow_known(message, "text")) {
		fputs(": ", stdout);
		put(ctlshow_string(message, "text"), false);
	}
}

static void show_on(const cJSON *event)
{
	printf("%-8s%s", ctlshow_string(event, "kind"), on_off(ctlshow_truth(event, "on")));
}

static void show_led(const cJSON *event)
{
	printf("%-8s%s %s", "led", ctlshow_string(event, "led"), ctlshow_string(event, "pattern"));
}

static void show_radio(const cJSON *event)
{
	printf("%-8s%s", "modem", ctlshow_string(event, "radio"));
}

static void show_alarm(const cJSON *event)
{
	(void)event;
	fputs("alarm", stdout);
}

void ctlshow_event(const cJSON *event)
{
	static const struct {
		const char *kind;
		void (*show)(const cJSON *event);
	} kinds[] = {
		{ "note", show_note }, { "message-in", show_message }, { "message-out", show_message },
		{ "outlet", show_on }, { "microrelay", show_on },      { "led", show_led },
		{ "registration", show_radio }, { "alarm", show_alarm },
	};

	put_time(ctlshow_string(event, "at"));
	fputs("  ", stdout);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(ctlshow_string(event, "kind"), kinds[i].kind) == 0)
			kinds[i].show(event);
	putchar('\n');
}

void ctlshow_part(const cJSON *part)
{
	printf("%-4s %s ", ctlshow_truth(part, "answers") ? "ok" : "FAIL", ctlshow_string(part, "of"));
	put(ctlshow_string(part, "part"), false);
	fputs(": ", stdout);
	ctlshow_text(ctlshow_string(part, "is"));
}
