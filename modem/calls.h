/* calls: one voice call at a time: it rings here, is placed, answered, hung up (27.007 6.5, 7.6, 7.18; V.250 6.3).
 * What the modem says of a call unasked is a hint; AT+CLCC, asked at intervals, tells what is. A second call that waits
 * while one is there is left waiting.
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_CALLS_H
#define MODEM_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"

struct modem;

enum modem_call {
	MODEM_NO_CALL,
	MODEM_CALL_IN,  /* rings here */
	MODEM_CALL_OUT, /* being placed */
	MODEM_CALL_UP,  /* connected */
};

enum modem_call_end {
	MODEM_END_NONE,
	MODEM_END_REJECTED,  /* the other side was busy, or refused */
	MODEM_END_UNREACHED, /* it was never connected: no answer, no carrier, an error */
	MODEM_END_OVER,      /* it was connected, or rang here, and is gone */
};

struct calls {
	enum modem_call call;
	enum modem_call_end end; /* of the last one, not yet taken */
	struct number peer;      /* who calls or is called */
	bool look;               /* nobody knows whether there is a call: the modem is asked */
	bool resumed;            /* one of before the modem was set up anew may still be there */
	bool hidden;             /* never shown: a call that nobody here placed or answered; it is hung up */
	bool doubtful;           /* it may be the last one's late ring: shown when CLCC lists it */
	bool answering;          /* wanted up */
	bool ending;             /* wanted gone, whatever was wanted before */
	bool due;                /* the next command of answering, ending or dialling */
	uint8_t tries;           /* of answering, or of hanging up */
	bool busy;               /* the other side is */
	bool hinted;             /* the modem said that a call ended */
	uint8_t empty_count;     /* CLCC answers in a row that do not list it */
	uint8_t id;              /* in the modem's list (27.007 7.18 <idx>); 0: not known */
	bool listed;             /* CLCC has listed it */
	bool found;              /* by the CLCC under way */
	uint8_t found_stat;      /* its state there */
	uint64_t ring_at_ms;     /* the first sign of an incoming one */
	uint64_t show_at_ms;     /* an incoming one is shown from then on */
	uint64_t alive_at_ms;    /* the last sign of it */
	uint64_t limit_at_ms;    /* one that is being placed is given up */
	uint64_t due_at_ms;      /* no command of `due` is sent before */
	uint64_t poll_at_ms;     /* CLCC is next asked */
	uint64_t ended_at_ms;    /* of the last one */
};

/* The modem starts, anew perhaps: a call that was there has ended. */
void calls_begin(struct modem *m);
bool calls_next(struct modem *m);
/* When calls_next has something to ask, UINT64_MAX: never. */
uint64_t calls_deadline_ms(const struct modem *m);
/* When the call's level changes by time alone; UINT64_MAX: never. */
uint64_t calls_show_ms(const struct modem *m);
/* The modem says: it rings here; its caller is n (NUMBER_NONE: not told; `final`: nor will be); a call changed or ended,
 * perhaps this one. */
void calls_ring(struct modem *m);
void calls_caller(struct modem *m, const struct number *n, bool final);
void calls_changed(struct modem *m);
void calls_ended(struct modem *m, bool busy);
/* A command's result says: the call is connected, or is gone. */
void calls_up(struct modem *m);
void calls_gone(struct modem *m);
/* It is to be hung up. */
void calls_end(struct modem *m);
/* One rings, or is being placed, answered or ended: nothing that wants the radio for itself should begin. */
bool calls_unsettled(const struct modem *m);

/* As modem_call and its kin. */
enum modem_call calls_shown(const struct modem *m);
void calls_dial(struct modem *m, const struct number *to);
void calls_answer(struct modem *m);
void calls_hang_up(struct modem *m);

#endif
