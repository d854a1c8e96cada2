/* notify: tells systemd how the daemon does, by the sd_notify protocol: datagrams to $NOTIFY_SOCKET; and on the loop, so that a
 * loop that hangs is noticed, the watchdog's sign of life at half of $WATCHDOG_USEC.
 * Promise: where nobody has asked for it nothing is sent and nothing wakes the process; where nobody listens any more nothing
 * fails, and nothing waits for longer than a second.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_NOTIFY_H
#define PORTS_LINUX_NOTIFY_H

#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

struct event;
struct event_base;

#define NOTIFY_STATUS_CAP 96

struct notify {
	int fd; /* -1: nobody wants to know */
	struct sockaddr_un to;
	socklen_t to_len;
	uint64_t watchdog_us; /* $WATCHDOG_USEC, when it is meant for this process; 0: no watchdog */
	struct event *alive;
	char status[NOTIFY_STATUS_CAP]; /* as last sent */
};

/* Asks the environment who wants to know; the watchdog's signs go out on `base` from then on. */
void notify_open(struct notify *n, struct event_base *base);
void notify_close(struct notify *n);

/* READY=1: it has started, or has done with a reload. */
void notify_ready(struct notify *n);
/* RELOADING=1 with the time, which systemd wants. */
void notify_reloading(struct notify *n);
void notify_stopping(struct notify *n);
/* STATUS=, a line for people; sent when it differs from the one before, and cut to the room there is. */
void notify_status(struct notify *n, const char *status);

#endif
