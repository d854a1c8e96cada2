/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/deliver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/civil.h"
#include "sim/tpdu.h"

struct deliver deliver_part(const char *from, const char *text, unsigned reference, unsigned total, unsigned part)
{
	return (struct deliver){ .from = from, .text = text, .second = part, .reference = reference, .total = total, .part = part };
}

const char *deliver_pdu(const struct deliver *d, size_t *tpdu_len)
{
	static char hex[DELIVER_CAP];
	const struct civil when = { 2026, 2, 12, 12, 5, (int)d->second };
	const struct payload_part part = { (uint16_t)d->reference, (uint8_t)d->total, (uint8_t)d->part, d->reference > 255 };
	struct tpdu t = { .kind = TPDU_DELIVER, .first = 0x04, .stamp = { civil_seconds(&when), 8 } };
	uint8_t octets[TPDU_CAP];
	struct text out;

	assert_int_equal(number_parse(&t.number, d->from), 0);
	t.payload.dcs = payload_plain(d->text) ? 0x00 : 0x08;
	assert_int_equal(payload_put(&t.payload, d->text, &part), strlen(d->text));
	*tpdu_len = tpdu_print(&t, octets);
	text_init(&out, hex, sizeof hex);
	text_hex(&out, 0);
	for (size_t i = 0; i < *tpdu_len; i++)
		text_hex(&out, octets[i]);
	assert_false(out.cut);
	return hex;
}

const char *deliver_line(const char *head, const struct deliver *d, const char *tail)
{
	static char rooms[64][DELIVER_CAP + 64];
	static unsigned turn;
	char *room = rooms[turn++ % 64];
	size_t len;
	const char *pdu = deliver_pdu(d, &len);

	assert_true((size_t)snprintf(room, sizeof rooms[0], "\r\n%s%zu\r\n%s%s", head, len, pdu, tail) < sizeof rooms[0]);
	return room;
}

const char *deliver_read(const struct deliver *d)
{
	return deliver_line("+CMGR: 0,,", d, "\r\n\r\nOK\r\n");
}
