/* SPDX-License-Identifier: Apache-2.0 */
#include "app/ctllink.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "app/cli.h"
#include "base/assert.h"

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int fail(int status, const char *path, const char *why)
{
	cli_failed("%s: %s", path, why);
	return status;
}

int ctllink_open(struct ctllink *l, const char *path, int timeout_s)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const struct timeval patience = { .tv_sec = timeout_s };

	l->path = path;
	l->len = l->given = 0;
	l->fd = -1;
	if (strlen(path) >= sizeof address.sun_path)
		return fail(EXIT_UNREACHED, path, "the path is too long for a socket");
	strcpy(address.sun_path, path);
	l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (l->fd < 0)
		return fail(EXIT_UNREACHED, path, strerror(errno));
	setsockopt(l->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	if (connect(l->fd, (const struct sockaddr *)&address, sizeof address) == 0)
		return EXIT_DONE;
	int error = errno;
	ctllink_close(l);
	switch (error) {
	case EACCES:
		return fail(EXIT_FORBIDDEN, path, "not allowed; are you in the socket's group?");
	case EAGAIN:
		return fail(EXIT_LATE, path, "the daemon is too busy");
	case ENOENT:
	case ECONNREFUSED:
		return fail(EXIT_UNREACHED, path, "no daemon serves that; does one run, with a [control] socket?");
	default:
		return fail(EXIT_UNREACHED, path, strerror(error));
	}
}

int ctllink_ask(struct ctllink *l, const struct text *request, int timeout_s)
{
	ASSERT(!request->cut);
	l->until_ms = timeout_s == CTLLINK_FOR_EVER ? CTLLINK_FOR_EVER : now_ms() + (int64_t)timeout_s * 1000;
	for (size_t sent = 0; sent < request->len;) {
		ssize_t n = send(l->fd, request->at + sent, request->len - sent, MSG_NOSIGNAL);

		/* One that was refused a place has a line to read all the same. */
		if (n < 0 && (errno == EPIPE || errno == ECONNRESET))
			return EXIT_DONE;
		if (n < 0)
			return fail(errno == EAGAIN ? EXIT_LATE : EXIT_UNREACHED, l->path, strerror(errno));
		sent += (size_t)n;
	}
	return EXIT_DONE;
}

/* Waits for more and reads it. */
static int read_more(struct ctllink *l)
{
	struct pollfd waiting = { .fd = l->fd, .events = POLLIN };
	int64_t left_ms = l->until_ms == CTLLINK_FOR_EVER ? -1 : l->until_ms - now_ms();
	int ready = left_ms < 0 && l->until_ms != CTLLINK_FOR_EVER ? 0 : poll(&waiting, 1, (int)left_ms);
	ssize_t n;

	if (ready < 0 && errno == EINTR)
		return EXIT_DONE;
	if (ready <= 0)
		return fail(EXIT_LATE, l->path, "no answer in time; --timeout gives it more");
	memmove(l->bytes, l->bytes + l->given, l->len - l->given);
	l->len -= l->given;
	l->given = 0;
	if (l->len == CTLLINK_LINE_CAP)
		return fail(EXIT_FAILED, l->path, "the answer is no daemon's: a line without an end");
	n = read(l->fd, l->bytes + l->len, CTLLINK_LINE_CAP - l->len);
	if (n <= 0)
		return fail(EXIT_UNREACHED, l->path, "the daemon has ended the connection");
	l->len += (size_t)n;
	return EXIT_DONE;
}

int ctllink_line(struct ctllink *l, const char **line)
{
	char *end;
	int result = EXIT_DONE;

	while ((end = memchr(l->bytes + l->given, '\n', l->len - l->given)) == NULL && result == EXIT_DONE)
		result = read_more(l);
	if (result != EXIT_DONE)
		return result;
	*end = '\0';
	*line = l->bytes + l->given;
	l->given = (size_t)(end + 1 - l->bytes);
	return EXIT_DONE;
}

void ctllink_close(struct ctllink *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
}
