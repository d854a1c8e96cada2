/* crc: the CRC-32 of IEEE 802.3 (reflected, polynomial 0xEDB88320), in pieces.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_CRC_H
#define BASE_CRC_H

#include <stddef.h>
#include <stdint.h>

/* Goes on from `crc` (0 at the start) over `len` more bytes. "123456789" gives 0xCBF43926. */
uint32_t crc_32(uint32_t crc, const void *bytes, size_t len);

#endif
