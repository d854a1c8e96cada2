/* peer: the other end of a stream of emulator/: what it says is there before it is asked, so that nobody waits.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_PEER_H
#define TESTS_UNIT_PEER_H

#include "base/text.h"

#define PEER_WHY_CAP 400

struct peer {
	int fd;   /* its own */
	int ours; /* for a stream, which closes it */
	char heard[2000];
	struct text why;
	char why_buffer[PEER_WHY_CAP];
};

void peer_open(struct peer *p);
void peer_close(struct peer *p);
void peer_says(struct peer *p, const char *text);
/* All that was sent to it since it was asked last. */
const char *peer_heard(struct peer *p);
/* The next failure is told from here on. */
struct text *peer_why(struct peer *p);

#endif
