/* webdoor: how many connections a web server has, and for how long one may take over a request.
 * libevent's evhttp has no bound of its own: without one, whoever can connect could take all of a process' files. When
 * the door is full, others wait in the kernel's queue until somebody goes. Nothing wakes the process while nobody is
 * connected.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_WEBDOOR_H
#define PORTS_LINUX_WEBDOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WEBDOOR_MAX 40
#define WEBDOOR_PATIENCE_MS 10000u /* for a whole request, its answer, and the next request */

struct bufferevent;
struct event;
struct event_base;
struct evconnlistener;
struct evhttp;

struct webdoor {
	struct event_base *base;
	struct evconnlistener *listener;
	struct event *sweep;
	size_t count;
	struct webdoor_place {
		struct bufferevent *bev; /* NULL: free */
		uint64_t since_ms;       /* its latest request, or its beginning */
		bool stays;              /* it is a stream of events */
	} place[WEBDOOR_MAX];
};

/* For a server that listens by that listener and has no connection yet. false: there is no memory. */
bool webdoor_open(struct webdoor *d, struct event_base *base, struct evhttp *http, struct evconnlistener *listener);
/* After the server itself is gone. */
void webdoor_close(struct webdoor *d);
/* A whole request came on this connection; `stays`: it will be answered for as long as it lasts. */
void webdoor_asked(struct webdoor *d, const struct bufferevent *bev, bool stays);

#endif
