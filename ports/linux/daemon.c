/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/daemon.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/err.h"
#include "ports/linux/bootmark.h"
#include "ports/linux/control.h"
#include "ports/linux/dirboard.h"
#include "ports/linux/fileflash.h"
#include "ports/linux/gpioboard.h"
#include "ports/linux/host.h"
#include "ports/linux/hostcontrol.h"
#include "ports/linux/notify.h"
#include "ports/linux/report.h"

#define PATIENCE_S 30 /* for the modem's first word, when there is no end to waiting: then the log tells */
#define SIGNALS 4

struct daemon {
	struct config *config;
	const struct configfile_source *source;
	const char *pin;
	struct why *why;
	int result;
	struct event_base *base;
	struct event *patience, *signals[SIGNALS];
	bool answering; /* the modem, as the log knows it */
	bool ending;    /* by a signal */
	struct log log;
	struct notify notify;
	struct control control;
	const struct hostpanel_page *page;
	struct hostpanel panel;
	struct fileflash memory;
	struct host host;
};

/* --- What the host tells. --- */

static void on_note(void *ctx, const struct note *note)
{
	struct daemon *d = ctx;

	log_note(&d->log, note);
	control_note(&d->control, note);
	hostpanel_note(&d->panel, note);
}

static void on_answer(void *ctx, const char *text)
{
	struct daemon *d = ctx;

	control_answer(&d->control, text);
	hostpanel_answer(&d->panel, text);
}

static void on_line(void *ctx, bool to_modem, const uint8_t *bytes, size_t len)
{
	struct daemon *d = ctx;

	hostpanel_line(&d->panel, to_modem, bytes, len);
}

static void tell_status(struct daemon *d)
{
	char status[NOTIFY_STATUS_CAP];
	struct text t;

	text_init(&t, status, sizeof status);
	report_short(&d->host.device, &t);
	notify_status(&d->notify, status);
}

static void on_settled(void *ctx)
{
	struct daemon *d = ctx;

	switch (d->host.device.core.radio) {
	case RADIO_STARTING:
		break;
	case RADIO_DEAD:
		if (d->answering)
			log_say(&d->log, NOTE_WARNING, "the modem on %s does not answer AT", d->config->modem);
		d->answering = false;
		break;
	case RADIO_SIM_FAULT:
	case RADIO_SIM_LOCKED:
	case RADIO_SEARCHING:
	case RADIO_REGISTERED:
		if (!d->answering)
			log_say(&d->log, NOTE_INFO, "the modem on %s answers", d->config->modem);
		d->answering = true;
		event_del(d->patience);
		break;
	}
	tell_status(d);
	control_look(&d->control);
	hostpanel_look(&d->panel);
}

static const struct host_deeds host_deeds = { .note = on_note, .answer = on_answer, .line = on_line, .settled = on_settled };

static void on_patience(evutil_socket_t fd, short what, void *ctx)
{
	struct daemon *d = ctx;
	const struct config *config = d->config;

	(void)fd;
	(void)what;
	if (config->wait_s == 0) {
		log_say(&d->log, NOTE_WARNING, "the modem on %s does not answer AT; waiting for it", config->modem);
		return;
	}
	d->result = why_failed(d->why, "the modem on %s has not answered AT in %u s; is it on, is this its AT port, is %u its "
		"speed?", config->modem, config->wait_s, config->baud);
	event_base_loopbreak(d->base);
}

/* --- Signals. --- */

static void on_end(evutil_socket_t number, short what, void *ctx)
{
	struct daemon *d = ctx;

	(void)what;
	log_say(&d->log, NOTE_INFO, "ending on %s", number == SIGTERM ? "SIGTERM" : "SIGINT");
	d->ending = true;
	event_base_loopbreak(d->base);
}

static void on_state(evutil_socket_t number, short what, void *ctx)
{
	struct daemon *d = ctx;

	(void)number;
	(void)what;
	report_log(&d->host.device, &d->host.board, &d->log, host_now());
}

static struct control_config wanted_control(const struct daemon *d)
{
	return (struct control_config){
		.socket = d->config->socket,
		.mode = d->config->mode,
		.group = d->config->group,
		.configure = d->config->configure,
		.log = &d->log,
	};
}

/* Tells what `fresh` says otherwise than what has been in force. */
static void tell_changes(const struct daemon *d, const struct config *before, const struct config *fresh)
{
	bool changed = memcmp(before->gpio.place, fresh->gpio.place, sizeof fresh->gpio.place) != 0;

	if (changed)
		log_say(&d->log, NOTE_WARNING, "[gpio] differs in the configuration: that takes a restart");
	for (size_t i = 0; i < config_row_count; i++) {
		const struct config_row *row = &config_rows[i];

		if (config_same(before, fresh, row))
			continue;
		changed = true;
		log_say(&d->log, row->live ? NOTE_INFO : NOTE_WARNING, "[%s] %s %s", row->section, row->key,
			row->live ? "has changed" : "differs in the configuration: that takes a restart");
	}
	if (!changed)
		log_say(&d->log, NOTE_INFO, "the configuration is as it was");
}

/* Takes what can change while the device runs: all of that, or nothing. */
static int adopt(struct daemon *d, const struct config *fresh, struct why *why)
{
	const struct config before = *d->config;
	struct control_config control;

	for (size_t i = 0; i < config_row_count; i++)
		if (config_rows[i].live)
			config_copy(d->config, fresh, &config_rows[i]);
	control = wanted_control(d);
	if (control_change(&d->control, &control, why) != 0) {
		*d->config = before;
		return ERR_IO;
	}
	d->log.private = d->config->private;
	d->log.verbose = d->config->verbose;
	tell_changes(d, &before, fresh);
	return 0;
}

static void on_reload(evutil_socket_t number, short what, void *ctx)
{
	struct daemon *d = ctx;
	struct config fresh;
	struct why why;

	(void)number;
	(void)what;
	notify_reloading(&d->notify);
	if (!d->source->path)
		log_say(&d->log, NOTE_INFO, "SIGHUP: there is no configuration file to be read again");
	else if (configfile_load(&fresh, d->source, &why) != 0 || adopt(d, &fresh, &why) != 0)
		log_say(&d->log, NOTE_ERROR, "%s; the older configuration stays", why.text);
	notify_ready(&d->notify);
}

static const struct {
	int number;
	event_callback_fn taken;
} signals_taken[SIGNALS] = { { SIGTERM, on_end }, { SIGINT, on_end }, { SIGHUP, on_reload }, { SIGUSR1, on_state } };

static void hook(struct daemon *d)
{
	for (size_t i = 0; i < SIGNALS; i++) {
		d->signals[i] = evsignal_new(d->base, signals_taken[i].number, signals_taken[i].taken, d);
		ASSERT(d->signals[i]);
		event_add(d->signals[i], NULL);
	}
	d->patience = evtimer_new(d->base, on_patience, d);
	ASSERT(d->patience);
}

static void unhook(struct daemon *d)
{
	for (size_t i = 0; i < SIGNALS; i++)
		event_free(d->signals[i]);
	event_free(d->patience);
}

/* --- From the start to the end. --- */

static int start(struct daemon *d, bool power_lost)
{
	const struct config *config = d->config;
	const struct device_config device = {
		.core = {
			.model = config->model,
			.product = config->product,
			.version = SMSOCKET_VERSION,
			.serial = config->serial[0] != '\0' ? config->serial : NULL,
			.fahrenheit = config->fahrenheit,
		},
		.power_lost = power_lost,
		.pin = d->pin,
	};

	return host_start(&d->host, &device, fileflash_flash(&d->memory));
}

/* With everything open. */
static int run_device(struct daemon *d, bool power_lost)
{
	const struct config *config = d->config;
	const struct timeval wait = { .tv_sec = (time_t)(config->wait_s > 0 ? config->wait_s : PATIENCE_S) };

	log_say(&d->log, NOTE_INFO, "model %s, modem %s at %u baud, board %s, state %s", model_name(config->model),
		config->modem, config->baud, config->board, config->state);
	event_add(d->patience, &wait);
	if (start(d, power_lost) != 0)
		return why_failed(d->why, "cannot read or write %s/flash", config->state);
	notify_ready(&d->notify);
	event_base_dispatch(d->base);
	host_stop(&d->host);
	return d->result;
}

/* The machine has a supply of its own: it stays up, and so does the daemon, whom nobody would start again. */
static void await_mains(struct daemon *d)
{
	static const char resting[] = "the device is without power until the mains are back";

	event_del(d->patience);
	log_say(&d->log, NOTE_WARNING, resting);
	notify_status(&d->notify, resting);
	host_await_mains(&d->host);
}

/* With the modem's line, the board, control socket and panel open. */
static int run_devices(struct daemon *d)
{
	int result = fileflash_open(&d->memory, d->config->state, &d->log, d->why);

	if (result != 0)
		return result;
	result = run_device(d, bootmark_renew(d->memory.directory_fd, &d->log));
	while ((d->host.restart || d->host.powerless) && !d->ending && result == 0) {
		if (d->host.powerless)
			await_mains(d);
		if (!d->ending)
			result = run_device(d, d->host.powerless);
	}
	fileflash_close(&d->memory);
	return result;
}

static int run_with_panel(struct daemon *d)
{
	const struct hostpanel_config config = {
		.listen = d->config->listen,
		.hosts = d->config->hosts,
		.password_file = d->config->password_file,
	};
	int result = 0;

	if (config.listen[0] != '\0')
		result = hostpanel_open(&d->panel, d->base, &config, d->page, &d->host, &d->log, d->why);
	if (result == 0)
		result = run_devices(d);
	hostpanel_close(&d->panel);
	return result;
}

static int run_controlled(struct daemon *d)
{
	const struct control_config config = wanted_control(d);
	int result = 0;

	if (config.socket[0] != '\0')
		result = control_open(&d->control, d->base, &config, &hostcontrol_deeds, &d->host, d->why);
	if (result == 0)
		result = run_with_panel(d);
	control_close(&d->control);
	return result;
}

static int open_board(struct daemon *d)
{
	const char *directory = config_board_directory(d->config);

	d->config->gpio.sysfs_root = d->config->sysfs_root;
	if (directory)
		return dirboard_open(&d->host.board, d->base, directory, &d->log, host_sensed, &d->host, d->why);
	return gpioboard_open(&d->host.board, d->base, &d->config->gpio, &d->log, host_sensed, &d->host, d->why);
}

static int open_modem(struct daemon *d)
{
	const struct config *config = d->config;

	/* Who waits for ever waits for the tty, too: a thermostat need not stand still because a plug is out. */
	if (config->wait_s > 0 || access(config->modem, F_OK) == 0)
		return tty_open(&d->host.tty, d->base, config->modem, config->baud, &d->log, host_heard, &d->host, d->why);
	tty_open_later(&d->host.tty, d->base, config->modem, config->baud, &d->log, host_heard, &d->host);
	return 0;
}

static int run_on_tty(struct daemon *d)
{
	int result;

	if (open_modem(d) != 0)
		return ERR_IO;
	result = open_board(d);
	if (result == 0) {
		result = run_controlled(d);
		d->host.board.deeds->close(d->host.board.self);
	}
	tty_close(&d->host.tty);
	return result;
}

static int run_hooked(struct daemon *d)
{
	int result;

	hook(d);
	notify_open(&d->notify, d->base);
	result = run_on_tty(d);
	notify_stopping(&d->notify);
	notify_close(&d->notify);
	unhook(d);
	return result;
}

int daemon_run(struct config *config, const struct configfile_source *source, const char *pin,
	const struct hostpanel_page *page, struct why *why)
{
	struct daemon d = { .config = config, .source = source, .pin = pin, .page = page, .why = why };
	int result;

	/* Until they are taken, and while it ends. */
	signal(SIGHUP, SIG_IGN);
	signal(SIGUSR1, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	log_init(&d.log, config->verbose, config->private);
	d.base = event_base_new();
	if (!d.base)
		return why_failed(why, "cannot make the event loop: %s", strerror(errno));
	result = host_open(&d.host, d.base, &d.log, &host_deeds, &d, why);
	if (result == 0) {
		result = run_hooked(&d);
		host_close(&d.host);
	}
	event_base_free(d.base);
	return result;
}
