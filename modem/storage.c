/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/storage.h"

#include <string.h>

#include "base/assert.h"
#include "base/crc.h"
#include "base/text.h"
#include "modem/modem.h"

#define DELETE_TRIES_MAX 4
#define CMS_SIM_BUSY 314
#define CMS_BAD_INDEX 321

static const char names[][3] = { "", "ME", "SM", "MT", "SR", "BM" };
#define NAMES (sizeof names / sizeof *names)

static void memory_data(struct modem *m, const char *line);
static void memory_done(struct modem *m, enum chat_result result, int code);
static void compare_data(struct modem *m, const char *line);
static void compare_done(struct modem *m, enum chat_result result, int code);
static void delete_done(struct modem *m, enum chat_result result, int code);

static const struct ask ask_memory = {
	.prefix = "+CPMS:", .data_will_do = true, .for_ms = 20000, .data = memory_data, .done = memory_done,
};
static const struct ask ask_compare = {
	.prefix = "+CMGR:", .raw = true, .for_ms = 15000, .data = compare_data, .done = compare_done,
};
static const struct ask ask_delete = { .for_ms = 20000, .done = delete_done };

void storage_begin(struct modem *m)
{
	struct storage_history history = m->storage.history;

	m->storage = (struct storage){ .second_due = true, .history = history };
}

static uint8_t memory_of(const char *name)
{
	for (uint8_t i = 1; i < NAMES; i++)
		if (text_begins(name, names[i]))
			return i;
	return MEMORY_NONE;
}

void storage_use(struct modem *m, const char *memory)
{
	struct storage *s = &m->storage;

	s->memory = s->main_memory = s->arrivals = s->arrivals_due = memory_of(memory);
}

const char *storage_arrivals(const struct modem *m)
{
	return names[m->storage.arrivals];
}

uint8_t storage_second(const struct storage *s)
{
	return s->main_memory == MEMORY_SM ? MEMORY_ME : MEMORY_SM;
}

uint16_t storage_check(const char *line)
{
	size_t len = strlen(line);
	/* Past the service centre's address and the first octet: a message that comes twice may differ in them. */
	size_t skip = len >= 2 && line[0] == '0' && line[1] <= '9' ? 4 + 2 * (size_t)(line[1] - '0') : 0;

	skip = skip < len ? skip : 0;
	return (uint16_t)crc_32(0, line + skip, len - skip);
}

/* --- Places to read. --- */

void storage_sweep_in(struct modem *m, uint64_t for_ms)
{
	uint64_t at_ms = m->now_ms + for_ms;

	if (m->storage.sweep_at_ms > at_ms)
		m->storage.sweep_at_ms = at_ms;
}

/* The octet of a place that is remembered, and the bit in it; NULL: it is not. */
static uint8_t *kept_at(struct storage *s, const struct concat_place *place, uint8_t *bit)
{
	*bit = (uint8_t)(1u << place->index % 8);
	return place->index < STORAGE_KEPT_MAX ? &s->history.kept[place->memory == MEMORY_SM][place->index / 8] : NULL;
}

bool storage_is_kept(struct storage *s, const struct concat_place *place)
{
	uint8_t bit;
	const uint8_t *octet = kept_at(s, place, &bit);

	return octet != NULL && (*octet & bit) != 0;
}

void storage_set_kept(struct storage *s, const struct concat_place *place, bool kept)
{
	uint8_t bit;
	uint8_t *octet = kept_at(s, place, &bit);

	if (octet != NULL)
		*octet = (uint8_t)(kept ? *octet | bit : *octet & ~bit);
}

void storage_news(struct storage *s)
{
	s->news = (uint8_t)(s->news < STORAGE_NEWS_MAX ? s->news + 1 : s->news);
}

void storage_enqueue(struct modem *m, const struct concat_place *place)
{
	struct storage *s = &m->storage;

	storage_set_kept(s, place, false);
	for (int i = 0; i < s->queued; i++)
		if (concat_same_place(&s->queue[i], place))
			return;
	if (s->queued == STORAGE_QUEUE_MAX) {
		if (!s->more)
			s->rest_from = place->index;
		s->more = true;
		storage_sweep_in(m, 0);
		return;
	}
	s->queue[s->queued++] = *place;
}

void storage_dequeue(struct modem *m)
{
	struct storage *s = &m->storage;

	ASSERT(s->queued > 0);
	s->queued--;
	memmove(s->queue, s->queue + 1, s->queued * sizeof *s->queue);
}

void storage_announced(struct modem *m, const char *rest)
{
	struct field f = { rest };
	char name[8];
	int32_t index;

	/* Some announce no place, or index -1: then only a look at all of them finds it. */
	storage_news(&m->storage);
	if (field_string(&f, name, sizeof name) && field_comma(&f) && field_number(&f, 0, 65535, &index) &&
	    memory_of(name) != MEMORY_NONE)
		storage_enqueue(m, &(struct concat_place){ memory_of(name), (uint16_t)index });
	else
		storage_sweep_in(m, 0);
}

bool storage_heard(struct modem *m, const char *line)
{
	static const char *const words[] = {
		"^SMMEMFULL",     "+SMS FULL",          "+QIND: \"smsfull\"",
		"+CIEV: smsfull", "+CIEV: \"smsfull\"", "+CIEV: \"SMSFULL\"",
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!text_begins(line, words[i]))
			continue;
		m->storage.full = true;
		storage_sweep_in(m, 0);
		return true;
	}
	return false;
}

/* --- The memory that commands go to. --- */

void storage_ask_memories(struct modem *m, const struct ask *ask, uint8_t first, uint8_t third)
{
	char command[CHAT_COMMAND_CAP];
	struct text t;

	m->storage.turning_to = first;
	text_init(&t, command, sizeof command);
	text_str(&t, "AT+CPMS=\"");
	text_str(&t, names[first]);
	if (third != MEMORY_NONE) {
		text_str(&t, "\",\"");
		text_str(&t, names[first]);
		text_str(&t, "\",\"");
		text_str(&t, names[third]);
	}
	text_str(&t, "\"");
	modem_ask(m, ask, command);
}

void storage_turn(struct modem *m, uint8_t memory)
{
	storage_ask_memories(m, &ask_memory, memory, MEMORY_NONE);
}

/* ["<memory>",]<used>,<total>,... */
static void memory_data(struct modem *m, const char *line)
{
	struct field f = { line };
	int32_t used, total;

	if (!field_prefix(&f, "+CPMS:"))
		return;
	if (*f.at == '"')
		field_skip(&f);
	if (!field_number(&f, 0, 65535, &used) || !field_comma(&f) || !field_number(&f, 0, 65535, &total))
		return;
	m->storage.used = (uint16_t)used;
	m->storage.total = (uint16_t)total;
}

static void memory_done(struct modem *m, enum chat_result result, int code)
{
	struct storage *s = &m->storage;
	bool announced = s->queued > 0 && s->queue[0].memory == s->turning_to;

	if (result == RESULT_TIMEOUT)
		return;
	if (result == RESULT_OK) {
		s->memory = s->turning_to;
		s->fresh = true;
		return;
	}
	/* Nothing can be read or deleted there: now, or ever when the modem does not have this memory. */
	s->memory = MEMORY_NONE;
	while (s->queued > 0 && s->queue[0].memory == s->turning_to)
		storage_dequeue(m);
	s->delete_count = 0;
	if (s->turning_to == s->main_memory) {
		modem_restart(m, "it refuses its own memory");
		return;
	}
	s->second_due = announced || code == CMS_SIM_BUSY;
	if (s->swept_main)
		sweep_end(m);
	else if (s->second_due)
		storage_sweep_in(m, STORAGE_SWEEP_SOON_MS);
}

void storage_ask_at(struct modem *m, const struct ask *ask, const char *name, const struct concat_place *place,
		    const char *rest)
{
	char command[CHAT_COMMAND_CAP];
	struct text t;

	/* Who knows whether that will have done: it is looked at until it is empty. */
	if (place->memory == storage_second(&m->storage))
		m->storage.second_due = true;
	if (m->storage.memory != place->memory) {
		storage_turn(m, place->memory);
		return;
	}
	text_init(&t, command, sizeof command);
	text_str(&t, name);
	text_number(&t, place->index);
	text_str(&t, rest);
	modem_ask(m, ask, command);
}

/* --- Deleting. --- */

void storage_delete_as(struct modem *m, const struct storage_deletion *d)
{
	struct storage *s = &m->storage;

	if (d->place.memory == MEMORY_NONE || d->place.memory == MEMORY_DIRECT)
		return;
	if (s->delete_count < CONCAT_PARTS_MAX)
		s->deleting[s->delete_count++] = *d;
	else
		storage_sweep_in(m, STORAGE_SWEEP_SOON_MS);
}

void storage_delete(struct modem *m, const struct concat_place *place, uint16_t check, bool doubtful)
{
	storage_delete_as(m, &(struct storage_deletion){ .place = *place, .check = check, .doubtful = doubtful });
}

bool storage_delete_next(struct modem *m)
{
	struct storage *s = &m->storage;
	const struct storage_deletion *d = &s->deleting[0];

	if (s->delete_count == 0)
		return false;
	s->same = false;
	if (d->doubtful)
		storage_ask_at(m, &ask_compare, "AT+CMGR=", &d->place, "");
	else
		storage_ask_at(m, &ask_delete, "AT+CMGD=", &d->place, d->tries % 2 == 0 ? "" : ",0");
	return true;
}

static void deleted(struct storage *s)
{
	s->delete_count--;
	memmove(s->deleting, s->deleting + 1, s->delete_count * sizeof *s->deleting);
}

/* The modem says that it is deleted: the next sweep will tell. */
static void believe(struct modem *m, const struct storage_deletion *d)
{
	struct storage *s = &m->storage;
	struct storage_history *h = &s->history;

	storage_set_kept(s, &d->place, false);
	if (d->place.memory != storage_second(s) && d->place.memory != s->main_memory)
		return;
	if (h->gone_count == STORAGE_GONE_MAX)
		memmove(h->gone, h->gone + 1, --h->gone_count * sizeof *h->gone);
	h->gone[h->gone_count++] = *d;
	if (h->gone_count == STORAGE_GONE_MAX)
		storage_sweep_in(m, 0);
}

bool storage_urgent(const struct modem *m)
{
	return m->storage.history.gone_count == STORAGE_GONE_MAX && m->now_ms >= m->storage.sweep_at_ms;
}

static void delete_done(struct modem *m, enum chat_result result, int code)
{
	struct storage *s = &m->storage;
	struct storage_deletion *d = &s->deleting[0];

	switch (result) {
	case RESULT_OK:
		believe(m, d);
		deleted(s);
		return;
	case RESULT_TIMEOUT:
		d->tries++;
		d->doubtful = true;
		return;
	case RESULT_ERROR:
		break;
	}
	if (code != CMS_BAD_INDEX && ++d->tries < DELETE_TRIES_MAX)
		return;
	if (code != CMS_BAD_INDEX) {
		modem_note(m, NOTE_WARNING, "modem does not delete a message", NULL);
		storage_set_kept(s, &d->place, true);
		check_soon(m);
	}
	deleted(s);
}

static void compare_data(struct modem *m, const char *line)
{
	if (!text_begins(line, "+CMGR:"))
		m->storage.same = storage_check(line) == m->storage.deleting[0].check;
}

static void compare_done(struct modem *m, enum chat_result result, int code)
{
	struct storage *s = &m->storage;

	(void)code;
	if (result == RESULT_TIMEOUT)
		return;
	s->deleting[0].doubtful = false;
	if (result == RESULT_OK && s->same)
		return;
	/* Something else lies there by now, or nothing. */
	deleted(s);
	storage_sweep_in(m, STORAGE_SWEEP_EMPTY_MS);
}
