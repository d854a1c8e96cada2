/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "ports/linux/configfile.h"

#define NEEDED "[modem]\ndevice = /dev/ttyUSB2\n[board]\nkind = dir:/run/board\n[state]\ndirectory = /var/lib/smsocket\n"

static int read_bytes(struct config *c, const char *bytes, size_t len, struct why *why)
{
	FILE *file = fmemopen((void *)(uintptr_t)bytes, len, "r");
	int result;

	assert_non_null(file);
	config_init(c);
	why->text[0] = '\0';
	result = configfile_read(c, file, "its.conf", why);
	fclose(file);
	return result;
}

static int read_text(struct config *c, const char *text, struct why *why)
{
	return read_bytes(c, text, strlen(text), why);
}

static void what_nobody_says(void **state)
{
	struct config c;

	(void)state;
	config_init(&c);
	assert_int_equal(c.baud, 115200);
	assert_int_equal(c.model, MODEL_706);
	assert_string_equal(c.product, "smsocket");
	assert_string_equal(c.serial, "");
	assert_string_equal(c.pin_file, "");
	assert_string_equal(c.socket, "");
	assert_int_equal(c.mode, 0660);
	assert_true(c.configure);
	assert_false(c.private);
	assert_false(c.verbose);
	assert_false(c.fahrenheit);
	assert_string_equal(c.sysfs_root, "/sys");
	assert_string_equal(config_missing(&c)->key, "device");
}

static void reads_a_whole_file(void **state)
{
	static const char text[] =
		"# what is where\n\n[modem]\n"
		"device = /dev/serial/by-id/usb-Some_Modem-if02-port0 ; best a name that stays\n"
		"baud=9600\n"
		"   pin-file\t=  /etc/smsocket/pin\r\n"
		"wait = 0\n"
		"[device]\nmodel = 707-light\nproduct = My socket\nserial = A 17\nfahrenheit = YES\n"
		"[state]\ndirectory = /var/lib/smsocket\n"
		"[log]\nprivate = no\nverbose = yes\n"
		"[control]\nsocket =\nmode = 0600\ngroup = users\nconfigure = no\n"
		"[board]\nkind = gpio\n"
		"[gpio]\noutlet = RELAY1 active-low\n";
	struct config c;
	struct why why;

	(void)state;
	assert_int_equal(read_text(&c, text, &why), 0);
	assert_string_equal(c.modem, "/dev/serial/by-id/usb-Some_Modem-if02-port0");
	assert_int_equal(c.baud, 9600);
	assert_string_equal(c.pin_file, "/etc/smsocket/pin");
	assert_int_equal(c.wait_s, 0);
	assert_int_equal(c.model, MODEL_707_LIGHT);
	assert_string_equal(c.product, "My socket");
	assert_string_equal(c.serial, "A 17");
	assert_true(c.fahrenheit);
	assert_string_equal(c.state, "/var/lib/smsocket");
	assert_true(c.verbose);
	assert_string_equal(c.socket, "");
	assert_int_equal(c.mode, 0600);
	assert_string_equal(c.group, "users");
	assert_false(c.configure);
	assert_null(config_board_directory(&c));
	assert_string_equal(c.gpio.place[PART_OUTLET].name, "RELAY1");
	assert_true(c.gpio.place[PART_OUTLET].active_low);
	assert_null(config_missing(&c));
}

/* Each in line 2, behind a section. */
static void names_the_line_and_what_was_expected(void **state)
{
	static const struct { const char *section, *line, *why; } rows[] = {
		{ "modem", "baud = 12x", "[modem] baud \"12x\": expected one of 1200, " },
		{ "modem", "baud =", "[modem] baud \"\": expected one of 1200, " },
		{ "modem", "wait = -1", "[modem] wait \"-1\": expected seconds, 0 to 86400" },
		{ "modem", "wait = 86401", "[modem] wait \"86401\": expected seconds, 0 to 86400" },
		{ "modem", "wait = 18446744073709551617", "[modem] wait \"18446744073709551617\": expected seconds, 0 to 86400" },
		{ "modem", "speed = 9600", "[modem] has no key \"speed\"" },
		{ "modem", "Baud = 9600", "[modem] has no key \"Baud\"" },
		{ "device", "model = 708", "[device] model \"708\": expected 706, 707, 706-light or 707-light" },
		{ "device", "product =", "[device] product \"\": expected 1 to 32 characters of ASCII, and no `" },
		{ "device", "product = 123456789012345678901234567890123",
			"[device] product \"123456789012345678901234567890123\": expected 1 to 32 characters of ASCII, and no `" },
		{ "device", "serial = \xC3\xA9", "[device] serial \"\xC3\xA9\": expected 0 to 32 characters of ASCII, and no `" },
		{ "device", "fahrenheit = 1", "[device] fahrenheit \"1\": expected yes or no" },
		{ "log", "private = maybe", "[log] private \"maybe\": expected yes or no" },
		{ "control", "mode = 0888", "[control] mode \"0888\": expected permissions in octal, such as 0660" },
		{ "control", "mode = 1777", "[control] mode \"1777\": expected permissions in octal, such as 0660" },
		{ "board", "kind = steam", "[board] kind \"steam\": expected gpio or dir:DIR" },
		{ "board", "kind = dir:", "[board] kind \"dir:\": expected gpio or dir:DIR" },
		{ "gpio", "outlet = 3 sideways", "[gpio] outlet \"3 sideways\": " },
		{ "gpio", "steam = 3", "[gpio] steam " },
		{ "whatever", "key = 1", "[whatever] is no section; expected modem, device, board, gpio, state, control or log" },
		{ "modem", "baud", "expected [section] or key = value" },
		{ "modem", "[unclosed", "expected [section] or key = value" },
		{ "log", "verbose = y\x01s", "the line holds a control character" },
	};
	struct config c;
	struct why why;
	char text[256], expected[256];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		snprintf(text, sizeof text, "[%s]\n%s\n", rows[i].section, rows[i].line);
		snprintf(expected, sizeof expected, "its.conf:2: %s", rows[i].why);
		assert_int_equal(read_text(&c, text, &why), ERR_IO);
		why.text[strlen(expected) < strlen(why.text) ? strlen(expected) : strlen(why.text)] = '\0';
		assert_string_equal(why.text, expected);
	}
}

static void tells_the_first_of_several_errors(void **state)
{
	struct config c;
	struct why why;

	(void)state;
	assert_int_equal(read_text(&c, "[log]\nnonsense\nverbose = 3\n", &why), ERR_IO);
	assert_string_equal(why.text, "its.conf:2: expected [section] or key = value");
	assert_int_equal(read_text(&c, "[log]\nverbose = 3\nnonsense\n", &why), ERR_IO);
	assert_string_equal(why.text, "its.conf:2: [log] verbose \"3\": expected yes or no");
	assert_int_equal(read_text(&c, "[log]\nnonsense\n\x02\n", &why), ERR_IO);
	assert_string_equal(why.text, "its.conf:2: expected [section] or key = value");
}

static void a_key_is_said_once_and_in_a_section(void **state)
{
	struct config c;
	struct why why;

	(void)state;
	assert_int_equal(read_text(&c, "[log]\nverbose = yes\n\n[modem]\n[log]\nverbose = yes\n", &why), ERR_IO);
	assert_string_equal(why.text, "its.conf:6: [log] verbose is said twice, first in line 2");
	assert_int_equal(read_text(&c, "[gpio]\noutlet = 3\noutlet = 4\n", &why), ERR_IO);
	assert_string_equal(why.text, "its.conf:3: [gpio] outlet is said twice, first in line 2");
	assert_int_equal(read_text(&c, "verbose = yes\n", &why), ERR_IO);
	assert_string_equal(why.text, "its.conf:1: verbose stands before the first [section]");
}

/* libinih's buffer: what exceeds it must not be taken for a line of its own. */
static void a_long_line_is_refused_whole(void **state)
{
	char text[700] = "[modem]\ndevice = /";
	struct config c;
	struct why why;
	size_t head = strlen(text);

	(void)state;
	memset(text + head, 'a', 500);
	strcpy(text + head + 500, "\n");
	assert_int_equal(read_text(&c, text, &why), ERR_IO);
	assert_memory_equal(why.text, "its.conf:2: the line is longer than ", 36);
	/* 180 bytes are nothing special. */
	strcpy(text + head + 160, "\n");
	assert_int_equal(read_text(&c, text, &why), 0);
	assert_int_equal(strlen(c.modem), 161);
}

/* Else a program that reads lines as C strings would see another file than a person. */
static void a_nul_is_no_end(void **state)
{
	static const char text[] = "[log]\nverbose = yes\0 nonsense\n";
	struct config c;
	struct why why;

	(void)state;
	assert_int_equal(read_bytes(&c, text, sizeof text - 1, &why), ERR_IO);
	assert_string_equal(why.text, "its.conf:2: the line holds a control character");
}

static void an_indented_line_continues_nothing(void **state)
{
	struct config c;
	struct why why;

	(void)state;
	assert_int_equal(read_text(&c, "[modem]\ndevice = /dev/a\n    baud = 9600\n", &why), 0);
	assert_string_equal(c.modem, "/dev/a");
	assert_int_equal(c.baud, 9600);
}

/* --- With a command line. --- */

static char path[] = "/tmp/smsocket-XXXXXX";

static int make_file(void **state)
{
	int fd;

	(void)state;
	strcpy(path, "/tmp/smsocket-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	return close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void put(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void the_command_line_wins(void **state)
{
	struct configfile_source source = { .path = path };
	struct config c;
	struct why why;

	(void)state;
	put(NEEDED "[device]\nmodel = 707\n[log]\nverbose = no\n");
	configfile_say(&source, config_row("device", "model"), "707-light");
	configfile_say(&source, config_row("modem", "device"), "/dev/first");
	configfile_say(&source, config_row("modem", "device"), "/dev/second");
	assert_int_equal(configfile_load(&c, &source, &why), 0);
	assert_int_equal(c.model, MODEL_707_LIGHT);
	assert_string_equal(c.modem, "/dev/second");
	assert_string_equal(config_board_directory(&c), "/run/board");
	assert_string_equal(c.state, "/var/lib/smsocket");
}

static void tells_what_is_missing(void **state)
{
	struct configfile_source source = { .path = path };
	struct config c;
	struct why why;
	char expected[128];

	(void)state;
	put("[board]\nkind = dir:/run/board\n[state]\ndirectory =\n");
	assert_int_equal(configfile_load(&c, &source, &why), ERR_IO);
	snprintf(expected, sizeof expected, "%s: [modem] device is missing", path);
	assert_string_equal(why.text, expected);
	configfile_say(&source, config_row("modem", "device"), "/dev/a");
	assert_int_equal(configfile_load(&c, &source, &why), ERR_IO);
	snprintf(expected, sizeof expected, "%s: [state] directory is missing", path);
	assert_string_equal(why.text, expected);
	source.path = NULL;
	assert_int_equal(configfile_load(&c, &source, &why), ERR_IO);
	assert_string_equal(why.text, "--board BOARD is missing");
	configfile_say(&source, config_row("board", "kind"), "dir:/run/board");
	configfile_say(&source, config_row("state", "directory"), "/var/lib/smsocket");
	assert_int_equal(configfile_load(&c, &source, &why), 0);
	configfile_say(&source, config_row("modem", "wait"), "soon");
	assert_int_equal(configfile_load(&c, &source, &why), ERR_IO);
	assert_string_equal(why.text, "--wait \"soon\": expected seconds, 0 to 86400");
}

static void a_gpio_board_needs_its_outlet(void **state)
{
	struct configfile_source source = { .path = path };
	struct config c;
	struct why why;

	(void)state;
	put("[modem]\ndevice = /dev/a\n[state]\ndirectory = /s\n[board]\nkind = gpio\n[gpio]\nbutton = 4\n");
	assert_int_equal(configfile_load(&c, &source, &why), ERR_IO);
	assert_non_null(strstr(why.text, ": [gpio] "));
	assert_non_null(strstr(why.text, "outlet"));
	configfile_say(&source, config_row("board", "kind"), "dir:/run/board");
	assert_int_equal(configfile_load(&c, &source, &why), 0);
}

static void names_a_file_that_cannot_be_read(void **state)
{
	struct configfile_source source = { .path = "/tmp" };
	struct config c;
	struct why why;

	(void)state;
	assert_int_equal(configfile_load(&c, &source, &why), ERR_IO);
	assert_string_equal(why.text, "cannot read /tmp: Is a directory");
	source.path = "/nowhere/its.conf";
	assert_int_equal(configfile_load(&c, &source, &why), ERR_IO);
	assert_string_equal(why.text, "cannot read /nowhere/its.conf: No such file or directory");
}

/* A reload compares by bytes: a shorter value must leave nothing of a longer one. */
static void equal_settings_are_equal_bytes(void **state)
{
	const struct config_row *row = config_row("device", "product");
	struct config a, b;
	struct why why;

	(void)state;
	config_init(&a);
	config_init(&b);
	assert_int_equal(config_take(&a, row, "a much longer name", &why), 0);
	assert_false(config_same(&a, &b, row));
	assert_int_equal(config_take(&a, row, "smsocket", &why), 0);
	assert_memory_equal(&a, &b, sizeof a);
	assert_int_equal(config_take(&a, row, "other", &why), 0);
	config_copy(&b, &a, row);
	assert_string_equal(b.product, "other");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_file, remove_file)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_nobody_says),
		cmocka_unit_test(reads_a_whole_file),
		cmocka_unit_test(names_the_line_and_what_was_expected),
		cmocka_unit_test(tells_the_first_of_several_errors),
		cmocka_unit_test(a_key_is_said_once_and_in_a_section),
		cmocka_unit_test(a_long_line_is_refused_whole),
		cmocka_unit_test(a_nul_is_no_end),
		cmocka_unit_test(an_indented_line_continues_nothing),
		TEST(the_command_line_wins),
		TEST(tells_what_is_missing),
		TEST(a_gpio_board_needs_its_outlet),
		TEST(names_a_file_that_cannot_be_read),
		cmocka_unit_test(equal_settings_are_equal_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
