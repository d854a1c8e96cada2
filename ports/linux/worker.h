/* worker: reads files that may let their reader wait, such as those of a 1-Wire thermometer, in a thread of its own, so that
 * the loop never does. The thread is told a path and gives back text or errno; it knows nothing else, and there is only one:
 * while a read hangs, the others wait.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_WORKER_H
#define PORTS_LINUX_WORKER_H

#include <limits.h>
#include <stdbool.h>

#include "ports/linux/why.h"

struct event;
struct event_base;
struct worker_pool;

#define WORKER_JOBS 4      /* who may ask, each for one file at a time */
#define WORKER_TEXT_CAP 64 /* of a file its beginning */

/* `error` is 0 or errno; the text has no white space at its end, and is borrowed for the call. From the loop; the next read
 * may be asked for from here. */
typedef void (*worker_done)(void *ctx, int error, const char *text);

struct worker {
	struct worker_pool *pool; /* shared with the thread */
	struct event *ready;
	unsigned askers;
	struct { worker_done done; void *ctx; bool busy; } asker[WORKER_JOBS];
};

/* Starts the thread; `base` is kept. ERR_IO with `why`: nothing is open. */
int worker_open(struct worker *w, struct event_base *base, struct why *why);
/* No answer comes after this. A read that hangs is left to itself. */
void worker_close(struct worker *w);

/* A number to ask with, once for each who asks: of WORKER_JOBS. `ctx` is kept. */
unsigned worker_join(struct worker *w, worker_done done, void *ctx);
/* Has the file read and answered for. False: the asker's read before is still under way, and goes on. */
bool worker_read(struct worker *w, unsigned asker, const char *path);

#endif
