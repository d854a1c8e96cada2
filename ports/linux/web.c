/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/web.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "ports/linux/webdoor.h"
#include "ports/linux/webstream.h"

#define HEADERS_MAX 16384          /* bytes of request line and headers */
#define BODY_MAX (4 * WEBGUARD_BODY_MAX) /* more is refused unread */
#define HOST_CAP 256

struct web {
	struct event_base *base;
	struct evhttp *http;
	char host[HOST_CAP];
	char address[HOST_CAP + 20];
	uint64_t run;
	struct webapi api;
	struct weblogin login;
	struct webstream stream;
	struct webdoor door;
	char room[WEBAPI_BODY_CAP]; /* for an answer */
};

static const struct {
	const char *name, *value;
} headers[] = {
	{ "Content-Security-Policy",
	  "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
};

/* --- A request. --- */

static const char *method_of(const struct evhttp_request *request)
{
	switch (evhttp_request_get_command(request)) {
	case EVHTTP_REQ_GET:
		return "GET";
	case EVHTTP_REQ_HEAD:
		return "HEAD";
	case EVHTTP_REQ_POST:
		return "POST";
	case EVHTTP_REQ_PUT:
	case EVHTTP_REQ_DELETE:
	case EVHTTP_REQ_OPTIONS:
	case EVHTTP_REQ_TRACE:
	case EVHTTP_REQ_CONNECT:
	case EVHTTP_REQ_PATCH:
		break;
	}
	return "";
}

static uint64_t monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000u + (uint64_t)t.tv_nsec / 1000000u;
}

static struct webapi_request read_request(struct evhttp_request *request)
{
	const struct evkeyvalq *in = evhttp_request_get_input_headers(request);
	struct evbuffer *body = evhttp_request_get_input_buffer(request);
	size_t len = evbuffer_get_length(body);

	return (struct webapi_request){
		.method = method_of(request),
		.uri = evhttp_request_get_uri(request),
		.headers = {
			.host = evhttp_find_header(in, "Host"),
			.origin = evhttp_find_header(in, "Origin"),
			.content_type = evhttp_find_header(in, "Content-Type"),
			.mark = evhttp_find_header(in, "X-Smsocket"),
		},
		.if_none_match = evhttp_find_header(in, "If-None-Match"),
		.last_event_id = evhttp_find_header(in, "Last-Event-ID"),
		.cookie = evhttp_find_header(in, "Cookie"),
		.now_ms = monotonic_ms(),
		.body = len > 0 ? (const char *)evbuffer_pullup(body, -1) : "",
		.body_len = len,
	};
}

static const char *reason_of(int status)
{
	static const struct {
		int status;
		const char *reason;
	} reasons[] = {
		{ 200, "OK" },
		{ 304, "Not Modified" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 413, "Content Too Large" },
		{ 429, "Too Many Requests" },
	};

	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Service Unavailable";
}

static void add_headers(struct evkeyvalq *out, const struct webapi_response *response)
{
	char retry[16];

	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
		evhttp_add_header(out, headers[i].name, headers[i].value);
	evhttp_add_header(out, "Cache-Control", response->cached ? "no-cache" : "no-store");
	if (response->type != NULL)
		evhttp_add_header(out, "Content-Type", response->stream ? "text/event-stream" : response->type);
	if (response->etag[0] != '\0')
		evhttp_add_header(out, "ETag", response->etag);
	if (response->gzip)
		evhttp_add_header(out, "Content-Encoding", "gzip");
	if (response->allow != NULL)
		evhttp_add_header(out, "Allow", response->allow);
	if (response->cookie[0] != '\0')
		evhttp_add_header(out, "Set-Cookie", response->cookie);
	if (response->retry_s > 0) {
		snprintf(retry, sizeof retry, "%u", response->retry_s);
		evhttp_add_header(out, "Retry-After", retry);
	}
}

static void reply(struct evhttp_request *request, const struct webapi_response *response)
{
	struct evbuffer *body = evbuffer_new();

	add_headers(evhttp_request_get_output_headers(request), response);
	if (body != NULL && response->len > 0)
		evbuffer_add(body, response->body, response->len);
	evhttp_send_reply(request, response->status, reason_of(response->status), body);
	if (body != NULL)
		evbuffer_free(body);
}

static void on_request(struct evhttp_request *request, void *ctx)
{
	struct web *w = ctx;
	struct webapi_request asked = read_request(request);
	struct webapi_response response;

	/* What was no HTTP has no URI. */
	if (asked.uri == NULL) {
		webapi_refuse(400, "that is no HTTP request", w->room, &response);
		reply(request, &response);
		return;
	}
	webapi_answer(&w->api, &asked, w->room, &response);
	webdoor_asked(&w->door, evhttp_connection_get_bufferevent(evhttp_request_get_connection(request)),
		      response.stream);
	if (response.stream && evhttp_request_get_command(request) == EVHTTP_REQ_GET) {
		add_headers(evhttp_request_get_output_headers(request), &response);
		if (webstream_join(&w->stream, request, &response))
			return;
		evhttp_clear_headers(evhttp_request_get_output_headers(request));
		webapi_refuse(503, "too many are listening already", w->room, &response);
	}
	reply(request, &response);
}

/* --- Start and end. --- */

/* The address as it turned out, with the port that was free. */
static void note_address(struct web *w, evutil_socket_t fd)
{
	struct sockaddr_storage bound = { 0 };
	socklen_t len = sizeof bound;
	unsigned port = 0;

	if (getsockname(fd, (struct sockaddr *)&bound, &len) == 0)
		port = ntohs(bound.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&bound)->sin6_port :
							   ((struct sockaddr_in *)&bound)->sin_port);
	snprintf(w->address, sizeof w->address, strchr(w->host, ':') != NULL ? "http://[%s]:%u/" : "http://%s:%u/",
		 w->host, port);
}

static int listen_there(struct web *w, const char *listen, struct why *why)
{
	unsigned port;

	if (!webguard_split(listen, w->host, sizeof w->host, &port) || !webguard_numeric(w->host))
		return why_failed(why, "\"%s\": expected ADDRESS:PORT, such as 127.0.0.1:8706 or [::1]:8706", listen);
	errno = 0;
	struct evhttp_bound_socket *bound = evhttp_bind_socket_with_handle(w->http, w->host, (ev_uint16_t)port);
	if (bound == NULL)
		return why_failed(why, "cannot listen on %s: %s", listen, strerror(errno));
	note_address(w, evhttp_bound_socket_get_fd(bound));
	if (!webdoor_open(&w->door, w->base, w->http, evhttp_bound_socket_get_listener(bound)))
		return why_failed(why, "no memory");
	return 0;
}

static void set_up(struct web *w)
{
	evhttp_set_gencb(w->http, on_request, w);
	evhttp_set_max_headers_size(w->http, HEADERS_MAX);
	evhttp_set_max_body_size(w->http, BODY_MAX);
	evhttp_set_allowed_methods(w->http, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD | EVHTTP_REQ_POST | EVHTTP_REQ_PUT |
					    EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS | EVHTTP_REQ_PATCH);
}

/* Ids of one run are greater than those of the runs before, and small enough for a number of JavaScript's. */
static uint64_t first_id(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec < 0 ? 1 : (uint64_t)t.tv_sec * 1000u + (uint64_t)t.tv_nsec / 1000000u;
}

struct web *web_open(struct event_base *base, const struct web_config *config, const struct webapi_deeds *deeds,
		     void *ctx, struct why *why)
{
	struct web *w = calloc(1, sizeof *w);

	if (w == NULL || (w->http = evhttp_new(base)) == NULL) {
		why_failed(why, "no memory");
		free(w);
		return NULL;
	}
	w->base = base;
	w->api = (struct webapi){ .guard = { .listen = w->host, .hosts = config->hosts }, .deeds = deeds, .ctx = ctx,
				  .files = config->files, .file_count = config->file_count, .www = config->www };
	if (config->hash != NULL) {
		weblogin_init(&w->login, config->hash);
		w->api.login = &w->login;
	}
	w->run = first_id();
	set_up(w);
	if (listen_there(w, config->listen, why) != 0) {
		evhttp_free(w->http);
		free(w);
		return NULL;
	}
	if (!webstream_open(&w->stream, base, &w->api, w->room, w->run)) {
		why_failed(why, "no memory");
		evhttp_free(w->http);
		webdoor_close(&w->door);
		free(w);
		return NULL;
	}
	return w;
}

void web_close(struct web *w)
{
	if (w == NULL)
		return;
	webstream_close(&w->stream);
	evhttp_free(w->http);
	webdoor_close(&w->door);
	free(w);
}

const char *web_address(const struct web *w)
{
	return w->address;
}

uint64_t web_run(const struct web *w)
{
	return w->run;
}

/* --- What happens. --- */

void web_changed(struct web *w)
{
	if (w != NULL)
		webstream_changed(&w->stream);
}

void web_news(struct web *w, const char *object, bool line)
{
	if (w == NULL)
		return;
	if (line)
		webstream_line(&w->stream, object);
	else
		webstream_news(&w->stream, object);
}

bool web_wants_lines(const struct web *w)
{
	return w != NULL && webstream_wants_lines(&w->stream);
}

void web_take(struct web *w, uint64_t now_ms, bool known, int dc, bool on)
{
	if (w != NULL)
		webhistory_take(&w->api.history, now_ms, known, dc, on);
}
