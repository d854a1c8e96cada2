/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/host.h"

#include <errno.h>
#include <event2/event.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/assert.h"

/* Lights may lag: switching and replying come first, and of a burst of changes only the last is written. */
#define LIGHT_LAG_MS 20
#define WALL_KNOWN_FROM_S 1577836800 /* 2020-01-01: a clock before that was never set */

/* CLOCK_BOOTTIME rather than MONOTONIC: it goes on while the machine is suspended, and 30 minutes are 30 minutes to a
 * heater. libevent's timers stop then, so the device's deadline is a timerfd on the same clock. */
struct core_now host_now(void)
{
	struct timespec mono, wall;

	clock_gettime(CLOCK_BOOTTIME, &mono);
	clock_gettime(CLOCK_REALTIME, &wall);
	return (struct core_now){
		.mono_ms = (uint64_t)mono.tv_sec * 1000u + (uint64_t)mono.tv_nsec / 1000000u,
		.wall_s = wall.tv_sec,
		.wall_known = wall.tv_sec >= WALL_KNOWN_FROM_S,
	};
}

static void port_modem_send(void *ctx, const uint8_t *bytes, size_t len)
{
	struct host *h = ctx;

	if (h->deeds->line != NULL)
		h->deeds->line(h->ctx, true, bytes, len);
	tty_send(&h->tty, bytes, len);
}

static void port_outlet(void *ctx, bool on)
{
	struct host *h = ctx;

	h->board.deeds->outlet(h->board.self, on);
}

static void port_microrelay(void *ctx, bool on)
{
	struct host *h = ctx;

	h->board.deeds->microrelay(h->board.self, on);
}

static void port_modem_power(void *ctx, bool on)
{
	struct host *h = ctx;

	h->board.deeds->modem_power(h->board.self, on);
}

static void port_restart(void *ctx)
{
	struct host *h = ctx;

	h->restart = true;
	event_base_loopbreak(h->base);
}

static void port_shut_down(void *ctx)
{
	struct host *h = ctx;

	h->powerless = true;
	/* Not loopbreak: what is sensed at the start may want it, before the loop runs. */
	event_base_loopexit(h->base, NULL);
}

static void port_led(void *ctx, enum led led, enum led_pattern pattern)
{
	struct host *h = ctx;

	h->board.deeds->led(h->board.self, led, pattern);
}

static void port_note(void *ctx, const struct note *note)
{
	struct host *h = ctx;

	h->deeds->note(h->ctx, note);
}

static void port_answer(void *ctx, const char *text)
{
	struct host *h = ctx;

	h->deeds->answer(h->ctx, text);
}

/* An absolute time that has passed fires at once; all zero would disarm it. */
static void arm(struct host *h)
{
	uint64_t at_ms = device_deadline_ms(&h->device);
	struct itimerspec due = { 0 };

	if (at_ms == h->armed_ms)
		return;
	h->armed_ms = at_ms;
	if (at_ms != CORE_NEVER) {
		due.it_value.tv_sec = (time_t)(at_ms / 1000u);
		due.it_value.tv_nsec = (long)(at_ms % 1000u) * 1000000;
		if (at_ms == 0)
			due.it_value.tv_nsec = 1;
	}
	timerfd_settime(h->timer_fd, TFD_TIMER_ABSTIME, &due, NULL);
}

/* After every call into the device. */
static void settle(struct host *h)
{
	static const struct timeval lag = { .tv_usec = LIGHT_LAG_MS * 1000 };

	if (h->board.deeds->light_due(h->board.self) && !evtimer_pending(h->light, NULL))
		event_add(h->light, &lag);
	h->deeds->settled(h->ctx);
	arm(h);
}

void host_heard(void *ctx, const uint8_t *bytes, size_t len)
{
	struct host *h = ctx;

	if (!h->running)
		return;
	if (h->deeds->line != NULL)
		h->deeds->line(h->ctx, false, bytes, len);
	device_feed(&h->device, host_now(), bytes, len);
	device_step(&h->device, host_now());
	settle(h);
}

/* What is so when the device begins is no change: a sensor that is active then has not just become so. */
static void contact(struct host *h, enum core_input input, bool level)
{
	if (h->beginning)
		device_input_at_start(&h->device, host_now(), input, level);
	else
		device_input(&h->device, host_now(), input, level);
}

void host_sensed(void *ctx, enum board_sense sense, int value)
{
	struct host *h = ctx;
	bool known = value != BOARD_NO_READING;

	if (sense == SENSE_MAINS)
		h->mains = value != 0;
	if (!h->running) {
		if (h->mains)
			event_base_loopbreak(h->base);
		return;
	}
	switch (sense) {
	case SENSE_BUTTON:
		contact(h, INPUT_BUTTON, value != 0);
		break;
	case SENSE_SENSOR:
		contact(h, INPUT_SENSOR, value != 0);
		break;
	case SENSE_JACK:
		contact(h, INPUT_JACK, value != 0);
		break;
	case SENSE_MAINS:
		contact(h, INPUT_MAINS, value != 0);
		break;
	case SENSE_BATTERY:
		device_battery(&h->device, host_now(), value);
		break;
	case SENSE_TEMPERATURE:
		device_temperature(&h->device, host_now(), known, known ? value : 0);
		break;
	}
	settle(h);
}

void host_command(struct host *h, const char *text, bool may_configure)
{
	device_command(&h->device, host_now(), text, may_configure);
	settle(h);
}

static void on_due(evutil_socket_t fd, short what, void *ctx)
{
	struct host *h = ctx;
	uint64_t expirations;

	(void)what;
	if (read(fd, &expirations, sizeof expirations) != sizeof expirations)
		return;
	h->armed_ms = CORE_NEVER;
	device_step(&h->device, host_now());
	settle(h);
}

static void on_light(evutil_socket_t fd, short what, void *ctx)
{
	struct host *h = ctx;

	(void)fd;
	(void)what;
	h->board.deeds->light(h->board.self);
}

static void hook(struct host *h)
{
	h->due = event_new(h->base, h->timer_fd, EV_READ | EV_PERSIST, on_due, h);
	h->light = evtimer_new(h->base, on_light, h);
	ASSERT(h->due && h->light);
	event_add(h->due, NULL);
}

int host_start(struct host *h, const struct device_config *config, struct flash flash)
{
	const struct port port = {
		.ctx = h,
		.modem_send = port_modem_send,
		.modem_power = h->board.deeds->modem_power ? port_modem_power : NULL,
		.outlet = port_outlet,
		.microrelay = port_microrelay,
		.led = port_led,
		.answer = port_answer,
		.note = port_note,
		.restart = port_restart,
		.shut_down = port_shut_down,
		.flash = flash,
	};
	int result;

	h->restart = false;
	h->powerless = false;
	h->mains = true;
	h->armed_ms = CORE_NEVER;
	result = device_start(&h->device, config, &port, host_now());
	if (result != 0)
		return result;
	ASSERT(core_sane(&h->device.core));
	hook(h);
	h->running = true;
	h->beginning = true;
	h->board.deeds->begin(h->board.self);
	h->beginning = false;
	settle(h);
	return 0;
}

void host_stop(struct host *h)
{
	h->running = false;
	h->board.deeds->light(h->board.self);
	event_free(h->due);
	event_free(h->light);
}

/* As a board without power: nothing is on. */
static void rest(struct host *h)
{
	const struct board_deeds *deeds = h->board.deeds;

	deeds->outlet(h->board.self, false);
	deeds->microrelay(h->board.self, false);
	for (enum led led = 0; led < LED_COUNT; led++)
		deeds->led(h->board.self, led, PATTERN_OFF);
	deeds->light(h->board.self);
	if (deeds->modem_power != NULL)
		deeds->modem_power(h->board.self, false);
}

void host_await_mains(struct host *h)
{
	rest(h);
	if (!h->mains)
		event_base_dispatch(h->base);
	if (h->board.deeds->modem_power != NULL)
		h->board.deeds->modem_power(h->board.self, true);
}

int host_open(struct host *h, struct event_base *base, const struct log *log, const struct host_deeds *deeds, void *ctx,
	struct why *why)
{
	*h = (struct host){ .base = base, .log = log, .deeds = deeds, .ctx = ctx, .armed_ms = CORE_NEVER };
	h->timer_fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	return h->timer_fd < 0 ? why_failed(why, "cannot make a timer: %s", strerror(errno)) : 0;
}

void host_close(struct host *h)
{
	close(h->timer_fd);
}
