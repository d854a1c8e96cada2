/* webroutes: what each path of the panel's server answers (doc/panel.md), a row each.
 * Part of webapi, which has let the request in and read its body.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_WEBROUTES_H
#define PORTS_LINUX_WEBROUTES_H

#include "ports/linux/webapi.h"

#define WEBROUTES_PATH_CAP 128

struct cJSON;

/* A request being answered. */
struct webroutes_call {
	struct webapi *w;
	const struct webapi_request *request;
	struct webapi_response *response;
	char path[WEBROUTES_PATH_CAP];
	const char *query; /* "" when there is none */
	struct cJSON *body; /* of a POST: an object */
	char *room;
	struct text out;   /* in the room */
	struct json json;  /* to there */
};

enum webroutes_kind {
	ROUTE_TELLS,   /* a GET */
	ROUTE_CHANGES, /* a POST */
	ROUTE_LETS_IN, /* a POST that asks for no login */
};

struct webroutes_row {
	const char *path;
	enum webroutes_kind kind;
	bool (*here)(const struct webapi *w); /* there is such a thing */
	void (*answer)(struct webroutes_call *c);
};

/* The row of a path, or NULL. */
const struct webroutes_row *webroutes_find(const struct webapi *w, const char *path);
/* Answers by it. */
void webroutes_run(struct webroutes_call *c, const struct webroutes_row *row);
/* webapi_refuse. */
void webroutes_refuse(struct webroutes_call *c, int status, const char *error);

#endif
