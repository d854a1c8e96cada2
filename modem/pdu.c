/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/pdu.h"

#include <string.h>

#include "base/civil.h"
#include "base/err.h"
#include "base/text.h"
#include "modem/octets.h"

/* A cursor over octets: past the end it reads 0 and `ok` is lost. */
struct octets {
	const uint8_t *at;
	size_t left;
	bool ok;
};

static uint8_t take(struct octets *o)
{
	if (o->left == 0) {
		o->ok = false;
		return 0;
	}
	o->left--;
	return *o->at++;
}

static const uint8_t *take_many(struct octets *o, size_t len)
{
	const uint8_t *at = o->at;

	if (len > o->left) {
		o->ok = false;
		return NULL;
	}
	o->at += len;
	o->left -= len;
	return at;
}

/* The octets of a line, or ERR_SYNTAX. What exceeds PDU_OCTETS_MAX must be zeros. */
static int unhex(const char *hex, uint8_t *out)
{
	int len = 0;

	for (; hex[0] != '\0'; hex += 2) {
		int high = octets_nibble(hex[0]);
		int low = high < 0 ? -1 : octets_nibble(hex[1]);

		if (low < 0 || (len == PDU_OCTETS_MAX && (high | low) != 0))
			return ERR_SYNTAX;
		if (len < PDU_OCTETS_MAX)
			out[len++] = (uint8_t)(high << 4 | low);
	}
	return len;
}

static bool all_zero(const uint8_t *at, size_t len)
{
	while (len > 0 && at[len - 1] == 0)
		len--;
	return len == 0;
}

/* An address: its length in digits, its type, then swapped digits or packed letters (9.1.2.5). */
static void read_address(struct octets *o, struct number *n)
{
	static const char digit[] = "0123456789*#abc";
	uint8_t count = take(o);
	uint8_t type = take(o);
	const uint8_t *at = take_many(o, (count + 1u) / 2u);
	char text[NUMBER_CAP];
	struct text t;

	*n = (struct number){ .kind = NUMBER_NONE };
	text_init(&t, text, sizeof text);
	if (at == NULL || count == 0)
		return;
	if ((type >> 4 & 7) == 5) {
		octets_septets(&t, at, (count + 1u) / 2u, count * 4u / 7u, 0);
		number_name(n, text);
		return;
	}
	if ((type >> 4 & 7) == 1)
		text_char(&t, '+');
	for (size_t i = 0; i < count; i++) {
		unsigned value = i % 2 == 0 ? at[i / 2] & 15u : at[i / 2] >> 4;

		if (value < 15)
			text_char(&t, digit[value]);
	}
	/* A number with letters, or longer than any: nobody to answer. */
	if (t.cut || number_parse(n, text) != 0)
		number_name(n, text);
}

static int swapped(uint8_t octet)
{
	int low = octet & 15;
	int high = octet >> 4;

	return low > 9 || high > 9 ? -1 : low * 10 + high;
}

/* Local time at the service centre and its zone in quarter hours (9.2.3.11), as UTC. */
static bool read_stamp(const uint8_t *stamp, struct pdu_deliver *d)
{
	struct civil c = {
		.year = 2000 + swapped(stamp[0]),
		.month = swapped(stamp[1]),
		.day = swapped(stamp[2]),
		.hour = swapped(stamp[3]),
		.minute = swapped(stamp[4]),
		.second = swapped(stamp[5]),
	};
	int quarters = swapped(stamp[6] & 0xF7);

	if (swapped(stamp[0]) < 0 || quarters < 0 || !civil_valid(&c))
		return false;
	d->zone_qh = stamp[6] & 8 ? -quarters : quarters;
	d->sent_s = civil_seconds(&c) - d->zone_qh * 900;
	return true;
}

/* What a data coding scheme says (23.038 4). */
enum alphabet { ALPHABET_GSM7, ALPHABET_UCS2, ALPHABET_NONE };

static enum alphabet alphabet_of(uint8_t dcs)
{
	static const enum alphabet general[] = { ALPHABET_GSM7, ALPHABET_NONE, ALPHABET_UCS2, ALPHABET_GSM7 };

	if (dcs < 0x80) {
		/* Compressed text is sent by nobody; class 2 is data for the SIM. */
		bool unreadable = (dcs & 0x20) != 0 || (dcs & 0x13) == 0x12;

		return unreadable ? ALPHABET_NONE : general[dcs >> 2 & 3];
	}
	if (dcs < 0xC0)
		return ALPHABET_GSM7;
	if (dcs < 0xF0)
		return ALPHABET_NONE; /* 0xC0..0xEF: signs that messages wait elsewhere */
	return (dcs & 4) != 0 || (dcs & 3) == 2 ? ALPHABET_NONE : ALPHABET_GSM7;
}

/* A telephone's own protocol identifiers are text; 0x40 is a silent type 0, above 0x47 are orders to the SIM (9.2.3.9). */
static bool text_protocol(uint8_t pid)
{
	return pid < 0x20 || (pid >= 0x41 && pid <= 0x47);
}

/* Walks the information elements of a user data header (9.2.3.24). false: it addresses no person. */
static bool read_header(const uint8_t *at, size_t len, struct pdu_deliver *d)
{
	bool person = true;

	for (size_t i = 0; i + 2 <= len && i + 2 + at[i + 1] <= len; i += 2u + at[i + 1]) {
		const uint8_t *value = at + i + 2;
		uint8_t size = at[i + 1];
		bool eight = at[i] == 0x00 && size == 3;
		bool sixteen = at[i] == 0x08 && size == 4;

		if (at[i] == 0x01 || at[i] == 0x04 || at[i] == 0x05)
			person = false;
		if (!eight && !sixteen)
			continue;
		if (value[size - 1] == 0 || value[size - 1] > value[size - 2])
			continue;
		d->reference = (uint16_t)(eight ? value[0] : value[0] << 8 | value[1]);
		d->total = value[size - 2];
		d->part = value[size - 1];
	}
	return person;
}

/* UCS-2 of Latin letters that goes by the name of GSM-7: as many octets as there should be septets, every first zero. */
static bool reads_as_ucs2(const uint8_t *at, size_t len, size_t count)
{
	for (size_t i = 0; i + 1 < len; i += 2)
		if (at[i] != 0 || at[i + 1] < 0x20)
			return false;
	return len == count && len >= 2 && len % 2 == 0;
}

static void read_septets(struct text *t, const uint8_t *at, size_t len, size_t count, size_t header)
{
	size_t skip = (header * 8 + 6) / 7; /* septets that the header takes, its fill bits included */
	size_t room = len * 8 / 7;
	bool over = count > room;

	count = over ? room : count;
	/* The last bits may look like one more character, which is an @. */
	while (over && count > skip && octets_septet(at, len, count - 1, 0) == 0)
		count--;
	if (count > skip)
		octets_septets(t, at, len, count - skip, skip * 7);
}

/* User data: its length, perhaps a header, the text. A length that exceeds what is there is clamped; one that leaves
 * something over has been spoilt, and what it cuts off may be what matters. */
static void read_user_data(struct octets *o, bool has_header, enum alphabet alphabet, struct pdu_deliver *d)
{
	size_t count = take(o);
	const uint8_t *at = o->at;
	size_t len = o->left;
	size_t header = has_header && len > 0 ? at[0] + 1u : 0;
	struct text t;

	text_init(&t, d->text, sizeof d->text);
	if (alphabet == ALPHABET_GSM7 && header == 0 && reads_as_ucs2(at, len, count))
		alphabet = ALPHABET_UCS2;
	size_t used = alphabet == ALPHABET_GSM7 ? (count * 7 + 7) / 8 : count;
	if (used < len && !all_zero(at + used, len - used))
		alphabet = ALPHABET_NONE;
	if (header > len || (header > 0 && !read_header(at + 1, header - 1, d)))
		alphabet = ALPHABET_NONE;
	switch (alphabet) {
	case ALPHABET_NONE:
		d->kind = PDU_OTHER;
		return;
	case ALPHABET_UCS2:
		len = count < len ? count : len;
		if (header <= len)
			octets_utf16(&t, at + header, len - header);
		return;
	case ALPHABET_GSM7:
		read_septets(&t, at, len, count, header);
		return;
	}
}

int pdu_unhex(const char *hex, size_t tpdu_len, uint8_t *tpdu)
{
	uint8_t octets[PDU_OCTETS_MAX];
	int len = unhex(hex, octets);

	if (len < 1 || tpdu_len > PDU_OCTETS_MAX || (size_t)len < 1u + octets[0] + tpdu_len)
		return ERR_SYNTAX;
	const uint8_t *at = octets + 1 + octets[0];
	/* Some pad. */
	if (!all_zero(at + tpdu_len, (size_t)len - 1u - octets[0] - tpdu_len))
		return ERR_SYNTAX;
	memcpy(tpdu, at, tpdu_len);
	return 0;
}

int pdu_read_deliver(const uint8_t *tpdu, size_t len, struct pdu_deliver *d)
{
	struct octets o = { tpdu, len, true };

	*d = (struct pdu_deliver){ .kind = PDU_TEXT, .total = 1, .part = 1 };
	uint8_t first = take(&o);

	if ((first & 3) != 0)
		return ERR_SYNTAX;
	read_address(&o, &d->from);
	uint8_t pid = take(&o);
	uint8_t dcs = take(&o);
	const uint8_t *stamp = take_many(&o, PDU_STAMP_LEN);
	if (!o.ok || o.left == 0)
		return ERR_SYNTAX;
	memcpy(d->stamp, stamp, PDU_STAMP_LEN);
	d->sent_known = read_stamp(stamp, d);
	read_user_data(&o, (first & 0x40) != 0, text_protocol(pid) ? alphabet_of(dcs) : ALPHABET_NONE, d);
	return 0;
}

int pdu_parse_deliver(const char *hex, size_t tpdu_len, struct pdu_deliver *d)
{
	uint8_t tpdu[PDU_OCTETS_MAX];

	return pdu_unhex(hex, tpdu_len, tpdu) == 0 ? pdu_read_deliver(tpdu, tpdu_len, d) : ERR_SYNTAX;
}
