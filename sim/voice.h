/* voice: the operator's voice calls: one at a time, between the socket and somebody's phone.
 * Hosted code with a heap; time is an argument, chance comes from the seed. Nothing is called back: both sides look.
 * A phone does what it is told and no more: one that nobody tells to pick up rings until the operator gives up.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_VOICE_H
#define SIM_VOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/number.h"
#include "sim/chance.h"

#define VOICE_RINGS_FOR_MS 60000 /* then the operator ends a call that nobody answers */

/* The call as the socket's side has it. */
enum voice_call {
	CALL_NONE,
	CALL_INCOMING, /* a phone calls, the socket rings */
	CALL_DIALLING, /* the socket calls, the phone is being sought */
	CALL_ALERTING, /* the phone rings */
	CALL_ACTIVE,
};

/* How a call ended that the other side or the operator ended. */
enum voice_end {
	END_RELEASED,   /* the other side hung up, or cannot be reached, or the radio is gone */
	END_BUSY,       /* rejected, or in a call */
	END_UNANSWERED, /* rang in vain */
};

/* A phone as its owner has it. */
enum voice_phone {
	PHONE_IDLE,    /* no call with the socket */
	PHONE_CALLING, /* has dialled the socket, hears nothing yet */
	PHONE_HEARING, /* hears that the socket rings */
	PHONE_RINGING, /* the socket calls */
	PHONE_CONNECTED,
};

/* Only its own file looks inside. */
struct voice {
	struct chance chance;
	bool hurry;
	enum voice_call call;
	bool sought;      /* a phone has dialled, and the socket is being sought: no call there yet */
	bool from_phone;  /* the call is one that a phone placed */
	bool hidden;      /* its number is withheld */
	struct number peer;
	uint64_t due_ms;  /* what comes about by itself; UINT64_MAX: nothing */
	unsigned ended_count;
	enum voice_end end; /* of the last that ended */
	struct number *unreachable;
	size_t unreachable_count;
};

void voice_init(struct voice *v, uint64_t seed);
void voice_clear(struct voice *v);
/* From now on calls are set up at once. */
void voice_hurry(struct voice *v);

/* What is due; `served`: the socket is registered. Call at voice_deadline_ms (UINT64_MAX: nothing pending). */
void voice_step(struct voice *v, uint64_t now_ms, bool served);
uint64_t voice_deadline_ms(const struct voice *v);
/* The socket's radio is gone, and its call with it. */
void voice_lose(struct voice *v);

/* --- The phones' side; `phone` is digits or + digits. --- */

/* The phone calls the socket, which rings after 500 to 1500 ms if it is registered and not in another call; else the
 * caller is cut off. ERR_SYNTAX: not a phone; ERR_RANGE: that phone is in its call already. */
int voice_place(struct voice *v, uint64_t now_ms, const char *phone, bool hidden);
/* Ends the phone's call, also one that rings there; nothing when there is none. */
void voice_hang_up(struct voice *v, const char *phone);
/* Takes or refuses the call that rings at the phone. ERR_MISSING: it does not ring. */
int voice_pick_up(struct voice *v, const char *phone);
int voice_reject(struct voice *v, const char *phone);
/* Whether calls reach it, from now on; they do unless said. ERR_SYNTAX: not a phone. */
int voice_reach(struct voice *v, const char *phone, bool reachable);
enum voice_phone voice_phone(const struct voice *v, const char *phone);
/* "ringing" and so on. */
const char *voice_phone_name(enum voice_phone is);

/* --- The modem's side. --- */

enum voice_call voice_call(const struct voice *v);
/* Of the call there is: who, whether that phone withholds it, and whether it came from there. */
const struct number *voice_peer(const struct voice *v);
bool voice_hidden(const struct voice *v);
bool voice_incoming(const struct voice *v);
/* Calls that the other side or the operator has ended, ever, and how the last of them did. */
unsigned voice_ended_count(const struct voice *v);
enum voice_end voice_end(const struct voice *v);

/* Calls a phone; there must be no call. What comes of it shows in voice_call, or as an end. */
void voice_dial(struct voice *v, uint64_t now_ms, const struct number *to);
/* Takes the incoming call; false: there is none. */
bool voice_answer(struct voice *v);
/* Ends or refuses the call, if there is one. */
void voice_drop(struct voice *v);

#endif
