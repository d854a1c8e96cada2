/* field: a typed cursor over one line of an answer.
 * Each call takes one thing and moves on, or returns false and leaves the cursor where it was. Spaces before a thing are
 * skipped. The line is borrowed.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_FIELD_H
#define MODEM_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct field {
	const char *at;
};

bool field_prefix(struct field *f, const char *prefix);
/* A decimal number, signed, that ends at a comma, a space or the line's end. */
bool field_number(struct field *f, int32_t low, int32_t high, int32_t *value);
/* A string in quotes, or bare up to the next comma; without its quotes to `out`. What exceeds `cap` - 1 bytes is left out
 * of `out`, not of the line. */
bool field_string(struct field *f, char *out, size_t cap);
bool field_comma(struct field *f);
/* Moves past the next comma outside quotes. */
bool field_skip(struct field *f);
bool field_end(const struct field *f);

#endif
