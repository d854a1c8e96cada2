/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/network.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/civil.h"
#include "base/err.h"
#include "sim/chance.h"
#include "sim/inbox.h"
#include "sim/letter.h"
#include "sim/parcel.h"
#include "sim/search.h"
#include "sim/sender.h"
#include "sim/tpdu.h"

#define NEVER UINT64_MAX
#define TRANSIT_MIN_MS 500
#define TRANSIT_MAX_MS 1500
#define RETRY_AFTER_MS 60000
#define PARTS_APART_MS 10000

struct network {
	struct number socket;
	struct chance chance;
	struct inbox inbox;
	struct voice voice;
	struct codes codes;
	struct sender *senders;
	struct parcel *to_socket, *to_phones; /* in order of due_ms */
	struct parcel *taken;                 /* by the modem, last; or NULL */
	uint64_t retry_at_ms;                 /* the modem's memory was full: not before */
	unsigned disturbed;                   /* a set of enum network_disturbance */

	bool hurry;
	bool admitted, tells_time;
	int csq;
	int64_t clock_s; /* local time at world time clock_ms */
	uint64_t clock_ms;
	int zone_qh;

	struct network_radio radio;
	struct search search;
	uint8_t reference;        /* of the next SUBMIT */
	uint8_t concat_reference; /* of the next long message from a phone */
};

struct network *network_new(const char *socket, uint64_t seed)
{
	static const struct civil monday = { .year = 2026, .month = 1, .day = 5, .hour = 12 };
	struct network *n = calloc(1, sizeof *n);

	ASSERT(n != NULL);
	n->chance.state = seed;
	n->admitted = n->tells_time = true;
	n->csq = 23;
	n->clock_s = civil_seconds(&monday);
	n->zone_qh = 4;
	search_init(&n->search);
	inbox_init(&n->inbox);
	voice_init(&n->voice, seed + 1);
	codes_init(&n->codes, seed + 2);
	if (number_parse(&n->socket, socket) != 0 || n->socket.kind == NUMBER_NONE) {
		free(n);
		return NULL;
	}
	return n;
}

void network_free(struct network *n)
{
	if (n == NULL)
		return;
	parcel_clear(&n->to_socket);
	parcel_clear(&n->to_phones);
	parcel_clear(&n->taken);
	sender_clear(&n->senders);
	inbox_clear(&n->inbox);
	voice_clear(&n->voice);
	codes_clear(&n->codes);
	free(n);
}

const char *network_socket(const struct network *n)
{
	return n->socket.text;
}

struct voice *network_voice(struct network *n)
{
	return &n->voice;
}

struct codes *network_codes(struct network *n)
{
	return &n->codes;
}

/* --- The radio --- */

/* Loses what registration there was, and seeks a new one if there can be one. */
static void seek(struct network *n)
{
	search_again(&n->search);
	voice_lose(&n->voice);
}

void network_cover(struct network *n, bool covered)
{
	if (covered == n->search.covered)
		return;
	n->search.covered = covered;
	seek(n);
}

void network_admit(struct network *n, bool admitted)
{
	if (admitted == n->admitted)
		return;
	n->admitted = admitted;
	/* Who is thrown out knows at once; who may come back has to try. */
	if (admitted)
		seek(n);
	else
		voice_lose(&n->voice);
}

void network_signal(struct network *n, int csq)
{
	n->csq = csq;
}

static bool disturbed(const struct network *n, enum network_disturbance by)
{
	return (n->disturbed & by) != 0;
}

int network_csq(const struct network *n)
{
	return n->search.covered && !disturbed(n, DISTURB_FADED) ? n->csq : 99;
}

void network_disturb(struct network *n, unsigned set)
{
	if ((set & ~n->disturbed & DISTURB_FADED) != 0)
		voice_lose(&n->voice);
	n->disturbed = set;
}

void network_attach(struct network *n, const struct network_radio *radio)
{
	n->search.on = radio != NULL;
	if (radio != NULL)
		n->radio = *radio;
	seek(n);
	n->retry_at_ms = 0;
	parcel_clear(&n->taken);
}

enum network_state network_registration(const struct network *n)
{
	if (!n->search.on)
		return STATE_NOT_SEARCHING;
	if (!n->search.found || disturbed(n, DISTURB_FADED))
		return STATE_SEARCHING;
	return n->admitted ? STATE_HOME : STATE_DENIED;
}

void network_memory_available(struct network *n)
{
	n->retry_at_ms = 0;
}

void network_keep(struct network *n)
{
	if (n->taken == NULL)
		return;
	n->taken->next = n->to_socket;
	n->to_socket = n->taken;
	n->taken = NULL;
}

/* --- The clock --- */

void network_clock(struct network *n, uint64_t now_ms, int64_t local_s, int zone_qh, bool tell)
{
	n->clock_ms = now_ms;
	n->clock_s = local_s;
	n->zone_qh = zone_qh;
	n->tells_time = tell;
}

int64_t network_local_s(const struct network *n, uint64_t now_ms)
{
	return n->clock_s + ((int64_t)now_ms - (int64_t)n->clock_ms) / 1000;
}

int network_zone_qh(const struct network *n)
{
	return n->zone_qh;
}

bool network_tells_time(const struct network *n)
{
	return n->tells_time;
}

void network_hurry(struct network *n)
{
	n->hurry = true;
	voice_hurry(&n->voice);
	codes_hurry(&n->codes);
}

/* --- On the way --- */

static void post(struct network *n, struct parcel **queue, uint64_t now_ms, const struct number *peer,
		 const uint8_t *tpdu, size_t len)
{
	uint32_t transit_ms = n->hurry ? 0 : chance_between(&n->chance, TRANSIT_MIN_MS, TRANSIT_MAX_MS);

	parcel_post(queue, now_ms + transit_ms, peer, tpdu, len);
}

static void arrive(struct network *n, const struct parcel *p)
{
	struct tpdu t;

	/* network_submit has parsed it before. */
	ASSERT(tpdu_parse(&t, p->tpdu, p->len) == 0);
	inbox_put(&n->inbox, p->due_ms, p->peer.text, &t.payload);
}

static uint64_t socket_due_ms(const struct network *n)
{
	if (n->to_socket == NULL || network_registration(n) != STATE_HOME)
		return NEVER;
	return n->to_socket->due_ms > n->retry_at_ms ? n->to_socket->due_ms : n->retry_at_ms;
}

void network_step(struct network *n, uint64_t now_ms)
{
	search_step(&n->search, now_ms, n->hurry ? NULL : &n->chance);
	while (n->to_phones != NULL && n->to_phones->due_ms <= now_ms) {
		struct parcel *p = parcel_take(&n->to_phones);

		arrive(n, p);
		free(p);
	}
	while (socket_due_ms(n) <= now_ms) {
		if (!n->radio.deliver(n->radio.ctx, n->to_socket->tpdu, n->to_socket->len)) {
			n->retry_at_ms = now_ms + RETRY_AFTER_MS;
			break;
		}
		parcel_clear(&n->taken);
		n->taken = parcel_take(&n->to_socket);
		n->taken->next = NULL;
	}
	voice_step(&n->voice, now_ms, network_registration(n) == STATE_HOME && !disturbed(n, DISTURB_VOICE));
}

uint64_t network_deadline_ms(const struct network *n)
{
	uint64_t due = search_deadline_ms(&n->search);

	if (n->to_phones != NULL && n->to_phones->due_ms < due)
		due = n->to_phones->due_ms;
	if (voice_deadline_ms(&n->voice) < due)
		due = voice_deadline_ms(&n->voice);
	return socket_due_ms(n) < due ? socket_due_ms(n) : due;
}

/* --- Phones send --- */

static void post_letter(struct network *n, uint64_t now_ms, const struct letter *l)
{
	for (unsigned i = 0; i < l->count; i++) {
		int part = letter_next(l, i, n->disturbed);
		uint64_t at_ms = disturbed(n, DISTURB_SLOW) ? now_ms + (uint64_t)i * PARTS_APART_MS : now_ms;

		if (part >= 0)
			post(n, &n->to_socket, at_ms, &l->from, l->parts[part], l->lens[part]);
	}
}

void network_odd(struct network *n, uint64_t now_ms, enum odd kind)
{
	const struct tpdu_stamp stamp = { .local_s = network_local_s(n, now_ms), .zone_qh = n->zone_qh };
	uint8_t octets[TPDU_CAP];
	struct tpdu t;

	oddsms_make(kind, &stamp, &t);
	parcel_post(&n->to_socket, now_ms, &t.number, octets, tpdu_print(&t, octets));
}

int network_text(struct network *n, uint64_t now_ms, const char *from, const char *text, const struct network_stamp *stamp)
{
	const struct tpdu_stamp at = { .local_s = stamp != NULL ? stamp->local_s : network_local_s(n, now_ms),
				       .zone_qh = stamp != NULL ? stamp->zone_qh : n->zone_qh };
	struct letter l;
	struct number who;

	if (letter_sender(&who, from) != 0)
		return ERR_SYNTAX;
	if (letter_write(&l, &who, text, &at, n->concat_reference, n->disturbed) != 0)
		return ERR_FULL;
	if (who.kind != NUMBER_NAME)
		inbox_phone(&n->inbox, from);
	if (l.count > 1)
		n->concat_reference++;
	sender_keep(&n->senders, &l);
	if (disturbed(n, DISTURB_ALPHABET))
		network_odd(n, now_ms, ODD_VOICEMAIL);
	post_letter(n, now_ms, &l);
	return 0;
}

int network_repeat(struct network *n, uint64_t now_ms, const char *from)
{
	struct number who;

	if (letter_sender(&who, from) != 0)
		return ERR_MISSING;
	const struct letter *last = sender_last(n->senders, &who);
	if (last == NULL)
		return ERR_MISSING;
	post_letter(n, now_ms, last);
	return 0;
}

size_t network_arrived(const struct network *n)
{
	return n->inbox.count;
}

const struct network_sms *network_sms(const struct network *n, size_t index)
{
	ASSERT(index < n->inbox.count);
	return &n->inbox.list[index];
}

/* --- The modem sends --- */

/* To the socket's own number: the SUBMIT becomes a DELIVER. */
static void post_to_self(struct network *n, uint64_t now_ms, const struct tpdu *submit)
{
	struct tpdu t = { .kind = TPDU_DELIVER, .first = 0x04, .number = n->socket, .pid = submit->pid,
			  .stamp = { .local_s = network_local_s(n, now_ms), .zone_qh = n->zone_qh },
			  .payload = submit->payload };
	uint8_t out[TPDU_CAP];

	post(n, &n->to_socket, now_ms, &n->socket, out, tpdu_print(&t, out));
}

int network_submit(struct network *n, uint64_t now_ms, const uint8_t *tpdu, size_t len)
{
	char text[PAYLOAD_TEXT_CAP];
	struct payload_part part;
	struct text t;
	struct tpdu submit;

	if (network_registration(n) != STATE_HOME)
		return ERR_MISSING;
	text_init(&t, text, sizeof text);
	if (tpdu_parse(&submit, tpdu, len) != 0 || submit.kind != TPDU_SUBMIT ||
	    payload_get(&submit.payload, &t, &part) != 0)
		return ERR_SYNTAX;
	if (submit.number.kind != NUMBER_INTERNATIONAL && submit.number.kind != NUMBER_PLAIN)
		return ERR_SYNTAX;
	if (number_same(&submit.number, &n->socket))
		post_to_self(n, now_ms, &submit);
	else
		post(n, &n->to_phones, now_ms, &submit.number, tpdu, len);
	return n->reference++;
}
