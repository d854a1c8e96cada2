/* inbox: what has arrived at people's phones, concatenated parts joined.
 * Hosted code with a heap; time is an argument.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_INBOX_H
#define SIM_INBOX_H

#include "sim/network.h"
#include "sim/payload.h"

struct inbox_set;

struct inbox {
	struct network_sms *list;
	size_t count, cap;
	struct inbox_set *sets; /* long messages of which parts are missing */
	char **phones;          /* as first named */
	size_t phone_count;
};

void inbox_init(struct inbox *b);
void inbox_clear(struct inbox *b);
/* The phone's name as it was first named: now, if never before. Good until inbox_clear. */
const char *inbox_phone(struct inbox *b, const char *name);
/* A part or a whole message has reached phone `to`. ERR_SYNTAX: a phone could not make sense of it; nothing arrived. */
int inbox_put(struct inbox *b, uint64_t now_ms, const char *to, const struct payload *payload);

#endif
