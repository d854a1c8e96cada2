/* panel: the simulator's web panel: its world as the state of a web server, and what the page asks for done to it.
 * Nothing of it exists unless panel_open was called; every call below but that one then does nothing.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_PANEL_H
#define APP_PANEL_H

#include <stdbool.h>
#include <stdint.h>

#include "app/pace.h"
#include "app/panelchats.h"
#include "ports/linux/web.h"
#include "sim/play.h"

#define PANEL_LISTEN "127.0.0.1:8706"

struct event_base;

struct panel {
	struct web *web;
	struct play *play;
	struct pace *pace;
	void (*moved)(void *ctx); /* the world has moved, or its pace is another: the loop plans anew */
	void *ctx;
	struct panelchats chats;
	struct json *answers;     /* of the command that is under way; NULL: none is */
	const char *event;        /* the first that a jump has met; NULL: none yet */
};

/* `listen` "ADDRESS:PORT"; `www` NULL: the page that is built in. All but these strings are kept. ERR_IO: it cannot
 * listen there, with `why`. */
int panel_open(struct panel *p, struct event_base *base, const char *listen, const char *www, struct play *play,
	       struct pace *pace, void (*moved)(void *ctx), void *ctx, struct why *why);
void panel_close(struct panel *p);
/* "http://127.0.0.1:8706/" */
const char *panel_address(const struct panel *p);

/* What the world tells. */
void panel_tell(struct panel *p, const struct world_news *news);
/* Something was done to the world that it does not tell of. */
void panel_changed(struct panel *p);
/* Something was done to the world that it does not tell of. */
void panel_changed(struct panel *p);

#endif
