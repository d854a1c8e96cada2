/* tty: the line to the modem, on a libevent loop: raw, 8N1, no flow control, never blocking.
 * A line that vanishes (an unplugged or restarting USB modem) is opened again under the same path, for ever, after waits
 * of 1 s growing to 30 s; what is sent meanwhile is lost, which the modem's own deadlines make good.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_TTY_H
#define PORTS_LINUX_TTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ports/linux/log.h"
#include "ports/linux/why.h"

struct event;
struct event_base;

#define TTY_QUEUE_CAP 4096u /* bytes the line cannot take yet; what exceeds it is dropped with a note */
#define TTY_BAUD_DEFAULT 115200u

/* The bytes are borrowed for the call; tty_send may be called from here, tty_close not. */
typedef void (*tty_heard)(void *ctx, const uint8_t *bytes, size_t len);

struct tty {
	const char *path;
	unsigned baud;
	const struct log *log;
	tty_heard heard;
	void *ctx;
	int fd;               /* -1: the line is lost */
	unsigned retry_s;     /* the wait before the next attempt to open it */
	bool lost;            /* the log knows, and nothing has been heard since */
	bool overflowing;     /* the log knows, until the queue is empty */
	size_t queued;
	uint8_t queue[TTY_QUEUE_CAP];
	struct event_base *base;
	struct event *readable, *writable, *retry;
};

/* Opens the line and listens on `base`. `path`, `log`, `base` and `ctx` are kept until tty_close.
 * ERR_IO: nothing is open, and `why` says whether the path is missing, no tty, in use, or will not run at that speed. */
int tty_open(struct tty *t, struct event_base *base, const char *path, unsigned baud, const struct log *log,
	tty_heard heard, void *ctx, struct why *why);
/* The same for a line that is not there yet: it is opened when it is. */
void tty_open_later(struct tty *t, struct event_base *base, const char *path, unsigned baud, const struct log *log,
	tty_heard heard, void *ctx);
void tty_close(struct tty *t);

/* Takes all bytes and returns at once; what the line cannot take yet is queued. */
void tty_send(struct tty *t, const uint8_t *bytes, size_t len);

/* The speeds it knows, ascending, by index; 0 beyond the last. */
unsigned tty_baud(size_t index);

#endif
