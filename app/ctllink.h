/* ctllink: the client's end of the control socket: requests go out, lines of JSON come in, each within its time.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_CTLLINK_H
#define APP_CTLLINK_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* Beside those of cli.h. */
enum { EXIT_UNREACHED = 3, EXIT_LATE = 4, EXIT_FORBIDDEN = 5 };

#define CTLLINK_LINE_CAP 16384 /* a longer line is none of the daemon's */
#define CTLLINK_FOR_EVER (-1)

struct ctllink {
	const char *path;
	int fd;            /* -1: closed */
	int64_t until_ms;  /* of the request under way; CTLLINK_FOR_EVER */
	size_t len, given; /* bytes read, and those that were handed out */
	char bytes[CTLLINK_LINE_CAP + 1];
};

/* Each returns EXIT_DONE, or what the program shall end with: it has then complained. `path` is kept. */
int ctllink_open(struct ctllink *l, const char *path, int timeout_s);
/* Sends a request, to be answered in so many seconds, or CTLLINK_FOR_EVER. */
int ctllink_ask(struct ctllink *l, const struct text *request, int timeout_s);
/* The next line, NUL in place of its line feed, good until the next call. */
int ctllink_line(struct ctllink *l, const char **line);
void ctllink_close(struct ctllink *l);

#endif
