/* octets: what messages and operators' answers have in common: hexadecimal digits, packed septets and UCS-2 (3GPP 23.038 6.1.2,
 * 6.2). Pure functions.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_OCTETS_H
#define MODEM_OCTETS_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* The value of a hexadecimal digit; -1: it is none. */
int octets_nibble(char c);

/* Septet `i` of octets packed as in 6.1.2.1, after `shift` fill bits; it begins within `len`. */
uint8_t octets_septet(const uint8_t *at, size_t len, size_t i, size_t shift);
/* Appends `count` of them, characters of the GSM alphabet. */
void octets_septets(struct text *t, const uint8_t *at, size_t len, size_t count, size_t shift);

/* Appends UCS-2 that is UTF-16 in fact; an odd last octet is dropped, and so is padding with U+0000. */
void octets_utf16(struct text *t, const uint8_t *at, size_t len);

#endif
