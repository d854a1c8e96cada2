/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "ports/linux/dirboard.h"

#define PATH_CAP 256

static const struct log quiet = { 0 };
static char root[32], board[64];

static int make_place(void **state)
{
	(void)state;
	strcpy(root, "/tmp/smsocket-XXXXXX");
	assert_non_null(mkdtemp(root));
	snprintf(board, sizeof board, "%s/board", root);
	return 0;
}

static int remove_place(void **state)
{
	static const char *const files[] = { "outlet", "led_power", "led_gsm", "led_mic", "led_out", ".new" };
	char path[PATH_CAP];

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", board, files[i]);
		unlink(path);
	}
	rmdir(board);
	return rmdir(root);
}

static void expect(const char *name, const char *value)
{
	char path[PATH_CAP], is[32] = "";
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", board, name);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_true(fread(is, 1, sizeof is - 1, file) > 0);
	fclose(file);
	assert_string_equal(is, value);
}

static size_t file_count(void)
{
	DIR *directory = opendir(board);
	size_t count = 0;

	assert_non_null(directory);
	while (readdir(directory))
		count++;
	closedir(directory);
	return count - 2; /* itself and its parent */
}

static void open_board(struct dirboard *b)
{
	struct why why = { "" };

	if (dirboard_open(b, board, &quiet, &why) != 0)
		fail_msg("%s", why.text);
}

static void touches_no_pin_when_opened(void **state)
{
	struct dirboard b;

	(void)state;
	open_board(&b);
	assert_int_equal(file_count(), 0);
	dirboard_outlet(&b, true);
	open_board(&b);
	expect("outlet", "1\n");
}

static void light(struct dirboard *b, enum led led, enum led_pattern pattern)
{
	dirboard_led(b, led, pattern);
	dirboard_light(b);
}

static void writes_values_of_any_length_over_others(void **state)
{
	struct dirboard b;

	(void)state;
	open_board(&b);
	dirboard_outlet(&b, true);
	expect("outlet", "1\n");
	dirboard_outlet(&b, false);
	expect("outlet", "0\n");
	light(&b, LED_POWER, PATTERN_SIMFAULT);
	expect("led_power", "simfault\n");
	light(&b, LED_POWER, PATTERN_ON);
	expect("led_power", "on\n");
	light(&b, LED_GSM, PATTERN_FLASH3S);
	expect("led_gsm", "flash3s\n");
	light(&b, LED_MICROPHONE, PATTERN_OFF);
	expect("led_mic", "off\n");
	light(&b, LED_OUT, PATTERN_4HZ);
	expect("led_out", "4hz\n");
	assert_int_equal(file_count(), 5);
}

/* Who has the file open keeps reading the whole older value. */
static void never_changes_what_a_reader_holds(void **state)
{
	struct dirboard b;
	char path[PATH_CAP], is[32] = "";
	FILE *reader;

	(void)state;
	open_board(&b);
	light(&b, LED_OUT, PATTERN_FLASH3S);
	snprintf(path, sizeof path, "%s/led_out", board);
	reader = fopen(path, "r");
	assert_non_null(reader);
	light(&b, LED_OUT, PATTERN_ON);
	assert_true(fread(is, 1, sizeof is - 1, reader) > 0);
	fclose(reader);
	assert_string_equal(is, "flash3s\n");
	expect("led_out", "on\n");
}

static void lights_show_the_last_pattern_when_told_to(void **state)
{
	struct dirboard b;

	(void)state;
	open_board(&b);
	assert_false(dirboard_light_due(&b));
	dirboard_led(&b, LED_OUT, PATTERN_4HZ);
	dirboard_led(&b, LED_OUT, PATTERN_ON);
	assert_true(dirboard_light_due(&b));
	assert_int_equal(file_count(), 0);
	dirboard_light(&b);
	expect("led_out", "on\n");
	assert_int_equal(file_count(), 1);
	assert_false(dirboard_light_due(&b));
}

/* Somebody has written there by hand. */
static void writes_over_what_is_no_bit(void **state)
{
	struct dirboard b;
	char path[PATH_CAP];
	FILE *file;

	(void)state;
	open_board(&b);
	snprintf(path, sizeof path, "%s/outlet", board);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("perhaps\n", file);
	assert_int_equal(fclose(file), 0);
	dirboard_outlet(&b, true);
	expect("outlet", "1\n");
	assert_int_equal(truncate(path, 0), 0);
	dirboard_outlet(&b, false);
	expect("outlet", "0\n");
}

static void says_why_it_cannot_open(void **state)
{
	struct dirboard b;
	struct why why = { "" };
	char deep[PATH_CAP], file[PATH_CAP];

	(void)state;
	snprintf(deep, sizeof deep, "%s/missing", board);
	assert_int_equal(dirboard_open(&b, deep, &quiet, &why), ERR_IO);
	assert_non_null(strstr(why.text, "No such file or directory"));
	open_board(&b);
	dirboard_outlet(&b, true);
	snprintf(file, sizeof file, "%s/outlet", board);
	assert_int_equal(dirboard_open(&b, file, &quiet, &why), ERR_IO);
	assert_non_null(strstr(why.text, "Not a directory"));
}

/* Somebody removes the directory: noted, survived, and right again when it is back. */
static void survives_the_loss_of_its_directory(void **state)
{
	struct dirboard b;

	(void)state;
	open_board(&b);
	assert_int_equal(rmdir(board), 0);
	dirboard_outlet(&b, true);
	assert_int_equal(mkdir(board, 0777), 0);
	assert_int_equal(file_count(), 0);
	dirboard_outlet(&b, true);
	expect("outlet", "1\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, remove_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(touches_no_pin_when_opened),
		TEST(writes_values_of_any_length_over_others),
		TEST(never_changes_what_a_reader_holds),
		TEST(lights_show_the_last_pattern_when_told_to),
		TEST(writes_over_what_is_no_bit),
		TEST(says_why_it_cannot_open),
		TEST(survives_the_loss_of_its_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
