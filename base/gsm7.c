/* SPDX-License-Identifier: Apache-2.0 */
#include "base/gsm7.h"

#include <stddef.h>

#include "base/assert.h"

/* 23.038 6.2.1. */
static const uint16_t basic[128] = {
	'@', 0xA3, '$', 0xA5, 0xE8, 0xE9, 0xF9, 0xEC, 0xF2, 0xC7, '\n', 0xD8, 0xF8, '\r', 0xC5, 0xE5,
	0x394, '_', 0x3A6, 0x393, 0x39B, 0x3A9, 0x3A0, 0x3A8, 0x3A3, 0x398, 0x39E, ' ', 0xC6, 0xE6, 0xDF, 0xC9,
	' ', '!', '"', '#', 0xA4, '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/',
	'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?',
	0xA1, 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O',
	'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 0xC4, 0xD6, 0xD1, 0xDC, 0xA7,
	0xBF, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
	'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 0xE4, 0xF6, 0xF1, 0xFC, 0xE0,
};

/* 23.038 6.2.1.1. */
static const struct {
	uint8_t septet;
	uint16_t code;
} extension[] = {
	{ 0x0A, 0x0C }, { 0x14, '^' }, { 0x28, '{' }, { 0x29, '}' },  { 0x2F, '\\' },
	{ 0x3C, '[' },  { 0x3D, '~' }, { 0x3E, ']' }, { 0x40, '|' },  { 0x65, 0x20AC },
};

uint32_t gsm7_code(uint8_t septet, bool escaped)
{
	ASSERT(septet < 128);
	if (escaped)
		for (size_t i = 0; i < sizeof extension / sizeof *extension; i++)
			if (extension[i].septet == septet)
				return extension[i].code;
	return basic[septet];
}

unsigned gsm7_septets(uint32_t code, uint8_t *septet)
{
	/* Letters, digits and the space stand where ASCII has them: no search for what nearly every text is made of. */
	if (code < 128 && basic[code] == code && code != GSM7_ESCAPE) {
		*septet = (uint8_t)code;
		return 1;
	}
	for (size_t i = 0; i < 128; i++)
		if (basic[i] == code && i != GSM7_ESCAPE) {
			*septet = (uint8_t)i;
			return 1;
		}
	for (size_t i = 0; i < sizeof extension / sizeof *extension; i++)
		if (extension[i].code == code) {
			*septet = extension[i].septet;
			return 2;
		}
	return 0;
}
