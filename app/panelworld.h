/* panelworld: a simulated world as JSON for its panel: what stands there, and what happens.
 * Looks; allocates nothing.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_PANELWORLD_H
#define APP_PANELWORLD_H

#include "app/pace.h"
#include "ports/linux/json.h"
#include "sim/world.h"

/* The state, an object; `run`: of the server. */
void panelworld_state(struct world *w, const struct pace *pace, uint64_t run, struct json *j);
/* A piece of news, an object. */
void panelworld_news(struct world *w, const struct world_news *news, struct json *j);
/* "outlet" and so on. */
const char *panelworld_kind(enum world_news_kind kind);

#endif
