/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/notify.h"

#include <event2/event.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/assert.h"

#define LINE_CAP (NOTIFY_STATUS_CAP + 32)

static void say(const struct notify *n, const char *what)
{
	if (n->fd >= 0)
		sendto(n->fd, what, strlen(what), MSG_NOSIGNAL, (const struct sockaddr *)&n->to, n->to_len);
}

/* A path, or "@NAME" in the abstract namespace. */
static int open_socket(struct notify *n, const char *name)
{
	const struct timeval patience = { .tv_sec = 1 };
	size_t len = strlen(name);
	int fd;

	if ((name[0] != '/' && name[0] != '@') || len < 2 || len >= sizeof n->to.sun_path)
		return -1;
	n->to.sun_family = AF_UNIX;
	memcpy(n->to.sun_path, name, len);
	if (name[0] == '@')
		n->to.sun_path[0] = '\0';
	n->to_len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	return fd;
}

/* 0 when it is none. */
static uint64_t number(const char *text)
{
	size_t len = text ? strlen(text) : 0;

	return len > 0 && len <= 18 && strspn(text, "0123456789") == len ? strtoull(text, NULL, 10) : 0;
}

/* The variables are inherited: WATCHDOG_PID tells whom they are meant for. */
static uint64_t watchdog_us(void)
{
	const char *pid = getenv("WATCHDOG_PID");

	return pid && number(pid) != (uint64_t)getpid() ? 0 : number(getenv("WATCHDOG_USEC"));
}

static void on_alive(evutil_socket_t fd, short what, void *ctx)
{
	(void)fd;
	(void)what;
	say(ctx, "WATCHDOG=1");
}

void notify_open(struct notify *n, struct event_base *base)
{
	const char *name = getenv("NOTIFY_SOCKET");
	struct timeval half;

	*n = (struct notify){ .fd = -1 };
	if (name)
		n->fd = open_socket(n, name);
	if (n->fd < 0)
		return;
	n->watchdog_us = watchdog_us();
	if (n->watchdog_us == 0)
		return;
	half = (struct timeval){
		.tv_sec = (time_t)(n->watchdog_us / 2 / 1000000u),
		.tv_usec = (suseconds_t)(n->watchdog_us / 2 % 1000000u),
	};
	n->alive = event_new(base, -1, EV_PERSIST, on_alive, n);
	ASSERT(n->alive);
	event_add(n->alive, &half);
	on_alive(-1, 0, n);
}

void notify_close(struct notify *n)
{
	if (n->alive)
		event_free(n->alive);
	if (n->fd >= 0)
		close(n->fd);
	*n = (struct notify){ .fd = -1 };
}

void notify_ready(struct notify *n)
{
	say(n, "READY=1");
}

void notify_reloading(struct notify *n)
{
	char line[LINE_CAP];
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(line, sizeof line, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
		(uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u);
	say(n, line);
}

void notify_stopping(struct notify *n)
{
	say(n, "STOPPING=1");
}

void notify_status(struct notify *n, const char *status)
{
	char line[LINE_CAP], cut[NOTIFY_STATUS_CAP];

	snprintf(cut, sizeof cut, "%s", status);
	if (n->fd < 0 || strcmp(cut, n->status) == 0)
		return;
	memcpy(n->status, cut, sizeof cut);
	snprintf(line, sizeof line, "STATUS=%s", cut);
	say(n, line);
}
