/* field: a typed cursor over one line of an answer.
 * Each call takes one thing and moves on, or returns false and leaves the cursor where it was. Spaces before a thing are
 * skipped. The line is borrowed.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_FIELD_H
#define MODEM_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/number.h"

struct field {
	const char *at;
};

bool field_prefix(struct field *f, const char *prefix);
/* A decimal number, signed, that ends at a comma, a space or the line's end. */
bool field_number(struct field *f, int32_t low, int32_t high, int32_t *value);
/* A string in quotes, or bare up to the next comma; without its quotes to `out`. What exceeds `cap` - 1 bytes is left out
 * of `out`, not of the line. */
bool field_string(struct field *f, char *out, size_t cap);
/* A telephone number and its type of address (`"<number>",<type>`, either may be empty, the type with its comma missing;
 * 24.008 10.5.4.7). NUMBER_NONE when the number is withheld; false, and NUMBER_NONE, when it is no number, though the
 * cursor passes it. */
bool field_phone(struct field *f, struct number *n);
bool field_comma(struct field *f);
/* Moves past the next comma outside quotes. */
bool field_skip(struct field *f);
/* The number that the line ends with, wherever the cursor stands before it. */
bool field_last(struct field *f, int32_t low, int32_t high, int32_t *value);
bool field_end(const struct field *f);

#endif
