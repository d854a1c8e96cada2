/* trial: a socket that lives through a trouble of its modem, while its owner and strangers text and call, and what must
 * hold all the same: each command is executed once and answered, a stranger gets nothing done, and within five minutes
 * of the mending the socket is registered and answers.
 * Virtual time; equal trials give equal results.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_MATRIX_TRIAL_H
#define TESTS_MATRIX_TRIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

#define TRIAL_TROUBLES "troubles" /* instead of a fault's name: many of them, by chance */
#define TRIAL_WHY_CAP 4000

struct trial {
	const char *fault;   /* a name of sim/fault.h, or TRIAL_TROUBLES */
	const char *profile; /* one of vmodem_profile() */
	uint64_t seed;       /* when everything happens; with an even one the socket starts anew under a fault that lasts */
	bool verbose;        /* prints what happens as it does, and every byte between the socket and its modem */
};

struct trial_result {
	bool passed;
	uint64_t back_after_ms; /* from the mending until the socket had answered everything */
	struct text why;        /* what broke, a line each, then the last that happened */
	char room[TRIAL_WHY_CAP];
};

/* Why such a fault means nothing to that family of modems; NULL: it does. */
const char *trial_needless(const char *fault, const char *profile);
void trial_run(const struct trial *trial, struct trial_result *result);

#endif
