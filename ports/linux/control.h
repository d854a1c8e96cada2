/* control: the daemon's side of `smsocket ctl`: a Unix stream socket on the daemon's own loop (doc/ctl.md).
 * A request is a line of JSON, and so is each part of its answer; the last one is `done` or `error`. What has happened
 * lately is kept in memory, for whoever asks later, and told at once to those who follow.
 * Promises: no call blocks, nothing wakes the process while nobody is connected, and nobody can take more than his share: a
 * client that does not read is dropped at 64 KiB unsent, one that says nothing after half a minute.
 * A control that is all zero is closed: each call but control_open then does nothing.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_CONTROL_H
#define PORTS_LINUX_CONTROL_H

#include <stdbool.h>
#include <stddef.h>

#include "device/device.h"
#include "ports/linux/board.h"
#include "ports/linux/controlevents.h"
#include "ports/linux/log.h"
#include "ports/linux/why.h"

struct bufferevent;
struct evconnlistener;
struct event_base;

#define CONTROL_CLIENTS_MAX 16
#define CONTROL_UNSENT_MAX 65536u
#define CONTROL_PATIENCE_S 30 /* for a client's next request */
#define CONTROL_MODE_DEFAULT 0660u

/* Strings and log are kept until control_close. */
struct control_config {
	const char *socket;    /* path; its directory must exist */
	unsigned mode;         /* of the file: whoever may write it may command the device */
	const char *group;     /* of the file, a name or a number; "": this program's */
	bool configure;        /* configuration commands are accepted, and secrets told */
	const struct log *log; /* `private` decides whether numbers and texts are whole, as in the log */
};

/* What the daemon does for it; none of them calls back in here but by way of the device's port. */
struct control_deeds {
	/* The device, to be looked at; NULL: none runs at this moment. */
	const struct device *(*device)(void *ctx);
	struct core_now (*now)(void *ctx);
	/* device_command, and what follows each call of the device. */
	void (*command)(void *ctx, const char *text, bool may_configure);
	/* The board's name, as in struct board, and its parts by index; false beyond the last. */
	const char *(*board)(void *ctx);
	bool (*part)(void *ctx, size_t index, struct board_part *part);
};

struct control_client {
	struct control *of;
	struct bufferevent *line; /* NULL: the place is free */
	bool follows;             /* is told what happens */
	bool waits;               /* for the operator's answer */
	bool ending;              /* goes when it has been sent everything */
};

struct control {
	struct control_config config;
	struct control_deeds deeds;
	void *ctx;
	struct evconnlistener *listener; /* NULL: closed */
	struct control_client client[CONTROL_CLIENTS_MAX];
	struct control_client *commands; /* whose command is under way, and not answered yet */
	bool forbidden;                  /* what it commands is, by `configure` */
	struct controlevents events;
	uint64_t opened_at_ms;
};

/* Makes the socket and listens on `base`: best before the device is started, so that it hears all of it. A socket that
 * nobody listens on any more is replaced. `config` and `deeds` are copied, `ctx` is kept. ERR_IO: the path is taken (by
 * another daemon, by another file) or cannot be made as wanted; `why` says why, and nothing is open. */
int control_open(struct control *c, struct event_base *base, const struct control_config *config,
	const struct control_deeds *deeds, void *ctx, struct why *why);
/* Takes `configure`, mode and group anew, and drops nobody; the path stays. ERR_IO: mode or group cannot be, and `why` says
 * why; all stays as it was. */
int control_change(struct control *c, const struct control_config *config, struct why *why);
/* Drops all clients and removes the socket. */
void control_close(struct control *c);

/* What the device's port is told: its notes, and the answers to commands of its console. */
void control_note(struct control *c, const struct note *note);
void control_answer(struct control *c, const char *text);
/* After each call of the device: tells what has changed. */
void control_look(struct control *c);

#endif
