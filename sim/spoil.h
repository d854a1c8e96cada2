/* spoil: what goes wrong with a message on its way from a phone: in its octets, or in the order of its parts.
 * Plain values; no allocation.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_SPOIL_H
#define SIM_SPOIL_H

#include <stddef.h>
#include <stdint.h>

#define SPOIL_RESERVED_DCS 0x88 /* a reserved group of 23.038 4; who looks at the alphabet's bits alone reads UCS-2 */

/* A whole SMS-DELIVER (23.040 9.2.2.1), in place. */
void spoil_stamp(uint8_t *tpdu);
void spoil_length(uint8_t *tpdu, int by); /* of its user data, as it is told */
void spoil_scheme(uint8_t *tpdu);

/* Which part goes as number `at` of `count`, from 0 on: 1, 3, 2, 5, 4 and so on; of two the second first. */
unsigned spoil_order(unsigned at, unsigned count);

#endif
