/* webstream: who is told what happens, as it happens: text/event-stream (HTML 9.2) over evhttp.
 * The state goes out whole, at most each WEBSTREAM_GAP_MS and at least each WEBSTREAM_BEAT_MS; news one by one. To each
 * client no more is sent than it reads: with WEBSTREAM_UNSENT_MAX on their way it gets nothing new until it has read;
 * then it goes on with the news where it was, as far as they are kept, and with the state as it is. Who reads nothing
 * for WEBSTREAM_PATIENCE_S is dropped. The others notice nothing of it. Nothing wakes the process while nobody listens.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_WEBSTREAM_H
#define PORTS_LINUX_WEBSTREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ports/linux/webapi.h"
#include "ports/linux/webring.h"

#define WEBSTREAM_CLIENTS_MAX 16
#define WEBSTREAM_UNSENT_MAX 49152u /* and what is sent then at once: 64 KiB at the most */
#define WEBSTREAM_PATIENCE_S 10
#define WEBSTREAM_GAP_MS 100
#define WEBSTREAM_BEAT_MS 1000
#define WEBSTREAM_PING_S 15

struct event;
struct event_base;
struct evhttp_request;

struct webstream {
	struct webapi *api;
	char *room;            /* of WEBAPI_BODY_CAP */
	struct event *due;     /* the state's next sending */
	struct event *ping;
	uint64_t told_at_ms;   /* the state was, last */
	struct webring ring;
	size_t count;
	struct webstream_client {
		struct webstream *stream;
		struct evhttp_request *request; /* NULL: the place is free */
		uint64_t next;     /* id of the news that it gets next */
		bool lines;
		unsigned missed;   /* lines that were left out */
	} client[WEBSTREAM_CLIENTS_MAX];
};

/* false: there is no memory. `api` and `room` are kept. */
bool webstream_open(struct webstream *s, struct event_base *base, struct webapi *api, char *room, uint64_t first_id);
/* Drops all clients, and frees. */
void webstream_close(struct webstream *s);

/* Answers a request with the stream that `response` asks for, headers being set already. false: there are too many, and
 * nothing was done. */
bool webstream_join(struct webstream *s, struct evhttp_request *request, const struct webapi_response *response);
/* Something may have changed: the state goes out soon. */
void webstream_changed(struct webstream *s);
/* A piece of news, an object ("{...}"); it gets an id and is kept for those who come back. */
void webstream_news(struct webstream *s, const char *object);
/* One only for those who asked for lines; it is not kept. Who cannot take it is told later how many he has missed. */
void webstream_line(struct webstream *s, const char *object);
/* Somebody did. */
bool webstream_wants_lines(const struct webstream *s);

#endif
