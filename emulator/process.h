/* process: another program as a child of this one, which it never outlives, whatever ends this one.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef EMULATOR_PROCESS_H
#define EMULATOR_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/text.h"

struct process {
	pid_t pid;
	int said; /* what it says on its standard output and error: a file in memory */
};

/* A file in memory, without a name: it goes with its last descriptor. The descriptor is closed on exec. */
int process_file(void);

/* Whether there is such a program on the PATH. */
bool process_found(const char *name);
/* Runs argv[0], found on the PATH; argv ends with NULL. The `count` descriptors of `fds` stay open in it under their own
 * numbers; its input is empty. All its threads share one processor. false: it could not be started, `why` says why. */
bool process_spawn(struct process *p, char *const *argv, const int *fds, size_t count, struct text *why);
/* Kills it, at once and whatever it is at, and waits until it is gone. One that is gone already: nothing. */
void process_kill(struct process *p);
/* It has ended by itself, or does so within a moment; what it said last is appended to `why`, on one line. */
bool process_ended(struct process *p, struct text *why);

#endif
