/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/octets.h"

#include <stdbool.h>

#include "base/gsm7.h"

int octets_nibble(char c)
{
	c = text_upper(c);
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

uint8_t octets_septet(const uint8_t *at, size_t len, size_t i, size_t shift)
{
	size_t bit = i * 7 + shift;
	unsigned two = at[bit / 8];

	if (bit / 8 + 1 < len)
		two |= (unsigned)at[bit / 8 + 1] << 8;
	return two >> bit % 8 & 0x7Fu;
}

void octets_septets(struct text *t, const uint8_t *at, size_t len, size_t count, size_t shift)
{
	bool escaped = false;

	for (size_t i = 0; i < count; i++) {
		uint8_t one = octets_septet(at, len, i, shift);

		if (one == GSM7_ESCAPE && !escaped) {
			escaped = true;
			continue;
		}
		text_code(t, gsm7_code(one, escaped));
		escaped = false;
	}
}

void octets_utf16(struct text *t, const uint8_t *at, size_t len)
{
	for (size_t i = 0; i + 1 < len; i += 2) {
		uint32_t code = (uint32_t)at[i] << 8 | at[i + 1];

		if (code >= 0xD800 && code <= 0xDBFF && i + 3 < len && (at[i + 2] & 0xFC) == 0xDC) {
			uint32_t low = (uint32_t)at[i + 2] << 8 | at[i + 3];

			code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
			i += 2;
		}
		if (code != 0)
			text_code(t, code);
	}
}
