/* log: notes as lines on standard error, one line each whatever they hold.
 * In the journal a line begins with its priority (`<3>` to `<7>`), elsewhere with the local time. Control characters
 * are shown as escapes, so that no sender can forge a line.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_LOG_H
#define PORTS_LINUX_LOG_H

#include <stdbool.h>

#include "base/note.h"
#include "base/text.h"

#define LOG_LINE_CAP 1024 /* bytes, NUL included; a longer line is cut */

struct log {
	bool verbose; /* NOTE_DEBUG too */
	bool private; /* whole numbers and what messages say; else +336..78 and no text */
	bool journal; /* standard error is the journal's */
};

/* Asks the environment whether standard error goes to the journal. */
void log_init(struct log *l, bool verbose, bool private);

/* What a note says, without time or priority. */
void log_line(const struct log *l, const struct note *note, struct text *line);

/* Appends a number as the log shows it: whole, or masked. */
void log_who(const struct log *l, const struct number *who, struct text *line);

void log_note(const struct log *l, const struct note *note);
/* A line of the daemon's own; it holds nothing private. */
void log_say(const struct log *l, enum note_level level, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
