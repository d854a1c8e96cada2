/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/tpdu.h"

#include <string.h>

#include "base/civil.h"
#include "base/err.h"

#define FIRST_KIND 0x03u
#define FIRST_VALIDITY 0x18u /* SUBMIT: TP-VPF */
#define FIRST_HEADER 0x40u   /* TP-UDHI */

#define TYPE_INTERNATIONAL 0x91u
#define TYPE_UNKNOWN 0x81u
#define TYPE_NAME 0xD0u

/* --- Semi-octets: the lower half holds the earlier digit. --- */

static const char digit_of[] = "0123456789*#abc";

static size_t print_digits(const char *digits, uint8_t *out)
{
	size_t count = strlen(digits);

	for (size_t i = 0; i < (count + 1) / 2; i++)
		out[i] = 0xF0u;
	for (size_t i = 0; i < count; i++) {
		uint8_t half = (uint8_t)(strchr(digit_of, digits[i]) - digit_of);
		uint8_t *at = &out[i / 2];

		*at = i % 2 == 0 ? (uint8_t)(0xF0u | half) : (uint8_t)((unsigned)half << 4 | (*at & 0x0Fu));
	}
	return (count + 1) / 2;
}

static int parse_digits(struct number *n, uint8_t type, const uint8_t *octets, size_t count)
{
	char digits[NUMBER_CAP + 2];
	struct text t;

	text_init(&t, digits, sizeof digits);
	if ((type & 0x70u) == 0x10u)
		text_char(&t, '+');
	for (size_t i = 0; i < count; i++) {
		unsigned half = i % 2 == 0 ? octets[i / 2] & 0x0Fu : (unsigned)octets[i / 2] >> 4;

		if (half < sizeof digit_of - 1)
			text_char(&t, digit_of[half]);
	}
	return number_parse(n, digits);
}

/* --- Addresses --- */

uint8_t tpdu_address_type(const struct number *n)
{
	switch (n->kind) {
	case NUMBER_INTERNATIONAL:
		return TYPE_INTERNATIONAL;
	case NUMBER_NAME:
		return TYPE_NAME;
	case NUMBER_NONE:
	case NUMBER_PLAIN:
	case NUMBER_CONSOLE:
		return TYPE_UNKNOWN;
	}
	return TYPE_UNKNOWN;
}

static size_t print_address(const struct number *n, uint8_t *out)
{
	size_t len;

	out[1] = tpdu_address_type(n);
	if (n->kind == NUMBER_NAME) {
		struct payload name = { .dcs = 0 };

		payload_put(&name, n->text, NULL);
		len = payload_len(&name);
		if (len > TPDU_ADDRESS_CAP - 2)
			len = TPDU_ADDRESS_CAP - 2;
		memcpy(out + 2, name.octets, len);
		out[0] = (uint8_t)((name.count * 7 + 3) / 4); /* useful semi-octets */
	} else {
		len = print_digits(number_digits(n), out + 2);
		out[0] = (uint8_t)strlen(number_digits(n));
	}
	return len + 2;
}

/* Octets taken, or ERR_SYNTAX. */
static int parse_address(struct number *n, const uint8_t *octets, size_t len)
{
	*n = (struct number){ .kind = NUMBER_NONE };
	if (len < 2 || octets[0] > 20)
		return ERR_SYNTAX;
	size_t body = (octets[0] + 1u) / 2;
	if (len < body + 2)
		return ERR_SYNTAX;
	if ((octets[1] & 0x70u) == 0x50u) {
		struct payload name = { .count = (uint8_t)(octets[0] * 4u / 7u) };
		struct payload_part whole;
		char text[PAYLOAD_TEXT_CAP];
		struct text t;

		memcpy(name.octets, octets + 2, body);
		text_init(&t, text, sizeof text);
		payload_get(&name, &t, &whole);
		number_name(n, text);
	} else if (parse_digits(n, octets[1], octets + 2, octets[0]) != 0) {
		return ERR_SYNTAX;
	}
	return (int)body + 2;
}

size_t tpdu_centre_print(const struct number *n, uint8_t *out)
{
	if (n->kind == NUMBER_NONE || n->kind == NUMBER_NAME) {
		out[0] = 0;
		return 1;
	}
	size_t len = print_address(n, out);
	out[0] = (uint8_t)(len - 1);
	return len;
}

int tpdu_centre_parse(struct number *n, const uint8_t *octets, size_t len)
{
	*n = (struct number){ .kind = NUMBER_NONE };
	if (len < 1 || octets[0] > TPDU_ADDRESS_CAP - 1 || len < octets[0] + 1u)
		return ERR_SYNTAX;
	if (octets[0] >= 1 && parse_digits(n, octets[1], octets + 2, (octets[0] - 1u) * 2u) != 0)
		return ERR_SYNTAX;
	return octets[0] + 1;
}

/* --- Stamps (23.040 9.2.3.11) --- */

static uint8_t swapped(int two_digits)
{
	return (uint8_t)(two_digits % 10 << 4 | two_digits / 10);
}

static int unswapped(uint8_t octet)
{
	return (octet & 0x0F) * 10 + (octet >> 4);
}

static void print_stamp(const struct tpdu_stamp *s, uint8_t *out)
{
	struct civil c = civil_of(s->local_s);
	int zone = s->zone_qh < 0 ? -s->zone_qh : s->zone_qh;

	out[0] = swapped(c.year % 100);
	out[1] = swapped(c.month);
	out[2] = swapped(c.day);
	out[3] = swapped(c.hour);
	out[4] = swapped(c.minute);
	out[5] = swapped(c.second);
	out[6] = (uint8_t)(swapped(zone) | (s->zone_qh < 0 ? 0x08u : 0u));
}

/* An impossible date reads as 1970: the message stays good. */
static void parse_stamp(struct tpdu_stamp *s, const uint8_t *octets)
{
	struct civil c = {
		.year = 2000 + unswapped(octets[0]),
		.month = unswapped(octets[1]),
		.day = unswapped(octets[2]),
		.hour = unswapped(octets[3]),
		.minute = unswapped(octets[4]),
		.second = unswapped(octets[5]),
	};
	int zone = unswapped(octets[6] & 0xF7u);

	s->local_s = civil_valid(&c) ? civil_seconds(&c) : 0;
	s->zone_qh = (octets[6] & 0x08u) != 0 ? -zone : zone;
}

void tpdu_stamp_print(const struct tpdu_stamp *s, struct text *out)
{
	struct civil c = civil_of(s->local_s);
	const struct {
		char before;
		int value;
	} fields[] = { { '/', c.month }, { '/', c.day }, { ',', c.hour }, { ':', c.minute }, { ':', c.second },
		       { s->zone_qh < 0 ? '-' : '+', s->zone_qh < 0 ? -s->zone_qh : s->zone_qh } };

	text_padded(out, (uint32_t)(c.year % 100), 2);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		text_char(out, fields[i].before);
		text_padded(out, (uint32_t)fields[i].value, 2);
	}
}

/* --- Whole units --- */

static uint8_t first_octet(const struct tpdu *t)
{
	/* TP-VPF: 2 is relative (one octet), 3 absolute, 1 enhanced; who set 1 or 3 meant it. */
	static const uint8_t relative = 0x10u;
	uint8_t first = t->first & (uint8_t)~(FIRST_KIND | FIRST_HEADER);

	if (t->kind == TPDU_SUBMIT && t->validity_len != 7)
		first = (uint8_t)((first & ~FIRST_VALIDITY) | (t->validity_len == 1 ? relative : 0u));
	return (uint8_t)(first | (uint8_t)t->kind | (t->payload.header ? FIRST_HEADER : 0u));
}

size_t tpdu_print(const struct tpdu *t, uint8_t *out)
{
	uint8_t *at = out;

	*at++ = first_octet(t);
	if (t->kind == TPDU_SUBMIT)
		*at++ = t->reference;
	at += print_address(&t->number, at);
	*at++ = t->pid;
	*at++ = t->payload.dcs;
	if (t->kind == TPDU_DELIVER) {
		print_stamp(&t->stamp, at);
		at += 7;
	} else {
		memcpy(at, t->validity, t->validity_len);
		at += t->validity_len;
	}
	*at++ = t->payload.count;
	memcpy(at, t->payload.octets, payload_len(&t->payload));
	return (size_t)(at - out) + payload_len(&t->payload);
}

static int parse_payload(struct payload *p, const uint8_t *octets, size_t len)
{
	if (len < 1)
		return ERR_SYNTAX;
	p->count = octets[0];
	if (payload_len(p) > PAYLOAD_OCTETS_MAX || payload_len(p) != len - 1)
		return ERR_SYNTAX;
	memcpy(p->octets, octets + 1, len - 1);
	return 0;
}

int tpdu_parse(struct tpdu *t, const uint8_t *octets, size_t len)
{
	static const uint8_t validity_lens[] = { 0, 7, 1, 7 };
	size_t at = 0;

	*t = (struct tpdu){ .kind = TPDU_DELIVER };
	if (len < 2 || (octets[0] & FIRST_KIND) > TPDU_SUBMIT)
		return ERR_SYNTAX;
	t->first = octets[at++];
	t->kind = (t->first & FIRST_KIND) == TPDU_SUBMIT ? TPDU_SUBMIT : TPDU_DELIVER;
	if (t->kind == TPDU_SUBMIT)
		t->reference = octets[at++];

	int taken = parse_address(&t->number, octets + at, len - at);
	if (taken < 0)
		return taken;
	at += (size_t)taken;

	size_t time_len = 7;
	if (t->kind == TPDU_SUBMIT)
		time_len = t->validity_len = validity_lens[(t->first & FIRST_VALIDITY) >> 3];
	if (len - at < 2 + time_len)
		return ERR_SYNTAX;
	t->pid = octets[at++];
	t->payload.dcs = octets[at++];
	t->payload.header = (t->first & FIRST_HEADER) != 0;
	if (t->kind == TPDU_DELIVER)
		parse_stamp(&t->stamp, octets + at);
	else
		memcpy(t->validity, octets + at, time_len);
	return parse_payload(&t->payload, octets + at + time_len, len - at - time_len);
}
