/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/controlanswer.h"

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <string.h>
#include <time.h>

#include "base/assert.h"
#include "base/err.h"
#include "core/command.h"
#include "ports/linux/controlclient.h"
#include "ports/linux/controlsettings.h"
#include "ports/linux/controlstatus.h"

uint64_t controlanswer_clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void answer_status(struct control *c, struct control_client *client, const struct device *d)
{
	struct core_now now = c->deeds.now(c->ctx);
	char buffer[CONTROLSTATUS_CAP];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	controlstatus_print(d, c->deeds.board(c->ctx), controlanswer_clock_ms() - c->opened_at_ms, now, &t);
	controlclient_text(c, client, &t);
	controlclient_done(c, client);
}

static bool forbidden(const struct control *c, const struct device *d, const char *text)
{
	struct command_call call;

	text += strspn(text, " \t\r\n");
	return !c->config.configure && command_parse(text, d->core.features, &call) != ERR_MISSING &&
	       command_table[call.id].type == TYPE_CFG;
}

void controlanswer_go_on(struct control_client *client)
{
	if (client->line != NULL)
		bufferevent_trigger(client->line, EV_READ, BEV_TRIG_DEFER_CALLBACKS);
}

void controlanswer_deliver(struct control *c, struct control_client *client, bool refusal, const char *text)
{
	const char *result = !refusal ? "done" : c->forbidden ? "not allowed" : "refused";

	client->waits = false;
	CONTROLCLIENT_TELL(c, client, { "kind", "answer" }, { "result", result }, { "text", text });
	controlclient_done(c, client);
}

static bool asks_operator(const struct device *d)
{
	return d != NULL && d->core.balance.asked && d->core.balance.who.kind == NUMBER_CONSOLE;
}

static void answer_sms(struct control *c, struct control_client *client, const struct device *d, const char *text)
{
	bool asked = asks_operator(d);

	c->commands = client;
	c->forbidden = forbidden(c, d, text);
	c->deeds.command(c->ctx, text, c->config.configure);
	c->forbidden = false;
	if (c->commands == NULL)
		return;
	c->commands = NULL;
	if (!asked && asks_operator(c->deeds.device(c->ctx)))
		client->waits = true;
	else
		controlclient_fail(c, client, "failed", "there is no answer to that", "a command of 1 to 30 characters");
}

static void answer_events(struct control *c, struct control_client *client, bool follow)
{
	controlclient_send(c, client, c->events.kept, c->events.len);
	client->follows = follow && client->line != NULL;
	if (!follow)
		controlclient_done(c, client);
}

static void send_alarms(struct control *c, struct control_client *client, const struct alarm *a)
{
	for (size_t i = 0; i < a->log_count; i++) {
		char at[32];
		struct text t;

		text_init(&t, at, sizeof at);
		if (a->log[i] != ALARM_TIME_UNKNOWN)
			controlevents_print_local(&t, a->log[i]);
		CONTROLCLIENT_TELL(c, client, { "kind", "alarm" }, { "at", t.len > 0 ? at : NULL });
	}
}

static void answer_log(struct control *c, struct control_client *client, const struct device *d)
{
	send_alarms(c, client, &d->core.alarm);
	for (const char *line = c->events.kept; *line != '\0';) {
		size_t len = strcspn(line, "\n") + 1;

		if (controlevents_is_note(line))
			controlclient_send(c, client, line, len);
		line += len;
	}
	controlclient_done(c, client);
}

static void answer_settings(struct control *c, struct control_client *client, const struct device *d, bool secrets)
{
	char buffer[CONTROLSETTINGS_CAP];
	struct text t;

	if (secrets && !c->config.configure) {
		controlclient_fail(c, client, "not allowed", "whoever may not configure may not read secrets",
			"[control] configure = yes");
		return;
	}
	text_init(&t, buffer, sizeof buffer);
	controlsettings_print(&d->core, secrets, &t);
	ASSERT(!t.cut);
	for (char *line = buffer, *next; *line != '\0'; line = next) {
		size_t len = strcspn(line, "\n");

		next = line + len + 1;
		line[len] = '\0';
		CONTROLCLIENT_TELL(c, client, { "kind", "command" }, { "text", line });
	}
	controlclient_done(c, client);
}

static void send_part(struct control *c, struct control_client *client, const char *of, const struct board_part *part)
{
	char buffer[CONTROLSTATUS_PART_CAP];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	controlstatus_print_part(of, part, &t);
	controlclient_text(c, client, &t);
}

static void answer_selftest(struct control *c, struct control_client *client, const struct device *d)
{
	struct board_part part;

	for (size_t i = 0; c->deeds.part(c->ctx, i, &part); i++)
		send_part(c, client, "board", &part);
	for (size_t i = 0; controlstatus_part(d, i, &part); i++)
		send_part(c, client, "device", &part);
	controlclient_done(c, client);
}

void controlanswer_give(struct control *c, struct control_client *client, const struct controlrequest *r)
{
	const struct device *d = c->deeds.device(c->ctx);

	if (d == NULL) {
		controlclient_fail(c, client, "failed", "the device is starting, or without power",
				   "another try in a second, or mains");
		return;
	}
	switch (r->deed) {
	case DEED_STATUS:
		answer_status(c, client, d);
		return;
	case DEED_SMS:
		answer_sms(c, client, d, r->text);
		return;
	case DEED_EVENTS:
		answer_events(c, client, r->follow);
		return;
	case DEED_LOG:
		answer_log(c, client, d);
		return;
	case DEED_SETTINGS:
		answer_settings(c, client, d, r->secrets);
		return;
	case DEED_SELFTEST:
		answer_selftest(c, client, d);
		return;
	}
}
