/* visit: a world of the explorer in a process of its own, so that an assertion that fails ends that world only.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_VISIT_H
#define APP_VISIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include "explore/explore.h"

/* Tells all that happens to `out`; `lines`: the dialogue with the modem, too. */
struct visit_teller {
	FILE *out;
	bool lines;
};

/* `count` results, zeroed, that this process shares with those it begins; they stay until it ends. */
struct explore_result *visit_results(size_t count);
/* Begins a world and does not wait; `result` is one of visit_results. `teller` NULL: nothing is told, nor what an assertion
 * says. Its process. */
pid_t visit_begin(const struct explore_config *config, struct visit_teller *teller, struct explore_result *result);
/* To be called with the status that wait gave of it: an assertion that failed is a broken sentence. */
void visit_end(struct explore_result *result, int status);
/* A world from begin to end. */
void visit_world(const struct explore_config *config, struct visit_teller *teller, struct explore_result *result);

#endif
