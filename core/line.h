/* line: the one telephone line: who calls whom, why, and for how long it may ring.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_LINE_H
#define CORE_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"

struct core;
struct core_effects;
struct core_event;

enum line_use {
	USE_NONE,
	USE_RINGS,    /* somebody calls, and is left ringing, or is being rejected */
	USE_LISTEN,   /* somebody calls, and hears the room */
	USE_CONFIRM,  /* we call to tell that a call was acted on */
	USE_CALLBACK, /* we call because we were asked to */
	USE_ALARM,    /* we call because of the alarm */
};

/* A call that we want to place. */
struct line_wish {
	bool wanted;
	uint64_t at_ms; /* not before */
	struct number who;
};

struct line {
	enum line_use use;
	bool up;
	bool given_up;       /* we have hung up, and wait for its end */
	uint64_t limit_ms;   /* then we hang up; when given up, we take it for ended */
	struct number who;
	struct line_wish confirm, callback, alarm; /* placed in the order alarm, callback, confirm */
};

/* A call has changed. */
void line_event(struct core *c, const struct core_event *ev, uint64_t now_ms, struct core_effects *out);
/* Places what waits, ends what has lasted too long. */
void line_step(struct core *c, uint64_t now_ms, struct core_effects *out);
uint64_t line_deadline_ms(const struct core *c);
/* Calls `who` back; a call back that still waits is replaced. */
void line_call_back(struct core *c, const struct number *who, uint64_t now_ms);
/* Calls for the alarm; alarm_unreached or alarm_reached will tell how it went. */
void line_call_alarm(struct core *c, const struct number *who, uint64_t now_ms);
/* Ends the alarm's calls. */
void line_stop_alarm(struct core *c, uint64_t now_ms, struct core_effects *out);
bool line_calling(const struct core *c); /* we are calling somebody who has not picked up */

#endif
