/* The modem's side is the master of a pty, the tty under test its slave behind a link that can be moved.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "ports/linux/tty.h"

#define PATIENCE_S 20

static const struct log quiet = { 0 };

struct bench {
	char root[32], link[64];
	int modem; /* the master */
	struct event_base *base;
	struct tty tty;
	size_t heard_len;
	char heard[256];
	size_t arrived, expected; /* at the modem */
};

static void plug_in(struct bench *b)
{
	unlink(b->link);
	b->modem = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	assert_true(b->modem >= 0);
	assert_int_equal(grantpt(b->modem), 0);
	assert_int_equal(unlockpt(b->modem), 0);
	assert_int_equal(symlink(ptsname(b->modem), b->link), 0);
}

static void unplug(struct bench *b)
{
	close(b->modem);
	unlink(b->link);
}

static int make_bench(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	strcpy(b->root, "/tmp/smsocket-XXXXXX");
	assert_non_null(mkdtemp(b->root));
	snprintf(b->link, sizeof b->link, "%s/modem", b->root);
	b->base = event_base_new();
	assert_non_null(b->base);
	plug_in(b);
	*state = b;
	return 0;
}

static int remove_bench(void **state)
{
	struct bench *b = *state;

	tty_close(&b->tty);
	event_base_free(b->base);
	unplug(b);
	rmdir(b->root);
	free(b);
	return 0;
}

static void hear(void *ctx, const uint8_t *bytes, size_t len)
{
	struct bench *b = ctx;

	assert_true(len < sizeof b->heard - b->heard_len);
	memcpy(b->heard + b->heard_len, bytes, len);
	b->heard_len += len;
}

static void open_tty(struct bench *b)
{
	struct why why = { "" };

	if (tty_open(&b->tty, b->base, b->link, TTY_BAUD_DEFAULT, &quiet, hear, b, &why) != 0)
		fail_msg("%s", why.text);
}

static void refused(struct bench *b, const char *path, const char *reason)
{
	struct tty other;
	struct why why = { "" };

	assert_int_equal(tty_open(&other, b->base, path, TTY_BAUD_DEFAULT, &quiet, hear, b, &why), ERR_IO);
	if (!strstr(why.text, reason))
		fail_msg("\"%s\" lacks \"%s\"", why.text, reason);
	assert_null(strchr(why.text, '\n'));
}

static void too_late(evutil_socket_t fd, short what, void *ctx)
{
	(void)fd;
	(void)what;
	*(bool *)ctx = true;
}

/* Turns the loop until `done` says so. */
static void run_until(struct bench *b, bool (*done)(struct bench *b))
{
	const struct timeval patience = { .tv_sec = PATIENCE_S };
	bool late = false;
	struct event *alarm = evtimer_new(b->base, too_late, &late);

	event_add(alarm, &patience);
	while (!done(b) && !late)
		event_base_loop(b->base, EVLOOP_ONCE);
	event_free(alarm);
	assert_false(late);
}

static bool has_heard(struct bench *b)
{
	return b->heard_len > 0;
}

static bool has_lost(struct bench *b)
{
	return b->tty.fd < 0;
}

static bool has_line(struct bench *b)
{
	return b->tty.fd >= 0;
}

static bool has_all(struct bench *b)
{
	return b->arrived >= b->expected;
}

static void arrive(evutil_socket_t fd, short what, void *ctx)
{
	struct bench *b = ctx;
	char bytes[1024];
	ssize_t len = read(fd, bytes, sizeof bytes);

	(void)what;
	assert_true(len > 0);
	b->arrived += (size_t)len;
}

static void carries_every_byte_both_ways(void **state)
{
	struct bench *b = *state;
	/* What a cooked line would change, swallow or take for a signal. */
	static const uint8_t bytes[] = "\r\n\x03\x04\x11\x13\x1A\x1B\x7F\xFF\x00x";
	char got[sizeof bytes];
	struct termios is;

	open_tty(b);
	assert_int_equal(write(b->modem, bytes, sizeof bytes), sizeof bytes);
	run_until(b, has_heard);
	assert_int_equal(b->heard_len, sizeof bytes);
	assert_memory_equal(b->heard, bytes, sizeof bytes);
	tty_send(&b->tty, bytes, sizeof bytes);
	assert_int_equal(read(b->modem, got, sizeof got), sizeof bytes);
	assert_memory_equal(got, bytes, sizeof bytes);
	assert_int_equal(tcgetattr(b->tty.fd, &is), 0);
	assert_int_equal(cfgetospeed(&is), B115200);
	assert_true(is.c_cflag & CLOCAL);
	assert_int_equal(is.c_lflag & (ECHO | ICANON | ISIG), 0);
}

/* Nothing is lost up to the queue's size, whatever the line takes at once; what exceeds it is. */
static void queues_what_the_line_cannot_take(void **state)
{
	struct bench *b = *state;
	static const uint8_t block[1000];
	struct event *reader = event_new(b->base, b->modem, EV_READ | EV_PERSIST, arrive, b);

	open_tty(b);
	while (b->tty.queued == 0) {
		tty_send(&b->tty, block, sizeof block);
		b->expected += sizeof block;
		assert_true(b->expected < 10000000);
	}
	b->expected += TTY_QUEUE_CAP - b->tty.queued;
	while (!b->tty.overflowing) {
		tty_send(&b->tty, block, sizeof block);
		assert_true(b->tty.queued <= TTY_QUEUE_CAP);
	}
	assert_int_equal(b->tty.queued, TTY_QUEUE_CAP);
	event_add(reader, NULL);
	run_until(b, has_all);
	assert_int_equal(b->arrived, b->expected);
	assert_int_equal(b->tty.queued, 0);
	assert_false(b->tty.overflowing);
	tty_send(&b->tty, block, 1);
	b->expected++;
	run_until(b, has_all);
	event_free(reader);
}

static void opens_a_line_that_came_back(void **state)
{
	struct bench *b = *state;

	open_tty(b);
	unplug(b);
	run_until(b, has_lost);
	tty_send(&b->tty, (const uint8_t *)"AT\r", 3);
	assert_int_equal(b->tty.queued, 0);
	plug_in(b);
	run_until(b, has_line);
	assert_true(b->tty.lost);
	assert_int_equal(write(b->modem, "OK", 2), 2);
	run_until(b, has_heard);
	assert_false(b->tty.lost);
}

/* Written to before it was read from: the loss shows there first, in the middle of a call. */
static void survives_a_loss_while_sending(void **state)
{
	struct bench *b = *state;

	open_tty(b);
	unplug(b);
	tty_send(&b->tty, (const uint8_t *)"AT\r", 3);
	assert_true(has_lost(b));
	plug_in(b);
	run_until(b, has_line);
}

/* A line that dies as soon as it is opened is tried less and less often. */
static void waits_longer_each_time(void **state)
{
	struct bench *b = *state;

	open_tty(b);
	assert_int_equal(b->tty.retry_s, 1);
	unplug(b);
	run_until(b, has_lost);
	assert_int_equal(b->tty.retry_s, 2);
	plug_in(b);
	run_until(b, has_line);
	unplug(b);
	run_until(b, has_lost);
	assert_int_equal(b->tty.retry_s, 4);
	plug_in(b);
}

static void refuses_what_is_no_tty(void **state)
{
	struct bench *b = *state;
	char file[64];

	snprintf(file, sizeof file, "%s/file", b->root);
	refused(b, file, "No such file or directory; is the modem plugged in?");
	assert_int_equal(mkfifo(file, 0600), 0);
	refused(b, file, "is no tty");
	unlink(file);
	refused(b, b->root, "is no tty");
	refused(b, "/dev/null", "is no tty");
	open_tty(b);
}

static void belongs_to_one_at_a_time(void **state)
{
	struct bench *b = *state;

	open_tty(b);
	refused(b, b->link, "is in use by another program");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_bench, remove_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(carries_every_byte_both_ways),
		TEST(queues_what_the_line_cannot_take),
		TEST(opens_a_line_that_came_back),
		TEST(survives_a_loss_while_sending),
		TEST(waits_longer_each_time),
		TEST(refuses_what_is_no_tty),
		TEST(belongs_to_one_at_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
