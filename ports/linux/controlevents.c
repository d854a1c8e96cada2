/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/controlevents.h"

#include <string.h>

#include "base/assert.h"
#include "base/civil.h"
#include "device/device.h"
#include "ports/linux/json.h"

#define QUARTER_S 900
#define CHANGE_CAP 160 /* of a line that tells of a change */
#define NOTE_BEGINS "{\"kind\":\"note\","

/* --- Words and times. --- */

const char *controlevents_radio(enum radio radio)
{
	static const char *const words[] = {
		[RADIO_STARTING] = "starting",     [RADIO_DEAD] = "dead",           [RADIO_SIM_FAULT] = "sim fault",
		[RADIO_SIM_LOCKED] = "sim locked", [RADIO_SEARCHING] = "searching", [RADIO_REGISTERED] = "registered",
	};

	return words[radio];
}

const char *controlevents_led(enum led led)
{
	static const char *const words[LED_COUNT] = {
		[LED_POWER] = "power", [LED_GSM] = "gsm", [LED_MICROPHONE] = "mic", [LED_OUT] = "out",
	};

	return words[led];
}

const char *controlevents_level(enum note_level level)
{
	static const char *const words[] = {
		[NOTE_ERROR] = "error", [NOTE_WARNING] = "warning", [NOTE_INFO] = "info", [NOTE_DEBUG] = "debug",
	};

	return words[level];
}

void controlevents_print_local(struct text *t, int64_t local_s)
{
	const struct civil c = civil_of(local_s);

	text_padded(t, (uint32_t)c.year, 4);
	text_char(t, '-');
	text_padded(t, (uint32_t)c.month, 2);
	text_char(t, '-');
	text_padded(t, (uint32_t)c.day, 2);
	text_char(t, 'T');
	text_padded(t, (uint32_t)c.hour, 2);
	text_char(t, ':');
	text_padded(t, (uint32_t)c.minute, 2);
	text_char(t, ':');
	text_padded(t, (uint32_t)c.second, 2);
}

void controlevents_print_utc(struct text *t, int64_t utc_s)
{
	controlevents_print_local(t, utc_s);
	text_char(t, 'Z');
}

void controlevents_print_zoned(struct text *t, int64_t utc_s, int zone_qh)
{
	uint32_t ahead_qh = (uint32_t)(zone_qh < 0 ? -zone_qh : zone_qh);

	controlevents_print_local(t, utc_s + zone_qh * QUARTER_S);
	text_char(t, zone_qh < 0 ? '-' : '+');
	text_padded(t, ahead_qh / 4, 2);
	text_char(t, ':');
	text_padded(t, ahead_qh % 4 * 15, 2);
}

/* --- The lines that are kept. --- */

/* The oldest lines give way. */
static const char *keep(struct controlevents *e, const char *line)
{
	size_t len = strlen(line);
	size_t gone = 0;

	ASSERT(len <= CONTROLEVENTS_CAP);
	while (e->len - gone + len > CONTROLEVENTS_CAP)
		gone += strcspn(e->kept + gone, "\n") + 1;
	memmove(e->kept, e->kept + gone, e->len - gone);
	e->len -= gone;
	memcpy(e->kept + e->len, line, len + 1);
	e->len += len;
	return e->kept + e->len - len;
}

static struct json begin(struct text *t, const char *kind, struct core_now now)
{
	char at[32];
	struct text moment;
	struct json j;

	text_init(&moment, at, sizeof at);
	controlevents_print_utc(&moment, now.wall_s);
	json_init(&j, t);
	json_open(&j, '{');
	json_member_str(&j, "kind", kind);
	json_member_str(&j, "at", now.wall_known ? at : NULL);
	return j;
}

static const char *finish(struct controlevents *e, struct json *j)
{
	json_close(j, '}');
	text_char(j->out, '\n');
	return keep(e, j->out->at);
}

static void add_who(struct json *j, const struct log *log, const struct number *who)
{
	char buffer[4 * NUMBER_CAP];
	struct text shown;

	text_init(&shown, buffer, sizeof buffer);
	log_who(log, who, &shown);
	json_member_str(j, "who", buffer);
}

/* `whole`: with all that people or the modem have said. */
static void write_note(struct text *t, const struct log *log, const struct note *note, struct core_now now, bool whole)
{
	bool taken = strcmp(note->what, DEVICE_NOTE_TAKEN) == 0;
	bool sent = strcmp(note->what, DEVICE_NOTE_SENT) == 0;
	struct json j = begin(t, taken ? "message-in" : sent ? "message-out" : "note", now);

	if (!taken && !sent) {
		json_member_str(&j, "level", controlevents_level(note->level));
		json_member_str(&j, "what", note->what);
	}
	if (note->who != NULL && note->who->kind != NUMBER_NONE)
		add_who(&j, log, note->who);
	if (note->why != NULL && whole)
		json_member_str(&j, "why", note->why);
	if (note->text != NULL && log->private && whole)
		json_member_str(&j, "text", note->text);
	json_close(&j, '}');
	text_char(t, '\n');
}

const char *controlevents_note(struct controlevents *e, const struct log *log, const struct note *note,
	struct core_now now)
{
	char buffer[CONTROLEVENTS_LINE_CAP];
	struct text t;

	if (note->level == NOTE_DEBUG && !log->verbose && strcmp(note->what, DEVICE_NOTE_SENT) != 0)
		return NULL;
	text_init(&t, buffer, sizeof buffer);
	write_note(&t, log, note, now, true);
	if (t.cut) {
		text_init(&t, buffer, sizeof buffer);
		write_note(&t, log, note, now, false);
	}
	return keep(e, buffer);
}

bool controlevents_is_note(const char *line)
{
	return strncmp(line, NOTE_BEGINS, strlen(NOTE_BEGINS)) == 0;
}

/* --- What has changed. --- */

static const char *contact_changed(struct controlevents *e, const char *kind, bool on, struct core_now now)
{
	char buffer[CHANGE_CAP];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	struct json j = begin(&t, kind, now);
	json_member_bool(&j, "on", on);
	return finish(e, &j);
}

static const char *led_changed(struct controlevents *e, enum led led, struct core_now now)
{
	char buffer[CHANGE_CAP];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	struct json j = begin(&t, "led", now);
	json_member_str(&j, "led", controlevents_led(led));
	json_member_str(&j, "pattern", led_pattern_name(e->led[led]));
	return finish(e, &j);
}

static const char *radio_changed(struct controlevents *e, const struct core *c, struct core_now now)
{
	char buffer[CHANGE_CAP];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	struct json j = begin(&t, "registration", now);
	json_member_str(&j, "radio", controlevents_radio(c->radio));
	return finish(e, &j);
}

static void look(struct controlevents *e, const struct core *c)
{
	e->looked = true;
	e->outlet = c->shown.outlet;
	e->microrelay = c->shown.microrelay;
	memcpy(e->led, c->shown.led, sizeof e->led);
	e->radio = c->radio;
}

const char *controlevents_change(struct controlevents *e, const struct core *c, struct core_now now)
{
	if (!e->looked)
		look(e, c);
	if (e->outlet != c->shown.outlet) {
		e->outlet = c->shown.outlet;
		return contact_changed(e, "outlet", e->outlet, now);
	}
	if (e->microrelay != c->shown.microrelay) {
		e->microrelay = c->shown.microrelay;
		return contact_changed(e, "microrelay", e->microrelay, now);
	}
	if (e->radio != c->radio) {
		e->radio = c->radio;
		return radio_changed(e, c, now);
	}
	for (enum led led = 0; led < LED_COUNT; led++)
		if (e->led[led] != c->shown.led[led]) {
			e->led[led] = c->shown.led[led];
			return led_changed(e, led, now);
		}
	return NULL;
}
