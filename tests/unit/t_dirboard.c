/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <event2/event.h>
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
static struct event_base *base;

static int make_place(void **state)
{
	(void)state;
	strcpy(root, "/tmp/smsocket-XXXXXX");
	assert_non_null(mkdtemp(root));
	snprintf(board, sizeof board, "%s/board", root);
	base = event_base_new();
	assert_non_null(base);
	return 0;
}

static int remove_place(void **state)
{
	static const char *const files[] = {
		"outlet", "led_power", "led_gsm", "led_mic", "led_out", ".new", "sensor", "temperature",
	};
	char path[PATH_CAP];

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", board, files[i]);
		unlink(path);
	}
	rmdir(board);
	event_base_free(base);
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

static void sensed(void *ctx, enum board_sense sense, int value)
{
	(void)ctx;
	(void)sense;
	(void)value;
}

static void open_board(struct board *b)
{
	struct why why = { "" };

	if (dirboard_open(b, base, board, &quiet, sensed, NULL, &why) != 0)
		fail_msg("%s", why.text);
}

static void close_board(struct board *b)
{
	b->deeds->close(b->self);
}

static void outlet(struct board *b, bool on)
{
	b->deeds->outlet(b->self, on);
}

static void touches_no_pin_when_opened(void **state)
{
	struct board b;

	(void)state;
	open_board(&b);
	assert_int_equal(file_count(), 0);
	outlet(&b, true);
	close_board(&b);
	open_board(&b);
	expect("outlet", "1\n");
	close_board(&b);
}

static void light(struct board *b, enum led led, enum led_pattern pattern)
{
	b->deeds->led(b->self, led, pattern);
	b->deeds->light(b->self);
}

static void writes_values_of_any_length_over_others(void **state)
{
	struct board b;

	(void)state;
	open_board(&b);
	outlet(&b, true);
	expect("outlet", "1\n");
	outlet(&b, false);
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
	close_board(&b);
}

/* Who has the file open keeps reading the whole older value. */
static void never_changes_what_a_reader_holds(void **state)
{
	struct board b;
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
	close_board(&b);
}

static void lights_show_the_last_pattern_when_told_to(void **state)
{
	struct board b;

	(void)state;
	open_board(&b);
	assert_false(b.deeds->light_due(b.self));
	b.deeds->led(b.self, LED_OUT, PATTERN_4HZ);
	b.deeds->led(b.self, LED_OUT, PATTERN_ON);
	assert_true(b.deeds->light_due(b.self));
	assert_int_equal(file_count(), 0);
	b.deeds->light(b.self);
	expect("led_out", "on\n");
	assert_int_equal(file_count(), 1);
	assert_false(b.deeds->light_due(b.self));
	close_board(&b);
}

/* Somebody has written there by hand. */
static void writes_over_what_is_no_bit(void **state)
{
	struct board b;
	char path[PATH_CAP];
	FILE *file;

	(void)state;
	open_board(&b);
	snprintf(path, sizeof path, "%s/outlet", board);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("perhaps\n", file);
	assert_int_equal(fclose(file), 0);
	outlet(&b, true);
	expect("outlet", "1\n");
	assert_int_equal(truncate(path, 0), 0);
	outlet(&b, false);
	expect("outlet", "0\n");
	close_board(&b);
}

static void says_why_it_cannot_open(void **state)
{
	struct board b;
	struct why why = { "" };
	char deep[PATH_CAP], file[PATH_CAP];

	(void)state;
	snprintf(deep, sizeof deep, "%s/missing", board);
	assert_int_equal(dirboard_open(&b, base, deep, &quiet, sensed, NULL, &why), ERR_IO);
	assert_non_null(strstr(why.text, "No such file or directory"));
	open_board(&b);
	outlet(&b, true);
	snprintf(file, sizeof file, "%s/outlet", board);
	assert_int_equal(dirboard_open(&b, base, file, &quiet, sensed, NULL, &why), ERR_IO);
	assert_non_null(strstr(why.text, "Not a directory"));
	close_board(&b);
}

/* Somebody removes the directory: noted, survived, and right again when it is back. */
static void survives_the_loss_of_its_directory(void **state)
{
	struct board b;

	(void)state;
	open_board(&b);
	assert_int_equal(rmdir(board), 0);
	outlet(&b, true);
	assert_int_equal(mkdir(board, 0777), 0);
	assert_int_equal(file_count(), 0);
	outlet(&b, true);
	expect("outlet", "1\n");
	close_board(&b);
}

static void put(const char *name, const char *content)
{
	char path[PATH_CAP];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", board, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(content, file);
	assert_int_equal(fclose(file), 0);
}

static struct board_part part(const struct board *b, const char *name)
{
	struct board_part part;

	for (size_t i = 0; b->deeds->part(b->self, i, &part); i++)
		if (strcmp(part.name, name) == 0)
			return part;
	fail_msg("no part %s", name);
	return part;
}

static void shows_its_parts(void **state)
{
	struct board b;
	struct board_part is;
	size_t count = 0;

	(void)state;
	open_board(&b);
	outlet(&b, true);
	put("sensor", "1\n");
	put("temperature", "warm\n");
	b.deeds->begin(b.self);
	while (b.deeds->part(b.self, count, &is))
		count++;
	assert_int_equal(count, 12);
	is = part(&b, "outlet");
	assert_true(is.answers);
	assert_memory_equal(is.is, "1 in /", 6);
	assert_false(part(&b, "microrelay").answers);
	assert_memory_equal(part(&b, "microrelay").is, "nothing in /", 12);
	assert_true(part(&b, "sensor").answers);
	assert_memory_equal(part(&b, "sensor").is, "1 in /", 6);
	assert_false(part(&b, "temperature").answers);
	/* Nobody need have a battery. */
	assert_true(part(&b, "battery").answers);
	assert_null(b.deeds->modem_power);
	close_board(&b);
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
		TEST(shows_its_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
