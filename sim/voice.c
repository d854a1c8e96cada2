/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/voice.h"

#include <stdlib.h>

#include "base/assert.h"
#include "base/err.h"

#define NEVER UINT64_MAX
#define SEEK_SOCKET_MIN_MS 500
#define SEEK_SOCKET_MAX_MS 1500
#define SEEK_PHONE_MIN_MS 1000
#define SEEK_PHONE_MAX_MS 2500
/* So long is a phone sought that cannot be reached. */
#define SEEK_LOST_MIN_MS 3000
#define SEEK_LOST_MAX_MS 6000

void voice_init(struct voice *v, uint64_t seed)
{
	*v = (struct voice){ .chance = { seed }, .due_ms = NEVER };
}

void voice_clear(struct voice *v)
{
	free(v->unreachable);
	voice_init(v, 0);
}

void voice_hurry(struct voice *v)
{
	v->hurry = true;
}

static bool parse_phone(struct number *n, const char *phone)
{
	return number_parse(n, phone) == 0 && n->kind != NUMBER_NONE;
}

static void due(struct voice *v, uint64_t now_ms, uint32_t low, uint32_t high)
{
	v->due_ms = now_ms + (v->hurry ? 0 : chance_between(&v->chance, low, high));
}

/* No call any more, on either side. */
static void clear_call(struct voice *v)
{
	v->call = CALL_NONE;
	v->sought = false;
	v->due_ms = NEVER;
}

/* The same, and the socket has not done it: if it knew of the call, it learns of the end. */
static void end_call(struct voice *v, enum voice_end end)
{
	if (v->call != CALL_NONE) {
		v->ended_count++;
		v->end = end;
	}
	clear_call(v);
}

static size_t find_unreachable(const struct voice *v, const struct number *phone)
{
	size_t i = 0;

	while (i < v->unreachable_count && !number_same(&v->unreachable[i], phone))
		i++;
	return i;
}

/* --- Time --- */

static void socket_found(struct voice *v, uint64_t now_ms, bool served)
{
	v->sought = false;
	if (!served) {
		clear_call(v);
		return;
	}
	v->call = CALL_INCOMING;
	v->due_ms = now_ms + VOICE_RINGS_FOR_MS;
}

static void phone_found(struct voice *v, uint64_t now_ms)
{
	if (find_unreachable(v, &v->peer) < v->unreachable_count) {
		end_call(v, END_RELEASED);
		return;
	}
	v->call = CALL_ALERTING;
	v->due_ms = now_ms + VOICE_RINGS_FOR_MS;
}

void voice_step(struct voice *v, uint64_t now_ms, bool served)
{
	if (v->due_ms > now_ms)
		return;
	if (v->sought)
		socket_found(v, now_ms, served);
	else if (v->call == CALL_DIALLING)
		phone_found(v, now_ms);
	else
		end_call(v, END_UNANSWERED);
}

uint64_t voice_deadline_ms(const struct voice *v)
{
	return v->due_ms;
}

void voice_lose(struct voice *v)
{
	/* A socket that is still being sought may be back by the time it is found. */
	if (!v->sought)
		end_call(v, END_RELEASED);
}

/* --- Phones --- */

static bool is_peer(const struct voice *v, const char *phone)
{
	struct number n;

	return (v->call != CALL_NONE || v->sought) && parse_phone(&n, phone) && number_same(&n, &v->peer);
}

int voice_place(struct voice *v, uint64_t now_ms, const char *phone, bool hidden)
{
	struct number from;

	if (!parse_phone(&from, phone))
		return ERR_SYNTAX;
	if (voice_phone(v, phone) != PHONE_IDLE)
		return ERR_RANGE;
	if (v->call != CALL_NONE || v->sought)
		return 0;
	v->peer = from;
	v->hidden = hidden;
	v->from_phone = v->sought = true;
	due(v, now_ms, SEEK_SOCKET_MIN_MS, SEEK_SOCKET_MAX_MS);
	return 0;
}

void voice_hang_up(struct voice *v, const char *phone)
{
	if (voice_phone(v, phone) != PHONE_IDLE)
		end_call(v, v->call == CALL_ALERTING ? END_BUSY : END_RELEASED);
}

int voice_pick_up(struct voice *v, const char *phone)
{
	if (voice_phone(v, phone) != PHONE_RINGING)
		return ERR_MISSING;
	v->call = CALL_ACTIVE;
	v->due_ms = NEVER;
	return 0;
}

int voice_reject(struct voice *v, const char *phone)
{
	if (voice_phone(v, phone) != PHONE_RINGING)
		return ERR_MISSING;
	end_call(v, END_BUSY);
	return 0;
}

int voice_reach(struct voice *v, const char *phone, bool reachable)
{
	struct number n;

	if (!parse_phone(&n, phone))
		return ERR_SYNTAX;
	size_t at = find_unreachable(v, &n);
	if (reachable == (at == v->unreachable_count))
		return 0;
	if (reachable) {
		v->unreachable[at] = v->unreachable[--v->unreachable_count];
		return 0;
	}
	v->unreachable = realloc(v->unreachable, (v->unreachable_count + 1) * sizeof *v->unreachable);
	ASSERT(v->unreachable != NULL);
	v->unreachable[v->unreachable_count++] = n;
	return 0;
}

enum voice_phone voice_phone(const struct voice *v, const char *phone)
{
	if (!is_peer(v, phone))
		return PHONE_IDLE;
	switch (v->call) {
	case CALL_NONE:
		return PHONE_CALLING;
	case CALL_INCOMING:
		return PHONE_HEARING;
	case CALL_DIALLING:
		return PHONE_IDLE;
	case CALL_ALERTING:
		return PHONE_RINGING;
	case CALL_ACTIVE:
		return PHONE_CONNECTED;
	}
	return PHONE_IDLE;
}

const char *voice_phone_name(enum voice_phone is)
{
	static const char *const names[] = {
		[PHONE_IDLE] = "disconnected",
		[PHONE_CALLING] = "calling",
		[PHONE_HEARING] = "hearing ringing",
		[PHONE_RINGING] = "ringing",
		[PHONE_CONNECTED] = "connected",
	};

	return names[is];
}

/* --- The modem --- */

enum voice_call voice_call(const struct voice *v)
{
	return v->call;
}

const struct number *voice_peer(const struct voice *v)
{
	return &v->peer;
}

bool voice_hidden(const struct voice *v)
{
	return v->hidden;
}

bool voice_incoming(const struct voice *v)
{
	return v->from_phone;
}

unsigned voice_ended_count(const struct voice *v)
{
	return v->ended_count;
}

enum voice_end voice_end(const struct voice *v)
{
	return v->end;
}

void voice_dial(struct voice *v, uint64_t now_ms, const struct number *to)
{
	bool lost = find_unreachable(v, to) < v->unreachable_count;

	ASSERT(v->call == CALL_NONE);
	/* Somebody calls the socket at this very moment. */
	if (v->sought) {
		v->ended_count++;
		v->end = END_BUSY;
		return;
	}
	v->call = CALL_DIALLING;
	v->peer = *to;
	v->from_phone = v->hidden = false;
	due(v, now_ms, lost ? SEEK_LOST_MIN_MS : SEEK_PHONE_MIN_MS, lost ? SEEK_LOST_MAX_MS : SEEK_PHONE_MAX_MS);
}

bool voice_answer(struct voice *v)
{
	if (v->call != CALL_INCOMING)
		return false;
	v->call = CALL_ACTIVE;
	v->due_ms = NEVER;
	return true;
}

void voice_drop(struct voice *v)
{
	if (v->call != CALL_NONE)
		clear_call(v);
}
