/* gsm7: the GSM 7-bit default alphabet and its extension table (3GPP 23.038, 6.2.1 and 6.2.1.1).
 * Pure tables; packing into octets belongs to whoever builds a PDU.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_GSM7_H
#define BASE_GSM7_H

#include <stdbool.h>
#include <stdint.h>

#define GSM7_ESCAPE 0x1Bu

/* The code point of a septet 0..127; `escaped`: of the extension table, where an undefined one reads as the septet of
 * the default table (6.2.1.1). GSM7_ESCAPE itself reads as a space. */
uint32_t gsm7_code(uint8_t septet, bool escaped);

/* How many septets a code point takes: 1, 2 (escape and septet), or 0 when the alphabet lacks it.
 * `*septet` is the last of them. */
unsigned gsm7_septets(uint32_t code, uint8_t *septet);

#endif
