/* The control socket: the file that it is, and who may open it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "tests/unit/desk.h"

static void a_socket_that_nobody_serves_is_replaced(void **state)
{
	struct desk *d = *state;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	control_close(&d->control);
	assert_int_not_equal(access(d->path, F_OK), 0);
	strcpy(address.sun_path, d->path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	close(fd);
	assert_int_equal(access(d->path, F_OK), 0);
	desk_open(d);
	desk_does(d, "ON", "done", "Power socket ON");
}

static void what_somebody_serves_stays(void **state)
{
	static struct control second;
	struct desk *d = *state;
	struct why why = { "" };

	assert_int_equal(control_open(&second, d->base, &d->config, &desk_deeds, d, &why), ERR_IO);
	assert_non_null(strstr(why.text, d->path));
	desk_does(d, "ON", "done", "Power socket ON");
}

static void another_file_stays(void **state)
{
	struct desk *d = *state;
	struct why why = { "" };
	FILE *file;

	control_close(&d->control);
	file = fopen(d->path, "w");
	assert_non_null(file);
	fclose(file);
	assert_int_equal(control_open(&d->control, d->base, &d->config, &desk_deeds, d, &why), ERR_IO);
	assert_non_null(strstr(why.text, "no socket"));
	assert_int_equal(access(d->path, F_OK), 0);
}

static mode_t mode_of(const struct desk *d)
{
	struct stat is;

	assert_int_equal(stat(d->path, &is), 0);
	return is.st_mode & 07777;
}

static void mode_and_group_are_as_wanted(void **state)
{
	struct desk *d = *state;
	struct why why = { "" };
	char group[16];

	assert_int_equal(mode_of(d), 0660);
	d->config.mode = 0600;
	snprintf(group, sizeof group, "%u", (unsigned)getegid());
	d->config.group = group;
	assert_int_equal(control_change(&d->control, &d->config, &why), 0);
	assert_int_equal(mode_of(d), 0600);
	d->config.mode = 0666;
	d->config.group = "no-such-group";
	assert_int_equal(control_change(&d->control, &d->config, &why), ERR_IO);
	assert_non_null(strstr(why.text, "no-such-group"));
	assert_int_equal(mode_of(d), 0600);
}

static void a_path_may_be_wrong(void **state)
{
	static struct control second;
	struct desk *d = *state;
	struct control_config config = d->config;
	struct why why = { "" };
	char path[200];

	memset(path, 'x', sizeof path);
	path[sizeof path - 1] = '\0';
	config.socket = path;
	assert_int_equal(control_open(&second, d->base, &config, &desk_deeds, d, &why), ERR_IO);
	assert_non_null(strstr(why.text, "too long"));
	config.socket = "/tmp/smsocket-nowhere/control";
	assert_int_equal(control_open(&second, d->base, &config, &desk_deeds, d, &why), ERR_IO);
	assert_non_null(strstr(why.text, config.socket));
	/* Closed, it does nothing. */
	control_look(&second);
	control_answer(&second, "nobody hears it");
	control_close(&second);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		DESK_TEST(a_socket_that_nobody_serves_is_replaced),
		DESK_TEST(what_somebody_serves_stays),
		DESK_TEST(another_file_stays),
		DESK_TEST(mode_and_group_are_as_wanted),
		DESK_TEST(a_path_may_be_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
