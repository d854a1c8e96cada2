/* witness: sees all that happens in a world and keeps count: how often each command was executed and answered, and what
 * must never be; and remembers the last of it for whoever wants to know what went wrong.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_MATRIX_WITNESS_H
#define TESTS_MATRIX_WITNESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "sim/world.h"

#define WITNESS_OWNER "+33600000001"
#define WITNESS_STRANGER "+33600000002"
#define WITNESS_COMMANDS_MAX 24
#define WITNESS_LINES_MAX 60

struct witness_command {
	char text[32];
	char answer[48];  /* what its answer has in it and no other has; "": it may be any */
	bool heard;       /* its message could be handed over */
	bool answerable;  /* and its answer sent */
	unsigned executed, answered;
};

struct witness {
	bool verbose;
	bool garbled; /* by the modem: texts that nobody sent may be complained about */
	const struct world *w;
	struct witness_command command[WITNESS_COMMANDS_MAX];
	size_t command_count;
	unsigned switched;   /* times that the outlet was */
	unsigned confirmed;  /* calls that were answered with a message */
	unsigned odd_count;  /* things that must never be */
	char odd[160];       /* the first of them */
	char line[WITNESS_LINES_MAX][160];
	size_t line_count;   /* ever */
};

/* What to give world_new; the world is told afterwards. */
struct world_watch witness_watch(struct witness *s);

/* The owner is about to send such a command. */
struct witness_command *witness_expect(struct witness *s, const char *text, const char *answer);
/* Each command that could be has been executed and answered. */
bool witness_content(const struct witness *s);
/* Appends what is not as it must be, a line each. true: all is. `twice`: an answer may have come twice. */
bool witness_verdict(const struct witness *s, bool twice, struct text *why);
void witness_line(struct witness *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Appends the last lines. */
void witness_tell(const struct witness *s, struct text *out);

#endif
