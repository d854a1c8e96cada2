/* cuts: what the cut harness's files share: cuts.c runs the rooms, cutstore.c cuts a store alone, cutdevice.c a whole
 * socket in its world. A broken promise is printed with the words that replay it, and the room goes on.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_CUTS_H
#define TESTS_CUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/nor.h"

/* One cut: the flash operation of a stretch of work, from 1, and what it left of it. op 0: none. */
struct cut {
	unsigned op;
	enum nor_torn torn;
};

/* What is to be replayed: a cut in that stretch, and one in the recovery after it. */
struct replay {
	bool wanted;
	unsigned stretch; /* of a store: its commit; of a device: how often its flash was written before */
	struct cut first, second;
};

struct tally {
	uint64_t cuts;
	unsigned broken;
};

/* `room` 0..count - 1; `thorough`: all there is, otherwise what a test has time for. */
size_t cuts_store_rooms(void);
const char *cuts_store_name(size_t room);
void cuts_store(size_t room, bool thorough, const struct replay *replay, struct tally *tally);

size_t cuts_device_rooms(void);
const char *cuts_device_name(size_t room);
void cuts_device(size_t room, bool thorough, const struct replay *replay, struct tally *tally);

/* Says what is broken, and how to see it again. */
void cuts_broken(const char *level, size_t room, unsigned stretch, struct cut first, struct cut second, const char *what);

#endif
