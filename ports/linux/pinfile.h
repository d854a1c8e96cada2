/* pinfile: the SIM's PIN, out of a file: on the command line every user of the machine could read it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_PINFILE_H
#define PORTS_LINUX_PINFILE_H

#include <limits.h>
#include <stdbool.h>

#include "ports/linux/log.h"
#include "ports/linux/why.h"

#define PINFILE_DIGITS_MAX 8

struct pinfile {
	char pin[PINFILE_DIGITS_MAX + 1];
};

/* The first line of the file: 4 to 8 digits and nothing else. A file that other users may read is used, and warned of in
 * `log`; NULL: its directory is guarded, and nobody is warned.
 * ERR_IO with `why`, which does not show what the file holds. */
int pinfile_read(struct pinfile *p, const char *path, const struct log *log, struct why *why);
/* The path of the credential sim-pin that systemd has laid ready ($CREDENTIALS_DIRECTORY); false: there is none. */
bool pinfile_credential(char path[PATH_MAX]);

#endif
