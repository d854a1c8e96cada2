/* SPDX-License-Identifier: Apache-2.0 */
#include "emulator/stream.h"

#include <errno.h>
#include <linux/sockios.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define IMPATIENT 300
#define LOOKS_MIN 3000

unsigned long long stream_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (unsigned long long)now.tv_sec * 1000 + (unsigned long long)now.tv_nsec / 1000000;
}

void stream_open(struct stream *s, int fd, const char *name)
{
	s->fd = fd;
	s->name = name;
	s->wait_ms = STREAM_WAIT_MS;
	s->at = s->len = 0;
}

void stream_close(struct stream *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

/* "the emulator's gdb: WHAT, after waiting for WAITED" */
static void fail(const struct stream *s, const char *what, const char *waited, struct text *why)
{
	text_str(why, s->name);
	text_str(why, ": ");
	text_str(why, what);
	text_str(why, ", waiting for ");
	text_str(why, waited);
}

bool stream_put(struct stream *s, const void *bytes, size_t len, struct text *why)
{
	const char *from = bytes;

	while (len > 0) {
		ssize_t n = send(s->fd, from, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			fail(s, strerror(errno), "it to listen", why);
			return false;
		}
		from += n;
		len -= (size_t)n;
	}
	return true;
}

bool stream_patient(struct stream_patience *p)
{
	if (p->looks++ == 0)
		p->until_ms = stream_now_ms() + STREAM_WAIT_MS;
	/* What comes within a fraction of a millisecond is not worth being put to sleep for. */
	if (p->looks < IMPATIENT)
		sched_yield();
	else
		poll(NULL, 0, 1);
	return p->looks < LOOKS_MIN || stream_now_ms() < p->until_ms;
}

bool stream_drain(struct stream *s, const char *what, struct text *why)
{
	struct stream_patience patience = { 0 };
	int left = 0;

	while (ioctl(s->fd, SIOCOUTQ, &left) == 0 && left > 0 && stream_patient(&patience))
		continue;
	if (left == 0)
		return true;
	fail(s, "they lie there", what, why);
	return false;
}

/* Moves what was not read to the front. */
static void make_room(struct stream *s)
{
	memmove(s->bytes, s->bytes + s->at, s->len - s->at);
	s->len -= s->at;
	s->at = 0;
}

static bool ready(const struct stream *s, int wait_ms)
{
	struct pollfd poll_fd = { .fd = s->fd, .events = POLLIN };

	return poll(&poll_fd, 1, wait_ms) > 0;
}

/* At least one more byte, by then. */
static bool more(struct stream *s, unsigned long long until_ms, const char *what, struct text *why)
{
	make_room(s);
	if (s->len == sizeof s->bytes) {
		fail(s, "far too much", what, why);
		return false;
	}
	for (;;) {
		unsigned long long now_ms = stream_now_ms();
		ssize_t n = recv(s->fd, s->bytes + s->len, sizeof s->bytes - s->len, MSG_DONTWAIT);

		if (n > 0) {
			s->len += (size_t)n;
			return true;
		}
		if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
			fail(s, n == 0 ? "it has gone" : strerror(errno), what, why);
			return false;
		}
		if (now_ms >= until_ms) {
			fail(s, "not a word", what, why);
			return false;
		}
		ready(s, (int)(until_ms - now_ms));
	}
}

int stream_byte(struct stream *s, const char *what, struct text *why)
{
	if (s->at == s->len && !more(s, stream_now_ms() + s->wait_ms, what, why))
		return -1;
	return (unsigned char)s->bytes[s->at++];
}

char *stream_line(struct stream *s, const char *what, struct text *why)
{
	unsigned long long until_ms = stream_now_ms() + s->wait_ms;
	char *end;

	while ((end = memchr(s->bytes + s->at, '\n', s->len - s->at)) == NULL)
		if (!more(s, until_ms, what, why))
			return NULL;
	char *line = s->bytes + s->at;

	s->at = (size_t)(end + 1 - s->bytes);
	if (end > line && end[-1] == '\r')
		end--;
	*end = '\0';
	return line;
}

void stream_fetch(struct stream *s)
{
	ssize_t n;

	make_room(s);
	n = recv(s->fd, s->bytes + s->len, sizeof s->bytes - s->len, MSG_DONTWAIT);
	if (n > 0)
		s->len += (size_t)n;
}

size_t stream_take(struct stream *s, void *bytes, size_t cap)
{
	size_t len = s->len - s->at < cap ? s->len - s->at : cap;

	if (len == 0) {
		ssize_t n = recv(s->fd, bytes, cap, MSG_DONTWAIT);

		return n > 0 ? (size_t)n : 0;
	}
	memcpy(bytes, s->bytes + s->at, len);
	s->at += len;
	return len;
}

bool stream_stirs(const struct stream *s, int wait_ms)
{
	return s->at < s->len || ready(s, wait_ms);
}
