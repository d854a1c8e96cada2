/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/tty.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/err.h"

#define READ_CAP 512
#define RETRY_FIRST_S 1u
#define RETRY_MAX_S 30u
#define PTY_MAJOR_FIRST 136u /* of the kernel's list of devices: the pty slaves */
#define PTY_MAJOR_LAST 143u

static const struct {
	unsigned baud;
	speed_t speed;
} speeds[] = {
	{ 1200, B1200 }, { 2400, B2400 }, { 4800, B4800 }, { 9600, B9600 }, { 19200, B19200 }, { 38400, B38400 },
	{ 57600, B57600 }, { 115200, B115200 }, { 230400, B230400 }, { 460800, B460800 }, { 921600, B921600 },
	{ 1000000, B1000000 }, { 3000000, B3000000 },
};
#define SPEED_COUNT (sizeof speeds / sizeof *speeds)

unsigned tty_baud(size_t index)
{
	return index < SPEED_COUNT ? speeds[index].baud : 0;
}

static speed_t speed_of(unsigned baud)
{
	size_t i = 0;

	while (i < SPEED_COUNT && speeds[i].baud != baud)
		i++;
	ASSERT(i < SPEED_COUNT);
	return speeds[i].speed;
}

static int set_raw(int fd, unsigned baud)
{
	speed_t speed = speed_of(baud);
	struct termios raw, is;

	if (tcgetattr(fd, &raw) != 0)
		return -1;
	cfmakeraw(&raw);
	raw.c_cflag |= CLOCAL | CREAD;
	/* Without HUPCL a restart of the daemon does not drop DTR, on which many modems hang up or reset. */
	raw.c_cflag &= ~((tcflag_t)CRTSCTS | CSTOPB | HUPCL);
	/* One byte at least: then a read of 0 bytes is the end of the line, and nothing to read is EAGAIN. */
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (cfsetspeed(&raw, speed) != 0 || tcsetattr(fd, TCSANOW, &raw) != 0 || tcgetattr(fd, &is) != 0)
		return -1;
	/* tcsetattr is content when any of it was done. */
	errno = EINVAL;
	return cfgetospeed(&is) == speed && cfgetispeed(&is) == speed ? 0 : -1;
}

/* The lock keeps out other well-behaved programs, TIOCEXCL the rest. A pty goes without: its flag would outlive a
 * killed daemon as long as the other side holds the pty open, and shut out the next one. */
static int lock(int fd)
{
	struct stat is;
	unsigned major_number;

	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return -1;
	if (fstat(fd, &is) != 0)
		return -1;
	major_number = major(is.st_rdev);
	if (major_number < PTY_MAJOR_FIRST || major_number > PTY_MAJOR_LAST)
		ioctl(fd, TIOCEXCL);
	return 0;
}

static int open_line(const struct tty *t, struct why *why)
{
	struct stat is;
	int fd;

	/* Looked at before it is opened: to open a device of another kind may have effects. */
	if (stat(t->path, &is) != 0)
		return why_failed(why, "cannot open %s: %s; is the modem plugged in? (ls -l /dev/serial/by-id)", t->path,
			strerror(errno));
	if (!S_ISCHR(is.st_mode))
		return why_failed(why, "%s is no tty; name the modem's (ls -l /dev/serial/by-id)", t->path);
	fd = open(t->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && errno == EACCES)
		return why_failed(why, "cannot open %s: %s; is this user in the group of the tty (dialout)?", t->path,
			strerror(errno));
	if (fd < 0)
		return why_failed(why, "cannot open %s: %s", t->path, strerror(errno));
	if (!isatty(fd))
		why_failed(why, "%s is no tty; name the modem's (ls -l /dev/serial/by-id)", t->path);
	else if (lock(fd) != 0)
		why_failed(why, "%s is in use by another program", t->path);
	else if (set_raw(fd, t->baud) != 0)
		why_failed(why, "cannot set %s to %u baud: %s", t->path, t->baud, strerror(errno));
	else
		return fd;
	close(fd);
	return ERR_IO;
}

static void unhook(struct event **event)
{
	if (*event)
		event_free(*event);
	*event = NULL;
}

static void drop_line(struct tty *t)
{
	unhook(&t->readable);
	unhook(&t->writable);
	/* A port whose other side takes nothing would hold up the close, for half a minute or more. */
	if (t->fd >= 0) {
		tcflush(t->fd, TCOFLUSH);
		close(t->fd);
	}
	t->fd = -1;
	t->queued = 0;
	t->overflowing = false;
}

static void retry_later(struct tty *t)
{
	struct timeval wait = { .tv_sec = (time_t)t->retry_s };

	event_add(t->retry, &wait);
	t->retry_s = t->retry_s < RETRY_MAX_S / 2 ? t->retry_s * 2 : RETRY_MAX_S;
}

/* `error` 0: the other side closed it. */
static void lose(struct tty *t, int error)
{
	drop_line(t);
	if (!t->lost)
		log_say(t->log, NOTE_WARNING, "lost %s: %s; trying again until it is back", t->path,
			error == 0 ? "the other side closed it" : strerror(error));
	t->lost = true;
	retry_later(t);
}

static void found(struct tty *t)
{
	if (t->lost)
		log_say(t->log, NOTE_INFO, "%s is back", t->path);
	t->lost = false;
	/* Only now: a line that opens and dies again at once must not be tried each second for ever. */
	t->retry_s = RETRY_FIRST_S;
}

/* One read a turn of the loop, so that a flood starves neither timers nor signals. */
static void on_readable(evutil_socket_t fd, short what, void *ctx)
{
	struct tty *t = ctx;
	uint8_t bytes[READ_CAP];
	ssize_t len = read(fd, bytes, sizeof bytes);

	(void)what;
	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (len <= 0) {
		lose(t, len < 0 ? errno : 0);
		return;
	}
	found(t);
	t->heard(t->ctx, bytes, (size_t)len);
}

/* How many bytes the line took; -1 when it was lost. */
static ssize_t push(struct tty *t, const uint8_t *bytes, size_t len)
{
	ssize_t done = write(t->fd, bytes, len);

	if (done >= 0)
		return done;
	if (errno == EAGAIN || errno == EINTR)
		return 0;
	lose(t, errno);
	return -1;
}

static void on_writable(evutil_socket_t fd, short what, void *ctx)
{
	struct tty *t = ctx;
	ssize_t done = push(t, t->queue, t->queued);

	(void)fd;
	(void)what;
	if (done < 0)
		return;
	t->queued -= (size_t)done;
	memmove(t->queue, t->queue + done, t->queued);
	if (t->queued > 0)
		event_add(t->writable, NULL);
	else
		t->overflowing = false;
}

static void enqueue(struct tty *t, const uint8_t *bytes, size_t len)
{
	size_t room = TTY_QUEUE_CAP - t->queued;

	if (len > room && !t->overflowing) {
		log_say(t->log, NOTE_WARNING, "%s takes no more: dropping what is sent to it", t->path);
		t->overflowing = true;
	}
	if (len > room)
		len = room;
	memcpy(t->queue + t->queued, bytes, len);
	t->queued += len;
	event_add(t->writable, NULL);
}

void tty_send(struct tty *t, const uint8_t *bytes, size_t len)
{
	ssize_t done = 0;

	if (t->fd < 0 || len == 0)
		return;
	if (t->queued == 0)
		done = push(t, bytes, len);
	if (done >= 0 && (size_t)done < len)
		enqueue(t, bytes + done, len - (size_t)done);
}

/* With t->fd just opened. */
static void listen_to(struct tty *t)
{
	t->readable = event_new(t->base, t->fd, EV_READ | EV_PERSIST, on_readable, t);
	t->writable = event_new(t->base, t->fd, EV_WRITE, on_writable, t);
	ASSERT(t->readable && t->writable);
	event_add(t->readable, NULL);
}

static void on_retry(evutil_socket_t fd, short what, void *ctx)
{
	struct tty *t = ctx;
	struct why why;
	int opened = open_line(t, &why);

	(void)fd;
	(void)what;
	if (opened < 0) {
		log_say(t->log, NOTE_DEBUG, "%s; next attempt in %u s", why.text, t->retry_s);
		retry_later(t);
		return;
	}
	t->fd = opened;
	listen_to(t);
}

static void init(struct tty *t, struct event_base *base, const char *path, unsigned baud, const struct log *log,
	tty_heard heard, void *ctx)
{
	*t = (struct tty){
		.path = path, .baud = baud, .log = log, .heard = heard, .ctx = ctx, .base = base, .retry_s = RETRY_FIRST_S, .fd = -1,
	};
	t->retry = evtimer_new(base, on_retry, t);
	ASSERT(t->retry);
}

int tty_open(struct tty *t, struct event_base *base, const char *path, unsigned baud, const struct log *log,
	tty_heard heard, void *ctx, struct why *why)
{
	init(t, base, path, baud, log, heard, ctx);
	t->fd = open_line(t, why);
	if (t->fd < 0) {
		tty_close(t);
		return ERR_IO;
	}
	listen_to(t);
	return 0;
}

void tty_open_later(struct tty *t, struct event_base *base, const char *path, unsigned baud, const struct log *log,
	tty_heard heard, void *ctx)
{
	init(t, base, path, baud, log, heard, ctx);
	log_say(log, NOTE_WARNING, "%s is not there; waiting for it", path);
	t->lost = true;
	retry_later(t);
}

void tty_close(struct tty *t)
{
	drop_line(t);
	unhook(&t->retry);
}
