/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/control.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/err.h"
#include "ports/linux/controlanswer.h"
#include "ports/linux/controlclient.h"
#include "ports/linux/controlsocket.h"

static const struct timeval patience = { .tv_sec = CONTROL_PATIENCE_S };

/* --- Clients. --- */

static bool busy(const struct control_client *client)
{
	return client->follows || client->waits;
}

static void read_request(struct control *c, struct control_client *client, const char *line, size_t len)
{
	struct controlrequest_fault fault;
	struct controlrequest request;

	if (controlrequest_read(line, len, &request, &fault) == 0)
		controlanswer_give(c, client, &request);
	else
		controlclient_fail(c, client, "request", fault.what, fault.expected);
}

/* Goes on with what a client has sent, as long as it has not to wait. */
static void serve(struct control *c, struct control_client *client)
{
	while (client->line != NULL && !busy(client)) {
		struct evbuffer *input = bufferevent_get_input(client->line);
		size_t len;
		char *line = evbuffer_readln(input, &len, EVBUFFER_EOL_LF);

		if (line == NULL)
			break;
		read_request(c, client, line, len);
		free(line);
	}
	if (client->line == NULL)
		return;
	bufferevent_set_timeouts(client->line, busy(client) ? NULL : &patience, client->follows ? NULL : &patience);
	if (evbuffer_get_length(bufferevent_get_input(client->line)) <= CONTROLREQUEST_LINE_MAX)
		return;
	controlclient_fail(c, client, "request", "the request is too long",
		"at most 8192 bytes, and one request at a time");
	if (client->line == NULL)
		return;
	bufferevent_disable(client->line, EV_READ);
	client->ending = true;
}

static void on_readable(struct bufferevent *line, void *ctx)
{
	struct control_client *client = ctx;

	(void)line;
	serve(client->of, client);
}

static void on_sent(struct bufferevent *line, void *ctx)
{
	struct control_client *client = ctx;

	(void)line;
	if (client->ending && !client->waits)
		controlclient_drop(client->of, client);
}

/* An end of its requests leaves what it has asked for to be sent; an end of whoever follows is the end. */
static void on_end(struct bufferevent *line, short what, void *ctx)
{
	struct control_client *client = ctx;
	bool asked = client->waits || controlclient_unsent(client) > 0;

	(void)line;
	if ((what & BEV_EVENT_EOF) != 0 && asked && !client->follows)
		client->ending = true;
	else
		controlclient_drop(client->of, client);
}

static void on_client(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *from, int len, void *ctx)
{
	static const char full[] = "{\"kind\":\"error\",\"code\":\"busy\",\"what\":\"there are too many clients\","
				   "\"expected\":\"another try later\"}\n";
	struct control *c = ctx;
	struct control_client *client = c->client;

	(void)from;
	(void)len;
	while (client < c->client + CONTROL_CLIENTS_MAX && client->line != NULL)
		client++;
	if (client == c->client + CONTROL_CLIENTS_MAX) {
		send(fd, full, sizeof full - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
		close(fd);
		return;
	}
	*client = (struct control_client){ .of = c };
	client->line = bufferevent_socket_new(evconnlistener_get_base(listener), fd, BEV_OPT_CLOSE_ON_FREE);
	ASSERT(client->line != NULL);
	bufferevent_setcb(client->line, on_readable, on_sent, on_end, client);
	bufferevent_setwatermark(client->line, EV_READ, 0, 2 * CONTROLREQUEST_LINE_MAX);
	bufferevent_set_timeouts(client->line, &patience, &patience);
	bufferevent_enable(client->line, EV_READ | EV_WRITE);
}

/* --- The socket. --- */

int control_open(struct control *c, struct event_base *base, const struct control_config *config,
	const struct control_deeds *deeds, void *ctx, struct why *why)
{
	int fd = controlsocket_make(config->socket, config->mode, config->group, why);

	if (fd < 0)
		return ERR_IO;
	*c = (struct control){ .config = *config, .deeds = *deeds, .ctx = ctx };
	c->opened_at_ms = controlanswer_clock_ms();
	c->listener = evconnlistener_new(base, on_client, c, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
	ASSERT(c->listener != NULL);
	return 0;
}

int control_change(struct control *c, const struct control_config *config, struct why *why)
{
	if (c->listener == NULL)
		return 0;
	if (controlsocket_allow(c->config.socket, config->mode, config->group, why) != 0)
		return ERR_IO;
	c->config.mode = config->mode;
	c->config.group = config->group;
	c->config.configure = config->configure;
	return 0;
}

void control_close(struct control *c)
{
	if (c->listener == NULL)
		return;
	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
		if (c->client[i].line != NULL)
			controlclient_drop(c, &c->client[i]);
	evconnlistener_free(c->listener);
	controlsocket_remove(c->config.socket);
	c->listener = NULL;
}

/* --- What the device tells. --- */

static void tell(struct control *c, const char *line)
{
	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
		if (c->client[i].follows)
			controlclient_send(c, &c->client[i], line, strlen(line));
}

void control_note(struct control *c, const struct note *note)
{
	const char *line;

	if (c->listener == NULL)
		return;
	line = controlevents_note(&c->events, c->config.log, note, c->deeds.now(c->ctx));
	if (line != NULL)
		tell(c, line);
}

/* Whoever commands is answered first, within the call; else it is the operator's answer. */
void control_answer(struct control *c, const char *text)
{
	const struct device *d = c->listener != NULL ? c->deeds.device(c->ctx) : NULL;
	struct control_client *client = c->commands;

	if (d == NULL)
		return;
	c->commands = NULL;
	for (size_t i = 0; client == NULL && i < CONTROL_CLIENTS_MAX; i++)
		if (c->client[i].waits)
			client = &c->client[i];
	if (client == NULL)
		return;
	bool waited = client->waits;
	controlanswer_deliver(c, client, d->refusal, text);
	if (waited)
		controlanswer_go_on(client);
}

/* The operator's answer will not come any more. */
static void end_waiting(struct control *c, struct control_client *client)
{
	client->waits = false;
	controlclient_fail(c, client, "failed", "the device has begun anew before the answer came", "another try");
	controlanswer_go_on(client);
}

void control_look(struct control *c)
{
	const struct device *d = c->listener != NULL ? c->deeds.device(c->ctx) : NULL;
	const char *line;

	if (d == NULL)
		return;
	while ((line = controlevents_change(&c->events, &d->core, c->deeds.now(c->ctx))) != NULL)
		tell(c, line);
	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
		if (c->client[i].waits && !d->core.balance.asked)
			end_waiting(c, &c->client[i]);
}
