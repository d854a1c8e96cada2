/* storage: where messages lie: places announced or found by a sweep, the memory that commands go to, what is to be
 * deleted (27.005 3.2.2, 3.4.1, 3.5.4, 4.1).
 * What is deleted is what was read: where that is in doubt it is read again and compared. A modem that says OK and deletes
 * nothing is found out by the next sweep; what it keeps is then passed over, and tried again now and then.
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_STORAGE_H
#define MODEM_STORAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "modem/chat.h"
#include "modem/concat.h"
#include "modem/field.h"

#define STORAGE_QUEUE_MAX 16 /* announced places not yet read; more are found by the next sweep */
#define STORAGE_GONE_MAX 8   /* places deleted between two sweeps */
#define STORAGE_KEPT_MAX 256 /* of a memory's places, by index: beyond them nothing is remembered */
#define STORAGE_NEWS_MAX 8
#define STORAGE_REFRESH_MAX 16 /* places; more than that are passed over until a restart */
#define STORAGE_SWEEP_SOON_MS 10000
#define STORAGE_SWEEP_EMPTY_MS 3000 /* something was announced where nothing is */

struct modem;

/* 27.005 3.1 */
enum storage_memory {
	MEMORY_NONE, MEMORY_ME, MEMORY_SM, MEMORY_MT, MEMORY_SR, MEMORY_BM,
	MEMORY_DIRECT, /* none of the modem's: direct.h's room */
};

/* A place to be deleted, or that was. */
struct storage_deletion {
	struct concat_place place;
	uint16_t check; /* of what was read there */
	uint8_t tries : 6;
	bool doubtful : 1; /* it may be gone, and another in its place */
	bool again : 1;    /* it was there when it should have been gone */
};

enum storage_listed { LISTED_NEW, LISTED_GONE, LISTED_KEPT };

struct storage {
	uint8_t memory;       /* the one that commands now go to (mem1); MEMORY_NONE: not known */
	uint8_t main_memory;  /* the one that the set-up chose; MEMORY_NONE: this modem keeps no messages */
	uint8_t arrivals;     /* the one that new messages go to (mem3) */
	uint8_t arrivals_due; /* the one that they should go to */
	uint8_t turning_to;   /* of the CPMS under way */
	uint16_t total;       /* places of `memory`; 0: not known */
	uint16_t used;        /* of those, when that was told */

	struct concat_place queue[STORAGE_QUEUE_MAX];
	uint8_t queued;
	struct storage_deletion deleting[CONCAT_PARTS_MAX];
	uint8_t delete_count;
	bool same; /* the comparison under way has found what is to be deleted */

	uint64_t sweep_at_ms;
	bool more;       /* the queue could not take all: sweep again */
	uint16_t rest_from; /* from this place on, so that those before it leave room for the rest */
	uint16_t from;      /* where the sweep under way begins to take places */
	bool full;       /* the modem says that no place is left */
	bool swept_main; /* by the sweep under way */
	bool fresh;      /* `total` was told for this leg of the sweep */
	bool second_due; /* the other memory is to be looked at, too: messages of before may lie there */
	bool text_mode;  /* the list under way has the form of text mode */
	uint8_t listing; /* enum storage_listed: what is known of `listed` before its PDU */
	struct concat_place listed;
	uint16_t listed_count;
	uint8_t kept_count; /* places that keep their messages, listed by it */
	bool refresh;       /* they are handed over once more, so that the device does not forget them over others */
	uint8_t news;       /* new messages since that was done */

	/* What is kept over a restart of the modem. */
	struct storage_history {
		struct storage_deletion gone[STORAGE_GONE_MAX]; /* since the last sweep, as the modem says */
		uint8_t gone_count;
		uint8_t kept[2][STORAGE_KEPT_MAX / 8]; /* a bit a place: its message was dealt with, but does not go away */
	} history;
};

void storage_begin(struct modem *m);
/* The memory that new messages go to, two letters, as the set-up settled it. */
void storage_use(struct modem *m, const char *memory);
/* Its name now; "" when there is none. */
const char *storage_arrivals(const struct modem *m);

/* A sweep is due so soon at the latest. */
void storage_sweep_in(struct modem *m, uint64_t for_ms);
/* +CMTI: and +CDSI:, behind the prefix. */
void storage_announced(struct modem *m, const char *rest);
/* The modem says that it is full; true when the line was that. */
bool storage_heard(struct modem *m, const char *line);
/* The place at the head of the queue has been dealt with; there must be one. */
void storage_dequeue(struct modem *m);
/* What was read at `place`, a line with this check, is deleted before anything else is read; `doubtful`: that was a while
 * ago. What lies in no memory of the modem's is passed over. */
void storage_delete(struct modem *m, const struct concat_place *place, uint16_t check, bool doubtful);
/* Tells one message from another by its hexadecimal line. */
uint16_t storage_check(const char *line);

/* Asks what is due and returns true, or returns false. */
bool storage_delete_next(struct modem *m);
/* So much was deleted that a sweep comes before anything else. */
bool storage_urgent(const struct modem *m);
/* Asks `command` and the index, once `place`'s memory is the one that commands go to: that may have to be asked for
 * first, and then the call is to be made again. */
void storage_ask_at(struct modem *m, const struct ask *ask, const char *command, const struct concat_place *place,
		    const char *rest);

/* --- For sweep. --- */

/* AT+CPMS= with this first memory, and the third unless it is MEMORY_NONE. */
void storage_ask_memories(struct modem *m, const struct ask *ask, uint8_t first, uint8_t third);
/* Makes this one the memory that commands go to. */
void storage_turn(struct modem *m, uint8_t memory);
/* The memory beside the main one. */
uint8_t storage_second(const struct storage *s);
/* `place` is to be read. */
void storage_enqueue(struct modem *m, const struct concat_place *place);
void storage_delete_as(struct modem *m, const struct storage_deletion *d);
/* A new message has come. */
void storage_news(struct storage *s);
/* Whether its message was dealt with, but does not go away. */
bool storage_is_kept(struct storage *s, const struct concat_place *place);
void storage_set_kept(struct storage *s, const struct concat_place *place, bool kept);

#endif
