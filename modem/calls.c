/* What is wanted (answering, ending) and what the modem tells (listed, hinted, empty_count) stay apart: commands are
 * repeated until the two agree.
 * SPDX-License-Identifier: Apache-2.0 */
#include "modem/calls.h"

#include "modem/handset.h"
#include "modem/modem.h"
#include "modem/roster.h"

#define POLL_EVERY_MS 500
#define RING_GAP_MS 500 /* a second sign of an incoming call within it is of the same ring */
#define CALLER_FOR_MS 3000 /* how long a caller's number may take after the first ring */
#define LATE_RING_FOR_MS 2000 /* after a call's end: a ring may be its last one */
#define RING_LOST_MS 7000 /* without a ring: an incoming call that CLCC does not know is gone */
#define UNLISTED_FOR_MS 3000 /* another call that CLCC does not list is gone */
#define DIAL_GAP_MS 500 /* from the end of one call to the next: a modem needs a moment */
#define ANSWER_TRIES 3
#define BLIND_FOR_MS 3600000 /* a call that is up, and of which the modem tells nothing, is ended then */
#define EMPTY_ENOUGH 2 /* answers: a single one may be a stray OK's */

/* --- From one call to the next. --- */

static void renew(struct modem *m, enum modem_call call)
{
	const struct calls was = m->calls;

	m->calls = (struct calls){
		.call = call,
		.end = was.end,
		.alive_at_ms = m->now_ms,
		.poll_at_ms = m->now_ms,
		.ended_at_ms = was.ended_at_ms,
	};
}

void calls_gone(struct modem *m)
{
	struct calls *c = &m->calls;

	switch (calls_shown(m)) {
	case MODEM_NO_CALL:
		break;
	case MODEM_CALL_OUT:
		c->end = c->busy ? MODEM_END_REJECTED : MODEM_END_UNREACHED;
		break;
	case MODEM_CALL_IN:
	case MODEM_CALL_UP:
		c->end = MODEM_END_OVER;
		break;
	}
	renew(m, MODEM_NO_CALL);
	c->ended_at_ms = m->now_ms;
	/* Some announce no message while there is a call. */
	storage_sweep_in(m, 0);
}

void calls_begin(struct modem *m)
{
	bool known = m->calls.resumed || m->calls.hidden || calls_shown(m) != MODEM_NO_CALL;

	if (m->calls.call != MODEM_NO_CALL)
		calls_gone(m);
	m->calls.resumed = known;
	m->calls.look = true;
	m->calls.poll_at_ms = m->now_ms;
}

void calls_end(struct modem *m)
{
	struct calls *c = &m->calls;

	c->ending = true;
	c->due = true;
	c->due_at_ms = m->now_ms;
	c->tries = 0;
}

void calls_up(struct modem *m)
{
	struct calls *c = &m->calls;

	c->call = MODEM_CALL_UP;
	c->alive_at_ms = m->now_ms;
	c->poll_at_ms = m->now_ms + POLL_EVERY_MS;
	/* Some modems take a level only while there is a call. */
	mic_again(m);
}

/* It is still there although it was hung up. */
static void insist(struct modem *m)
{
	if (m->calls.ending && m->now_ms >= m->calls.due_at_ms)
		m->calls.due = true;
}

static void show(struct calls *c, uint64_t now_ms)
{
	if (now_ms < c->show_at_ms)
		c->show_at_ms = now_ms;
}

void calls_ring(struct modem *m)
{
	struct calls *c = &m->calls;

	/* What rings while the modem is set up is looked for at the end of that. */
	if (m->setup.phase != PHASE_UP || c->resumed)
		return;
	if (c->call == MODEM_NO_CALL) {
		renew(m, MODEM_CALL_IN);
		c->ring_at_ms = m->now_ms;
		c->show_at_ms = m->now_ms + CALLER_FOR_MS;
		c->doubtful = c->ended_at_ms != 0 && m->now_ms - c->ended_at_ms < LATE_RING_FOR_MS;
	}
	if (c->call != MODEM_CALL_IN)
		return;
	c->alive_at_ms = m->now_ms;
	/* Two rings without a number: there will be none. */
	if (m->now_ms - c->ring_at_ms >= RING_GAP_MS)
		show(c, m->now_ms);
	insist(m);
}

void calls_caller(struct modem *m, const struct number *n, bool final)
{
	struct calls *c = &m->calls;

	if (c->call != MODEM_CALL_IN)
		return;
	/* The first word stands: a later one may spell the same number otherwise. */
	if (c->peer.kind == NUMBER_NONE)
		c->peer = *n;
	if (final || c->peer.kind != NUMBER_NONE)
		show(c, m->now_ms);
}

static bool dialling(const struct calls *c)
{
	return c->call == MODEM_CALL_OUT && !c->ending;
}

void calls_changed(struct modem *m)
{
	struct calls *c = &m->calls;

	c->look = c->look || c->call == MODEM_NO_CALL;
	c->poll_at_ms = m->now_ms;
}

void calls_ended(struct modem *m, bool busy)
{
	struct calls *c = &m->calls;

	/* Before it is dialled, that is said of the call before. */
	if (c->call == MODEM_NO_CALL || (dialling(c) && c->due))
		return;
	c->busy = c->busy || busy;
	c->hinted = true;
	c->poll_at_ms = m->now_ms;
}

/* --- The list of calls. --- */

static bool concerns(const struct calls *c, const struct roster *r)
{
	switch (c->call) {
	case MODEM_NO_CALL:
		return false;
	case MODEM_CALL_IN:
		return r->incoming && (r->stat <= STAT_HELD || r->stat >= STAT_INCOMING);
	case MODEM_CALL_OUT:
		return !r->incoming && r->stat <= STAT_ALERTING;
	case MODEM_CALL_UP:
		return r->stat <= STAT_HELD;
	}
	return false;
}

/* A call that nobody here knew of, or one of before the set-up: that one has ended, as far as was told. */
static void discover(struct modem *m, uint8_t stat)
{
	if (stat >= STAT_INCOMING && !m->calls.resumed) {
		calls_ring(m);
		return;
	}
	if (!m->calls.resumed)
		modem_note(m, NOTE_WARNING, "call that the socket did not make is hung up", NULL);
	renew(m, stat >= STAT_INCOMING ? MODEM_CALL_IN : MODEM_CALL_UP);
	m->calls.hidden = true;
	calls_end(m);
}

static void list_data(struct modem *m, const char *line)
{
	struct calls *c = &m->calls;
	struct roster r;

	if (!roster_parse(&r, line))
		return;
	if (c->call == MODEM_NO_CALL)
		discover(m, r.stat);
	if (!concerns(c, &r) || (c->found && c->found_stat < r.stat))
		return;
	c->found = true;
	c->found_stat = r.stat;
	c->id = r.id;
	/* Who rings here, or rang when the modem answered by itself. */
	calls_caller(m, &r.peer, false);
}

/* What CLCC says of the call, against what is wanted of it. */
static void compare(struct modem *m)
{
	struct calls *c = &m->calls;
	bool connected = c->found_stat <= STAT_HELD;

	if (c->ending) {
		insist(m);
		return;
	}
	if (c->call == MODEM_CALL_OUT && connected)
		calls_up(m);
	if (c->call != MODEM_CALL_IN)
		return;
	if (connected && c->answering) {
		calls_up(m);
	} else if (connected) {
		modem_note(m, NOTE_WARNING, "call that the modem answered by itself is hung up", NULL);
		c->hidden = calls_shown(m) == MODEM_NO_CALL;
		calls_end(m);
	} else if (c->answering && !c->due) {
		c->due = c->tries < ANSWER_TRIES;
		c->answering = c->due;
	}
}

/* It is not in the list; or, `refused`, the modem gives none. */
static bool lost(const struct modem *m, bool refused)
{
	const struct calls *c = &m->calls;
	bool incoming = c->call == MODEM_CALL_IN;
	bool quiet = m->now_ms - c->alive_at_ms >= (incoming ? RING_LOST_MS : UNLISTED_FOR_MS);

	if (refused)
		return quiet && (incoming || c->ending);
	return c->empty_count >= EMPTY_ENOUGH && (c->listed || c->doubtful || quiet);
}

static void list_done(struct modem *m, enum chat_result result, int code)
{
	struct calls *c = &m->calls;

	(void)code;
	if (result != RESULT_TIMEOUT) {
		c->look = false;
		c->resumed = false;
	}
	if (c->call == MODEM_NO_CALL || result == RESULT_TIMEOUT)
		return;
	c->poll_at_ms = m->now_ms + POLL_EVERY_MS;
	if (c->found) {
		c->listed = true;
		c->doubtful = false;
		c->hinted = false;
		c->empty_count = 0;
		c->alive_at_ms = m->now_ms;
		compare(m);
		return;
	}
	if (result == RESULT_ERROR)
		c->doubtful = false; /* nothing better will be known */
	else if (c->empty_count < EMPTY_ENOUGH)
		c->empty_count++;
	if (c->hinted || lost(m, result == RESULT_ERROR))
		calls_gone(m);
	else if (c->call == MODEM_CALL_UP && !c->ending && m->now_ms - c->alive_at_ms >= BLIND_FOR_MS)
		calls_end(m);
}

/* --- What is to be asked, and what is wanted. --- */

static const struct ask ask_list = { .prefix = "+CLCC:", .for_ms = 15000, .data = list_data, .done = list_done };

static bool there(const struct calls *c)
{
	return c->look || c->call != MODEM_NO_CALL;
}

static void give_up(struct modem *m)
{
	/* It was not dialled yet. */
	if (dialling(&m->calls) && m->calls.due)
		calls_gone(m);
	else
		calls_end(m);
}

bool calls_next(struct modem *m)
{
	struct calls *c = &m->calls;

	if (dialling(c) && m->now_ms >= c->limit_at_ms)
		give_up(m);
	if (c->due && m->now_ms >= c->due_at_ms) {
		c->due = false;
		if (c->ending)
			handset_hang_up(m);
		else if (c->answering)
			handset_answer(m);
		else
			handset_dial(m);
		return true;
	}
	if (there(c) && !c->due && m->now_ms >= c->poll_at_ms) {
		c->found = false;
		modem_ask(m, &ask_list, "AT+CLCC");
		return true;
	}
	return false;
}

uint64_t calls_deadline_ms(const struct modem *m)
{
	const struct calls *c = &m->calls;
	uint64_t at_ms = MODEM_NEVER;

	if (c->due)
		at_ms = c->due_at_ms;
	else if (there(c))
		at_ms = c->poll_at_ms;
	return dialling(c) && c->limit_at_ms < at_ms ? c->limit_at_ms : at_ms;
}

uint64_t calls_show_ms(const struct modem *m)
{
	const struct calls *c = &m->calls;

	return c->call == MODEM_CALL_IN && m->now_ms < c->show_at_ms ? c->show_at_ms : MODEM_NEVER;
}

bool calls_unsettled(const struct modem *m)
{
	const struct calls *c = &m->calls;

	return c->call != MODEM_NO_CALL && (c->call != MODEM_CALL_UP || c->ending);
}

enum modem_call calls_shown(const struct modem *m)
{
	const struct calls *c = &m->calls;

	if (c->hidden || (c->call == MODEM_CALL_IN && (c->doubtful || m->now_ms < c->show_at_ms)))
		return MODEM_NO_CALL;
	return c->call;
}

void calls_dial(struct modem *m, const struct number *to)
{
	struct calls *c = &m->calls;
	bool dialable = to->kind == NUMBER_INTERNATIONAL || to->kind == NUMBER_PLAIN;

	if (calls_shown(m) != MODEM_NO_CALL)
		return;
	/* A call that is not shown is in the way. */
	if (!dialable || c->call != MODEM_NO_CALL || m->setup.phase != PHASE_UP || m->radio != MODEM_REGISTERED) {
		c->end = MODEM_END_UNREACHED;
		return;
	}
	renew(m, MODEM_CALL_OUT);
	c->end = MODEM_END_NONE;
	c->peer = *to;
	c->due = true;
	c->due_at_ms = c->ended_at_ms + DIAL_GAP_MS;
	c->limit_at_ms = m->now_ms + HANDSET_DIAL_FOR_MS;
}

void calls_answer(struct modem *m)
{
	struct calls *c = &m->calls;

	if (calls_shown(m) != MODEM_CALL_IN || c->ending || c->answering)
		return;
	c->answering = true;
	c->tries = 0;
	c->due = true;
	c->due_at_ms = m->now_ms;
}

void calls_hang_up(struct modem *m)
{
	struct calls *c = &m->calls;

	if (calls_shown(m) == MODEM_NO_CALL || c->ending)
		return;
	give_up(m);
	handset_abort(m);
}
