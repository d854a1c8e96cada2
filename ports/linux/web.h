/* web: the panel's web server: webapi's answers and webstream's events over libevent's evhttp, on a loop of others.
 * It knows neither simulator nor daemon: its deeds supply the state and take commands. Nothing in it blocks for longer
 * than a deed does. Heap, bounded: WEBDOOR_MAX connections, headers and bodies of some kilobytes, 16 streams.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_WEB_H
#define PORTS_LINUX_WEB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ports/linux/webapi.h"
#include "ports/linux/why.h"

struct event_base;
struct web;

/* Strings and files are kept until web_close. */
struct web_config {
	const char *listen;          /* "127.0.0.1:8706", "[::1]:8706"; port 0: any that is free */
	const char *hosts;           /* names by which it may be asked for besides its address; NULL: none */
	const struct webfile *files; /* built in */
	size_t file_count;
	const char *www;             /* a directory instead of these; NULL: none */
	const char *hash;            /* of the password that is asked for (password.h); NULL: none is; copied */
};

/* NULL: it cannot listen there, and `why` says why. `deeds` and `ctx` are kept. The deeds are called from the loop, and
 * must not call back in here but by web_changed, web_news and web_take. */
struct web *web_open(struct event_base *base, const struct web_config *config, const struct webapi_deeds *deeds,
		     void *ctx, struct why *why);
/* NULL is fine, here and below: nothing is listening. */
void web_close(struct web *w);
/* "http://127.0.0.1:8706/" */
const char *web_address(const struct web *w);
/* A number that no earlier run had. */
uint64_t web_run(const struct web *w);

/* Something of the state may have changed. */
void web_changed(struct web *w);
/* A piece of news: an object without an id. `line`: one of those that go between device and modem. */
void web_news(struct web *w, const char *object, bool line);
/* Whether somebody wants lines. */
bool web_wants_lines(const struct web *w);
/* For the history: webhistory_take. */
void web_take(struct web *w, uint64_t now_ms, bool known, int dc, bool on);

#endif
