/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/payload.h"

#include <string.h>

#include "base/assert.h"
#include "base/err.h"
#include "base/gsm7.h"

#define IEI_CONCAT 0x00u      /* 23.040 9.2.3.24.1 */
#define IEI_CONCAT_WIDE 0x08u /* 23.040 9.2.3.24.8 */

enum payload_alphabet payload_alphabet(uint8_t dcs)
{
	/* 23.038 4: the general groups 00xx and 01xx carry the alphabet in bits 3 and 2. */
	if (dcs < 0x80u) {
		static const enum payload_alphabet general[] = { ALPHABET_GSM7, ALPHABET_OCTETS, ALPHABET_UCS2, ALPHABET_GSM7 };
		return general[dcs >> 2 & 3u];
	}
	if (dcs >= 0xF0u)
		return (dcs & 4u) != 0 ? ALPHABET_OCTETS : ALPHABET_GSM7;
	return dcs >= 0xE0u ? ALPHABET_UCS2 : ALPHABET_GSM7;
}

int payload_class(uint8_t dcs)
{
	bool named = dcs >= 0xF0u || (dcs < 0x80u && (dcs & 0x10u) != 0);

	return named ? dcs & 3 : -1;
}

size_t payload_len(const struct payload *p)
{
	return payload_alphabet(p->dcs) == ALPHABET_GSM7 ? (p->count * 7u + 7u) / 8u : p->count;
}

/* --- Septets lie in the octets with their lowest bit first. --- */

static void septet_put(struct payload *p, size_t at, uint8_t septet)
{
	size_t bit = at * 7;

	p->octets[bit / 8] |= (uint8_t)(septet << bit % 8);
	if (bit % 8 > 1)
		p->octets[bit / 8 + 1] |= (uint8_t)(septet >> (8 - bit % 8));
}

static uint8_t septet_get(const struct payload *p, size_t at)
{
	size_t bit = at * 7;
	unsigned pair = p->octets[bit / 8];

	if (bit % 8 > 1)
		pair |= (unsigned)p->octets[bit / 8 + 1] << 8;
	return (uint8_t)(pair >> bit % 8 & 0x7Fu);
}

/* --- Writing --- */

bool payload_plain(const char *text)
{
	uint8_t septet;
	uint32_t code;

	while ((code = text_next(&text)) != 0)
		if (gsm7_septets(code, &septet) == 0)
			return false;
	return true;
}

/* Returns the octets it takes. */
static size_t put_header(struct payload *p, const struct payload_part *part)
{
	uint8_t *at = p->octets;

	if (part == NULL || part->total == 0)
		return 0;
	p->header = true;
	*at++ = part->wide ? 6 : 5;
	*at++ = part->wide ? IEI_CONCAT_WIDE : IEI_CONCAT;
	*at++ = part->wide ? 4 : 3;
	if (part->wide)
		*at++ = (uint8_t)(part->reference >> 8);
	*at++ = (uint8_t)part->reference;
	*at++ = part->total;
	*at++ = part->sequence;
	return (size_t)(at - p->octets);
}

static const char *put_septets(struct payload *p, size_t header_len, const char *text)
{
	/* The text starts at a septet's edge (23.040 9.2.3.24). */
	size_t count = (header_len * 8 + 6) / 7;

	for (const char *next = text; *text != '\0'; text = next) {
		uint8_t septet;
		unsigned septets = gsm7_septets(text_next(&next), &septet);

		if (septets == 0)
			septets = gsm7_septets('?', &septet);
		if (count + septets > PAYLOAD_OCTETS_MAX * 8 / 7)
			break;
		if (septets == 2)
			septet_put(p, count++, GSM7_ESCAPE);
		septet_put(p, count++, septet);
	}
	p->count = (uint8_t)count;
	return text;
}

static void put_unit(struct payload *p, size_t *len, uint32_t unit)
{
	p->octets[(*len)++] = (uint8_t)(unit >> 8);
	p->octets[(*len)++] = (uint8_t)unit;
}

static const char *put_units(struct payload *p, size_t header_len, const char *text)
{
	size_t len = header_len;

	for (const char *next = text; *text != '\0'; text = next) {
		uint32_t code = text_next(&next);

		if (len + (code > 0xFFFFu ? 4 : 2) > PAYLOAD_OCTETS_MAX)
			break;
		if (code > 0xFFFFu) {
			put_unit(p, &len, 0xD800u + ((code - 0x10000u) >> 10));
			put_unit(p, &len, 0xDC00u + (code & 0x3FFu));
		} else {
			put_unit(p, &len, code);
		}
	}
	p->count = (uint8_t)len;
	return text;
}

size_t payload_put(struct payload *p, const char *text, const struct payload_part *part)
{
	enum payload_alphabet alphabet = payload_alphabet(p->dcs);

	ASSERT(alphabet != ALPHABET_OCTETS);
	*p = (struct payload){ .dcs = p->dcs };
	size_t header_len = put_header(p, part);
	const char *rest = alphabet == ALPHABET_GSM7 ? put_septets(p, header_len, text) : put_units(p, header_len, text);
	return (size_t)(rest - text);
}

unsigned payload_parts(uint8_t dcs, const char *text)
{
	struct payload p = { .dcs = dcs };
	unsigned count = 0;

	if (text[payload_put(&p, text, NULL)] == '\0')
		return 1;
	for (; *text != '\0'; count++)
		text += payload_put(&p, text, &(struct payload_part){ .total = 1 });
	return count;
}

/* --- Reading --- */

/* The octets of the header, its own length included, or ERR_SYNTAX. */
static int get_header(const struct payload *p, struct payload_part *part)
{
	size_t len = payload_len(p);
	const uint8_t *at = p->octets + 1;

	*part = (struct payload_part){ .total = 0 };
	if (!p->header)
		return 0;
	if (len < 1 || p->octets[0] + 1u > len)
		return ERR_SYNTAX;
	const uint8_t *end = at + p->octets[0];
	while (end - at >= 2 && end - at >= 2 + at[1]) {
		bool narrow = at[0] == IEI_CONCAT && at[1] == 3;
		bool wide = at[0] == IEI_CONCAT_WIDE && at[1] == 4;
		const uint8_t *place = at + at[1];

		if ((narrow || wide) && place[1] >= 1 && place[1] <= place[0]) {
			part->reference = (uint16_t)(wide ? at[2] << 8 | at[3] : at[2]);
			part->total = place[0];
			part->sequence = place[1];
			part->wide = wide;
		}
		at += 2 + at[1];
	}
	return p->octets[0] + 1;
}

static void get_septets(const struct payload *p, size_t header_len, struct text *text)
{
	bool escaped = false;

	for (size_t i = (header_len * 8 + 6) / 7; i < p->count; i++) {
		uint8_t septet = septet_get(p, i);

		if (!escaped && septet == GSM7_ESCAPE) {
			escaped = true;
			continue;
		}
		text_code(text, gsm7_code(septet, escaped));
		escaped = false;
	}
}

static uint32_t unit_at(const struct payload *p, size_t at)
{
	return at + 1 < p->count ? (uint32_t)p->octets[at] << 8 | p->octets[at + 1] : 0;
}

static void get_units(const struct payload *p, size_t header_len, struct text *text)
{
	for (size_t i = header_len; i + 1 < p->count; i += 2) {
		uint32_t code = unit_at(p, i);
		uint32_t low = unit_at(p, i + 2);

		if (code >= 0xD800u && code < 0xDC00u && low >= 0xDC00u && low < 0xE000u) {
			code = 0x10000u + ((code - 0xD800u) << 10) + (low - 0xDC00u);
			i += 2;
		}
		/* A NUL would end the text for whoever reads it. */
		if (code != 0)
			text_code(text, code);
	}
}

int payload_get(const struct payload *p, struct text *text, struct payload_part *part)
{
	int header_len = get_header(p, part);

	if (header_len < 0)
		return header_len;
	switch (payload_alphabet(p->dcs)) {
	case ALPHABET_GSM7:
		get_septets(p, (size_t)header_len, text);
		return 0;
	case ALPHABET_OCTETS:
		for (size_t i = (size_t)header_len; i < p->count; i++)
			text_hex(text, p->octets[i]);
		return 0;
	case ALPHABET_UCS2:
		get_units(p, (size_t)header_len, text);
		return 0;
	}
	return ERR_SYNTAX;
}
