/* dirboard: a board whose pins are plain files in a directory, so that scripts and tests can be the hardware.
 * It writes `outlet` and `microrelay` (`0` or `1`) and `led_power`, `led_gsm`, `led_mic`, `led_out` (the pattern's
 * name), a line each; what the board senses is read by dirinputs.
 * Promise: a reader never sees half of a value or an empty file: each is written beside and renamed into place, but for
 * `0` over `1` and `1` over `0`, one byte over another. The outlet comes first: what the lights show is written later, at a
 * moment of the caller's.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_DIRBOARD_H
#define PORTS_LINUX_DIRBOARD_H

#include "ports/linux/board.h"
#include "ports/linux/log.h"
#include "ports/linux/why.h"

struct event_base;

/* Makes the directory if its parent exists, proves that it can be written to, and watches it on `base`. No pin is touched:
 * they stay as an earlier run left them until the device decides. `directory`, `log` and `ctx` are kept until the board is
 * closed. ERR_IO: nothing is open; `why` says why. */
int dirboard_open(struct board *b, struct event_base *base, const char *directory, const struct log *log, board_sensed sensed,
	void *ctx, struct why *why);

#endif
