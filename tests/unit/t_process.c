/* Other programs as children: how they end, and what they said.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "emulator/process.h"

static char why_buffer[400];
static struct text why;

static int set_up(void **state)
{
	(void)state;
	text_init(&why, why_buffer, sizeof why_buffer);
	return 0;
}

static void spawn(struct process *p, const char *script, const int *fds, size_t count)
{
	char *argv[] = { (char *)(uintptr_t)"sh", (char *)(uintptr_t)"-c", (char *)(uintptr_t)script, NULL };

	assert_true(process_spawn(p, argv, fds, count, &why));
}

static void one_that_ends_has_said_why(void **state)
{
	struct process p;

	(void)state;
	spawn(&p, "echo one; echo two >&2; exit 3", NULL, 0);
	assert_true(process_ended(&p, &why));
	assert_string_equal(why_buffer, "it has ended with status 3: one two");
	process_kill(&p);
	assert_false(process_ended(&p, &why));
}

static void one_that_is_killed_is_gone(void **state)
{
	struct process p;
	pid_t pid;

	(void)state;
	/* Its own end of the line closes with it. */
	spawn(&p, "exec sleep 1000", NULL, 0);
	pid = p.pid;
	process_kill(&p);
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(errno, ESRCH);
}

static void one_that_was_killed_by_others_has_ended(void **state)
{
	struct process p;

	(void)state;
	spawn(&p, "kill -9 $$", NULL, 0);
	assert_true(process_ended(&p, &why));
	assert_string_equal(why_buffer, "it was ended by signal 9: without a word");
	process_kill(&p);
}

static void only_the_descriptors_that_are_named_stay_open(void **state)
{
	struct process p;
	int pair[2];
	char said[8] = "";
	char script[80];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	snprintf(script, sizeof script, "test ! -e /proc/self/fd/%d && echo fine >&%d", pair[0], pair[1]);
	spawn(&p, script, &pair[1], 1);
	close(pair[1]);
	/* Its end: the child's was the last. */
	assert_int_equal(recv(pair[0], said, sizeof said - 1, MSG_WAITALL), strlen("fine\n"));
	assert_string_equal(said, "fine\n");
	process_kill(&p);
	close(pair[0]);
}

static void one_that_is_not_there_is_told(void **state)
{
	char *argv[] = { (char *)(uintptr_t)"no-such-program-here", NULL };
	struct process p;

	(void)state;
	assert_false(process_found("no-such-program-here"));
	assert_true(process_found("sh"));
	assert_false(process_spawn(&p, argv, NULL, 0, &why));
	assert_string_equal(why_buffer, "no-such-program-here cannot be started: No such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(one_that_ends_has_said_why, set_up),
		cmocka_unit_test_setup(one_that_is_killed_is_gone, set_up),
		cmocka_unit_test_setup(one_that_was_killed_by_others_has_ended, set_up),
		cmocka_unit_test_setup(only_the_descriptors_that_are_named_stay_open, set_up),
		cmocka_unit_test_setup(one_that_is_not_there_is_told, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
