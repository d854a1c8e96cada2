/* SPDX-License-Identifier: Apache-2.0 */
#include "app/panel.h"

#include <string.h>

#include "app/panelworld.h"
#include "app/reference.h"
#include "app/typed.h"
#include "base/err.h"
#include "panel/files.h"
#include "ports/linux/webstate.h"

#define NEWS_CAP 16384        /* of a piece of news: a long message, escaped */
#define EVENT_MAX_MS 86400000u /* to the next event it is a day at most */

/* --- What the world tells. --- */

/* What a person would want to see, and be taken to: not what the device and its modem say to each other all the time.
 * */
static bool is_event(const struct world_news *news)
{
	switch (news->kind) {
	case NEWS_POWER:
	case NEWS_RESTART:
	case NEWS_OUTLET:
	case NEWS_MICRORELAY:
	case NEWS_MIC:
	case NEWS_SENT:
	case NEWS_ARRIVED:
	case NEWS_PHONE:
	case NEWS_LED:
		return true;
	case NEWS_NOTE:
		return news->note->level <= NOTE_WARNING;
	case NEWS_LINE:
	case NEWS_ANSWER:
		return false;
	}
	return false;
}

/* What is told only to those who asked for every line. */
static bool is_chatter(const struct world_news *news)
{
	return news->kind == NEWS_LINE || (news->kind == NEWS_NOTE && news->note->level == NOTE_DEBUG);
}

static void keep_answer(struct panel *p, const char *text)
{
	if (p->answers != NULL)
		json_str(p->answers, text);
}

static void keep_text(struct panel *p, const struct world_news *news)
{
	if (news->kind == NEWS_SENT)
		panelchats_add(&p->chats, news->at_ms, true, news->sent.from, news->sent.text);
	if (news->kind == NEWS_ARRIVED)
		panelchats_add(&p->chats, news->at_ms, false, news->arrived->to, news->arrived->text);
}

static void take_history(struct panel *p)
{
	struct world *w = p->play->world;
	int dc = 0;
	bool known = world_running(w) && webstate_temperature(world_device(w), &dc);

	web_take(p->web, world_now_ms(w), known, dc, world_outlet(w));
}

void panel_tell(struct panel *p, const struct world_news *news)
{
	char buffer[NEWS_CAP];
	struct text out;
	struct json json;

	if (p->web == NULL)
		return;
	take_history(p);
	keep_text(p, news);
	if (news->kind == NEWS_ANSWER)
		keep_answer(p, news->answer);
	if (p->event == NULL && is_event(news))
		p->event = panelworld_kind(news->kind);
	if (is_chatter(news) && !web_wants_lines(p->web))
		return;
	text_init(&out, buffer, sizeof buffer);
	json_init(&json, &out);
	panelworld_news(p->play->world, news, &json);
	if (!out.cut)
		web_news(p->web, buffer, is_chatter(news));
}

void panel_changed(struct panel *p)
{
	web_changed(p->web);
}

/* --- What the page asks for. --- */

static void look(void *ctx)
{
	struct panel *p = ctx;

	pace_catch_up(p->pace);
	take_history(p);
	p->moved(p->ctx);
}

static void give_state(void *ctx, struct json *json)
{
	struct panel *p = ctx;

	panelworld_state(p->play->world, p->pace, web_run(p->web), json);
}

static void give_commands(void *ctx, struct json *json)
{
	static char buffer[REFERENCE_JSON_CAP];
	struct panel *p = ctx;
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	reference_print_json(world_model(p->play->world), &t);
	json_raw(json, buffer);
}

static bool give_chats(void *ctx, struct json *json, size_t skip)
{
	struct panel *p = ctx;

	return panelchats_print(&p->chats, p->play->world, skip, json);
}

static void give_faults(void *ctx, struct json *json)
{
	(void)ctx;
	json_open(json, '[');
	for (size_t i = 0; vmodem_fault_name(i) != NULL; i++)
		json_str(json, vmodem_fault_name(i));
	json_close(json, ']');
}

/* After anything that was done to the world. */
static void moved(struct panel *p)
{
	pace_anchor(p->pace);
	web_changed(p->web);
	p->moved(p->ctx);
}

static bool do_command(void *ctx, const char *text, struct json *answers, struct text *why)
{
	struct panel *p = ctx;

	p->answers = answers;
	bool fine = world_command(p->play->world, text, true);
	p->answers = NULL;
	if (!fine)
		text_str(why, "the socket has no power");
	moved(p);
	return fine;
}

static bool do_say(void *ctx, const char *line, struct text *why)
{
	struct panel *p = ctx;
	char copy[WEBGUARD_BODY_MAX + 1];

	strcpy(copy, line);
	bool fine = typed_do_now(p->play, copy, why);
	moved(p);
	return fine;
}

static uint64_t jump_to_event(struct panel *p, uint64_t limit_ms)
{
	struct world *w = p->play->world;

	p->event = NULL;
	while (p->event == NULL && world_advance(w, limit_ms))
		continue;
	/* What happens at the same moment belongs to it. */
	world_run_until(w, world_now_ms(w));
	return world_now_ms(w);
}

static bool do_time(void *ctx, const struct webapi_time *time, struct json *told, struct text *why)
{
	struct panel *p = ctx;
	struct world *w = p->play->world;

	(void)why;
	uint64_t from_ms = world_now_ms(w);
	json_open(told, '{');
	switch (time->what) {
	case TIME_SPEED:
		pace_set(p->pace, time->speed);
		json_member_number(told, "speed", (int64_t)time->speed);
		break;
	case TIME_NEXT:
		json_member_number(told, "jumped_ms", (int64_t)(jump_to_event(p, from_ms + EVENT_MAX_MS) - from_ms));
		json_member_str(told, "next", p->event);
		break;
	case TIME_JUMP:
		world_run_until(w, from_ms + time->jump_ms);
		json_member_number(told, "jumped_ms", (int64_t)time->jump_ms);
		break;
	}
	json_close(told, '}');
	moved(p);
	return true;
}

static const struct webapi_deeds deeds = {
	.look = look,
	.state = give_state,
	.commands = give_commands,
	.command = do_command,
	.chats = give_chats,
	.faults = give_faults,
	.say = do_say,
	.time = do_time,
};

/* --- Start and end. --- */

int panel_open(struct panel *p, struct event_base *base, const char *listen, const char *www, struct play *play,
	       struct pace *pace, void (*moved_then)(void *ctx), void *ctx, struct why *why)
{
	const struct web_config config = {
		.listen = listen, .files = panel_files, .file_count = panel_files_count, .www = www,
	};

	*p = (struct panel){ .play = play, .pace = pace, .moved = moved_then, .ctx = ctx };
	p->web = web_open(base, &config, &deeds, p, why);
	return p->web != NULL ? 0 : ERR_IO;
}

void panel_close(struct panel *p)
{
	web_close(p->web);
	panelchats_clear(&p->chats);
	p->web = NULL;
}

const char *panel_address(const struct panel *p)
{
	return web_address(p->web);
}
