/* ctlask: what `smsocket ctl` was told to do, and asking the daemon: a request, and the lines of its answer.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_CTLASK_H
#define APP_CTLASK_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "app/ctllines.h"
#include "app/ctllink.h"
#include "core/model.h"

struct ctl {
	const char *socket;
	int timeout_s; /* 0: as long as the request needs */
	bool json, check, follow, secrets, dry_run, keep_going, help;
	enum model model;
	int count;     /* of the words behind the options, the verb included */
	char **words;
	struct ctllink link;
	bool known;           /* a status has come */
	bool importing;       /* `line` is under way: what is answered is told with its number */
	struct ctllines line; /* of a file */
};

/* Shows a line of an answer, but for `done` and errors; with --json it is printed already. While importing nothing is
 * printed, and errors are the show's, too. EXIT_DONE, or what the program shall end with. */
typedef int (*ctlask_show)(struct ctl *q, const cJSON *line);

/* Each returns what the program shall end with: the gravest there was, which is told.
 * A request that may hold a truth beside `do` (NULL: none), on a connection of its own; --timeout or CTLLINK_FOR_EVER. */
int ctlask_simply(struct ctl *q, const char *deed, const char *truth, bool for_ever, ctlask_show show);
/* The connection for commands, and a command on it. */
int ctlask_open(struct ctl *q);
int ctlask_command(struct ctl *q, const char *text, ctlask_show show);
void ctlask_close(struct ctl *q);
/* What the answer to a command, or an error, means for the program's end. */
int ctlask_result(const cJSON *answer);

#endif
