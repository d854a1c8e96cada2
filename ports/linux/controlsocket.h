/* controlsocket: the file of the control socket: made as it is wanted, and removed.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_CONTROLSOCKET_H
#define PORTS_LINUX_CONTROLSOCKET_H

#include "ports/linux/why.h"

/* A listening, non-blocking socket at `path` with that mode and group (a name or a number; "": this program's). At no moment
 * may more people connect than in the end. A socket that nobody listens on is replaced; one that somebody does, and any
 * other file, stays. The descriptor, or ERR_IO: `why` says why. */
int controlsocket_make(const char *path, unsigned mode, const char *group, struct why *why);
/* Gives a socket that stands another mode and group. ERR_IO: `why` says why. */
int controlsocket_allow(const char *path, unsigned mode, const char *group, struct why *why);
void controlsocket_remove(const char *path);

#endif
