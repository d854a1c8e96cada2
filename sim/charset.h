/* charset: the character sets of the line between computer and modem (3GPP 27.007 5.5, +CSCS).
 * Pure functions; no allocation.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_CHARSET_H
#define SIM_CHARSET_H

#include <stddef.h>

#include "base/text.h"

enum charset { CHARSET_GSM, CHARSET_IRA, CHARSET_UCS2, CHARSET_LATIN1, CHARSET_UTF8 };
#define CHARSET_COUNT 5

const char *charset_name(enum charset set);
/* The set of that name, or ERR_MISSING. */
int charset_find(const char *name);

/* Appends the UTF-8 text `s` as bytes of the set; what the set lacks becomes `?`. */
void charset_print(enum charset set, const char *s, struct text *out);
/* Appends the bytes of the set as UTF-8. ERR_SYNTAX: UCS2 that is no row of hexadecimal fours. */
int charset_parse(enum charset set, const char *bytes, size_t len, struct text *out);
/* Octets from hexadecimal digits of either case: their count, or ERR_SYNTAX (odd, foreign or too many digits). */
int charset_hex(const char *digits, size_t len, uint8_t *out, size_t cap);

#endif
