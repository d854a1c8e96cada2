/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <event2/event.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE_S 20

void rig_open(struct rig *r)
{
	*r = (struct rig){ .root = "/tmp/smsocket-XXXXXX" };
	assert_non_null(mkdtemp(r->root));
	r->base = event_base_new();
	assert_non_null(r->base);
	r->log_fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);
	r->saved_stderr = dup(STDERR_FILENO);
	assert_true(r->log_fd >= 0 && r->saved_stderr >= 0);
	dup2(r->log_fd, STDERR_FILENO);
}

static int drop(const char *path, const struct stat *is, int kind, struct FTW *at)
{
	(void)is;
	(void)kind;
	(void)at;
	return remove(path);
}

static void drop_all(const char *path)
{
	nftw(path, drop, 8, FTW_DEPTH | FTW_PHYS);
}

void rig_close(struct rig *r)
{
	dup2(r->saved_stderr, STDERR_FILENO);
	close(r->saved_stderr);
	close(r->log_fd);
	event_base_free(r->base);
	drop_all(r->root);
}

/* The whole path, with the folders above it made. */
static void whole(const struct rig *r, const char *path, char out[PATH_MAX])
{
	assert_true(snprintf(out, PATH_MAX, "%s/%s", r->root, path) < PATH_MAX);
	for (char *slash = out + strlen(r->root) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(out, 0777);
		*slash = '/';
	}
}

void rig_put(const struct rig *r, const char *path, const char *content)
{
	char at[PATH_MAX];

	whole(r, path, at);
	FILE *file = fopen(at, "w");
	assert_non_null(file);
	fputs(content, file);
	assert_int_equal(fclose(file), 0);
}

void rig_fifo(const struct rig *r, const char *path)
{
	char at[PATH_MAX];

	whole(r, path, at);
	assert_int_equal(mkfifo(at, 0600), 0);
}

void rig_remove(const struct rig *r, const char *path)
{
	char at[PATH_MAX];

	whole(r, path, at);
	assert_int_equal(access(at, F_OK), 0);
	drop_all(at);
}

void rig_expect(const struct rig *r, const char *path, const char *content)
{
	char at[PATH_MAX], text[256] = "";

	whole(r, path, at);
	FILE *file = fopen(at, "r");
	assert_non_null(file);
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	assert_string_equal(text, content);
}

static void too_late(evutil_socket_t fd, short what, void *ctx)
{
	(void)fd;
	(void)what;
	*(bool *)ctx = true;
}

void rig_until(struct rig *r, bool (*done)(void *ctx), void *ctx)
{
	const struct timeval patience = { .tv_sec = PATIENCE_S };
	bool late = false;
	struct event *alarm = evtimer_new(r->base, too_late, &late);

	event_add(alarm, &patience);
	while (!done(ctx) && !late)
		event_base_loop(r->base, EVLOOP_ONCE);
	event_free(alarm);
	assert_false(late);
}

void rig_turn(struct rig *r)
{
	event_base_loop(r->base, EVLOOP_NONBLOCK);
}

int rig_noted(const struct rig *r, const char *what)
{
	static char text[16384];
	ssize_t len = pread(r->log_fd, text, sizeof text - 1, 0);
	int count = 0;

	assert_true(len >= 0);
	text[len] = '\0';
	for (const char *at = text; (at = strstr(at, what)); at++)
		count++;
	return count;
}
