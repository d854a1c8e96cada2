/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/world.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "sim/mcunative.h"
#include "sim/worldparts.h"

/* Virtual time that stands still for so many things in a row never goes on: somebody's deadline does not move. */
#define STILL_MAX 10000u

/* The operator's clock when the socket is first plugged in: 26/01/05,12:00:00+01, a Monday. */
#define FIRST_LOCAL_S 1767614400
#define FIRST_ZONE_QH 4

void world_tell(struct world *w, const struct world_news *news)
{
	if (w->watch.tell != NULL)
		w->watch.tell(w->watch.ctx, news);
}

void world_clock(struct world *w, const struct network_stamp *time)
{
	w->tells_time = time != NULL;
	if (time != NULL)
		w->clock_set = true;
	network_clock(w->network, w->now_ms, time != NULL ? time->local_s : network_local_s(w->network, w->now_ms),
		      time != NULL ? time->zone_qh : network_zone_qh(w->network), w->tells_time);
}

void world_first_plugged_in(struct world *w)
{
	if (w->clock_set)
		return;
	w->clock_set = true;
	network_clock(w->network, w->now_ms, FIRST_LOCAL_S, FIRST_ZONE_QH, w->tells_time);
}

/* --- Coming and going. --- */

static void modem_line_send(void *ctx, const uint8_t *bytes, size_t len)
{
	struct world *w = ctx;

	if (!w->alive)
		return;
	world_tell(w, &(struct world_news){ .kind = NEWS_LINE, .at_ms = w->now_ms, .line = { false, bytes, len } });
	wire_put(&w->to_device, w->now_ms, bytes, len);
}

struct world *world_new(const struct world_config *config, const struct world_watch *watch)
{
	struct world *w = calloc(1, sizeof *w);
	const struct vmodem_line line = { .ctx = w, .send = modem_line_send };

	ASSERT(w != NULL);
	w->model = config->model;
	memcpy(w->pin, config->pin, sizeof w->pin);
	w->tells_time = true;
	w->sensed[INPUT_JACK] = true;
	w->thermometer = config->in_room ? THERMOMETER_ROOM : THERMOMETER_STEADY;
	w->steady_dc = WORLD_RAW_DC;
	w->battery_percent = 100;
	room_init(&w->room, 0);
	if (watch != NULL)
		w->watch = *watch;
	/* One seed, a different run of chance for each part. */
	wire_init(&w->to_modem, config->seed * 4 + 1);
	wire_init(&w->to_device, config->seed * 4 + 2);
	w->network = network_new(WORLD_SOCKET, config->seed);
	w->mcu = config->mcu.deeds != NULL ? config->mcu : mcunative_new();
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
	w->mcu.deeds->close(w->mcu.self);
	wire_clear(&w->to_modem);
	wire_clear(&w->to_device);
	free(w);
}

int world_text(struct world *w, const char *from, const char *text, const struct network_stamp *stamp)
{
	int rc = network_text(w->network, w->now_ms, from, text, stamp);

	if (rc == 0)
		world_tell(w, &(struct world_news){ .kind = NEWS_SENT, .at_ms = w->now_ms, .sent = { from, text } });
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

uint64_t world_next_deadline_ms(const struct world *w)
{
	uint64_t at_ms = network_deadline_ms(w->network);

	at_ms = earlier(at_ms, vmodem_deadline_ms(w->modem));
	at_ms = earlier(at_ms, wire_deadline_ms(&w->to_modem));
	at_ms = earlier(at_ms, wire_deadline_ms(&w->to_device));
	if (w->alive)
		at_ms = earlier(at_ms, earlier(w->reading_due_ms, w->mcu.deeds->deadline_ms(w->mcu.self)));
	return at_ms < w->now_ms ? w->now_ms : at_ms;
}

static void tell_arrivals(struct world *w)
{
	while (w->arrived < network_arrived(w->network)) {
		const struct network_sms *sms = network_sms(w->network, w->arrived++);

		world_tell(w, &(struct world_news){ .kind = NEWS_ARRIVED, .at_ms = w->now_ms, .arrived = sms });
	}
}

static void tell_phone(struct world *w, const struct number *who)
{
	enum voice_phone is = world_phone(w, who->text);

	if (is == w->caller_is)
		return;
	w->caller = *who;
	w->caller_is = is;
	world_tell(w, &(struct world_news){ .kind = NEWS_PHONE, .at_ms = w->now_ms, .phone = { w->caller.text, is } });
}

/* There is one call at a time: first what has become of the last one told. */
static void tell_call(struct world *w)
{
	if (w->caller_is != PHONE_IDLE)
		tell_phone(w, &w->caller);
	if (w->caller_is == PHONE_IDLE)
		tell_phone(w, voice_peer(network_voice(w->network)));
}

/* What the device has to do at this moment. */
static void step_device(struct world *w)
{
	uint8_t bytes[WIRE_CHUNK_MAX];
	size_t len = wire_get(&w->to_device, w->now_ms, bytes);

	if (len > 0)
		w->mcu.deeds->feed(w->mcu.self, w->now_ms, bytes, len);
	if (w->reading_due_ms <= w->now_ms)
		world_read(w);
	w->mcu.deeds->step(w->mcu.self, w->now_ms);
	world_settle(w);
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
	if (w->alive)
		step_device(w);
	tell_call(w);
}

bool world_advance(struct world *w, uint64_t limit_ms)
{
	uint64_t at_ms = world_next_deadline_ms(w);

	tell_call(w);
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
	return true;
}

void world_run_until(struct world *w, uint64_t limit_ms)
{
	while (world_advance(w, limit_ms))
		continue;
}

/* --- What there is. --- */

bool world_has_mains(const struct world *w)
{
	return w->sensed[INPUT_MAINS];
}

bool world_running(const struct world *w)
{
	return w->running;
}

bool world_alive(const struct world *w)
{
	return w->alive;
}

const char *world_trouble(const struct world *w)
{
	return w->mcu.deeds->trouble(w->mcu.self);
}

enum voice_phone world_phone(const struct world *w, const char *phone)
{
	return voice_phone(network_voice(w->network), phone);
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

const struct device *world_device(const struct world *w)
{
	return mcunative_device(&w->mcu);
}

struct core_now world_device_now(const struct world *w)
{
	return mcunative_now(&w->mcu, w->now_ms);
}

struct device_count world_count(const struct world *w, size_t index)
{
	ASSERT(w->alive);
	return device_count(mcunative_device(&w->mcu), index);
}

struct nor *world_nor(struct world *w)
{
	return mcunative_nor(&w->mcu);
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
