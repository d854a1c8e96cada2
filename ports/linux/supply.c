/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/supply.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "ports/linux/sysfs.h"

static const struct {
	const char *file;
	long max;
	int every_s;
} rows[] = {
	[SUPPLY_ONLINE] = { "online", 2, SUPPLY_ONLINE_EVERY_S }, /* 2: online at a voltage that can be chosen */
	[SUPPLY_CAPACITY] = { "capacity", 100, SUPPLY_CAPACITY_EVERY_S },
};

static void fail(struct supply *s, int fault)
{
	if (fault != s->fault)
		log_say(s->log, NOTE_WARNING, "supply:%s does not tell its %s, which stays as it was: %s", s->name,
			rows[s->what].file, strerror(fault));
	s->fault = fault;
}

static void on_read(void *ctx, int error, const char *text)
{
	struct supply *s = ctx;
	long n;
	int value;

	if (error == 0 && (sysfs_number(text, &n) != 0 || n < 0 || n > rows[s->what].max))
		error = ERANGE;
	if (error != 0) {
		fail(s, error);
		return;
	}
	if (s->fault != 0)
		log_say(s->log, NOTE_INFO, "supply:%s tells its %s again", s->name, rows[s->what].file);
	s->fault = 0;
	value = s->what == SUPPLY_ONLINE ? n > 0 : (int)n;
	if (value == s->value)
		return;
	s->value = value;
	s->told(s->ctx, value);
}

static void look(struct supply *s)
{
	const struct timeval wait = { .tv_sec = rows[s->what].every_s };
	char path[PATH_MAX];
	int fault = sysfs_path(path, "%s/class/power_supply/%s/%s", s->sysfs_root, s->name, rows[s->what].file);

	/* A read that hangs is waited for: who hangs there is mostly somebody else, before this one. */
	if (fault == 0)
		worker_read(s->worker, s->asker, path);
	else
		fail(s, fault);
	event_add(s->timer, &wait);
}

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
	(void)fd;
	(void)what;
	look(ctx);
}

void supply_open(struct supply *s, enum supply_what what, struct event_base *base, struct worker *worker, const char *name,
	const char *sysfs_root, const struct log *log, supply_told told, void *ctx)
{
	*s = (struct supply){
		.what = what, .name = name, .sysfs_root = sysfs_root, .log = log, .worker = worker, .told = told, .ctx = ctx,
		.value = SUPPLY_UNKNOWN,
	};
	s->timer = evtimer_new(base, on_timer, s);
	ASSERT(s->timer);
	s->asker = worker_join(worker, on_read, s);
	look(s);
}

void supply_close(struct supply *s)
{
	event_free(s->timer);
}

bool supply_shown(const struct supply *s, char *text, size_t cap)
{
	if (s->fault != 0)
		snprintf(text, cap, "supply:%s: %s", s->name, strerror(s->fault));
	else if (s->value == SUPPLY_UNKNOWN)
		snprintf(text, cap, "supply:%s: not read yet", s->name);
	else if (s->what == SUPPLY_ONLINE)
		snprintf(text, cap, "supply:%s: %s", s->name, s->value > 0 ? "online" : "offline");
	else
		snprintf(text, cap, "supply:%s: %d %%", s->name, s->value);
	return s->fault == 0 && s->value != SUPPLY_UNKNOWN;
}
