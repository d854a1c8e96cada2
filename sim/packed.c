/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/packed.h"

#include <string.h>

#include "base/gsm7.h"
#include "sim/charset.h"

#define OCTETS_MAX 160
#define CR 0x0D

struct packer {
	struct text *out;
	unsigned held; /* bits that make no octet yet, */
	unsigned bits; /* and how many */
	size_t count;  /* septets so far */
};

static void put(struct packer *p, uint8_t septet)
{
	p->held |= (unsigned)septet << p->bits;
	p->bits += 7;
	p->count++;
	if (p->bits < 8)
		return;
	text_hex(p->out, (uint8_t)p->held);
	p->held >>= 8;
	p->bits -= 8;
}

static void put_code(struct packer *p, uint32_t code)
{
	uint8_t septet;
	unsigned count = gsm7_septets(code, &septet);

	if (count == 0)
		gsm7_septets('?', &septet);
	if (count == 2)
		put(p, GSM7_ESCAPE);
	put(p, septet);
}

void packed_print(const char *s, struct text *out)
{
	struct packer p = { .out = out };

	for (uint32_t code; (code = text_next(&s)) != 0;)
		put_code(&p, code);
	if (p.count % 8 == 7)
		put(&p, CR);
	if (p.bits > 0)
		text_hex(out, (uint8_t)p.held);
}

bool packed_parse(const char *digits, struct text *out)
{
	uint8_t octets[OCTETS_MAX];
	int len = charset_hex(digits, strlen(digits), octets, sizeof octets);
	size_t count = len > 0 ? (size_t)len * 8 / 7 : 0;
	bool escaped = false;

	for (size_t i = 0; i < count; i++) {
		size_t at = i * 7 / 8;
		unsigned both = octets[at] | (at + 1 < (size_t)len ? (unsigned)octets[at + 1] << 8 : 0);
		uint8_t septet = (uint8_t)(both >> (i * 7 % 8) & 0x7F);

		/* The last of eight may be there only because the octets are full. */
		if (i + 1 == count && count % 8 == 0 && (septet == CR || septet == 0))
			break;
		if (!escaped && septet == GSM7_ESCAPE) {
			escaped = true;
			continue;
		}
		text_code(out, gsm7_code(septet, escaped));
		escaped = false;
	}
	return len > 0;
}
