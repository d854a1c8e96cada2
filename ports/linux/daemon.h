/* daemon: one device on Linux: a modem on a tty, a board, a file for its memory, one loop.
 * The process sleeps until a byte, a signal, a change of the board or the device's next deadline. SIGHUP reads the
 * configuration again: what can change while it runs does, of the rest the log says that it takes a restart, and of a bad
 * one nothing is taken. SIGUSR1 writes the state to the log.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_DAEMON_H
#define PORTS_LINUX_DAEMON_H

#include "ports/linux/config.h"
#include "ports/linux/configfile.h"
#include "ports/linux/hostpanel.h"
#include "ports/linux/why.h"

/* Runs until SIGTERM or SIGINT: 0. The board's pins are left as they are then: a restart does not interrupt the load,
 * and after it the resting state decides. ERR_IO: it could not start, or no modem answered in time; `why` says why.
 * `config` is what `source` says; what is taken from a later reload is written there. `pin` is the SIM's, NULL: none. */
int daemon_run(struct config *config, const struct configfile_source *source, const char *pin,
	const struct hostpanel_page *page, struct why *why);

#endif
