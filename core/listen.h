/* listen: from the text of a message to its execution and its reply: the checks, in the order of the manual.
 * Part of core; only core.c calls it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_LISTEN_H
#define CORE_LISTEN_H

#include "core/core.h"

#define LISTEN_TEXT_MAX 35    /* characters of a text that is looked at */
#define LISTEN_COMMAND_MAX 30 /* characters of a command */

void listen_message(struct core *c, const struct number *from, const char *text, struct core_now now,
		    struct core_effects *out);

#endif
