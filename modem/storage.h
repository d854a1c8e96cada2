/* storage: where messages lie: places announced or found by a sweep, the memory that commands go to, what is to be
 * deleted (27.005 3.2.2, 3.4.1, 3.5.4, 4.1).
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_STORAGE_H
#define MODEM_STORAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "modem/chat.h"
#include "modem/concat.h"

#define STORAGE_QUEUE_MAX 32 /* announced places not yet read; more are found by the next sweep */
#define STORAGE_SWEEP_SOON_MS 10000

struct modem;

struct storage {
	char memory[3];      /* the one that commands now go to (mem1); "": not known */
	char main_memory[3]; /* the one that new messages go to (mem3) */
	char turning_to[3];  /* of the CPMS under way */

	struct concat_place queue[STORAGE_QUEUE_MAX];
	uint8_t queued;
	bool more; /* the queue could not take all: sweep again */
	uint64_t sweep_at_ms;
	bool swept_main; /* by the sweep under way */
	bool sim_unswept; /* the SIM's memory, where messages of before may lie, has not been looked at since the start */

	struct concat_place deleting[CONCAT_PARTS_MAX];
	uint8_t delete_count;
};

void storage_begin(struct modem *m);
/* The memory that new messages go to, two letters, as the set-up settled it. */
void storage_use(struct modem *m, const char *memory);

/* A sweep is due so soon at the latest. */
void storage_sweep_in(struct modem *m, uint64_t for_ms);
/* +CMTI:, behind its prefix. */
void storage_announced(struct modem *m, const char *rest);
/* The place at the head of the queue has been dealt with; there must be one. */
void storage_dequeue(struct modem *m);
/* Whatever is at `place` is deleted before anything else is read; memory "": it lies nowhere. At most CONCAT_PARTS_MAX
 * places between two calls of storage_delete_next that return false. */
void storage_delete(struct modem *m, const struct concat_place *place);

/* Each asks what is due and returns true, or returns false. */
bool storage_delete_next(struct modem *m);
bool storage_sweep_next(struct modem *m);
/* Asks `command` and the index, once `place`'s memory is the one that commands go to: that may have to be asked for
 * first, and then the call is to be made again. */
void storage_ask_at(struct modem *m, const struct ask *ask, const char *command, const struct concat_place *place);

#endif
