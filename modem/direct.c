/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/direct.h"

#include "base/text.h"
#include "modem/field.h"
#include "modem/modem.h"

#define PDU_WITHIN_MS 5000
#define ACK_AGAIN_MS 1000 /* the network waits for some 15 s */
#define CMS_NONE_EXPECTED 340
#define NO_ROOM UINT16_MAX

static void service_data(struct modem *m, const char *line);
static void service_done(struct modem *m, enum chat_result result, int code);
static void ack_done(struct modem *m, enum chat_result result, int code);

static const struct ask ask_service = {
	.prefix = "+CSMS:", .for_ms = 5000, .data = service_data, .done = service_done,
};
static const struct ask ask_ack = { .for_ms = 5000, .done = ack_done };

void direct_begin(struct modem *m)
{
	struct direct *d = &m->direct;

	d->pdu_until_ms = 0;
	/* One that came before, and that a modem which went on still wants acknowledged: else it hands over no more. */
	d->owed = m->profile->direct ? 1 : 0;
	d->tries = 0;
	d->form = 0;
	d->service = SERVICE_UNKNOWN;
	d->next_at_ms = 0;
}

/* --- Acknowledging. --- */

static void owe(struct modem *m)
{
	if (m->direct.owed < UINT8_MAX)
		m->direct.owed++;
}

void direct_taken(struct modem *m)
{
	owe(m);
}

/* The family's own form, twice, then all that there are. */
static const char *form(const struct modem *m)
{
	static const char *const forms[] = { "AT+CNMA", "AT+CNMA=1", "AT+CNMA=0" };

	return m->direct.form < 2 ? m->profile->ack : forms[m->direct.form - 2];
}
#define FORMS 5

bool direct_next(struct modem *m)
{
	struct direct *d = &m->direct;

	if (d->owed == 0 || m->now_ms < d->next_at_ms)
		return false;
	if (m->profile->direct)
		d->service = SERVICE_ACKNOWLEDGED;
	switch ((enum direct_service)d->service) {
	case SERVICE_UNKNOWN:
		modem_ask(m, &ask_service, "AT+CSMS?");
		return true;
	case SERVICE_PLAIN:
		d->owed = 0;
		return false;
	case SERVICE_ACKNOWLEDGED:
		modem_ask(m, &ask_ack, form(m));
		return true;
	}
	return false;
}

uint64_t direct_deadline_ms(const struct modem *m)
{
	return m->direct.owed == 0 ? MODEM_NEVER : m->direct.next_at_ms;
}

/* <service>,<mt>,<mo>,<bm>: 27.005 3.2.1 */
static void service_data(struct modem *m, const char *line)
{
	struct field f = { line };
	int32_t service;

	if (field_prefix(&f, "+CSMS:") && field_number(&f, 0, 255, &service))
		m->direct.service = service > 0 ? SERVICE_ACKNOWLEDGED : SERVICE_PLAIN;
}

static void service_done(struct modem *m, enum chat_result result, int code)
{
	(void)result;
	(void)code;
	if (m->direct.service == SERVICE_UNKNOWN)
		m->direct.service = SERVICE_PLAIN;
}

static void ack_done(struct modem *m, enum chat_result result, int code)
{
	struct direct *d = &m->direct;

	if (result == RESULT_OK || code == CMS_NONE_EXPECTED) {
		d->owed = (uint8_t)(code == CMS_NONE_EXPECTED ? 0 : d->owed - 1);
		d->tries = 0;
		return;
	}
	d->next_at_ms = m->now_ms + ACK_AGAIN_MS;
	d->form = (uint8_t)((d->form + 1) % FORMS);
	if (++d->tries < FORMS)
		return;
	/* The modem may hand over nothing more now, until it is told anew. */
	modem_note(m, NOTE_WARNING, "modem takes no acknowledgement of messages", NULL);
	d->owed = 0;
	d->tries = 0;
	check_soon(m);
}

/* --- Parts. --- */

bool direct_part(struct modem *m, uint16_t index, struct pdu_deliver *d)
{
	const uint8_t *at = m->direct.room;

	return index < m->direct.used && pdu_read_deliver(at + index + 1, at[index], d) == 0;
}

/* Where a part of so many octets can be put, at the cost of other messages if need be. */
static uint16_t find_room(struct modem *m, const struct concat_part *part, size_t len)
{
	struct direct *d = &m->direct;
	bool used = false;

	for (int i = 0; i < CONCAT_SETS_MAX; i++) {
		struct concat_set *set = &m->receive.concat.set[i];

		if (!concat_in(set, MEMORY_DIRECT))
			continue;
		if (d->used + len >= sizeof d->room && !concat_akin(&set->first, part))
			receive_give_up(m, set);
		else
			used = true;
	}
	d->used = used ? d->used : 0;
	return d->used + len < sizeof d->room ? d->used : NO_ROOM;
}

static void take_part(struct modem *m, const char *line, const struct pdu_deliver *pdu)
{
	struct direct *d = &m->direct;
	const struct concat_part part = { concat_sender(&pdu->from), pdu->reference, pdu->total, pdu->part };
	const struct concat_place place = { MEMORY_DIRECT, find_room(m, &part, d->pdu_len) };

	if (place.index != NO_ROOM) {
		d->room[place.index] = (uint8_t)d->pdu_len;
		pdu_unhex(line, d->pdu_len, &d->room[place.index + 1]);
		d->used = (uint16_t)(d->used + 1 + d->pdu_len);
	}
	receive_part(m, &part, storage_check(line), &place);
}

/* --- What comes. --- */

static void take(struct modem *m, const char *line)
{
	struct pdu_deliver pdu;

	if (m->direct.report || pdu_parse_deliver(line, m->direct.pdu_len, &pdu) != 0 || pdu.kind == PDU_OTHER) {
		modem_note(m, NOTE_INFO, "message that is no text ignored", NULL);
		owe(m);
		return;
	}
	/* Not acknowledged, it may come again. */
	if (m->receive.waiting && pdu.total == 1) {
		modem_note(m, NOTE_WARNING, "message that came too fast is lost", NULL);
		return;
	}
	if (pdu.total > CONCAT_PARTS_MAX)
		modem_note_line(m, NOTE_WARNING, "part of a message that cannot be joined ignored", pdu.text);
	else if (pdu.total > 1)
		take_part(m, line, &pdu);
	if (pdu.total > 1) {
		owe(m);
		return;
	}
	receive_fill(m, &pdu);
	receive_append(m, pdu.text);
	receive_direct(m);
}

bool direct_expects_pdu(const struct modem *m)
{
	return m->direct.pdu_until_ms > m->now_ms;
}

bool direct_heard(struct modem *m, const char *line)
{
	struct direct *d = &m->direct;
	struct field f = { line };
	int32_t len;

	if (direct_expects_pdu(m) && chat_hexadecimal(line)) {
		d->pdu_until_ms = 0;
		take(m, line);
		return true;
	}
	bool message = field_prefix(&f, "+CMT:");
	if (!message && !field_prefix(&f, "+CDS:"))
		return false;
	/* [<alpha>],<length>; in text mode something else. */
	if (field_last(&f, 0, PDU_OCTETS_MAX, &len)) {
		d->pdu_until_ms = m->now_ms + PDU_WITHIN_MS;
		d->pdu_len = (uint16_t)len;
		d->report = !message;
	} else {
		check_soon(m);
	}
	return true;
}
