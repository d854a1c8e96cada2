/* stream: one end of a connection to the emulator, written at once and read with a deadline.
 * Hosted code without a heap. A wait is never longer than STREAM_WAIT_MS of wall time; what was waited for in vain, and for
 * whom, is what `why` then says. Once a call has failed, only stream_close is left.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef EMULATOR_STREAM_H
#define EMULATOR_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

#define STREAM_CAP 65536    /* of what has come and was not read yet: no answer is longer */
#define STREAM_WAIT_MS 10000

struct stream {
	int fd;
	const char *name; /* of the other end, for messages */
	unsigned wait_ms;
	size_t at, len; /* of `bytes`: read, come */
	char bytes[STREAM_CAP];
};

/* `fd`, a socket, is the stream's from now on; `name` is kept. */
void stream_open(struct stream *s, int fd, const char *name);
void stream_close(struct stream *s);

/* All bytes, or false. */
bool stream_put(struct stream *s, const void *bytes, size_t len, struct text *why);
/* Until the other end has fetched all of them; `what` is what that is. */
bool stream_drain(struct stream *s, const char *what, struct text *why);
/* The next byte, which belongs to `what`; or -1. */
int stream_byte(struct stream *s, const char *what, struct text *why);
/* The next line, which is `what`, without its end; it stands until the next call. NULL: it did not come. */
char *stream_line(struct stream *s, const char *what, struct text *why);
/* Fetches what has come by now, without waiting: stream_take then gives no less, also when it was closed meanwhile. */
void stream_fetch(struct stream *s);
/* What has come by now, without waiting: how much of `bytes`, which has room for `cap`, is filled; 0 also when the other end is
 * gone. */
size_t stream_take(struct stream *s, void *bytes, size_t cap);
/* Something has come, or the other end is gone; or does within wait_ms. */
bool stream_stirs(const struct stream *s, int wait_ms);

/* Of somebody who looks again and again for something that cannot call. Zeros: its first look is to come. */
struct stream_patience {
	unsigned looks;
	unsigned long long until_ms;
};
/* After a look in vain: lets others go on for a moment. false: it has lasted too long. On a machine with so much else to do that
 * few looks are had in that time, it lasts longer. */
bool stream_patient(struct stream_patience *p);

/* Wall time that only goes forward. */
unsigned long long stream_now_ms(void);

#endif
