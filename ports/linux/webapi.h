/* webapi: what a web server answers for a device: a request as a struct goes in, an answer as a struct comes out.
 * It knows no socket and no library for HTTP, and of the device only what its deeds tell, so that tests and fuzzers
 * reach all of it. doc/panel.md tells of the routes.
 * Promises: no allocation but for reading JSON (bounded by WEBGUARD_BODY_MAX); whatever the request, an answer.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_WEBAPI_H
#define PORTS_LINUX_WEBAPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "ports/linux/json.h"
#include "ports/linux/webfiles.h"
#include "ports/linux/webguard.h"
#include "ports/linux/webhistory.h"
#include "ports/linux/weblogin.h"

#define WEBAPI_BODY_CAP 524288u /* room for the longest answer */
#define WEBAPI_COOKIE_CAP 128
#define WEBAPI_JUMP_MAX_MS (7 * 86400000ull)

/* What is asked of the time of a simulated world: one of these. */
struct webapi_time {
	enum { TIME_SPEED, TIME_NEXT, TIME_JUMP } what;
	uint64_t speed;   /* TIME_SPEED: 0 (paused) to 1,000,000 */
	uint64_t jump_ms; /* TIME_JUMP: to WEBAPI_JUMP_MAX_MS */
};

/* What the server's owner does for it. NULL: there is no such thing here, and the route is not found. */
struct webapi_deeds {
	void (*look)(void *ctx);                        /* before all else, never NULL: time may have passed */
	void (*state)(void *ctx, struct json *json);    /* one object; never NULL */
	void (*commands)(void *ctx, struct json *json); /* the reference; never NULL */
	/* A command of the console, never NULL: its answers, strings of an array that is open. false: nothing could be asked;
	 * `why`. */
	bool (*command)(void *ctx, const char *text, struct json *answers, struct text *why);
	/* Of a simulated world: texts without the oldest `skip` (false: there are no more than these); names of faults; a line
	 * of its console, and its time (false: refused, `why`). */
	bool (*chats)(void *ctx, struct json *json, size_t skip);
	void (*faults)(void *ctx, struct json *json);
	bool (*say)(void *ctx, const char *line, struct text *why);
	bool (*time)(void *ctx, const struct webapi_time *time, struct json *told, struct text *why);
};

struct webapi {
	struct webguard guard;
	const struct webapi_deeds *deeds; /* kept */
	void *ctx;
	const struct webfile *files;      /* built in; kept */
	size_t file_count;
	const char *www;                  /* a directory instead; NULL: none; kept */
	struct weblogin *login;           /* all but the files asks for it; NULL: nobody has to log in; kept */
	struct webhistory history;
};

struct webapi_request {
	const char *method; /* "GET" */
	const char *uri;    /* as in the request line: path, and a query */
	struct webguard_headers headers;
	const char *if_none_match, *last_event_id, *cookie; /* NULL: not there */
	uint64_t now_ms;    /* monotonic */
	const char *body;
	size_t body_len;
};

struct webapi_response {
	int status;
	const char *type;
	const char *allow;   /* of a 405; else NULL */
	unsigned retry_s;    /* of a 429; else 0 */
	char cookie[WEBAPI_COOKIE_CAP]; /* to be set; "": none */
	bool gzip;           /* the body is */
	bool cached;         /* to be asked for again by its ETag; else not to be kept at all */
	char etag[WEBFILES_ETAG_CAP]; /* "": none */
	const void *body;
	size_t len;
	/* A stream of events instead of a body. */
	bool stream;
	bool lines;          /* with what goes between device and modem */
	bool since_known;
	uint64_t since;      /* the last id that the client has */
};

/* `room` of WEBAPI_BODY_CAP: the body may lie there, until it is used again. */
void webapi_answer(struct webapi *w, const struct webapi_request *request, char *room,
		   struct webapi_response *response);
/* JSON, as the body. */
void webapi_finish(int status, const struct text *json, struct webapi_response *response);
/* {"error":"..."}, and nothing else that the response said before. */
void webapi_refuse(int status, const char *error, char *room, struct webapi_response *response);

#endif
