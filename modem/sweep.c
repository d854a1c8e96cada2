/* The main memory first, then the second one when messages may lie there.
 * SPDX-License-Identifier: Apache-2.0 */
#include "modem/sweep.h"

#include "base/text.h"
#include "modem/field.h"
#include "modem/modem.h"

#define EVERY_MS 60000
#define REFUSED_MS 30000
#define KEPT_AGAIN_MAX (STORAGE_GONE_MAX - 2)
#define CMS_BAD_INDEX 321

static void arrivals_done(struct modem *m, enum chat_result result, int code);
static void list_data(struct modem *m, const char *line);
static void list_done(struct modem *m, enum chat_result result, int code);

static const struct ask ask_arrivals = {
	.prefix = "+CPMS:", .data_will_do = true, .for_ms = 20000, .done = arrivals_done,
};
static const struct ask ask_list = {
	.prefix = "+CMGL:", .raw = true, .for_ms = 60000, .data = list_data, .done = list_done,
};

void sweep_end(struct modem *m)
{
	struct storage *s = &m->storage;

	s->swept_main = false;
	s->fresh = false;
	s->sweep_at_ms = m->now_ms + (s->more ? 0 : EVERY_MS);
	s->more = false;
}

static void arrivals_done(struct modem *m, enum chat_result result, int code)
{
	struct storage *s = &m->storage;

	(void)code;
	if (result == RESULT_TIMEOUT)
		return;
	if (result == RESULT_OK) {
		s->arrivals = s->arrivals_due;
		s->memory = s->main_memory;
		modem_note(m, NOTE_WARNING, "new messages go to another memory", storage_arrivals(m));
	}
	s->arrivals_due = s->arrivals;
}

bool sweep_next(struct modem *m)
{
	struct storage *s = &m->storage;
	uint8_t memory = s->swept_main ? storage_second(s) : s->main_memory;

	if (s->main_memory == MEMORY_NONE || m->now_ms < s->sweep_at_ms)
		return false;
	if (s->arrivals != s->arrivals_due) {
		storage_ask_memories(m, &ask_arrivals, s->main_memory, s->arrivals_due);
		return true;
	}
	/* Asked for even when it is thought to be the one: the modem may have forgotten, and it tells how many places it has. */
	if (s->memory != memory || !s->fresh) {
		s->total = s->used = 0;
		storage_turn(m, memory);
		return true;
	}
	s->fresh = false;
	s->text_mode = false;
	s->listed_count = 0;
	s->listing = LISTED_NEW;
	s->from = s->rest_from;
	s->rest_from = 0;
	if (!s->swept_main) {
		s->refresh = s->news == STORAGE_NEWS_MAX && s->kept_count <= STORAGE_REFRESH_MAX;
		s->news = s->refresh ? 0 : s->news;
		s->kept_count = 0;
	}
	modem_ask(m, &ask_list, "AT+CMGL=4");
	return true;
}

/* What was deleted there; `check` NULL: whatever it was. */
static const struct storage_deletion *gone(const struct storage *s, const struct concat_place *place, const uint16_t *check)
{
	const struct storage_history *h = &s->history;

	for (const struct storage_deletion *d = h->gone; d < h->gone + h->gone_count; d++)
		if (concat_same_place(&d->place, place) && (check == NULL || d->check == *check))
			return d;
	return NULL;
}

/* <index>,<stat>,[<alpha>],<length>: what is to be done about it may depend on the line that follows. */
static void list_place(struct modem *m, struct field *f)
{
	struct storage *s = &m->storage;
	struct concat_place place = { .memory = s->memory };
	int32_t index, stat;
	uint16_t check;

	if (!field_number(f, 0, 65535, &index) || !field_comma(f))
		return;
	if (!field_number(f, 0, 255, &stat)) {
		s->text_mode = s->text_mode || *f->at == '"';
		return;
	}
	place.index = (uint16_t)index;
	/* Some list everything twice. */
	if (s->listed_count == 0 || place.index > s->listed.index)
		s->listed_count++;
	s->listed = place;
	s->listing = LISTED_NEW;
	if (stat == 0)
		storage_news(s);
	if (storage_is_kept(s, &place))
		s->kept_count = (uint8_t)(s->kept_count < UINT8_MAX ? s->kept_count + 1 : UINT8_MAX);
	if (concat_at(&m->receive.concat, &place, &check) != NULL)
		return;
	if (gone(s, &place, NULL) != NULL)
		s->listing = LISTED_GONE;
	else if (storage_is_kept(s, &place) && stat != 0 && !s->refresh) /* "received unread" is a new one */
		s->listing = LISTED_KEPT;
	else if (place.index >= s->from)
		storage_enqueue(m, &place);
}

/* What lies at s->listed, which is not simply new. What the modem keeps is deleted again, a few with each sweep. */
static void list_pdu(struct modem *m, const char *line)
{
	struct storage *s = &m->storage;
	const struct storage_deletion again = { s->listed, storage_check(line), 1, false, true };
	const struct storage_deletion *d = gone(s, &s->listed, &again.check);

	if (s->listing == LISTED_GONE && d == NULL) {
		storage_enqueue(m, &s->listed);
	} else if (s->listing == LISTED_GONE) {
		storage_set_kept(s, &s->listed, true);
		if (!d->again)
			modem_note(m, NOTE_WARNING, "modem keeps a message that it said it had deleted", NULL);
	} else if (s->delete_count < KEPT_AGAIN_MAX) {
		storage_delete_as(m, &again);
	}
	s->listing = LISTED_NEW;
}

static void list_data(struct modem *m, const char *line)
{
	struct field f = { line };

	if (field_prefix(&f, "+CMGL:"))
		list_place(m, &f);
	else if (m->storage.listing != LISTED_NEW)
		list_pdu(m, line);
}

static void forget_gone(struct storage *s)
{
	struct storage_history *h = &s->history;
	uint8_t count = 0;

	for (int i = 0; i < h->gone_count; i++)
		if (h->gone[i].place.memory != s->memory)
			h->gone[count++] = h->gone[i];
	h->gone_count = count;
}

/* No place is left, and nothing that lies there will be deleted soon: an incomplete message goes, or the next ones go
 * elsewhere. */
static void make_room(struct modem *m)
{
	struct storage *s = &m->storage;

	struct concat_set *oldest = concat_oldest(&m->receive.concat);

	if (s->queued > 0 || m->receive.joining != NULL)
		return;
	if (oldest != NULL)
		receive_give_up(m, oldest);
	else if (s->arrivals == s->main_memory)
		s->arrivals_due = storage_second(s);
}

static void list_done(struct modem *m, enum chat_result result, int code)
{
	struct storage *s = &m->storage;
	bool full = s->full || (s->total > 0 && s->listed_count >= s->total);

	if (s->text_mode) {
		modem_restart(m, "it has forgotten its settings");
		return;
	}
	/* Some say so when there is nothing to list. */
	if (result == RESULT_ERROR && code == CMS_BAD_INDEX)
		result = RESULT_OK;
	if (result != RESULT_OK && !s->swept_main) {
		s->sweep_at_ms = m->now_ms + REFUSED_MS;
		check_soon(m);
		return;
	}
	if (result == RESULT_OK)
		forget_gone(s);
	if (s->swept_main) {
		/* Not all that is there was listed: some of it was lost on the line. */
		s->second_due = s->arrivals != s->main_memory || s->more || s->listed_count < s->used;
		sweep_end(m);
		return;
	}
	s->full = false;
	if (full)
		make_room(m);
	else if (s->total > 0)
		s->arrivals_due = s->main_memory;
	if (s->arrivals != s->arrivals_due)
		s->second_due = true;
	s->swept_main = true;
	if (!s->second_due)
		sweep_end(m);
}
