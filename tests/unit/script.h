/* script: the driver against a scripted modem, in virtual time: each command is answered by the first row that fits.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_SCRIPT_H
#define TESTS_UNIT_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/modem.h"

#define OK "\r\nOK\r\n"

struct answer {
	const char *command; /* what the sent line begins with; "": an empty line */
	const char *bytes;   /* NULL: silence */
};

struct script {
	struct modem m;
	uint64_t now_ms;
	const struct answer *rows; /* looked at before the usual answers; ends with a NULL command */
	size_t split;              /* bytes a feed; 0: all at once */
	char line[512];            /* being sent */
	size_t len;
	char sent[65536];          /* all lines so far, joined by "/" */
	char pending[8192];        /* answers not yet fed */
	bool dead;
	unsigned cuts;             /* of the power */
	bool revives;              /* a cut brings a dead one to life */
	const char *secret;        /* no note may hold it; NULL: nothing is secret */
	unsigned notes;            /* so far */
	unsigned errors;           /* of those, that somebody must act */
	unsigned warnings;         /* that something went wrong */
	unsigned quotes;           /* of those, what the modem said */
};

/* A modem that has just been started. One at a time. */
struct script *script_begin(const struct answer *rows, size_t split);
/* The same on a board that can cut the modem's power. */
struct script *script_begin_with_power(const struct answer *rows);
/* One that is registered and idle; what was said so far is forgotten. */
struct script *script_up(const struct answer *rows);

/* The modem says. */
void script_feed(struct script *s, const char *bytes);
/* Lets things happen for so long. */
void script_run(struct script *s, uint64_t for_ms);
/* The driver has sent this; lines are joined by "/". */
bool script_said(const struct script *s, const char *what);
/* How often. */
unsigned script_said_count(const struct script *s, const char *what);
void script_forget(struct script *s);
/* A message waits, with this text: it is dealt with. */
void script_take(struct script *s, const char *text);
/* As script_run, of a device that deals with what comes; how many came. */
unsigned script_live(struct script *s, uint64_t for_ms);

#endif
