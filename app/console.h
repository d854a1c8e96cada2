/* console: people's phones on a terminal: a typed line sends a text, what arrives is printed.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_CONSOLE_H
#define APP_CONSOLE_H

#include <stdint.h>
#include <stdio.h>

#include "sim/network.h"

/* Cuts "NUMBER TEXT" in two, as console_text reads it; both are "" when the line is empty. NULL, or what is wrong with it. */
const char *console_split(char *line, const char **from, const char **text);
/* What a result of network_text means to a person; NULL: nothing is wrong. */
const char *console_refusal(int result);
/* Reads "NUMBER TEXT", where a name in quotes may stand for the number, and sends. The text goes on to the line's end and
 * has no escapes; white space around the line means nothing. An empty line is nothing. `line` is cut up.
 * NULL, or what is wrong with it, as a constant sentence. */
const char *console_text(struct network *n, uint64_t now_ms, char *line);

/* Prints what has arrived at phones since `*shown` texts: "+33612345678 < Power socket ON", further lines of a text below
 * its first one. */
void console_arrivals(const struct network *n, size_t *shown, FILE *to);

#endif
