/* view: what the simulator's console shows of its world: news as short lines, the state on request, a prompt.
 * Writes to standard output and nothing else. A prompt that news interrupts is taken back and shown again.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_VIEW_H
#define APP_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/statement.h"
#include "sim/world.h"

struct view {
	const struct network *network; /* of the world that is shown */
	size_t arrivals_shown;
	bool prompts;                  /* somebody sits there: there is a prompt */
	bool prompted;                 /* it stands on the screen */
	bool starting;                 /* the socket starts: its lamps are told of when they have settled */
	uint64_t settled_at_ms;        /* at the latest */
	bool powered;
	uint64_t lamps_at_ms;          /* of the latest change */
	bool lamps_changed[LED_COUNT]; /* and not told yet */
	enum led_pattern lamps[LED_COUNT];
};

/* A world_watch's tell, with a struct view as its ctx. */
void view_tell(void *ctx, const struct world_news *news);
/* Time has passed up to now: shows what was kept back, then the prompt. */
void view_settle(struct view *v, uint64_t now_ms);
/* The same, of what is kept back until the socket has started too: before the end. */
void view_finish(struct view *v);

/* Somebody ended a line: what is written next begins a line of its own. */
void view_entered(struct view *v);
/* Answers to what was typed. */
void view_status(struct world *w);
void view_help(void);
/* What can be said in a scenario; WHEN_EVER: at the console, too. */
void view_statements(enum statement_when when);

#endif
