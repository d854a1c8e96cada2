/* world: the board of the socket: what the device does to it, and what it senses.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "sim/worldparts.h"

#define READING_EACH_MS 60000u

/* --- What the device's port does. --- */

bool world_dying(const struct world *w)
{
	return w->alive && w->mcu.deeds->cut_off(w->mcu.self);
}

static void board_modem_send(void *ctx, const uint8_t *bytes, size_t len)
{
	struct world *w = ctx;

	if (world_dying(w))
		return;
	world_tell(w, &(struct world_news){ .kind = NEWS_LINE, .at_ms = w->now_ms, .line = { true, bytes, len } });
	wire_put(&w->to_modem, w->now_ms, bytes, len);
}

static void board_modem_power(void *ctx, bool on)
{
	struct world *w = ctx;

	vmodem_power(w->modem, w->now_ms, on);
}

static void board_outlet(void *ctx, bool on)
{
	struct world *w = ctx;

	if (world_dying(w) || w->outlet == on)
		return;
	w->outlet = on;
	room_drift(&w->room, w->now_ms);
	room_heat(&w->room, on);
	world_tell(w, &(struct world_news){ .kind = NEWS_OUTLET, .at_ms = w->now_ms, .on = on });
}

static void board_microrelay(void *ctx, bool on)
{
	struct world *w = ctx;

	if (world_dying(w) || w->microrelay == on)
		return;
	w->microrelay = on;
	world_tell(w, &(struct world_news){ .kind = NEWS_MICRORELAY, .at_ms = w->now_ms, .on = on });
}

static void board_restart(void *ctx)
{
	struct world *w = ctx;

	w->wants_restart = true;
}

static void board_shut_down(void *ctx)
{
	struct world *w = ctx;

	w->wants_off = true;
}

static void board_led(void *ctx, enum led led, enum led_pattern pattern)
{
	struct world *w = ctx;

	if (world_dying(w) || w->leds[led] == pattern)
		return;
	w->leds[led] = pattern;
	world_tell(w, &(struct world_news){ .kind = NEWS_LED, .at_ms = w->now_ms, .led = { led, pattern } });
}

static void board_answer(void *ctx, const char *text)
{
	struct world *w = ctx;

	if (world_dying(w))
		return;
	world_tell(w, &(struct world_news){ .kind = NEWS_ANSWER, .at_ms = w->now_ms, .answer = text });
}

static void board_note(void *ctx, const struct note *note)
{
	struct world *w = ctx;
	struct world_note *kept = &w->notes[w->note_count % WORLD_NOTES_MAX];
	struct text text;

	if (world_dying(w))
		return;
	w->note_count++;
	*kept = (struct world_note){ .at_ms = w->now_ms, .level = note->level, .what = note->what };
	if (note->who != NULL)
		memcpy(kept->who, note->who->text, sizeof kept->who);
	text_init(&text, kept->text, sizeof kept->text);
	if (note->why != NULL)
		text_str(&text, note->why);
	else if (note->text != NULL)
		text_str(&text, note->text);
	world_tell(w, &(struct world_news){ .kind = NEWS_NOTE, .at_ms = w->now_ms, .note = note });
}

void world_release(struct world *w)
{
	board_outlet(w, false);
	board_microrelay(w, false);
	for (enum led led = 0; led < LED_COUNT; led++)
		board_led(w, led, PATTERN_OFF);
}

void world_tell_mic(struct world *w)
{
	if (world_mic(w) == w->mic)
		return;
	w->mic = !w->mic;
	world_tell(w, &(struct world_news){ .kind = NEWS_MIC, .at_ms = w->now_ms, .on = w->mic });
}

/* --- What the board senses. --- */

/* What a reading gives now. */
static struct mcu_reading reading(struct world *w)
{
	struct mcu_reading r = { .battery_pct = w->battery_percent };

	room_drift(&w->room, w->now_ms);
	r.known = world_raw_dc(w, &r.raw_dc);
	w->reading_due_ms = w->now_ms + READING_EACH_MS;
	return r;
}

void world_read(struct world *w)
{
	const struct mcu_reading r = reading(w);

	w->mcu.deeds->reading(w->mcu.self, w->now_ms, &r);
}

void world_start(struct world *w, bool power_lost)
{
	struct mcu_start start = {
		.config = {
			.core = { .model = w->model, .product = "smsocket", .version = SMSOCKET_VERSION },
			.power_lost = power_lost,
			.pin = w->pin[0] == '\0' ? NULL : w->pin,
		},
		.port = {
			.ctx = w,
			.modem_send = board_modem_send,
			.modem_power = board_modem_power,
			.outlet = board_outlet,
			.microrelay = board_microrelay,
			.led = board_led,
			.answer = board_answer,
			.note = board_note,
			.restart = board_restart,
			.shut_down = board_shut_down,
		},
		.reading = reading(w),
	};

	memcpy(start.sensed, w->sensed, sizeof start.sensed);
	w->running = true;
	w->mcu.deeds->start(w->mcu.self, w->now_ms, &start);
}

void world_sense(struct world *w, enum core_input input, bool level)
{
	if (w->sensed[input] == level)
		return;
	w->sensed[input] = level;
	if (!w->alive)
		return;
	w->mcu.deeds->input(w->mcu.self, w->now_ms, input, level);
	world_settle(w);
}

void world_thermometer(struct world *w, enum world_thermometer how, int raw_dc)
{
	w->thermometer = how;
	w->steady_dc = raw_dc;
	if (!w->alive)
		return;
	world_read(w);
	world_settle(w);
}

bool world_command(struct world *w, const char *text, bool may_configure)
{
	if (!w->alive)
		return false;
	w->mcu.deeds->command(w->mcu.self, w->now_ms, text, may_configure);
	world_settle(w);
	return true;
}

void world_battery(struct world *w, int percent)
{
	w->battery_percent = percent;
	if (!w->alive)
		return;
	if (percent == 0 && world_has_battery(w) && !world_has_mains(w)) {
		world_die(w);
		return;
	}
	world_read(w);
	world_settle(w);
}

/* --- What stands on the board. --- */

bool world_outlet(const struct world *w)
{
	return w->outlet;
}

bool world_microrelay(const struct world *w)
{
	return w->microrelay;
}

bool world_mic(const struct world *w)
{
	return w->alive && w->mcu.deeds->mic_live(w->mcu.self);
}

bool world_sensed(const struct world *w, enum core_input input)
{
	return w->sensed[input];
}

int world_battery_percent(const struct world *w)
{
	return w->battery_percent;
}

bool world_raw_dc(const struct world *w, int *raw_dc)
{
	switch (w->thermometer) {
	case THERMOMETER_STEADY:
		*raw_dc = w->steady_dc;
		return true;
	case THERMOMETER_ROOM:
		*raw_dc = room_case_dc(&w->room);
		return true;
	case THERMOMETER_NONE:
		return false;
	}
	return false;
}

enum world_thermometer world_reads(const struct world *w)
{
	return w->thermometer;
}

int world_room_dc(struct world *w)
{
	room_drift(&w->room, w->now_ms);
	return room_air_dc(&w->room);
}

enum led_pattern world_led(const struct world *w, enum led led)
{
	return w->leds[led];
}
