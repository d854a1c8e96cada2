/* controlclient: one client of the control socket, and the sending of lines to it.
 * Part of control. Each may drop the client, whose `line` is then NULL; one that has been dropped is told nothing more.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_CONTROLCLIENT_H
#define PORTS_LINUX_CONTROLCLIENT_H

#include "ports/linux/control.h"

void controlclient_drop(struct control *c, struct control_client *client);
/* Bytes that it has not read yet, as far as they are here. */
size_t controlclient_unsent(const struct control_client *client);

/* One that leaves more than CONTROL_UNSENT_MAX is dropped. */
void controlclient_send(struct control *c, struct control_client *client, const char *bytes, size_t len);
/* A text that must not be cut. */
void controlclient_text(struct control *c, struct control_client *client, const struct text *t);
/* An object of strings: CONTROLCLIENT_TELL(c, client, { "kind", "alarm" }, { "at", NULL }). */
void controlclient_members(struct control *c, struct control_client *client, const char *const members[][2], size_t count);
#define CONTROLCLIENT_TELL(c, client, ...) \
	do { \
		const char *const members_[][2] = { __VA_ARGS__ }; \
		controlclient_members(c, client, members_, sizeof members_ / sizeof *members_); \
	} while (0)
/* The ends of an answer. `code`: "request", "failed", "not allowed" or "busy". */
void controlclient_done(struct control *c, struct control_client *client);
void controlclient_fail(struct control *c, struct control_client *client, const char *code, const char *what,
	const char *expected);

#endif
