/* lexis: the words and values of statements: a line into words, a word into a value.
 * Pure but for what is written through the pointers; no allocation.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_LEXIS_H
#define SIM_LEXIS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "sim/statement.h"

#define LEXIS_WORDS_MAX 16

struct lexis_word {
	char *at; /* without quotes and escapes */
	bool quoted;
};

/* Splits a line into words, in place: they point into it. A word is what has no white space, or a text in quotes with
 * \n, \" and \\; `#` outside quotes begins a comment. Their number, or ERR_SYNTAX with `why`. */
int lexis_split(char *line, struct lexis_word words[LEXIS_WORDS_MAX], struct text *why);

/* A kind of value: what an upper-case word of a grammar stands for. */
struct lexis_kind {
	const char *name;     /* in the grammar, for instance "DURATION" */
	const char *expected; /* in an error, for instance "a duration like 90s" */
	bool (*read)(const struct lexis_word *word, struct statement_value *value);
	const char *(*list)(size_t index); /* instead of `read`: the names it can be; NULL beyond the last */
};
/* The kind of that name, of `len` bytes; NULL: there is none. */
const struct lexis_kind *lexis_kind(const char *name, size_t len);
/* The value of a word; its `word` is set too. false: it is not of that kind. */
bool lexis_read(const struct lexis_kind *kind, const struct lexis_word *word, struct statement_value *value);
/* Appends what could stand there. */
void lexis_expected(const struct lexis_kind *kind, struct text *out);

/* The opposites, for messages. */
void lexis_print_text(const char *s, struct text *out);        /* in quotes, with escapes: one line */
void lexis_print_duration(uint64_t for_ms, struct text *out);  /* in its largest whole unit: "90s", "2m" */
void lexis_print_phone(const char *phone, struct text *out);   /* all but the first 4 and last 2 characters hidden */

#endif
