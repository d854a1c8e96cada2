/* statement: what can be said in a scenario and on the simulator's console, a row each.
 * Parser, errors and help derive from the rows; to add a statement is to add its row and the function that plays it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_STATEMENT_H
#define SIM_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "sim/network.h"

struct play;
struct statement;

/* Plays a statement. false: it failed, and `why` says in what, on one line. */
typedef bool (*statement_play)(struct play *p, const struct statement *s, struct text *why);

enum statement_when {
	WHEN_EVER,
	WHEN_BEFORE, /* what makes the world: before the first `mains on`, and only in a file */
	WHEN_VOICE,  /* ever, with a modem that has voice calls */
	WHEN_CODES,  /* ever, with a modem that takes codes to the operator */
};

/* Grammar: words apart by one space. Lower case stands for itself, `a|b|c` for one of these, upper case for a value:
 * N a phone; TEXT in quotes; DURATION; TIME; NUMBER; CELSIUS; MODEL, PROFILE, FAULT, LED, PATTERN a name from a list.
 * `[` ... `]` around the last words: they may be left out together. */
struct statement_row {
	const char *grammar;
	const char *help; /* one sentence */
	statement_play play;
	enum statement_when when;
};

/* Rows by index; NULL beyond the last. */
const struct statement_row *statement_row(size_t index);

/* What stood in the place of an upper-case word or of a choice, in order. */
struct statement_value {
	const char *word;           /* as written; a TEXT without its quotes and escapes */
	uint64_t number;            /* NUMBER; DURATION in ms; the index in a choice or a list of names */
	struct network_stamp stamp; /* TIME */
	int raw_dc;                 /* CELSIUS, in tenths of a degree */
};

#define STATEMENT_VALUES_MAX 4

struct statement {
	const struct statement_row *row; /* NULL: the line was empty */
	size_t count;                    /* of values: fewer when the part in brackets was left out */
	struct statement_value value[STATEMENT_VALUES_MAX];
	char *words; /* heap; the values point into it */
};

/* Reads one line, which may be empty or a comment. 0, and statement_free frees it; or ERR_SYNTAX with `why` saying
 * which word was not understood and what was expected there, and nothing to free. */
int statement_parse(struct statement *s, const char *line, struct text *why);
void statement_free(struct statement *s);
/* Playing it lets time go by until something is so, or for long. */
bool statement_waits(const struct statement_row *row);

/* Whether `word` can stand for a phone: digits or + digits, without quotes. */
bool statement_phone(const char *word);
/* Whether `word` can follow a phone in a statement: `sms`, `gets` and so on. */
bool statement_verb(const char *word);

#endif
