/* rig: what tests of the machine's side share: a tree of files that stands for the kernel's, a loop that is patient but not
 * for ever, and what the log says.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_RIG_H
#define TESTS_UNIT_RIG_H

#include <stdbool.h>
#include <stddef.h>

#include "ports/linux/log.h"

struct event_base;

struct rig {
	char root[32];
	struct event_base *base;
	struct log log;
	int saved_stderr, log_fd; /* what the log says goes to a file */
};

/* An empty tree; standard error is the rig's until rig_close. */
void rig_open(struct rig *r);
void rig_close(struct rig *r);

/* Files by their path in the tree; folders are made. */
void rig_put(const struct rig *r, const char *path, const char *content);
void rig_fifo(const struct rig *r, const char *path);
void rig_remove(const struct rig *r, const char *path); /* a folder with all that is in it */
void rig_expect(const struct rig *r, const char *path, const char *content);

/* Turns the loop until `done`; fails when that takes for ever. */
void rig_until(struct rig *r, bool (*done)(void *ctx), void *ctx);
/* Does what is due at once. */
void rig_turn(struct rig *r);

/* How often the log says so. */
int rig_noted(const struct rig *r, const char *what);

#endif
