/* packed: text of the GSM alphabet packed for codes to the operator, in hexadecimal digits (3GPP 23.038 6.1.2.3).
 * Pure functions; no allocation.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_PACKED_H
#define SIM_PACKED_H

#include <stdbool.h>

#include "base/text.h"

/* Appends the digits of the UTF-8 text, in which what the alphabet lacks becomes `?`. Seven bits left over are a CR. */
void packed_print(const char *s, struct text *out);
/* Appends the text, without a CR that fills it up. false: these are no pairs of digits. */
bool packed_parse(const char *digits, struct text *out);

#endif
