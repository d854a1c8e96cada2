/* What is to be done next is in the state, never in a call stack: delete, join, read, sweep, in this order.
 * SPDX-License-Identifier: Apache-2.0 */
#include "modem/receive.h"

#include <string.h>

#include "base/assert.h"
#include "base/crc.h"
#include "base/text.h"
#include "modem/field.h"
#include "modem/modem.h"

#define CMS_BAD_INDEX 321
#define SAME_ENOUGH 2 /* times the same as the time before */
#define SPOILT_MAX 8 /* readings of a message that the line spoils anew each time */

static void read_data(struct modem *m, const char *line);
static void read_done(struct modem *m, enum chat_result result, int code);

static const struct ask ask_read = {
	.prefix = "+CMGR:", .raw = true, .for_ms = 15000, .data = read_data, .done = read_done,
};

void receive_begin(struct modem *m)
{
	struct receive *r = &m->receive;

	concat_keep(&r->concat, MEMORY_DIRECT);
	r->joining = NULL;
	r->joined = 0;
	r->waiting = false;
	r->found = FOUND_NOTHING;
}

static void let_go(struct modem *m, struct concat_set *set, bool doubtful)
{
	for (uint8_t i = 0; i < set->first.total; i++)
		storage_delete(m, &set->part[i], set->check[i], doubtful);
	set->count = 0;
}

void receive_give_up(struct modem *m, struct concat_set *set)
{
	modem_note(m, NOTE_WARNING, "incomplete message given up", NULL);
	let_go(m, set, true);
}

/* --- The message that is handed over. --- */

void receive_fill(struct modem *m, const struct pdu_deliver *part)
{
	struct modem_message *msg = &m->receive.message;

	msg->from = part->from;
	memcpy(msg->stamp, part->stamp, sizeof msg->stamp);
	msg->sent_known = part->sent_known;
	msg->sent_s = part->sent_s;
	msg->zone_qh = part->zone_qh;
	msg->text[0] = '\0';
	msg->cut = false;
}

void receive_append(struct modem *m, const char *more)
{
	struct modem_message *msg = &m->receive.message;
	struct text t = { msg->text, sizeof msg->text, strlen(msg->text), msg->cut };

	text_str(&t, more);
	msg->cut = t.cut;
}

static void hand_over(struct modem *m, bool direct)
{
	struct receive *r = &m->receive;

	r->direct = direct;
	r->waiting = true;
	if (r->message.sent_known)
		clock_stamp(m, r->message.sent_s, r->message.zone_qh);
}

void receive_direct(struct modem *m)
{
	struct receive *r = &m->receive;

	/* What was being read, or joined, has lost its room. */
	if (r->found != FOUND_NOTHING)
		r->found = FOUND_OVER;
	r->joined = 0;
	hand_over(m, true);
}

/* --- What was read. --- */

void receive_part(struct modem *m, const struct concat_part *part, uint16_t check, const struct concat_place *place)
{
	struct receive *r = &m->receive;
	uint16_t there;
	struct concat_set *set = concat_at(&r->concat, place, &there);

	/* Announced twice. */
	if (set != NULL && there == check)
		return;
	switch (concat_note(&r->concat, part, check, place, m->now_ms, &set)) {
	case CONCAT_NOTED:
		return;
	case CONCAT_REPEATED:
		storage_delete(m, place, check, false);
		return;
	case CONCAT_CLASH:
	case CONCAT_FULL:
		receive_give_up(m, set);
		concat_note(&r->concat, part, check, place, m->now_ms, &set);
		return;
	}
}

/* What lay there was a part of a message; by now it is something else. */
static void forget_part(struct modem *m)
{
	struct receive *r = &m->receive;
	uint16_t there;
	struct concat_set *set = concat_at(&r->concat, &r->reading, &there);

	if (set == NULL || there == r->check)
		return;
	set->count = 0;
	storage_sweep_in(m, STORAGE_SWEEP_EMPTY_MS);
}

/* A new message, or a part of one. */
static void take(struct modem *m)
{
	struct receive *r = &m->receive;

	forget_part(m);
	if (r->kind == PDU_TEXT && r->part.total > 1 && r->part.total <= CONCAT_PARTS_MAX) {
		receive_part(m, &r->part, r->check, &r->reading);
		return;
	}
	storage_delete(m, &r->reading, r->check, false);
	if (r->kind == PDU_TEXT && r->part.total == 1)
		hand_over(m, false);
	else
		modem_note_line(m, NOTE_INFO, "message that is no text ignored", r->message.from.text);
}

/* The next part of a complete set has been read once more. */
static void join(struct modem *m)
{
	struct receive *r = &m->receive;
	struct concat_set *set = r->joining;
	bool there = r->found == FOUND_MESSAGE;

	if (there && ++r->joined < set->first.total)
		return;
	r->joining = NULL;
	r->joined = 0;
	if (there) {
		let_go(m, set, false);
		hand_over(m, false);
		return;
	}
	/* It is no longer what it was: all is found anew by a sweep. */
	set->count = 0;
	storage_sweep_in(m, STORAGE_SWEEP_EMPTY_MS);
}

static void read_deliver(struct modem *m, const struct pdu_deliver *d)
{
	struct receive *r = &m->receive;

	r->found = FOUND_MESSAGE;
	r->kind = (uint8_t)d->kind;
	r->part = (struct concat_part){ concat_sender(&d->from), d->reference, d->total, d->part };
	if (r->joined == 0)
		receive_fill(m, d);
	receive_append(m, d->text);
}

static void read_pdu(struct modem *m, const char *line)
{
	struct receive *r = &m->receive;
	const struct concat_set *set = r->joining;
	struct pdu_deliver d;

	r->check = storage_check(line);
	/* All of it, for what is spoilt. */
	r->line_check = (uint16_t)crc_32(r->pdu_len, line, strlen(line));
	if (r->waiting)
		r->found = FOUND_OVER;
	else if (pdu_parse_deliver(line, r->pdu_len, &d) != 0 || (set != NULL && r->check != set->check[r->joined]))
		r->found = FOUND_SPOILT;
	else
		read_deliver(m, &d);
}

static void read_data(struct modem *m, const char *line)
{
	struct receive *r = &m->receive;
	struct field f = { line };
	int32_t len;

	if (!field_prefix(&f, "+CMGR:")) {
		if (r->found == FOUND_HEADER)
			read_pdu(m, line);
		return;
	}
	/* <stat>,[<alpha>],<length>: 27.005 4.2. Some say it twice. */
	r->text_mode = *f.at == '"';
	if (r->found != FOUND_NOTHING || !field_last(&f, 0, PDU_OCTETS_MAX, &len))
		return;
	r->pdu_len = (uint16_t)len;
	r->found = FOUND_HEADER;
}

/* What was read is no message. One that reads the same three times is given up; one that does not suffers on the line, where
 * even two can be alike by chance. */
static void spoilt(struct modem *m)
{
	struct receive *r = &m->receive;
	bool same = r->found == FOUND_SPOILT && r->spoilt_count > 0 && r->line_check == r->spoilt_check;

	r->spoilt_check = r->line_check;
	r->same_count = (uint8_t)(same ? r->same_count + 1 : 0);
	if (r->same_count < SAME_ENOUGH && ++r->spoilt_count < SPOILT_MAX)
		return;
	r->spoilt_count = 0;
	storage_dequeue(m);
	if (r->same_count == SAME_ENOUGH) {
		modem_note(m, NOTE_WARNING, "unreadable message deleted", NULL);
		storage_delete(m, &r->reading, r->check, false);
	}
}

static void read_done(struct modem *m, enum chat_result result, int code)
{
	struct receive *r = &m->receive;
	uint8_t found = r->found;

	r->found = FOUND_NOTHING;
	if (r->text_mode) {
		modem_restart(m, "it has forgotten its settings");
		return;
	}
	/* It is asked again, or the modem is gone. */
	if (found == FOUND_OVER || (result == RESULT_TIMEOUT && found != FOUND_MESSAGE))
		return;
	r->found = found;
	if (r->joining != NULL) {
		join(m);
	} else if (result != RESULT_ERROR && (found == FOUND_SPOILT || found == FOUND_HEADER)) {
		spoilt(m);
	} else {
		r->spoilt_count = 0;
		storage_dequeue(m);
		if (result != RESULT_ERROR && found == FOUND_MESSAGE)
			take(m);
		else
			storage_sweep_in(m, result == RESULT_OK || code == CMS_BAD_INDEX ? STORAGE_SWEEP_EMPTY_MS :
											  STORAGE_SWEEP_SOON_MS);
	}
	r->found = FOUND_NOTHING;
}

/* --- What is next. --- */

/* Parts that came directly need not be asked for. */
static void join_direct(struct modem *m)
{
	struct receive *r = &m->receive;
	struct pdu_deliver d;

	while (r->joining != NULL && r->joining->part[r->joined].memory == MEMORY_DIRECT) {
		/* What found no room is cut off; without the first part it is nothing. */
		bool first = r->joined == 0;

		r->found = first ? FOUND_SPOILT : FOUND_MESSAGE;
		if (direct_part(m, r->joining->part[r->joined].index, &d))
			read_deliver(m, &d);
		else
			r->message.cut = !first;
		join(m);
	}
	r->found = FOUND_NOTHING;
}

static bool something_to_read(const struct modem *m)
{
	return m->receive.joining != NULL || m->storage.queued > 0;
}

bool receive_next(struct modem *m)
{
	struct receive *r = &m->receive;
	struct storage *s = &m->storage;
	struct concat_set *oldest = concat_oldest(&r->concat);

	if (r->waiting)
		return false;
	/* What was executed goes at once: who knows what comes next. */
	if (storage_delete_next(m))
		return true;
	if (!watch_settled(m))
		return false;
	if (oldest != NULL && m->now_ms - oldest->since_ms > CONCAT_WAIT_MS && r->joining == NULL)
		receive_give_up(m, oldest);
	int complete = concat_complete(&r->concat);
	if (r->joining == NULL && complete >= 0)
		r->joining = &r->concat.set[complete];
	join_direct(m);
	if (r->waiting)
		return false;
	if ((storage_urgent(m) || !something_to_read(m)) && sweep_next(m))
		return true;
	if (!something_to_read(m))
		return false;
	r->reading = r->joining != NULL ? r->joining->part[r->joined] : s->queue[0];
	r->text_mode = false;
	storage_ask_at(m, &ask_read, "AT+CMGR=", &r->reading, "");
	return true;
}

uint64_t receive_deadline_ms(const struct modem *m)
{
	const struct receive *r = &m->receive;
	const struct storage *s = &m->storage;

	if (!r->waiting && s->delete_count > 0)
		return m->now_ms;
	if (r->waiting || !watch_settled(m))
		return MODEM_NEVER;
	if (s->queued > 0 || concat_complete(&r->concat) >= 0)
		return m->now_ms;
	return s->main_memory == MEMORY_NONE ? MODEM_NEVER : s->sweep_at_ms;
}

bool receive_heard(struct modem *m, const char *line)
{
	struct field f = { line };

	if (field_prefix(&f, "+CMTI:") || field_prefix(&f, "+CDSI:")) {
		storage_announced(m, f.at);
		return true;
	}
	return direct_heard(m, line) || storage_heard(m, line);
}

bool receive_expects_pdu(const struct modem *m)
{
	return m->chat.raw_next || direct_expects_pdu(m);
}

void receive_done(struct modem *m)
{
	struct receive *r = &m->receive;

	if (r->waiting && r->direct)
		direct_taken(m);
	r->waiting = false;
}
