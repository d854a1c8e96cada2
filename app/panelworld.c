/* SPDX-License-Identifier: Apache-2.0 */
#include "app/panelworld.h"

#include "ports/linux/controlevents.h"
#include "ports/linux/webline.h"
#include "ports/linux/webstate.h"

#define LOCAL_CAP 24

/* --- The state. --- */

static void print_local(struct world *w, struct json *j)
{
	char local[LOCAL_CAP];
	struct text t;

	text_init(&t, local, sizeof local);
	controlevents_print_local(&t, network_local_s(world_network(w), world_now_ms(w)));
	json_member_str(j, "local", local);
}

static void print_world(struct world *w, const struct pace *pace, struct json *j)
{
	static const char *const networks[] = { [STATE_NOT_SEARCHING] = "idle", [STATE_HOME] = "registered",
						[STATE_SEARCHING] = "searching", [STATE_DENIED] = "denied" };
	static const char *const cards[] = { [SIM_READY] = "ready", [SIM_MISSING] = "missing", [SIM_PIN] = "pin",
					     [SIM_FULL] = "full" };
	static const char *const thermometers[] = { [THERMOMETER_STEADY] = "steady", [THERMOMETER_ROOM] = "room",
						    [THERMOMETER_NONE] = "none" };

	json_member_open(j, "world", '{');
	json_member_bool(j, "simulated", true);
	json_member_number(j, "now_ms", (int64_t)world_now_ms(w));
	json_member_number(j, "speed", (int64_t)pace->speed);
	json_member_bool(j, "paused", pace->speed == 0);
	print_local(w, j);
	json_member_str(j, "network", networks[network_registration(world_network(w))]);
	json_member_number(j, "signal", network_csq(world_network(w)));
	json_member_str(j, "sim_card", cards[vmodem_inserted(world_modem(w))]);
	json_member_str(j, "thermometer", thermometers[world_reads(w)]);
	json_close(j, '}');
}

void panelworld_state(struct world *w, const struct pace *pace, uint64_t run, struct json *j)
{
	struct webstate state = {
		.model = world_model(w),
		.device = world_running(w) ? world_device(w) : NULL,
		.now = world_device_now(w),
		.outlet = world_outlet(w),
		.microrelay = world_microrelay(w),
		.mains = world_has_mains(w),
		.mic = world_mic(w),
		.button = world_sensed(w, INPUT_BUTTON),
		.sensor = world_sensed(w, INPUT_SENSOR),
		.jack = world_sensed(w, INPUT_JACK),
		.battery_pct = world_battery_percent(w),
	};

	for (enum led led = 0; led < LED_COUNT; led++)
		state.led[led] = world_led(w, led);
	json_open(j, '{');
	json_member_number(j, "run", (int64_t)run);
	print_world(w, pace, j);
	json_member_number(j, "room_dc", world_room_dc(w));
	webstate_print(&state, j);
	json_close(j, '}');
}

/* --- News. --- */

const char *panelworld_kind(enum world_news_kind kind)
{
	static const char *const kinds[] = {
		[NEWS_POWER] = "power",           [NEWS_RESTART] = "restart", [NEWS_OUTLET] = "outlet",
		[NEWS_MICRORELAY] = "microrelay", [NEWS_MIC] = "mic",         [NEWS_LED] = "led",
		[NEWS_NOTE] = "note",             [NEWS_SENT] = "sent",       [NEWS_ARRIVED] = "arrived",
		[NEWS_PHONE] = "phone",           [NEWS_LINE] = "at",         [NEWS_ANSWER] = "answer",
	};

	return kinds[kind];
}

static void print_note(const struct note *note, struct json *j)
{

	json_member_str(j, "level", controlevents_level(note->level));
	json_member_str(j, "what", note->what);
	if (note->why != NULL)
		json_member_str(j, "why", note->why);
	if (note->who != NULL)
		json_member_str(j, "who", note->who->text);
	if (note->text != NULL)
		json_member_str(j, "text", note->text);
}

static void print_chat(const char *phone, const char *text, struct json *j)
{
	json_member_str(j, "phone", phone);
	json_member_str(j, "text", text);
}

static void print_line(const struct world_news *news, struct json *j)
{
	char line[WEBLINE_CAP];
	struct text t;

	text_init(&t, line, sizeof line);
	webline_print(news->line.bytes, news->line.len, true, &t);
	json_member_bool(j, "to_modem", news->line.to_modem);
	json_member_str(j, "text", line);
}

static void print_what(const struct world_news *news, struct json *j)
{
	switch (news->kind) {
	case NEWS_POWER:
	case NEWS_OUTLET:
	case NEWS_MICRORELAY:
	case NEWS_MIC:
		json_member_bool(j, "on", news->on);
		return;
	case NEWS_LED:
		json_member_str(j, "led", controlevents_led(news->led.led));
		json_member_str(j, "pattern", led_pattern_name(news->led.pattern));
		return;
	case NEWS_NOTE:
		print_note(news->note, j);
		return;
	case NEWS_SENT:
		print_chat(news->sent.from, news->sent.text, j);
		return;
	case NEWS_ARRIVED:
		print_chat(news->arrived->to, news->arrived->text, j);
		return;
	case NEWS_PHONE:
		json_member_str(j, "phone", news->phone.who);
		json_member_str(j, "is", voice_phone_name(news->phone.is));
		return;
	case NEWS_LINE:
		print_line(news, j);
		return;
	case NEWS_ANSWER:
		json_member_str(j, "text", news->answer);
		return;
	case NEWS_RESTART:
		return;
	}
}

void panelworld_news(struct world *w, const struct world_news *news, struct json *j)
{
	json_open(j, '{');
	json_member_str(j, "kind", panelworld_kind(news->kind));
	json_member_number(j, "at_ms", (int64_t)news->at_ms);
	print_local(w, j);
	print_what(news, j);
	json_close(j, '}');
}
