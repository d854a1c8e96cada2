/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/webstream.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/assert.h"

#define SEND_BUFFER 32768 /* of the kernel, a client: what is unsent shows here rather than there */

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000u + (uint64_t)t.tv_nsec / 1000000u;
}

static struct bufferevent *line_of(const struct webstream_client *client)
{
	return evhttp_connection_get_bufferevent(evhttp_request_get_connection(client->request));
}

static size_t unsent(const struct webstream_client *client)
{
	return evbuffer_get_length(bufferevent_get_output(line_of(client)));
}

static void forget(struct webstream_client *client)
{
	client->request = NULL;
	client->stream->count--;
}

/* The connection is going away. A request that it still has goes with it. */
static void on_closed(struct evhttp_connection *connection, void *ctx)
{
	struct webstream_client *client = ctx;
	struct evhttp_request *request = client->request;

	(void)connection;
	forget(client);
	if (evhttp_request_get_connection(request) == NULL)
		evhttp_send_reply_end(request); /* which only frees it */
}

static void drop(struct webstream_client *client)
{
	struct evhttp_connection *connection = evhttp_request_get_connection(client->request);

	evhttp_connection_set_closecb(connection, NULL, NULL);
	forget(client);
	evhttp_connection_free(connection);
}

static bool keeps_up(const struct webstream_client *client)
{
	return unsent(client) < WEBSTREAM_UNSENT_MAX;
}

static void on_read(struct evhttp_connection *connection, void *ctx);

static void send_text(struct webstream_client *client, const char *text, size_t len)
{
	struct evbuffer *chunk = evbuffer_new();

	ASSERT(chunk != NULL);
	evbuffer_add(chunk, text, len);
	evhttp_send_reply_chunk_with_cb(client->request, chunk, on_read, client);
	evbuffer_free(chunk);
}

/* As many of the news as it can take. */
static void tell_news(struct webstream_client *client)
{
	const struct webring *ring = &client->stream->ring;

	if (client->next < ring->first_id)
		client->next = ring->first_id;
	while (client->next < ring->next_id && keeps_up(client)) {
		const char *event = webring_event(ring, client->next++);

		send_text(client, event, strlen(event));
	}
}

/* It has been sent everything. */
static void on_read(struct evhttp_connection *connection, void *ctx)
{
	(void)connection;
	tell_news(ctx);
}

/* --- The state. --- */

/* In the room: not while an answer is being written there. */
static struct text state_event(struct webstream *s)
{
	struct text out;
	struct json json;

	text_init(&out, s->room, WEBAPI_BODY_CAP);
	text_str(&out, "event: state\ndata: ");
	json_init(&json, &out);
	s->api->deeds->state(s->api->ctx, &json);
	text_str(&out, "\n\n");
	ASSERT(!out.cut);
	return out;
}

/* A client that lags behind gets the next one. */
static void send_all(struct webstream *s, const char *text, size_t len)
{
	for (size_t i = 0; i < WEBSTREAM_CLIENTS_MAX; i++)
		if (s->client[i].request != NULL && keeps_up(&s->client[i]))
			send_text(&s->client[i], text, len);
}

static void tell_state(struct webstream *s)
{
	const struct timeval beat = { .tv_sec = WEBSTREAM_BEAT_MS / 1000, .tv_usec = WEBSTREAM_BEAT_MS % 1000 * 1000 };

	if (s->count > 0) {
		s->api->deeds->look(s->api->ctx);
		struct text event = state_event(s);
		send_all(s, event.at, event.len);
	}
	s->told_at_ms = now_ms();
	event_del(s->due);
	if (s->count > 0)
		event_add(s->due, &beat);
}

static void on_due(evutil_socket_t fd, short what, void *ctx)
{
	(void)fd;
	(void)what;
	tell_state(ctx);
}

/* Soon, not now: of what changes at one moment, all is told at once. */
void webstream_changed(struct webstream *s)
{
	uint64_t since_ms = now_ms() - s->told_at_ms;
	uint64_t for_ms = since_ms < WEBSTREAM_GAP_MS ? WEBSTREAM_GAP_MS - since_ms : 0;
	struct timeval wait = { .tv_usec = (suseconds_t)for_ms * 1000 };

	if (s->count > 0)
		event_add(s->due, &wait);
}

/* --- News. --- */

void webstream_news(struct webstream *s, const char *object)
{
	webring_add(&s->ring, object);
	for (size_t i = 0; i < WEBSTREAM_CLIENTS_MAX; i++)
		if (s->client[i].request != NULL)
			tell_news(&s->client[i]);
	webstream_changed(s);
}

bool webstream_wants_lines(const struct webstream *s)
{
	for (size_t i = 0; i < WEBSTREAM_CLIENTS_MAX; i++)
		if (s->client[i].request != NULL && s->client[i].lines)
			return true;
	return false;
}

static void tell_line(struct webstream_client *client, const char *object)
{
	char missed[80] = "";
	char *events;

	if (!keeps_up(client)) {
		client->missed++;
		return;
	}
	if (client->missed > 0)
		snprintf(missed, sizeof missed, "event: news\ndata: {\"kind\":\"missed\",\"count\":%u}\n\n",
			 client->missed);
	client->missed = 0;
	int len = asprintf(&events, "%sevent: news\ndata: %s\n\n", missed, object);
	ASSERT(len >= 0);
	send_text(client, events, (size_t)len);
	free(events);
}

void webstream_line(struct webstream *s, const char *object)
{
	for (size_t i = 0; i < WEBSTREAM_CLIENTS_MAX; i++)
		if (s->client[i].request != NULL && s->client[i].lines)
			tell_line(&s->client[i], object);
}

/* --- Coming and going. --- */

bool webstream_join(struct webstream *s, struct evhttp_request *request, const struct webapi_response *response)
{
	static const struct timeval beat = { .tv_sec = WEBSTREAM_BEAT_MS / 1000 };
	static const struct timeval ping = { .tv_sec = WEBSTREAM_PING_S };
	const int room = SEND_BUFFER;
	size_t i = 0;

	while (i < WEBSTREAM_CLIENTS_MAX && s->client[i].request != NULL)
		i++;
	if (i == WEBSTREAM_CLIENTS_MAX)
		return false;
	struct webstream_client *client = &s->client[i];
	*client = (struct webstream_client){
		.stream = s,
		.request = request,
		.next = response->since_known ? webring_after(&s->ring, response->since) : s->ring.next_id,
		.lines = response->lines,
	};
	s->count++;
	setsockopt(bufferevent_getfd(line_of(client)), SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
	evhttp_connection_set_timeout(evhttp_request_get_connection(request), WEBSTREAM_PATIENCE_S);
	evhttp_connection_set_closecb(evhttp_request_get_connection(request), on_closed, client);
	evhttp_send_reply_start(request, 200, "OK");
	struct text event = state_event(s);
	send_text(client, event.at, event.len);
	tell_news(client);
	if (!evtimer_pending(s->due, NULL))
		event_add(s->due, &beat);
	if (!evtimer_pending(s->ping, NULL))
		event_add(s->ping, &ping);
	return true;
}

static void on_ping(evutil_socket_t fd, short what, void *ctx)
{
	static const char comment[] = ": still here\n\n";
	static const struct timeval ping = { .tv_sec = WEBSTREAM_PING_S };
	struct webstream *s = ctx;

	(void)fd;
	(void)what;
	send_all(s, comment, sizeof comment - 1);
	if (s->count > 0)
		event_add(s->ping, &ping);
}

bool webstream_open(struct webstream *s, struct event_base *base, struct webapi *api, char *room, uint64_t first_id)
{
	*s = (struct webstream){ .api = api, .room = room };
	webring_init(&s->ring, first_id);
	s->due = evtimer_new(base, on_due, s);
	s->ping = evtimer_new(base, on_ping, s);
	if (s->due != NULL && s->ping != NULL)
		return true;
	webstream_close(s);
	return false;
}

void webstream_close(struct webstream *s)
{
	for (size_t i = 0; i < WEBSTREAM_CLIENTS_MAX; i++)
		if (s->client[i].request != NULL)
			drop(&s->client[i]);
	webring_clear(&s->ring);
	if (s->due != NULL)
		event_free(s->due);
	if (s->ping != NULL)
		event_free(s->ping);
}
