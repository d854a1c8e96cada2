/* controlanswer: what the daemon answers to each request.
 * Part of control.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_CONTROLANSWER_H
#define PORTS_LINUX_CONTROLANSWER_H

#include "ports/linux/control.h"
#include "ports/linux/controlrequest.h"

/* Answers with lines up to `done` or an error, at once; or the client `waits` for the operator, or `follows`. It may be
 * dropped. */
void controlanswer_give(struct control *c, struct control_client *client, const struct controlrequest *r);
/* The device has answered a client's command. */
void controlanswer_deliver(struct control *c, struct control_client *client, bool refusal, const char *text);
/* A client that has waited may have asked for more meanwhile: that is served by the loop, for whoever calls is within the
 * device's own call. */
void controlanswer_go_on(struct control_client *client);
/* The machine's clock; a device may have one of its own. */
uint64_t controlanswer_clock_ms(void);

#endif
