/* listen: from the text of a message to its execution and its reply: the checks, in the order of the manual.
 * Part of core; its files alone call it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_LISTEN_H
#define CORE_LISTEN_H

#include "core/core.h"

#define LISTEN_TEXT_MAX 35    /* characters of a text that is looked at */
#define LISTEN_COMMAND_MAX 30 /* characters of a command */
#define LISTEN_WINDOW_MS 1800000u

/* Why a reply is sent, which decides whether it is. */
enum listen_reply {
	REPLY_ALWAYS,
	REPLY_SUCCESS, /* with SMSCONFIRM=ON */
	REPLY_ERROR,   /* with ERROR=ON */
};

void listen_message(struct core *c, const struct core_event *ev, uint64_t now_ms, struct core_effects *out);
/* Sends `t`, if settings and budget let it. `to` must last until the effects are acted on. */
void listen_reply(struct core *c, const struct number *to, const struct text *t, enum listen_reply why, uint64_t now_ms,
		  struct core_effects *out);

#endif
