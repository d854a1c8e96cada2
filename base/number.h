/* number: a telephone number or sender's name, as a message or call carries it.
 * Plain values; no allocation.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#define NUMBER_CAP 24 /* 20 digits (23.040 9.1.2.5) or a name of 11 characters, with `+` and NUL */

enum number_kind {
	NUMBER_NONE,          /* withheld or empty */
	NUMBER_INTERNATIONAL, /* digits; `text` begins with `+` */
	NUMBER_PLAIN,         /* digits, `*` and `#`, national or a short code */
	NUMBER_NAME,          /* alphanumeric: nobody can be answered there */
	NUMBER_CONSOLE,       /* no phone: whoever commands the machine itself */
};

struct number {
	enum number_kind kind;
	char text[NUMBER_CAP]; /* as it is shown and dialled; NUL-terminated UTF-8 */
};

/* Reads `+`, digits, `*`, `#`; a leading `00` of 7 digits or more becomes `+`. "" is NUMBER_NONE.
 * ERR_SYNTAX for anything else or for more than 20 digits; `*n` is then NUMBER_NONE. */
int number_parse(struct number *n, const char *s);
/* A name; cut after NUMBER_CAP - 1 bytes at a character's edge. */
void number_name(struct number *n, const char *name);

/* The console's; `text` is "console". */
extern const struct number number_console;

/* The digits without `+`. */
const char *number_digits(const struct number *n);
/* Both are dialable and their digits are equal. */
bool number_same(const struct number *a, const struct number *b);
/* A short code: dialable, with fewer than 7 digits. */
bool number_short(const struct number *n);

#endif
