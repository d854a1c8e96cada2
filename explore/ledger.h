/* ledger: who has sent what to the socket, what it took of that, what it answered.
 * Hosted code with a heap.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef EXPLORE_LEDGER_H
#define EXPLORE_LEDGER_H

#include <stdbool.h>
#include <stddef.h>

/* The people around a socket. */
enum who {
	WHO_OWNER,
	WHO_SECOND,    /* on the security list, too */
	WHO_INSPECTOR, /* likewise, and silent until the end */
	WHO_RESPONDER, /* likewise; an automaton that answers each message */
	WHO_STRANGER,
	WHO_GUESSER,   /* on the list, and tries passwords */
	WHO_SHORT,     /* a service with a number too short to be a phone's */
	WHO_SERVICE,   /* a name, no number */
	WHO_COUNT,
};

struct ledger_text {
	enum who who;
	char *text;
	unsigned sent, taken;
	unsigned perhaps; /* taken in a step in which the power failed: executed or not */
	unsigned old;     /* not executed for its age */
};

struct ledger {
	struct ledger_text *list;
	size_t count, cap;
	unsigned answers_due[WHO_COUNT]; /* commands taken */
	unsigned answers_more[WHO_COUNT]; /* what calls may have brought besides */
	unsigned arrived[WHO_COUNT];     /* messages that came, alerts apart */
	unsigned alerts[WHO_COUNT];
	unsigned dropped[WHO_COUNT];     /* messages that were given up, as the log told */
	unsigned displaced;              /* the same, of somebody */
	unsigned alarms_due, alarms;     /* to be told to the owner; told */
	unsigned restored_due, restored; /* likewise, that the power is back */
	unsigned alerts_over_budget;
};

const char *ledger_phone(enum who who);
/* WHO_COUNT: nobody we know. */
enum who ledger_who(const char *phone);
/* On the security list. */
bool ledger_listed(enum who who);

void ledger_free(struct ledger *l);
/* The row of a text, made when there is none. */
struct ledger_text *ledger_row(struct ledger *l, enum who who, const char *text);

#endif
