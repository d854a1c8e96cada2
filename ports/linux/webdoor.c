/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/webdoor.h"

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <sys/socket.h>
#include <time.h>

#include "base/assert.h"

#define SWEEP_MS 500

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000u + (uint64_t)t.tv_nsec / 1000000u;
}

/* evhttp takes its callbacks back when it lets go of a connection, which lives on only because it is kept here. */
static bool gone(struct bufferevent *bev)
{
	bufferevent_event_cb event;

	bufferevent_getcb(bev, NULL, NULL, &event, NULL);
	return event == NULL;
}

static void leave(struct webdoor *d, struct webdoor_place *place)
{
	bufferevent_decref(place->bev);
	*place = (struct webdoor_place){ 0 };
	d->count--;
}

static void look(struct webdoor *d)
{
	for (size_t i = 0; i < WEBDOOR_MAX; i++) {
		struct webdoor_place *place = &d->place[i];

		if (place->bev == NULL)
			continue;
		if (gone(place->bev))
			leave(d, place);
		else if (!place->stays && now_ms() - place->since_ms > WEBDOOR_PATIENCE_MS)
			shutdown(bufferevent_getfd(place->bev), SHUT_RDWR);
	}
	if (d->count < WEBDOOR_MAX)
		evconnlistener_enable(d->listener);
}

static void plan(struct webdoor *d)
{
	static const struct timeval wait = { .tv_usec = SWEEP_MS * 1000 };

	if (d->count > 0 && !evtimer_pending(d->sweep, NULL))
		event_add(d->sweep, &wait);
}

static void on_sweep(evutil_socket_t fd, short what, void *ctx)
{
	struct webdoor *d = ctx;

	(void)fd;
	(void)what;
	look(d);
	plan(d);
}

/* evhttp is about to take a connection, and asks for what it will read and write it with. NULL: it makes that itself.
 * */
static struct bufferevent *on_coming(struct event_base *base, void *ctx)
{
	struct webdoor *d = ctx;
	/* The socket closes with the last reference, which is ours: else a new connection would get its number while
	 * the old one's events still wait on it, and what it says would be read there. */
	struct bufferevent *bev = bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
	size_t i = 0;

	while (i < WEBDOOR_MAX && d->place[i].bev != NULL)
		i++;
	if (bev == NULL || i == WEBDOOR_MAX)
		return bev;
	bufferevent_incref(bev);
	d->place[i] = (struct webdoor_place){ .bev = bev, .since_ms = now_ms() };
	if (++d->count == WEBDOOR_MAX)
		evconnlistener_disable(d->listener);
	plan(d);
	return bev;
}

bool webdoor_open(struct webdoor *d, struct event_base *base, struct evhttp *http, struct evconnlistener *listener)
{
	*d = (struct webdoor){ .base = base, .listener = listener };
	d->sweep = evtimer_new(base, on_sweep, d);
	if (d->sweep == NULL)
		return false;
	evhttp_set_bevcb(http, on_coming, d);
	return true;
}

void webdoor_close(struct webdoor *d)
{
	for (size_t i = 0; i < WEBDOOR_MAX; i++)
		if (d->place[i].bev != NULL)
			leave(d, &d->place[i]);
	event_free(d->sweep);
}

void webdoor_asked(struct webdoor *d, const struct bufferevent *bev, bool stays)
{
	for (size_t i = 0; i < WEBDOOR_MAX; i++)
		if (d->place[i].bev == bev) {
			d->place[i].since_ms = now_ms();
			d->place[i].stays = stays;
		}
}
