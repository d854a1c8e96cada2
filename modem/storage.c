/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/storage.h"

#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "modem/field.h"
#include "modem/modem.h"

#define SWEEP_EVERY_MS 60000

static void memory_done(struct modem *m, enum chat_result result, int code);
static void list_data(struct modem *m, const char *line);
static void list_done(struct modem *m, enum chat_result result, int code);
static void delete_done(struct modem *m, enum chat_result result, int code);

static const struct ask ask_memory = { .prefix = "+CPMS:", .for_ms = 20000, .done = memory_done };
static const struct ask ask_list = {
	.prefix = "+CMGL:", .raw = true, .for_ms = 30000, .data = list_data, .done = list_done,
};
static const struct ask ask_delete = { .for_ms = 20000, .done = delete_done };

void storage_begin(struct modem *m)
{
	m->storage = (struct storage){ .sim_unswept = true };
}

static void name_memory(char *memory, const char *name)
{
	struct text t;

	text_init(&t, memory, 3);
	text_bytes(&t, name, strlen(name) < 2 ? strlen(name) : 2);
}

void storage_use(struct modem *m, const char *memory)
{
	name_memory(m->storage.memory, memory);
	name_memory(m->storage.main_memory, memory);
}

/* --- Places to read. --- */

void storage_sweep_in(struct modem *m, uint64_t for_ms)
{
	uint64_t at_ms = m->now_ms + for_ms;

	if (m->storage.sweep_at_ms > at_ms)
		m->storage.sweep_at_ms = at_ms;
}

static void enqueue(struct modem *m, const char *memory, int32_t index)
{
	struct storage *s = &m->storage;
	struct concat_place place = { .index = index };

	name_memory(place.memory, memory);
	if (concat_holds(&m->receive.concat, &place))
		return;
	for (int i = 0; i < s->queued; i++)
		if (concat_same_place(&s->queue[i], &place))
			return;
	if (s->queued == STORAGE_QUEUE_MAX) {
		s->more = true;
		storage_sweep_in(m, 0);
		return;
	}
	s->queue[s->queued++] = place;
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
	char memory[8];
	int32_t index;

	/* Some announce no place, or index -1: then only a look at all of them finds it. */
	if (field_string(&f, memory, sizeof memory) && field_comma(&f) && field_number(&f, 0, 65535, &index))
		enqueue(m, memory, index);
	else
		storage_sweep_in(m, 0);
}

void storage_delete(struct modem *m, const struct concat_place *place)
{
	struct storage *s = &m->storage;

	if (place->memory[0] == '\0')
		return;
	ASSERT(s->delete_count < CONCAT_PARTS_MAX);
	s->deleting[s->delete_count++] = *place;
}

/* --- Commands. --- */

/* Makes `memory` the one that commands go to; true when that had to be asked for. */
static bool turn_to(struct modem *m, const char *memory)
{
	char command[CHAT_COMMAND_CAP];
	struct text t;

	if (text_same(m->storage.memory, memory))
		return false;
	name_memory(m->storage.turning_to, memory);
	text_init(&t, command, sizeof command);
	text_str(&t, "AT+CPMS=\"");
	text_str(&t, memory);
	text_str(&t, "\"");
	modem_ask(m, &ask_memory, command);
	return true;
}

void storage_ask_at(struct modem *m, const struct ask *ask, const char *name, const struct concat_place *place)
{
	char command[CHAT_COMMAND_CAP];
	struct text t;

	if (turn_to(m, place->memory))
		return;
	text_init(&t, command, sizeof command);
	text_str(&t, name);
	text_number(&t, place->index);
	modem_ask(m, ask, command);
}

bool storage_delete_next(struct modem *m)
{
	if (m->storage.delete_count == 0)
		return false;
	storage_ask_at(m, &ask_delete, "AT+CMGD=", &m->storage.deleting[0]);
	return true;
}

static void delete_done(struct modem *m, enum chat_result result, int code)
{
	struct storage *s = &m->storage;

	(void)code;
	if (result == RESULT_TIMEOUT)
		return;
	if (result == RESULT_ERROR)
		modem_note(m, NOTE_WARNING, "modem does not delete a message", NULL);
	s->delete_count--;
	memmove(s->deleting, s->deleting + 1, s->delete_count * sizeof *s->deleting);
}

/* --- The sweep: the main memory, then, once after a start, the SIM's. --- */

bool storage_sweep_next(struct modem *m)
{
	const struct storage *s = &m->storage;

	if (m->now_ms < s->sweep_at_ms)
		return false;
	if (!turn_to(m, s->swept_main ? "SM" : s->main_memory))
		modem_ask(m, &ask_list, "AT+CMGL=4");
	return true;
}

static void list_data(struct modem *m, const char *line)
{
	struct field f = { line };
	int32_t index;

	if (field_prefix(&f, "+CMGL:") && field_number(&f, 0, INT32_MAX, &index))
		enqueue(m, m->storage.memory, index);
}

static void end_sweep(struct modem *m)
{
	struct storage *s = &m->storage;

	s->swept_main = false;
	s->sweep_at_ms = m->now_ms + (s->more ? 0 : SWEEP_EVERY_MS);
	s->more = false;
}

static void list_done(struct modem *m, enum chat_result result, int code)
{
	struct storage *s = &m->storage;

	(void)code;
	(void)result;
	if (text_same(s->memory, "SM"))
		s->sim_unswept = false;
	s->swept_main = true;
	if (!s->sim_unswept)
		end_sweep(m);
}

static void memory_done(struct modem *m, enum chat_result result, int code)
{
	struct storage *s = &m->storage;

	(void)code;
	if (result == RESULT_TIMEOUT)
		return;
	if (result == RESULT_OK) {
		name_memory(s->memory, s->turning_to);
		return;
	}
	/* A memory that the modem does not have: nothing can be read or deleted there. */
	s->memory[0] = '\0';
	while (s->queued > 0 && text_same(s->queue[0].memory, s->turning_to))
		storage_dequeue(m);
	s->delete_count = 0;
	if (text_same(s->turning_to, s->main_memory)) {
		modem_restart(m, "it refuses its own memory");
		return;
	}
	s->sim_unswept = false;
	end_sweep(m);
}
