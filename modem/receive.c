/* What is to be done next is in the state, never in a call stack: delete, join, read, sweep, in this order.
 * SPDX-License-Identifier: Apache-2.0 */
#include "modem/receive.h"

#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "modem/field.h"
#include "modem/modem.h"

#define SWEEP_EVERY_MS 60000
#define SWEEP_SOON_MS 10000
#define CMS_BAD_INDEX 321

static void memory_done(struct modem *m, enum chat_result result, int code);
static void read_data(struct modem *m, const char *line);
static void read_done(struct modem *m, enum chat_result result, int code);
static void list_data(struct modem *m, const char *line);
static void list_done(struct modem *m, enum chat_result result, int code);
static void delete_done(struct modem *m, enum chat_result result, int code);

static const struct ask ask_memory = { "+CPMS:", false, false, 20000, NULL, memory_done };
static const struct ask ask_read = { "+CMGR:", true, false, 15000, read_data, read_done };
static const struct ask ask_list = { "+CMGL:", true, false, 30000, list_data, list_done };
static const struct ask ask_delete = { NULL, false, false, 20000, NULL, delete_done };

void receive_begin(struct modem *m)
{
	m->receive = (struct receive){ .sim_unswept = true };
}

static void name_memory(char *memory, const char *name)
{
	struct text t;

	text_init(&t, memory, 3);
	text_bytes(&t, name, strlen(name) < 2 ? strlen(name) : 2);
}

void receive_use(struct modem *m, const char *memory)
{
	name_memory(m->receive.memory, memory);
	name_memory(m->receive.main_memory, memory);
}

/* --- Places to read. --- */

static void sweep_in(struct modem *m, uint64_t for_ms)
{
	uint64_t at_ms = m->now_ms + for_ms;

	if (m->receive.sweep_at_ms > at_ms)
		m->receive.sweep_at_ms = at_ms;
}

static void enqueue(struct modem *m, const char *memory, int32_t index)
{
	struct receive *r = &m->receive;
	struct concat_place place = { .index = index };

	name_memory(place.memory, memory);
	if (concat_holds(&r->concat, &place))
		return;
	for (int i = 0; i < r->queued; i++)
		if (concat_same_place(&r->queue[i], &place))
			return;
	if (r->queued == RECEIVE_QUEUE_MAX) {
		r->more = true;
		sweep_in(m, 0);
		return;
	}
	r->queue[r->queued++] = place;
}

static void dequeue(struct receive *r)
{
	ASSERT(r->queued > 0);
	r->queued--;
	memmove(r->queue, r->queue + 1, r->queued * sizeof *r->queue);
}

static void delete_later(struct receive *r, const struct concat_place *place)
{
	if (place->memory[0] == '\0')
		return;
	ASSERT(r->delete_count < CONCAT_PARTS_MAX);
	r->deleting[r->delete_count++] = *place;
}

static void let_go(struct receive *r, struct concat_set *set)
{
	for (uint8_t i = 0; i < set->total; i++)
		delete_later(r, &set->part[i]);
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
		delete_later(r, place);
		return;
	case CONCAT_CLASH:
	case CONCAT_FULL:
		modem_note(m, NOTE_WARNING, "incomplete message given up", NULL);
		let_go(r, set);
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
		delete_later(r, place);
		return;
	}
	if (r->part.total > 1 && (r->part.total > CONCAT_PARTS_MAX || place->memory[0] == '\0')) {
		modem_note_line(m, NOTE_WARNING, "part of a message that cannot be joined ignored", r->part.text);
		delete_later(r, place);
		return;
	}
	if (r->part.total > 1) {
		take_part(m, place);
		return;
	}
	begin_message(r, &r->part);
	append_text(r, r->part.text);
	delete_later(r, place);
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
		sweep_in(m, SWEEP_SOON_MS);
		return;
	}
	if (r->joined == 0)
		begin_message(r, &r->part);
	append_text(r, r->part.text);
	if (++r->joined < set->total)
		return;
	r->joining = NULL;
	let_go(r, set);
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
	dequeue(r);
	delete_later(r, &r->reading);
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
	dequeue(r);
	if (r->parsed && result == RESULT_OK)
		take(m, &r->reading);
	else if (code != CMS_BAD_INDEX && result != RESULT_OK)
		sweep_in(m, SWEEP_SOON_MS); /* refused for now */
}

/* --- Commands. --- */

static void ask_with_index(struct modem *m, const struct ask *ask, const char *name, int32_t index)
{
	char command[CHAT_COMMAND_CAP];
	struct text t;

	text_init(&t, command, sizeof command);
	text_str(&t, name);
	text_number(&t, index);
	modem_ask(m, ask, command);
}

/* Makes `memory` the one that commands go to; true when that had to be asked for. */
static bool turn_to(struct modem *m, const char *memory)
{
	char command[CHAT_COMMAND_CAP];
	struct text t;

	if (text_same(m->receive.memory, memory))
		return false;
	name_memory(m->receive.turning_to, memory);
	text_init(&t, command, sizeof command);
	text_str(&t, "AT+CPMS=\"");
	text_str(&t, memory);
	text_str(&t, "\"");
	modem_ask(m, &ask_memory, command);
	return true;
}

static void delete_done(struct modem *m, enum chat_result result, int code)
{
	struct receive *r = &m->receive;

	(void)code;
	if (result == RESULT_TIMEOUT)
		return;
	if (result == RESULT_ERROR)
		modem_note(m, NOTE_WARNING, "modem does not delete a message", NULL);
	r->delete_count--;
	memmove(r->deleting, r->deleting + 1, r->delete_count * sizeof *r->deleting);
}

static void list_data(struct modem *m, const char *line)
{
	struct field f = { line };
	int32_t index;

	if (field_prefix(&f, "+CMGL:") && field_number(&f, 0, INT32_MAX, &index))
		enqueue(m, m->receive.memory, index);
}

static void end_sweep(struct modem *m)
{
	struct receive *r = &m->receive;

	r->swept_main = false;
	r->sweep_at_ms = m->now_ms + (r->more ? 0 : SWEEP_EVERY_MS);
	r->more = false;
}

static void memory_done(struct modem *m, enum chat_result result, int code)
{
	struct receive *r = &m->receive;

	(void)code;
	if (result == RESULT_TIMEOUT)
		return;
	if (result == RESULT_OK) {
		name_memory(r->memory, r->turning_to);
		return;
	}
	/* A memory that the modem does not have: nothing can be read or deleted there. */
	r->memory[0] = '\0';
	while (r->queued > 0 && text_same(r->queue[0].memory, r->turning_to))
		dequeue(r);
	r->delete_count = 0;
	if (text_same(r->turning_to, r->main_memory)) {
		modem_restart(m, "it refuses its own memory");
		return;
	}
	r->sim_unswept = false;
	end_sweep(m);
}

/* The memory that the sweep looks at next: the main one, then, once after a start, the SIM's. */
static const char *sweep_target(const struct receive *r)
{
	return r->swept_main ? "SM" : r->main_memory;
}

static void list_done(struct modem *m, enum chat_result result, int code)
{
	struct receive *r = &m->receive;

	(void)code;
	(void)result;
	if (text_same(r->memory, "SM"))
		r->sim_unswept = false;
	r->swept_main = true;
	if (!r->sim_unswept)
		end_sweep(m);
}

bool receive_next(struct modem *m)
{
	struct receive *r = &m->receive;
	struct concat_set *stale = concat_stale(&r->concat, m->now_ms);

	if (r->waiting || !watch_settled(m))
		return false;
	if (r->delete_count == 0 && stale != NULL)
		let_go(r, stale);
	if (r->delete_count > 0) {
		if (!turn_to(m, r->deleting[0].memory))
			ask_with_index(m, &ask_delete, "AT+CMGD=", r->deleting[0].index);
		return true;
	}
	if (r->joining != NULL || r->queued > 0) {
		r->reading = r->joining != NULL ? r->joining->part[r->joined] : r->queue[0];
		r->header_read = false;
		r->parsed = false;
		if (!turn_to(m, r->reading.memory))
			ask_with_index(m, &ask_read, "AT+CMGR=", r->reading.index);
		return true;
	}
	if (m->now_ms < r->sweep_at_ms)
		return false;
	if (!turn_to(m, sweep_target(r)))
		modem_ask(m, &ask_list, "AT+CMGL=4");
	return true;
}

uint64_t receive_deadline_ms(const struct modem *m)
{
	const struct receive *r = &m->receive;

	if (r->waiting || !watch_settled(m))
		return MODEM_NEVER;
	if (r->delete_count > 0 || r->joining != NULL || r->queued > 0)
		return m->now_ms;
	return r->sweep_at_ms;
}

static void heard_announcement(struct modem *m, struct field *f)
{
	char memory[8];
	int32_t index;

	/* Some announce no place, or index -1: then only a look at all of them finds it. */
	if (field_string(f, memory, sizeof memory) && field_comma(f) && field_number(f, 0, 65535, &index))
		enqueue(m, memory, index);
	else
		sweep_in(m, 0);
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
		heard_announcement(m, &f);
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
