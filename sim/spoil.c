/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/spoil.h"

#include <string.h>

#define STAMP_LEN 7

/* Behind the first octet and the sender's address: the protocol, the scheme, the stamp, the length. */
static uint8_t *protocol(uint8_t *tpdu)
{
	return tpdu + 3 + (tpdu[1] + 1) / 2;
}

void spoil_scheme(uint8_t *tpdu)
{
	protocol(tpdu)[1] = SPOIL_RESERVED_DCS;
}

/* No digits, and a 39th month. */
void spoil_stamp(uint8_t *tpdu)
{
	memcpy(protocol(tpdu) + 2, "\xFA\x93\x4C\xFF\x77\x99\xFF", STAMP_LEN);
}

void spoil_length(uint8_t *tpdu, int by)
{
	uint8_t *len = protocol(tpdu) + 2 + STAMP_LEN;

	*len = (uint8_t)(*len + by < 0 ? 0 : *len + by);
}

unsigned spoil_order(unsigned at, unsigned count)
{
	unsigned pair = count == 2 ? at : at + 1; /* from which on two and two change places */

	if (pair < 2 && count > 2)
		return at;
	unsigned other = pair % 2 == 0 ? at + 1 : at - 1;
	return other < count ? other : at;
}
