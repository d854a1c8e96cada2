/* The test is systemd: it listens on the socket that the environment names.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <event2/event.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "ports/linux/notify.h"

#define PATIENCE_MS 5000

struct bench {
	char directory[32];
	char path[64];
	struct event_base *base;
	int fd;
	char heard[256];
};

static int listen_at(const struct sockaddr_un *at, size_t len)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (const struct sockaddr *)at, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)), 0);
	return fd;
}

static int make_bench(void **state)
{
	struct bench *b = calloc(1, sizeof *b);
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	assert_non_null(b);
	strcpy(b->directory, "/tmp/smsocket-XXXXXX");
	assert_non_null(mkdtemp(b->directory));
	snprintf(b->path, sizeof b->path, "%s/notify", b->directory);
	memcpy(at.sun_path, b->path, strlen(b->path));
	b->fd = listen_at(&at, strlen(b->path) + 1);
	b->base = event_base_new();
	assert_non_null(b->base);
	setenv("NOTIFY_SOCKET", b->path, 1);
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	*state = b;
	return 0;
}

static int remove_bench(void **state)
{
	struct bench *b = *state;

	unsetenv("NOTIFY_SOCKET");
	event_base_free(b->base);
	close(b->fd);
	unlink(b->path);
	rmdir(b->directory);
	free(b);
	return 0;
}

/* The next datagram that has come, or NULL. */
static const char *heard(struct bench *b)
{
	ssize_t len = recv(b->fd, b->heard, sizeof b->heard - 1, 0);

	if (len < 0)
		return NULL;
	b->heard[len] = '\0';
	return b->heard;
}

static void expect(struct bench *b, const char *what)
{
	const char *is = heard(b);

	assert_non_null(is);
	assert_string_equal(is, what);
}

static void says_what_happens(void **state)
{
	struct bench *b = *state;
	struct notify n;

	notify_open(&n, b->base);
	assert_null(heard(b));
	notify_ready(&n);
	expect(b, "READY=1");
	notify_stopping(&n);
	expect(b, "STOPPING=1");
	notify_close(&n);
	notify_ready(&n);
	assert_null(heard(b));
}

static void a_reload_tells_the_time(void **state)
{
	struct bench *b = *state;
	struct notify n;
	struct timespec now;
	unsigned long long us;

	clock_gettime(CLOCK_MONOTONIC, &now);
	notify_open(&n, b->base);
	notify_reloading(&n);
	assert_non_null(heard(b));
	assert_int_equal(sscanf(b->heard, "RELOADING=1\nMONOTONIC_USEC=%llu", &us), 1);
	assert_true(us / 1000000u - (unsigned long long)now.tv_sec < 10);
	notify_close(&n);
}

static void a_status_is_sent_when_it_changes(void **state)
{
	struct bench *b = *state;
	struct notify n;
	char longer[3 * NOTIFY_STATUS_CAP];

	notify_open(&n, b->base);
	notify_status(&n, "registered, outlet on");
	expect(b, "STATUS=registered, outlet on");
	notify_status(&n, "registered, outlet on");
	assert_null(heard(b));
	notify_status(&n, "registered, outlet off");
	expect(b, "STATUS=registered, outlet off");
	memset(longer, 'x', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	notify_status(&n, longer);
	assert_non_null(heard(b));
	assert_int_equal(strlen(b->heard), strlen("STATUS=") + NOTIFY_STATUS_CAP - 1);
	notify_status(&n, longer);
	assert_null(heard(b));
	notify_close(&n);
}

static void an_abstract_name_will_do(void **state)
{
	struct bench *b = *state;
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct notify n;
	char name[64];
	int len = snprintf(name, sizeof name, "@smsocket-%d", (int)getpid());

	memcpy(at.sun_path, name, (size_t)len);
	at.sun_path[0] = '\0';
	close(b->fd);
	b->fd = listen_at(&at, (size_t)len);
	setenv("NOTIFY_SOCKET", name, 1);
	notify_open(&n, b->base);
	notify_ready(&n);
	expect(b, "READY=1");
	notify_close(&n);
}

/* The environment is somebody else's: nothing in it may do harm. */
static void a_strange_name_is_nobody(void **state)
{
	static const char *const names[] = { "", "/", "@", "relative", "vsock:2:1234" };
	struct bench *b = *state;
	struct notify n;
	char longer[300];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		setenv("NOTIFY_SOCKET", names[i], 1);
		notify_open(&n, b->base);
		assert_int_equal(n.fd, -1);
		notify_ready(&n);
		notify_close(&n);
	}
	memset(longer, 'x', sizeof longer - 1);
	longer[0] = '/';
	longer[sizeof longer - 1] = '\0';
	setenv("NOTIFY_SOCKET", longer, 1);
	notify_open(&n, b->base);
	assert_int_equal(n.fd, -1);
	notify_close(&n);
	unsetenv("NOTIFY_SOCKET");
	notify_open(&n, b->base);
	assert_int_equal(n.fd, -1);
	notify_close(&n);
}

static void nobody_listening_is_no_harm(void **state)
{
	struct bench *b = *state;
	struct notify n;

	notify_open(&n, b->base);
	unlink(b->path);
	notify_ready(&n);
	notify_status(&n, "registered");
	notify_close(&n);
	assert_null(heard(b));
}

static void the_watchdog_hears_a_sign_at_half_its_time(void **state)
{
	struct bench *b = *state;
	struct notify n;
	char pid[16];
	struct pollfd ready = { .fd = b->fd, .events = POLLIN };
	struct timespec from, to;

	snprintf(pid, sizeof pid, "%d", (int)getpid());
	setenv("WATCHDOG_USEC", "200000", 1);
	setenv("WATCHDOG_PID", pid, 1);
	clock_gettime(CLOCK_MONOTONIC, &from);
	notify_open(&n, b->base);
	expect(b, "WATCHDOG=1");
	event_base_loop(b->base, EVLOOP_ONCE);
	clock_gettime(CLOCK_MONOTONIC, &to);
	assert_int_equal(poll(&ready, 1, PATIENCE_MS), 1);
	expect(b, "WATCHDOG=1");
	assert_true((to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000 >= 99);
	assert_null(heard(b));
	notify_close(&n);
}

/* There is nothing to wake it then. */
static void without_a_watchdog_of_ours_there_is_no_timer(void **state)
{
	static const struct { const char *usec, *pid; } rows[] = {
		{ NULL, NULL }, { "200000", "1" }, { "0", NULL }, { "soon", NULL }, { "-5", NULL }, { "", NULL },
	};
	struct bench *b = *state;
	struct notify n;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		unsetenv("WATCHDOG_USEC");
		unsetenv("WATCHDOG_PID");
		if (rows[i].usec)
			setenv("WATCHDOG_USEC", rows[i].usec, 1);
		if (rows[i].pid)
			setenv("WATCHDOG_PID", rows[i].pid, 1);
		notify_open(&n, b->base);
		assert_null(n.alive);
		assert_int_equal(event_base_get_num_events(b->base, EVENT_BASE_COUNT_ADDED), 0);
		notify_close(&n);
	}
	setenv("WATCHDOG_USEC", "200000", 1);
	unsetenv("NOTIFY_SOCKET");
	notify_open(&n, b->base);
	assert_null(n.alive);
	notify_close(&n);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_bench, remove_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(says_what_happens),
		TEST(a_reload_tells_the_time),
		TEST(a_status_is_sent_when_it_changes),
		TEST(an_abstract_name_will_do),
		TEST(a_strange_name_is_nobody),
		TEST(nobody_listening_is_no_harm),
		TEST(the_watchdog_hears_a_sign_at_half_its_time),
		TEST(without_a_watchdog_of_ours_there_is_no_timer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
