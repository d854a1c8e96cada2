/* explore: the production device in a random world: people who text and call it, and all that goes wrong around it.
 * A seed chooses model, modem, people, weather and troubles; the sentences of explore/sentences.c are held against what
 * happens, first with troubles, then, when those are over, whether it serves again. Equal configurations give equal runs.
 * Hosted code with a heap.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef EXPLORE_EXPLORE_H
#define EXPLORE_EXPLORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/world.h"

#define EXPLORE_WHY_CAP 400
#define EXPLORE_KINDS_MAX 128 /* of trouble */

struct explore_config {
	uint64_t seed;
	unsigned hours;      /* of troubled life, virtual */
	const char *profile; /* of the modem; NULL: the seed chooses */
	bool without[EXPLORE_KINDS_MAX]; /* troubles that are left out, by index of explore_kind */
	const struct world_watch *watch; /* told of everything; NULL: nobody */
};

struct explore_result {
	const char *broken; /* the sentence; NULL: all held */
	char why[EXPLORE_WHY_CAP];
	uint64_t at_ms;     /* when it broke, or how far it came */
	enum model model;   /* what the seed chose */
	const char *profile;
	bool troubled[EXPLORE_KINDS_MAX]; /* the seed had this trouble */
	uint64_t texts, switched, cuts;   /* what happened: messages taken, outlet changes, losses of power */
};

/* Names of the kinds of trouble: "network", "power", and each fault of the modem; NULL beyond the last. */
const char *explore_kind(size_t index);

/* One run. */
void explore_run(const struct explore_config *config, struct explore_result *result);

#endif
