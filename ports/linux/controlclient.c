/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/controlclient.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>

#include "base/assert.h"
#include "ports/linux/json.h"

#define LINE_CAP CONTROLEVENTS_LINE_CAP

_Static_assert(6 * CORE_ANSWER_CAP < LINE_CAP, "the longest answer has room, though each character be escaped");

void controlclient_drop(struct control *c, struct control_client *client)
{
	bufferevent_free(client->line);
	*client = (struct control_client){ .line = NULL };
	if (c->commands == client)
		c->commands = NULL;
}

size_t controlclient_unsent(const struct control_client *client)
{
	return evbuffer_get_length(bufferevent_get_output(client->line));
}

void controlclient_send(struct control *c, struct control_client *client, const char *bytes, size_t len)
{
	if (client->line == NULL)
		return;
	if (bufferevent_write(client->line, bytes, len) == 0 && controlclient_unsent(client) <= CONTROL_UNSENT_MAX)
		return;
	log_say(c->config.log, NOTE_WARNING, "a client of the control socket does not read: it is dropped");
	controlclient_drop(c, client);
}

void controlclient_text(struct control *c, struct control_client *client, const struct text *t)
{
	ASSERT(!t->cut);
	controlclient_send(c, client, t->at, t->len);
}

void controlclient_members(struct control *c, struct control_client *client, const char *const members[][2], size_t count)
{
	char buffer[LINE_CAP];
	struct text t;
	struct json j;

	text_init(&t, buffer, sizeof buffer);
	json_init(&j, &t);
	json_open(&j, '{');
	for (size_t i = 0; i < count; i++)
		json_member_str(&j, members[i][0], members[i][1]);
	json_close(&j, '}');
	text_char(&t, '\n');
	controlclient_text(c, client, &t);
}

void controlclient_done(struct control *c, struct control_client *client)
{
	CONTROLCLIENT_TELL(c, client, { "kind", "done" });
}

void controlclient_fail(struct control *c, struct control_client *client, const char *code, const char *what,
	const char *expected)
{
	CONTROLCLIENT_TELL(c, client, { "kind", "error" }, { "code", code }, { "what", what }, { "expected", expected });
}
