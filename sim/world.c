/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/world.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "device/device.h"
#include "sim/nor.h"
#include "sim/wire.h"

/* A device's monotonic clock begins anew at each start, as a board's does. */
#define BOOT_MONO_MS 1000u
/* Virtual time that stands still for so many things in a row never goes on: somebody's deadline does not move. */
#define STILL_MAX 10000u
/* Memory without power. */
#define FORGOTTEN 0xA5

#define FLASH_SECTOR_SIZE 4096u
#define FLASH_SECTOR_COUNT 16u
#define FLASH_UNIT 8u

/* The operator's clock when the socket is first plugged in: 26/01/05,12:00:00+01, a Monday. */
#define FIRST_LOCAL_S 1767614400
#define FIRST_ZONE_QH 4

struct world {
	struct world_watch watch;
	enum model model;
	uint64_t now_ms;
	unsigned still; /* things done since the time last moved */

	struct network *network;
	size_t arrived; /* messages at phones that were told */
	bool clock_set;  /* the operator's clock runs from a moment that was chosen */
	bool tells_time; /* the network tells modems the time */
	struct vmodem *modem;
	struct wire to_modem, to_device;
	struct nor *nor;

	bool mains, alive;
	uint64_t booted_at_ms;
	struct device device;
	bool outlet;
	enum led_pattern leds[LED_COUNT];

	size_t note_count; /* ever */
	struct world_note notes[WORLD_NOTES_MAX];
};

static void tell(struct world *w, const struct world_news *news)
{
	if (w->watch.tell != NULL)
		w->watch.tell(w->watch.ctx, news);
}

static struct core_now device_now(const struct world *w)
{
	return (struct core_now){ .mono_ms = w->now_ms - w->booted_at_ms + BOOT_MONO_MS };
}

/* --- The board: what the device's port does. --- */

/* A planned cut fell into the step that is under way: what the device still does in it never happened. */
static bool dying(const struct world *w)
{
	return w->alive && nor_powerless(w->nor);
}

static void board_modem_send(void *ctx, const uint8_t *bytes, size_t len)
{
	struct world *w = ctx;

	if (dying(w))
		return;
	tell(w, &(struct world_news){ .kind = NEWS_LINE, .at_ms = w->now_ms, .line = { true, bytes, len } });
	wire_put(&w->to_modem, w->now_ms, bytes, len);
}

static void board_outlet(void *ctx, bool on)
{
	struct world *w = ctx;

	if (dying(w) || w->outlet == on)
		return;
	w->outlet = on;
	tell(w, &(struct world_news){ .kind = NEWS_OUTLET, .at_ms = w->now_ms, .on = on });
}

static void board_led(void *ctx, enum led led, enum led_pattern pattern)
{
	struct world *w = ctx;

	if (dying(w) || w->leds[led] == pattern)
		return;
	w->leds[led] = pattern;
	tell(w, &(struct world_news){ .kind = NEWS_LED, .at_ms = w->now_ms, .led = { led, pattern } });
}

static void board_note(void *ctx, const struct note *note)
{
	struct world *w = ctx;
	struct world_note *kept = &w->notes[w->note_count % WORLD_NOTES_MAX];
	struct text text;

	if (dying(w))
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
	tell(w, &(struct world_news){ .kind = NEWS_NOTE, .at_ms = w->now_ms, .note = note });
}

static void modem_line_send(void *ctx, const uint8_t *bytes, size_t len)
{
	struct world *w = ctx;

	if (!w->alive)
		return;
	tell(w, &(struct world_news){ .kind = NEWS_LINE, .at_ms = w->now_ms, .line = { false, bytes, len } });
	wire_put(&w->to_device, w->now_ms, bytes, len);
}

/* --- Power. --- */

static void die(struct world *w)
{
	w->alive = false;
	memset(&w->device, FORGOTTEN, sizeof w->device);
	nor_power(w->nor); /* the cut that was planned, if any, has come */
	vmodem_power(w->modem, w->now_ms, false);
	wire_clear(&w->to_modem);
	wire_clear(&w->to_device);
	tell(w, &(struct world_news){ .kind = NEWS_POWER, .at_ms = w->now_ms, .on = false });
	board_outlet(w, false);
	for (enum led led = 0; led < LED_COUNT; led++)
		board_led(w, led, PATTERN_OFF);
}

static void boot(struct world *w)
{
	const struct port port = {
		.ctx = w,
		.modem_send = board_modem_send,
		.outlet = board_outlet,
		.led = board_led,
		.note = board_note,
		.flash = nor_flash(w->nor),
	};
	const struct device_config config = { .model = w->model };

	/* Alive before it starts: what a device does while starting is already its own. */
	w->alive = true;
	w->booted_at_ms = w->now_ms;
	tell(w, &(struct world_news){ .kind = NEWS_POWER, .at_ms = w->now_ms, .on = true });
	vmodem_power(w->modem, w->now_ms, true);
	int rc = device_start(&w->device, &config, &port, device_now(w));
	ASSERT(rc == 0 || dying(w));
	if (dying(w))
		world_cut(w);
}

void world_clock(struct world *w, const struct network_stamp *time)
{
	w->tells_time = time != NULL;
	if (time != NULL)
		w->clock_set = true;
	network_clock(w->network, w->now_ms, time != NULL ? time->local_s : network_local_s(w->network, w->now_ms),
		      time != NULL ? time->zone_qh : network_zone_qh(w->network), w->tells_time);
}

static void first_plugged_in(struct world *w)
{
	w->clock_set = true;
	network_clock(w->network, w->now_ms, FIRST_LOCAL_S, FIRST_ZONE_QH, w->tells_time);
}

void world_mains(struct world *w, bool on)
{
	w->mains = on;
	if (on && !w->clock_set)
		first_plugged_in(w);
	if (on && !w->alive)
		boot(w);
	if (!on && w->alive && (model_features(w->model) & FEATURE_BATTERY) == 0)
		die(w);
}

void world_cut(struct world *w)
{
	w->mains = false;
	if (w->alive)
		die(w);
}

void world_cut_after(struct world *w, uint64_t writes)
{
	nor_cut(w->nor, writes);
}

/* --- Coming and going. --- */

struct world *world_new(const struct world_config *config, const struct world_watch *watch)
{
	struct world *w = calloc(1, sizeof *w);
	const struct vmodem_line line = { .ctx = w, .send = modem_line_send };

	ASSERT(w != NULL);
	w->model = config->model;
	w->tells_time = true;
	if (watch != NULL)
		w->watch = *watch;
	/* One seed, a different run of chance for each part. */
	wire_init(&w->to_modem, config->seed * 4 + 1);
	wire_init(&w->to_device, config->seed * 4 + 2);
	w->network = network_new(WORLD_SOCKET, config->seed);
	w->nor = nor_new(FLASH_SECTOR_SIZE, FLASH_SECTOR_COUNT, FLASH_UNIT);
	w->modem = vmodem_new(config->profile, w->network, &line, config->seed);
	if (w->modem == NULL) {
		world_free(w);
		return NULL;
	}
	return w;
}

void world_free(struct world *w)
{
	if (w->modem != NULL)
		vmodem_free(w->modem);
	network_free(w->network);
	nor_free(w->nor);
	wire_clear(&w->to_modem);
	wire_clear(&w->to_device);
	free(w);
}

int world_text(struct world *w, const char *from, const char *text, const struct network_stamp *stamp)
{
	int rc = network_text(w->network, w->now_ms, from, text, stamp);

	if (rc == 0)
		tell(w, &(struct world_news){ .kind = NEWS_SENT, .at_ms = w->now_ms, .sent = { from, text } });
	return rc;
}

/* --- Time. --- */

uint64_t world_now_ms(const struct world *w)
{
	return w->now_ms;
}

static uint64_t earlier(uint64_t a_ms, uint64_t b_ms)
{
	return a_ms < b_ms ? a_ms : b_ms;
}

/* The device's own deadline on the world's clock. */
static uint64_t device_due_ms(const struct world *w)
{
	uint64_t mono_ms = w->alive ? device_deadline_ms(&w->device) : CORE_NEVER;

	if (mono_ms == CORE_NEVER)
		return UINT64_MAX;
	return mono_ms <= BOOT_MONO_MS ? w->booted_at_ms : mono_ms - BOOT_MONO_MS + w->booted_at_ms;
}

uint64_t world_next_deadline_ms(const struct world *w)
{
	uint64_t at_ms = device_due_ms(w);

	at_ms = earlier(at_ms, network_deadline_ms(w->network));
	at_ms = earlier(at_ms, vmodem_deadline_ms(w->modem));
	at_ms = earlier(at_ms, wire_deadline_ms(&w->to_modem));
	at_ms = earlier(at_ms, wire_deadline_ms(&w->to_device));
	return at_ms < w->now_ms ? w->now_ms : at_ms;
}

static void tell_arrivals(struct world *w)
{
	while (w->arrived < network_arrived(w->network)) {
		const struct network_sms *sms = network_sms(w->network, w->arrived++);

		tell(w, &(struct world_news){ .kind = NEWS_ARRIVED, .at_ms = w->now_ms, .arrived = sms });
	}
}

/* Everything that is due at this moment, once. What that makes due at the same moment is the next call's. */
static void step(struct world *w)
{
	uint8_t bytes[WIRE_CHUNK_MAX];
	size_t len;

	if (network_deadline_ms(w->network) <= w->now_ms)
		network_step(w->network, w->now_ms);
	tell_arrivals(w);
	if (vmodem_deadline_ms(w->modem) <= w->now_ms)
		vmodem_step(w->modem, w->now_ms);
	len = wire_get(&w->to_modem, w->now_ms, bytes);
	if (len > 0)
		vmodem_feed(w->modem, w->now_ms, bytes, len);
	if (!w->alive)
		return;
	len = wire_get(&w->to_device, w->now_ms, bytes);
	if (len > 0)
		device_feed(&w->device, device_now(w), bytes, len);
	if (device_due_ms(w) <= w->now_ms)
		device_step(&w->device, device_now(w));
}

bool world_advance(struct world *w, uint64_t limit_ms)
{
	uint64_t at_ms = world_next_deadline_ms(w);

	if (at_ms > limit_ms) {
		if (limit_ms > w->now_ms) {
			w->now_ms = limit_ms;
			w->still = 0;
		}
		return false;
	}
	if (at_ms > w->now_ms) {
		w->now_ms = at_ms;
		w->still = 0;
	}
	ASSERT(++w->still < STILL_MAX);
	step(w);
	if (dying(w))
		world_cut(w);
	return true;
}

void world_run_until(struct world *w, uint64_t limit_ms)
{
	while (world_advance(w, limit_ms))
		continue;
}

/* --- What stands on the board. --- */

bool world_has_mains(const struct world *w)
{
	return w->mains;
}

bool world_alive(const struct world *w)
{
	return w->alive;
}

bool world_outlet(const struct world *w)
{
	return w->outlet;
}

enum led_pattern world_led(const struct world *w, enum led led)
{
	return w->leds[led];
}

enum model world_model(const struct world *w)
{
	return w->model;
}

struct network *world_network(struct world *w)
{
	return w->network;
}

struct vmodem *world_modem(struct world *w)
{
	return w->modem;
}

size_t world_note_count(const struct world *w)
{
	return w->note_count < WORLD_NOTES_MAX ? w->note_count : WORLD_NOTES_MAX;
}

const struct world_note *world_note(const struct world *w, size_t index)
{
	ASSERT(index < world_note_count(w));
	return &w->notes[(w->note_count - world_note_count(w) + index) % WORLD_NOTES_MAX];
}
