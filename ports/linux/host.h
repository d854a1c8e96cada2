/* host: the device on a libevent loop: its clocks and its deadline, the modem's line and the board it drives and senses.
 * Promise: nothing wakes the process but a byte, a change of the board, or what the device has to do.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_HOST_H
#define PORTS_LINUX_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "device/device.h"
#include "ports/linux/board.h"
#include "ports/linux/log.h"
#include "ports/linux/tty.h"
#include "ports/linux/why.h"

struct event;
struct event_base;

/* What goes on is told to whoever runs the device. */
struct host_deeds {
	void (*note)(void *ctx, const struct note *note);
	void (*answer)(void *ctx, const char *text);
	/* What goes between device and modem; NULL: nobody listens. */
	void (*line)(void *ctx, bool to_modem, const uint8_t *bytes, size_t len);
	void (*settled)(void *ctx); /* after each call of the device */
};

struct host {
	struct event_base *base;
	const struct log *log;
	const struct host_deeds *deeds;
	void *ctx;
	struct tty tty;
	struct board board;
	struct event *due, *light;
	int timer_fd;
	uint64_t armed_ms; /* what the timer is set to; CORE_NEVER: nothing */
	bool running;      /* the device has begun */
	bool beginning;    /* it has just begun: what is sensed is how things are, no change */
	bool restart;      /* it wants to begin anew */
	bool powerless;    /* it wants to be without power */
	bool mains;        /* as last sensed */
	struct device device;
};

/* All is kept. Line and board are for the caller to open, with host_heard and host_sensed, before host_start. */
int host_open(struct host *h, struct event_base *base, const struct log *log, const struct host_deeds *deeds, void *ctx,
	struct why *why);
void host_close(struct host *h);

/* Starts the device: 0, or ERR_IO of device_start. When the device wants to begin anew, `restart` is set and the loop broken;
 * when it wants to be without power, `powerless` is set and the loop ends. */
int host_start(struct host *h, const struct device_config *config, struct flash flash);
void host_stop(struct host *h);
/* Between host_stop and another host_start: the loop runs, the board and its modem rest, and nobody is served, until the
 * mains are back, if they are not; or until somebody breaks the loop. */
void host_await_mains(struct host *h);

/* A command from the machine's own console: device_command. */
void host_command(struct host *h, const char *text, bool may_configure);
struct core_now host_now(void);

/* For tty_open and for the board's opening, with the host as their ctx. */
void host_heard(void *ctx, const uint8_t *bytes, size_t len);
void host_sensed(void *ctx, enum board_sense sense, int value);

#endif
