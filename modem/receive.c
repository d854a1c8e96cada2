/* What is to be done next is in the state, never in a call stack: delete, join, read, sweep, in this order.
 * SPDX-License-Identifier: Apache-2.0 */
#include "modem/receive.h"

#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "modem/field.h"
#include "modem/modem.h"

#define CMS_BAD_INDEX 321

static void read_data(struct modem *m, const char *line);
static void read_done(struct modem *m, enum chat_result result, int code);

static const struct ask ask_read = {
	.prefix = "+CMGR:", .raw = true, .for_ms = 15000, .data = read_data, .done = read_done,
};

void receive_begin(struct modem *m)
{
	m->receive = (struct receive){ .header_read = false };
}

static void let_go(struct modem *m, struct concat_set *set)
{
	for (uint8_t i = 0; i < set->total; i++)
		storage_delete(m, &set->part[i]);
	*set = (struct concat_set){ .total = 0 };
}

/* --- What was read. --- */

static void begin_message(struct receive *r, const struct pdu_deliver *part)
{
	struct modem_message *msg = &r->message;

	msg->from = part->from;
	memcpy(msg->stamp, part->stamp, sizeof msg->stamp);
	msg->sent_known = part->sent_known;
	msg->sent_s = part->sent_s;
	msg->zone_qh = part->zone_qh;
	msg->text[0] = '\0';
	msg->cut = false;
}

static void append_text(struct receive *r, const char *more)
{
	struct text t = { r->message.text, sizeof r->message.text, strlen(r->message.text), r->message.cut };

	text_str(&t, more);
	r->message.cut = t.cut;
}

static void take_part(struct modem *m, const struct concat_place *place)
{
	struct receive *r = &m->receive;
	struct concat_set *set;

	switch (concat_note(&r->concat, &r->part, place, m->now_ms, &set)) {
	case CONCAT_WAITS:
		return;
	case CONCAT_COMPLETE:
		r->joining = set;
		r->joined = 0;
		return;
	case CONCAT_REPEATED:
		storage_delete(m, place);
		return;
	case CONCAT_CLASH:
	case CONCAT_FULL:
		modem_note(m, NOTE_WARNING, "incomplete message given up", NULL);
		let_go(m, set);
		concat_note(&r->concat, &r->part, place, m->now_ms, &set);
		return;
	}
}

/* A new message, or a part of one, at `place` (memory "" when it came directly and lies nowhere). */
static void take(struct modem *m, const struct concat_place *place)
{
	struct receive *r = &m->receive;

	if (r->part.kind == PDU_OTHER) {
		modem_note_line(m, NOTE_INFO, "message that is no text ignored", r->part.from.text);
		storage_delete(m, place);
		return;
	}
	if (r->part.total > 1 && (r->part.total > CONCAT_PARTS_MAX || place->memory[0] == '\0')) {
		modem_note_line(m, NOTE_WARNING, "part of a message that cannot be joined ignored", r->part.text);
		storage_delete(m, place);
		return;
	}
	if (r->part.total > 1) {
		take_part(m, place);
		return;
	}
	begin_message(r, &r->part);
	append_text(r, r->part.text);
	storage_delete(m, place);
	r->waiting = true;
}

/* The next part of a complete set has been read once more. */
static void join(struct modem *m)
{
	struct receive *r = &m->receive;
	struct concat_set *set = r->joining;

	if (!r->parsed || r->part.reference != set->reference || r->part.part != r->joined + 1) {
		/* It is no longer what it was: all is found anew by a sweep. */
		*set = (struct concat_set){ .total = 0 };
		r->joining = NULL;
		storage_sweep_in(m, STORAGE_SWEEP_SOON_MS);
		return;
	}
	if (r->joined == 0)
		begin_message(r, &r->part);
	append_text(r, r->part.text);
	if (++r->joined < set->total)
		return;
	r->joining = NULL;
	let_go(m, set);
	r->waiting = true;
}

static void read_pdu(struct modem *m, const char *line)
{
	struct receive *r = &m->receive;

	r->parsed = pdu_parse_deliver(line, (size_t)r->pdu_len, &r->part) == 0;
}

static void read_data(struct modem *m, const char *line)
{
	struct receive *r = &m->receive;
	struct field f = { line };

	if (!field_prefix(&f, "+CMGR:")) {
		if (r->header_read)
			read_pdu(m, line);
		return;
	}
	/* <stat>,[<alpha>],<length>: 27.005 4.2 */
	int32_t stat;
	if (field_number(&f, 0, 255, &stat) && field_skip(&f) && field_skip(&f))
		r->header_read = field_number(&f, 0, PDU_OCTETS_MAX, &r->pdu_len);
	else
		m->receive.text_mode = true;
}

/* What was read is no message: it is read once more, then given up. */
static void spoilt(struct modem *m)
{
	struct receive *r = &m->receive;

	r->second_try = !r->second_try;
	if (r->second_try)
		return;
	modem_note(m, NOTE_WARNING, "unreadable message deleted", NULL);
	storage_dequeue(m);
	storage_delete(m, &r->reading);
}

static void read_done(struct modem *m, enum chat_result result, int code)
{
	struct receive *r = &m->receive;

	if (r->text_mode) {
		modem_restart(m, "it has forgotten its settings");
		return;
	}
	if (result == RESULT_TIMEOUT)
		return; /* it is asked again, or the modem is gone */
	if (r->joining != NULL) {
		join(m);
		return;
	}
	if (result == RESULT_OK && r->header_read && !r->parsed) {
		spoilt(m);
		return;
	}
	r->second_try = false;
	storage_dequeue(m);
	if (r->parsed && result == RESULT_OK)
		take(m, &r->reading);
	else if (code != CMS_BAD_INDEX && result != RESULT_OK)
		storage_sweep_in(m, STORAGE_SWEEP_SOON_MS); /* refused for now */
}

bool receive_next(struct modem *m)
{
	struct receive *r = &m->receive;
	const struct storage *s = &m->storage;
	struct concat_set *stale = concat_stale(&r->concat, m->now_ms);

	if (r->waiting || !watch_settled(m))
		return false;
	if (s->delete_count == 0 && stale != NULL)
		let_go(m, stale);
	if (storage_delete_next(m))
		return true;
	if (r->joining == NULL && s->queued == 0)
		return storage_sweep_next(m);
	r->reading = r->joining != NULL ? r->joining->part[r->joined] : s->queue[0];
	r->header_read = false;
	r->parsed = false;
	storage_ask_at(m, &ask_read, "AT+CMGR=", &r->reading);
	return true;
}

uint64_t receive_deadline_ms(const struct modem *m)
{
	const struct receive *r = &m->receive;
	const struct storage *s = &m->storage;

	if (r->waiting || !watch_settled(m))
		return MODEM_NEVER;
	if (s->delete_count > 0 || r->joining != NULL || s->queued > 0)
		return m->now_ms;
	return s->sweep_at_ms;
}

static void heard_direct(struct modem *m, struct field *f)
{
	/* [<alpha>],<length> */
	m->receive.direct = field_skip(f) && field_number(f, 0, PDU_OCTETS_MAX, &m->receive.pdu_len);
}

static void heard_pdu(struct modem *m, const char *line)
{
	static const struct concat_place nowhere = { "", 0 };

	m->receive.direct = false;
	read_pdu(m, line);
	if (!m->receive.parsed || m->receive.waiting)
		modem_note_line(m, NOTE_WARNING, "message that came directly is lost", line);
	else
		take(m, &nowhere);
}

bool receive_heard(struct modem *m, const char *line)
{
	struct field f = { line };

	if (field_prefix(&f, "+CMTI:")) {
		storage_announced(m, f.at);
		return true;
	}
	if (field_prefix(&f, "+CMT:")) {
		heard_direct(m, &f);
		return true;
	}
	if (m->receive.direct && chat_hexadecimal(line)) {
		heard_pdu(m, line);
		return true;
	}
	return false;
}

void receive_done(struct modem *m)
{
	m->receive.waiting = false;
}
