/* daemon: one device on Linux: a modem on a tty, a board, a file for its memory, one loop, no threads.
 * The process sleeps until a byte, a signal or the device's next deadline.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_DAEMON_H
#define PORTS_LINUX_DAEMON_H

#include "core/model.h"
#include "ports/linux/log.h"
#include "ports/linux/why.h"

#define DAEMON_WAIT_DEFAULT_S 30u

struct daemon_config {
	const char *modem;           /* path of the tty */
	unsigned baud;               /* one of tty_baud */
	const char *board_directory; /* see dirboard.h */
	const char *state_directory; /* see fileflash.h */
	enum model model;
	const char *pin;             /* of the SIM, 4 to 8 digits; NULL: none */
	unsigned wait_s;             /* how long the modem has to answer at first; 0: for ever */
	struct log log;
};

/* Runs until SIGTERM or SIGINT: 0. The board's pins are left as they are then: a restart does not interrupt the load,
 * and after it the resting state decides. ERR_IO: it could not start, or no modem answered in time; `why` says why. */
int daemon_run(const struct daemon_config *config, struct why *why);

#endif
