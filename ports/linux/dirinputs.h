/* dirinputs: what a board senses, as plain files in its directory, a line each:
 *   button  sensor  jack  mains   `0` or `1`: pressed, contact closed, plug in, mains present; not there: 0, 0, 1, 1
 *   battery                       percent, 0 to 100; not there: 100
 *   temperature                   degrees Celsius, -100 to 150, such as `21.5` or `-3`; not there: no reading
 * Promises: a file is read when its writer closes it, or when it is moved there or away or deleted, and never polled.
 * What is not understood is noted, once until that changes, and the older value stays; of a temperature: no reading.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_DIRINPUTS_H
#define PORTS_LINUX_DIRINPUTS_H

#include "ports/linux/board.h"
#include "ports/linux/log.h"
#include "ports/linux/why.h"

struct event;
struct event_base;

struct dirinputs {
	const char *directory;
	const struct log *log;
	board_sensed sensed;
	void *ctx;
	int watch_fd;
	struct event *changed;
	int value[SENSE_COUNT];   /* as last told */
	int fault[SENSE_COUNT];   /* that the log knows of; 0: none */
};

/* Watches the directory, which must exist, on `base`. `directory`, `log` and `ctx` are kept until dirinputs_close.
 * ERR_IO: nothing is open; `why` says why. */
int dirinputs_open(struct dirinputs *in, struct event_base *base, const char *directory, const struct log *log,
	board_sensed sensed, void *ctx, struct why *why);
void dirinputs_close(struct dirinputs *in);

/* Reads all files, and tells what is not as if there were none. For a device that has just started. */
void dirinputs_begin(struct dirinputs *in);

/* The file of an input. */
const char *dirinputs_name(enum board_sense sense);
/* It has been read, or there is none and need not be. */
bool dirinputs_answers(const struct dirinputs *in, enum board_sense sense);

#endif
