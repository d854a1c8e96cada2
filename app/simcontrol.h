/* simcontrol: the control socket of a simulated socket: what `smsocket ctl` speaks with in place of a daemon.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_SIMCONTROL_H
#define APP_SIMCONTROL_H

#include "app/pace.h"
#include "ports/linux/control.h"
#include "sim/world.h"

struct event_base;

/* All zero: closed, and each call but simcontrol_open does nothing. */
struct simcontrol {
	struct world *world;
	struct pace *pace;
	void (*moved)(void *ctx); /* a command has moved the world: its next deadline may be another */
	void *ctx;
	struct log log;
	struct control control;
};

/* Before the world is plugged in, so that it hears all of it. All is kept. ERR_IO: `why` says why. */
int simcontrol_open(struct simcontrol *s, struct event_base *base, const char *path, struct world *world, struct pace *pace,
	void (*moved)(void *ctx), void *ctx, struct why *why);
void simcontrol_close(struct simcontrol *s);
void simcontrol_tell(struct simcontrol *s, const struct world_news *news);
/* After the world has moved. */
void simcontrol_look(struct simcontrol *s);

#endif
