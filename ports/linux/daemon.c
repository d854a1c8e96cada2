/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/daemon.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/err.h"
#include "device/device.h"
#include "ports/linux/dirboard.h"
#include "ports/linux/dirinputs.h"
#include "ports/linux/fileflash.h"
#include "ports/linux/tty.h"

/* Lights may lag: switching and replying come first, and of a burst of changes only the last is written. */
#define LIGHT_LAG_MS 20
#define WALL_KNOWN_FROM_S 1577836800 /* 2020-01-01: a clock before that was never set */

struct daemon {
	const struct daemon_config *config;
	struct why *why;
	int result;
	struct event_base *base;
	struct event *due, *light, *patience, *sigterm, *sigint;
	int timer_fd;
	uint64_t armed_ms;    /* what the timer is set to; CORE_NEVER: nothing */
	bool answering;       /* the modem, as the log knows it */
	bool restart;         /* the device wants to begin anew */
	bool beginning;       /* it has just begun: what is sensed is how things are, no change */
	struct tty tty;
	struct dirboard board;
	struct dirinputs inputs;
	struct fileflash memory;
	struct device device;
};

/* CLOCK_BOOTTIME rather than MONOTONIC: it goes on while the machine is suspended, and 30 minutes are 30 minutes to a
 * heater. libevent's timers stop then, so the device's deadline is a timerfd on the same clock. */
static struct core_now clocks(void)
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
	struct daemon *d = ctx;

	tty_send(&d->tty, bytes, len);
}

static void port_outlet(void *ctx, bool on)
{
	struct daemon *d = ctx;

	dirboard_outlet(&d->board, on);
}

static void port_microrelay(void *ctx, bool on)
{
	struct daemon *d = ctx;

	dirboard_microrelay(&d->board, on);
}

static void port_restart(void *ctx)
{
	struct daemon *d = ctx;

	d->restart = true;
	event_base_loopbreak(d->base);
}

static void port_shut_down(void *ctx)
{
	struct daemon *d = ctx;

	log_say(&d->config->log, NOTE_WARNING, "ending: the device wants to be without power");
	/* Not loopbreak: what is sensed at the start may want it, before the loop runs. */
	event_base_loopexit(d->base, NULL);
}

static void port_led(void *ctx, enum led led, enum led_pattern pattern)
{
	struct daemon *d = ctx;

	dirboard_led(&d->board, led, pattern);
}

static void port_note(void *ctx, const struct note *note)
{
	struct daemon *d = ctx;

	log_note(&d->config->log, note);
}

/* An absolute time that has passed fires at once; all zero would disarm it. */
static void arm(struct daemon *d)
{
	uint64_t at_ms = device_deadline_ms(&d->device);
	struct itimerspec due = { 0 };

	if (at_ms == d->armed_ms)
		return;
	d->armed_ms = at_ms;
	if (at_ms != CORE_NEVER) {
		due.it_value.tv_sec = (time_t)(at_ms / 1000u);
		due.it_value.tv_nsec = (long)(at_ms % 1000u) * 1000000;
		if (at_ms == 0)
			due.it_value.tv_nsec = 1;
	}
	timerfd_settime(d->timer_fd, TFD_TIMER_ABSTIME, &due, NULL);
}

/* After every call into the device. */
static void settle(struct daemon *d)
{
	static const struct timeval lag = { .tv_usec = LIGHT_LAG_MS * 1000 };

	if (dirboard_light_due(&d->board) && !evtimer_pending(d->light, NULL))
		event_add(d->light, &lag);
	switch (d->device.core.radio) {
	case RADIO_STARTING:
		break;
	case RADIO_DEAD:
		if (d->answering)
			log_say(&d->config->log, NOTE_WARNING, "the modem on %s does not answer AT", d->config->modem);
		d->answering = false;
		break;
	case RADIO_SIM_FAULT:
	case RADIO_SIM_LOCKED:
	case RADIO_SEARCHING:
	case RADIO_REGISTERED:
		if (!d->answering)
			log_say(&d->config->log, NOTE_INFO, "the modem on %s answers", d->config->modem);
		d->answering = true;
		event_del(d->patience);
		break;
	}
	arm(d);
}

static void on_heard(void *ctx, const uint8_t *bytes, size_t len)
{
	struct daemon *d = ctx;

	device_feed(&d->device, clocks(), bytes, len);
	device_step(&d->device, clocks());
	settle(d);
}

/* What is so when the device begins is no change: a sensor that is active then has not just become so. */
static void contact(struct daemon *d, enum core_input input, bool level)
{
	if (d->beginning)
		device_input_at_start(&d->device, clocks(), input, level);
	else
		device_input(&d->device, clocks(), input, level);
}

static void on_sensed(void *ctx, enum dirinputs_sense sense, int value)
{
	struct daemon *d = ctx;
	bool known = value != DIRINPUTS_NO_READING;

	switch (sense) {
	case SENSE_BUTTON:
		contact(d, INPUT_BUTTON, value != 0);
		break;
	case SENSE_SENSOR:
		contact(d, INPUT_SENSOR, value != 0);
		break;
	case SENSE_JACK:
		contact(d, INPUT_JACK, value != 0);
		break;
	case SENSE_MAINS:
		contact(d, INPUT_MAINS, value != 0);
		break;
	case SENSE_BATTERY:
		device_battery(&d->device, clocks(), value);
		break;
	case SENSE_TEMPERATURE:
		device_temperature(&d->device, clocks(), known, known ? value : 0);
		break;
	}
	settle(d);
}

static void on_due(evutil_socket_t fd, short what, void *ctx)
{
	struct daemon *d = ctx;
	uint64_t expirations;

	(void)what;
	if (read(fd, &expirations, sizeof expirations) != sizeof expirations)
		return;
	d->armed_ms = CORE_NEVER;
	device_step(&d->device, clocks());
	settle(d);
}

static void on_light(evutil_socket_t fd, short what, void *ctx)
{
	struct daemon *d = ctx;

	(void)fd;
	(void)what;
	dirboard_light(&d->board);
}

static void on_patience(evutil_socket_t fd, short what, void *ctx)
{
	struct daemon *d = ctx;
	const struct daemon_config *config = d->config;

	(void)fd;
	(void)what;
	if (config->wait_s == 0) {
		log_say(&config->log, NOTE_WARNING, "the modem on %s does not answer AT; waiting for it", config->modem);
		return;
	}
	d->result = why_failed(d->why, "the modem on %s has not answered AT in %u s; is it on, is this its AT port, is %u its "
		"speed?", config->modem, config->wait_s, config->baud);
	event_base_loopbreak(d->base);
}

static void on_signal(evutil_socket_t number, short what, void *ctx)
{
	struct daemon *d = ctx;

	(void)what;
	log_say(&d->config->log, NOTE_INFO, "ending on %s", number == SIGTERM ? "SIGTERM" : "SIGINT");
	event_base_loopbreak(d->base);
}

static void hook(struct daemon *d)
{
	const unsigned wait_s = d->config->wait_s > 0 ? d->config->wait_s : DAEMON_WAIT_DEFAULT_S;
	const struct timeval wait = { .tv_sec = (time_t)wait_s };

	d->due = event_new(d->base, d->timer_fd, EV_READ | EV_PERSIST, on_due, d);
	d->light = evtimer_new(d->base, on_light, d);
	d->patience = evtimer_new(d->base, on_patience, d);
	d->sigterm = evsignal_new(d->base, SIGTERM, on_signal, d);
	d->sigint = evsignal_new(d->base, SIGINT, on_signal, d);
	ASSERT(d->due && d->light && d->patience && d->sigterm && d->sigint);
	event_add(d->due, NULL);
	event_add(d->patience, &wait);
	event_add(d->sigterm, NULL);
	event_add(d->sigint, NULL);
}

static void unhook(struct daemon *d)
{
	dirboard_light(&d->board);
	event_free(d->due);
	event_free(d->light);
	event_free(d->patience);
	event_free(d->sigterm);
	event_free(d->sigint);
}

/* With everything open. */
static int run_device(struct daemon *d, bool first)
{
	const struct daemon_config *config = d->config;
	const struct device_config device = {
		.core = { .model = config->model, .product = "smsocket", .version = SMSOCKET_VERSION },
		.power_lost = first,
		.pin = config->pin,
	};
	const struct port port = {
		.ctx = d,
		.modem_send = port_modem_send,
		.outlet = port_outlet,
		.microrelay = port_microrelay,
		.led = port_led,
		.note = port_note,
		.restart = port_restart,
		.shut_down = port_shut_down,
		.flash = fileflash_flash(&d->memory),
	};

	if (device_start(&d->device, &device, &port, clocks()) != 0)
		return why_failed(d->why, "cannot read or write %s/flash", config->state_directory);
	log_say(&config->log, NOTE_INFO, "model %s, modem %s at %u baud, board dir:%s, state %s", model_name(config->model),
		config->modem, config->baud, config->board_directory, config->state_directory);
	hook(d);
	d->beginning = true;
	dirinputs_begin(&d->inputs);
	d->beginning = false;
	settle(d);
	event_base_dispatch(d->base);
	unhook(d);
	return d->result;
}

/* With the modem's line and the board open. */
static int run_devices(struct daemon *d)
{
	const struct daemon_config *config = d->config;
	int result = fileflash_open(&d->memory, config->state_directory, &config->log, d->why);

	if (result != 0)
		return result;
	result = run_device(d, true);
	while (d->restart && result == 0) {
		d->restart = false;
		d->armed_ms = CORE_NEVER;
		result = run_device(d, false);
	}
	fileflash_close(&d->memory);
	return result;
}

static int run_on_tty(struct daemon *d)
{
	const struct daemon_config *config = d->config;
	int result;

	if (tty_open(&d->tty, d->base, config->modem, config->baud, &config->log, on_heard, d, d->why) != 0)
		return ERR_IO;
	result = dirboard_open(&d->board, config->board_directory, &config->log, d->why);
	if (result == 0)
		result = dirinputs_open(&d->inputs, d->base, config->board_directory, &config->log, on_sensed, d, d->why);
	if (result == 0) {
		result = run_devices(d);
		dirinputs_close(&d->inputs);
	}
	tty_close(&d->tty);
	return result;
}

int daemon_run(const struct daemon_config *config, struct why *why)
{
	struct daemon d = { .config = config, .why = why, .armed_ms = CORE_NEVER };
	int result;

	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	d.base = event_base_new();
	if (!d.base)
		return why_failed(why, "cannot make the event loop: %s", strerror(errno));
	d.timer_fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	if (d.timer_fd < 0) {
		result = why_failed(why, "cannot make a timer: %s", strerror(errno));
	} else {
		result = run_on_tty(&d);
		close(d.timer_fd);
	}
	event_base_free(d.base);
	return result;
}
