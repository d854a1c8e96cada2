/* console: a serial line for whoever stands beside the device. Out go notes, a line each ("warning: message dropped: too
 * long"), and answers ("> " before each line); in come lines, each a command as a text message would hold it, or
 * "plate MODEL [PIN]" (plate.h). It echoes nothing.
 * What is private, numbers and texts, is not shown, for a console is often logged; nor is NOTE_DEBUG, which tells little without.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_CORTEXM_CONSOLE_H
#define PORTS_CORTEXM_CONSOLE_H

#include "base/note.h"

#define CONSOLE_CAP 160u /* of a line, with its end, or of several short ones that wait; what finds no room is dropped */

/* From the interrupt. */
void console_received(char c);

/* The line that is next, without its end, or NULL. It stays, NUL and all, until console_done. */
char *console_line(void);
void console_done(void);

void console_note(const struct note *note);
void console_answer(const char *text);
/* A note without a person: `why` may be NULL. */
void console_say(enum note_level level, const char *what, const char *why);

#endif
