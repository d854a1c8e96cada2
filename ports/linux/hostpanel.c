/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/hostpanel.h"

#include <string.h>
#include <time.h>

#include "base/err.h"
#include "ports/linux/controlevents.h"
#include "ports/linux/password.h"
#include "ports/linux/web.h"
#include "ports/linux/webguard.h"
#include "ports/linux/webline.h"
#include "ports/linux/webstate.h"

#define NEWS_CAP 8192      /* of a piece of news */
#define COMMANDS_CAP 65536 /* of the reference */
#define LOCAL_CAP 24
#define WHO_CAP 64

/* --- The state. --- */

static void print_local(struct json *j)
{
	time_t now = time(NULL);
	struct tm tm;
	char local[LOCAL_CAP] = "";

	if (localtime_r(&now, &tm) != NULL)
		strftime(local, sizeof local, "%Y-%m-%dT%H:%M:%S", &tm);
	json_member_str(j, "local", local);
}

static void print_world(const struct hostpanel *p, struct json *j)
{
	json_member_open(j, "world", '{');
	json_member_bool(j, "simulated", false);
	json_member_bool(j, "login", p->login);
	json_member_number(j, "now_ms", (int64_t)host_now().mono_ms);
	print_local(j);
	json_close(j, '}');
}

static void give_state(void *ctx, struct json *json)
{
	const struct hostpanel *p = ctx;
	const struct device *d = &p->host->device;
	const struct core *c = &d->core;
	struct webstate state = {
		.model = c->config.model,
		.device = p->host->running ? d : NULL,
		.now = host_now(),
		.outlet = c->shown.outlet,
		.microrelay = c->shown.microrelay,
		.mains = c->inputs.level[INPUT_MAINS],
		.mic = device_mic_live(d),
		.button = c->inputs.level[INPUT_BUTTON],
		.sensor = c->inputs.level[INPUT_SENSOR],
		.jack = c->inputs.level[INPUT_JACK],
		.battery_pct = c->power.battery_pct,
	};

	memcpy(state.led, c->shown.led, sizeof state.led);
	json_open(json, '{');
	json_member_number(json, "run", (int64_t)web_run(p->web));
	print_world(p, json);
	json_member_str(json, "board", p->host->board.name);
	webstate_print(&state, json);
	json_close(json, '}');
}

static void give_commands(void *ctx, struct json *json)
{
	static char buffer[COMMANDS_CAP];
	const struct hostpanel *p = ctx;
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	p->page->commands(p->host->device.core.config.model, &t);
	json_raw(json, buffer);
}

/* --- News. --- */

static struct json begin(struct text *out, char *buffer, const char *kind)
{
	struct json j;

	text_init(out, buffer, NEWS_CAP);
	json_init(&j, out);
	json_open(&j, '{');
	json_member_str(&j, "kind", kind);
	json_member_number(&j, "at_ms", (int64_t)host_now().mono_ms);
	print_local(&j);
	return j;
}

static void finish(struct hostpanel *p, struct json *j, bool line)
{
	json_close(j, '}');
	if (!j->out->cut)
		web_news(p->web, j->out->at, line);
}

void hostpanel_note(struct hostpanel *p, const struct note *note)
{
	bool line = note->level == NOTE_DEBUG;
	char buffer[NEWS_CAP], shown[WHO_CAP];
	struct text out, who;

	if (p->web == NULL || (line && !web_wants_lines(p->web)))
		return;
	struct json j = begin(&out, buffer, "note");
	json_member_str(&j, "level", controlevents_level(note->level));
	json_member_str(&j, "what", note->what);
	if (note->why != NULL)
		json_member_str(&j, "why", note->why);
	text_init(&who, shown, sizeof shown);
	if (note->who != NULL) {
		log_who(p->log, note->who, &who);
		json_member_str(&j, "who", shown);
	}
	if (note->text != NULL && p->log->private)
		json_member_str(&j, "text", note->text);
	finish(p, &j, line);
}

void hostpanel_answer(struct hostpanel *p, const char *text)
{
	char buffer[NEWS_CAP];
	struct text out;

	if (p->web == NULL)
		return;
	if (p->answers != NULL)
		json_str(p->answers, text);
	struct json j = begin(&out, buffer, "answer");
	json_member_str(&j, "text", text);
	finish(p, &j, false);
}

void hostpanel_line(struct hostpanel *p, bool to_modem, const uint8_t *bytes, size_t len)
{
	char buffer[NEWS_CAP], line[WEBLINE_CAP];
	struct text out, text;

	if (!web_wants_lines(p->web))
		return;
	text_init(&text, line, sizeof line);
	webline_print(bytes, len, p->log->private, &text);
	struct json j = begin(&out, buffer, "at");
	json_member_bool(&j, "to_modem", to_modem);
	json_member_str(&j, "text", line);
	finish(p, &j, true);
}

static void tell_switched(struct hostpanel *p, const char *kind, bool *was, bool is)
{
	char buffer[NEWS_CAP];
	struct text out;

	if (*was == is)
		return;
	*was = is;
	struct json j = begin(&out, buffer, kind);
	json_member_bool(&j, "on", is);
	finish(p, &j, false);
}

static void tell_led(struct hostpanel *p, enum led led, enum led_pattern pattern)
{
	char buffer[NEWS_CAP];
	struct text out;

	if (p->led[led] == pattern)
		return;
	p->led[led] = pattern;
	struct json j = begin(&out, buffer, "led");
	json_member_str(&j, "led", controlevents_led(led));
	json_member_str(&j, "pattern", led_pattern_name(pattern));
	finish(p, &j, false);
}

static void take_history(struct hostpanel *p)
{
	const struct device *d = &p->host->device;
	int dc;
	bool known = webstate_temperature(d, &dc);

	web_take(p->web, host_now().mono_ms, known, dc, d->core.shown.outlet);
}

void hostpanel_look(struct hostpanel *p)
{
	const struct device *d;

	if (p->web == NULL)
		return;
	d = &p->host->device;
	take_history(p);
	tell_switched(p, "outlet", &p->outlet, d->core.shown.outlet);
	tell_switched(p, "microrelay", &p->microrelay, d->core.shown.microrelay);
	tell_switched(p, "mic", &p->mic, device_mic_live(d));
	for (enum led led = 0; led < LED_COUNT; led++)
		tell_led(p, led, d->core.shown.led[led]);
	web_changed(p->web);
}

/* --- What the page asks for. --- */

static void look(void *ctx)
{
	take_history(ctx);
}

static bool do_command(void *ctx, const char *text, struct json *answers, struct text *why)
{
	struct hostpanel *p = ctx;

	if (!p->host->running) {
		text_str(why, "the device is starting, or without power");
		return false;
	}
	p->answers = answers;
	host_command(p->host, text, true);
	p->answers = NULL;
	return true;
}

static const struct webapi_deeds deeds = {
	.look = look, .state = give_state, .commands = give_commands, .command = do_command,
};

/* --- Start and end. --- */

static int check(const struct hostpanel_config *config, struct why *why)
{
	char host[256];
	unsigned port;

	if (config->password_file[0] != '\0' || !webguard_split(config->listen, host, sizeof host, &port) ||
	    webguard_loopback(host))
		return 0;
	return why_failed(why, "[panel] listen \"%s\": others than this machine reach that address; "
		"expected password-file as well", config->listen);
}

int hostpanel_open(struct hostpanel *p, struct event_base *base, const struct hostpanel_config *config,
	const struct hostpanel_page *page, struct host *host, const struct log *log, struct why *why)
{
	char hash[PASSWORD_HASH_CAP];
	struct web_config web = {
		.listen = config->listen,
		.hosts = config->hosts,
		.files = page->files,
		.file_count = page->file_count,
	};

	*p = (struct hostpanel){ .host = host, .log = log, .page = page, .login = config->password_file[0] != '\0' };
	if (check(config, why) != 0)
		return ERR_IO;
	if (p->login && password_read(config->password_file, hash, log, why) != 0)
		return ERR_IO;
	web.hash = p->login ? hash : NULL;
	p->web = web_open(base, &web, &deeds, p, why);
	if (p->web == NULL)
		return ERR_IO;
	log_say(log, NOTE_INFO, "panel on %s%s", web_address(p->web), p->login ? "" : ", without a password");
	return 0;
}

void hostpanel_close(struct hostpanel *p)
{
	web_close(p->web);
	p->web = NULL;
}
