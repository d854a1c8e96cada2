/* configfile: the configuration as it comes together: what nobody says, then a file in INI form, then the command line.
 * A key that is not known, said twice or out of range is an error that names file and line; none is passed over.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_CONFIGFILE_H
#define PORTS_LINUX_CONFIGFILE_H

#include <stdio.h>

#include "ports/linux/config.h"

#define CONFIGFILE_SAID_MAX 32

/* Where a configuration comes from, now and at each reload. */
struct configfile_source {
	const char *path; /* NULL: there is no file */
	size_t count;
	struct {
		const struct config_row *row;
		const char *value;
	} said[CONFIGFILE_SAID_MAX]; /* on the command line: it wins */
};

/* The command line says so; of two values of one row, the later holds. `value` is kept. */
void configfile_say(struct configfile_source *s, const struct config_row *row, const char *value);

/* All of it. ERR_IO with `why`, such as `/etc/smsocket.conf:12: [modem] baud "12x": expected one of ...`; then `*c` holds
 * nothing of use. */
int configfile_load(struct config *c, const struct configfile_source *s, struct why *why);

/* Only what the file says, over what `*c` holds; `path` is its name in `why`. */
int configfile_read(struct config *c, FILE *file, const char *path, struct why *why);

#endif
