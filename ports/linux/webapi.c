/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/webapi.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "ports/linux/webroutes.h"

#define API "/api/"

/* --- Answers. --- */

void webapi_finish(int status, const struct text *out, struct webapi_response *response)
{
	response->status = status;
	response->type = "application/json";
	response->body = out->at;
	response->len = out->len;
}

void webapi_refuse(int status, const char *error, char *room, struct webapi_response *response)
{
	struct text out;
	struct json json;

	text_init(&out, room, WEBAPI_BODY_CAP);
	json_init(&json, &out);
	json_open(&json, '{');
	json_member_str(&json, "error", error);
	json_close(&json, '}');
	*response = (struct webapi_response){ 0 };
	webapi_finish(status, &out, response);
}

/* --- From the request to its route. --- */

static bool reads(const char *method)
{
	return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

static void refuse_method(struct webroutes_call *c, const char *allow)
{
	webroutes_refuse(c, 405, strcmp(allow, "POST") == 0 ? "expected POST" : "expected GET");
	c->response->allow = allow;
}

static void serve_file(struct webroutes_call *c)
{
	const struct webapi *w = c->w;
	struct webapi_response *response = c->response;
	struct webfiles_found found;

	if (!(w->www != NULL ? webfiles_in(w->www, c->path, c->room, WEBAPI_BODY_CAP, &found) :
			       webfiles_built_in(w->files, w->file_count, c->path, &found))) {
		webroutes_refuse(c, 404, "there is no such page");
		return;
	}
	if (!reads(c->request->method)) {
		refuse_method(c, "GET, HEAD");
		return;
	}
	response->cached = true;
	memcpy(response->etag, found.etag, sizeof response->etag);
	response->type = found.type;
	if (c->request->if_none_match != NULL && strstr(c->request->if_none_match, found.etag) != NULL) {
		response->status = 304;
		return;
	}
	response->status = 200;
	response->gzip = found.gzip;
	response->body = found.body;
	response->len = found.len;
}

static void change(struct webroutes_call *c, const struct webroutes_row *route)
{
	const struct webapi_request *request = c->request;
	const char *error;
	int status = webguard_form(&request->headers, request->body_len, &error);

	if (status != 0) {
		webroutes_refuse(c, status, error);
		return;
	}
	c->body = cJSON_ParseWithLength(request->body, request->body_len);
	if (cJSON_IsObject(c->body))
		webroutes_run(c, route);
	else
		webroutes_refuse(c, 400, "expected a JSON object");
	cJSON_Delete(c->body);
}

/* Who is not logged in does not even learn what there is. */
static bool may_enter(const struct webroutes_call *c, const struct webroutes_row *route)
{
	const struct weblogin *login = c->w->login;

	if (login == NULL || (route != NULL && route->kind == ROUTE_LETS_IN))
		return true;
	return weblogin_known(login, c->request->now_ms, c->request->cookie);
}

static void serve_api(struct webroutes_call *c)
{
	const struct webroutes_row *route = webroutes_find(c->w, c->path);
	const char *error;
	int status = webguard_origin(&c->request->headers, &error);

	if (status != 0)
		webroutes_refuse(c, status, error);
	else if (!may_enter(c, route))
		webroutes_refuse(c, 401, "log in first");
	else if (route == NULL)
		webroutes_refuse(c, 404, "there is no such thing");
	else if (route->kind != ROUTE_TELLS && strcmp(c->request->method, "POST") != 0)
		refuse_method(c, "POST");
	else if (route->kind == ROUTE_TELLS && !reads(c->request->method))
		refuse_method(c, "GET, HEAD");
	else if (route->kind != ROUTE_TELLS)
		change(c, route);
	else
		webroutes_run(c, route);
}

void webapi_answer(struct webapi *w, const struct webapi_request *request, char *room,
		   struct webapi_response *response)
{
	struct webroutes_call c = { .w = w, .request = request, .response = response, .room = room };
	size_t len = strcspn(request->uri, "?#");
	const char *error;

	*response = (struct webapi_response){ 0 };
	c.query = request->uri[len] == '?' ? request->uri + len + 1 : "";
	int status = webguard_host(&w->guard, &request->headers, &error);
	if (status != 0) {
		webroutes_refuse(&c, status, error);
		return;
	}
	if (len >= sizeof c.path || request->uri[0] != '/') {
		webroutes_refuse(&c, 404, "there is no such thing");
		return;
	}
	memcpy(c.path, request->uri, len);
	c.path[len] = '\0';
	if (strncmp(c.path, API, sizeof API - 1) == 0)
		serve_api(&c);
	else
		serve_file(&c);
}
