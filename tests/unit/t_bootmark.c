/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "ports/linux/bootmark.h"

struct place {
	char path[32];
	int fd;
};

static const struct log quiet = { 0 };

static int make_place(void **state)
{
	struct place *p = calloc(1, sizeof *p);

	assert_non_null(p);
	strcpy(p->path, "/tmp/smsocket-XXXXXX");
	assert_non_null(mkdtemp(p->path));
	p->fd = open(p->path, O_RDONLY | O_DIRECTORY);
	assert_true(p->fd >= 0);
	*state = p;
	return 0;
}

static int remove_place(void **state)
{
	struct place *p = *state;

	unlinkat(p->fd, "boot", 0);
	close(p->fd);
	rmdir(p->path);
	free(p);
	return 0;
}

static bool booted(const struct place *p, const char *id)
{
	assert_int_equal(setenv("SMSOCKET_BOOT_ID", id, 1), 0);
	return bootmark_renew(p->fd, &quiet);
}

static void knows_nothing_at_first(void **state)
{
	assert_false(booted(*state, "0123abcd"));
}

static void tells_another_boot_once(void **state)
{
	assert_false(booted(*state, "0123abcd"));
	assert_false(booted(*state, "0123abcd"));
	assert_true(booted(*state, "4567abcd"));
	assert_false(booted(*state, "4567abcd"));
	assert_true(booted(*state, "0123abcd"));
}

static void does_not_mind_dashes(void **state)
{
	assert_false(booted(*state, "0123-ab-cd"));
	assert_false(booted(*state, "0123abcd"));
}

static void asks_the_kernel_when_nobody_tells(void **state)
{
	struct place *p = *state;

	if (access("/proc/sys/kernel/random/boot_id", R_OK) != 0)
		skip();
	assert_int_equal(unsetenv("SMSOCKET_BOOT_ID"), 0);
	assert_false(bootmark_renew(p->fd, &quiet));
	assert_false(bootmark_renew(p->fd, &quiet));
	assert_true(booted(p, "0123abcd"));
	assert_false(booted(p, "0123abcd"));
	assert_int_equal(setenv("SMSOCKET_BOOT_ID", "", 1), 0);
	assert_true(bootmark_renew(p->fd, &quiet));
}

static void outlives_a_directory_that_takes_nothing(void **state)
{
	(void)state;
	setenv("SMSOCKET_BOOT_ID", "0123abcd", 1);
	assert_false(bootmark_renew(-1, &quiet));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, remove_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(knows_nothing_at_first),
		TEST(tells_another_boot_once),
		TEST(does_not_mind_dashes),
		TEST(asks_the_kernel_when_nobody_tells),
		TEST(outlives_a_directory_that_takes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
