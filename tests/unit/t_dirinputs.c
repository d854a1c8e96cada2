/* The test is the hardware: it writes files, and the loop has to tell what changed.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "ports/linux/dirboard.h"
#include "ports/linux/dirinputs.h"
#include "tests/unit/rig.h"

#define PATH_CAP 128
#define TOLD_MAX 32

struct bench {
	struct rig rig; /* its root is the board */
	struct dirinputs inputs;
	size_t told_count;
	struct { enum board_sense sense; int value; } told[TOLD_MAX];
};

static void sensed(void *ctx, enum board_sense sense, int value)
{
	struct bench *b = ctx;

	assert_true(b->told_count < TOLD_MAX);
	b->told[b->told_count].sense = sense;
	b->told[b->told_count++].value = value;
}

static const char *in_board(const struct bench *b, const char *name)
{
	static char path[PATH_CAP];

	snprintf(path, sizeof path, "%s/%s", b->rig.root, name);
	return path;
}

static int make_bench(void **state)
{
	struct bench *b = calloc(1, sizeof *b);
	struct why why = { "" };

	assert_non_null(b);
	rig_open(&b->rig);
	assert_int_equal(dirinputs_open(&b->inputs, b->rig.base, b->rig.root, &b->rig.log, sensed, b, &why), 0);
	*state = b;
	return 0;
}

static int remove_bench(void **state)
{
	struct bench *b = *state;

	dirinputs_close(&b->inputs);
	rig_close(&b->rig);
	free(b);
	return 0;
}

/* Just this was told, and nothing else since. What has been written is in the queue already: one turn takes all of it. */
static void expect(struct bench *b, enum board_sense sense, int value)
{
	rig_turn(&b->rig);
	assert_int_equal(b->told_count, 1);
	assert_int_equal(b->told[0].sense, sense);
	assert_int_equal(b->told[0].value, value);
	b->told_count = 0;
}

static void expect_nothing(struct bench *b)
{
	rig_turn(&b->rig);
	assert_int_equal(b->told_count, 0);
}

static void an_empty_board_tells_nothing(void **state)
{
	struct bench *b = *state;

	dirinputs_begin(&b->inputs);
	expect_nothing(b);
	assert_int_equal(rig_noted(&b->rig, "temperature: No such file or directory"), 1);
	assert_int_equal(rig_noted(&b->rig, "\n"), 1);
}

static void tells_at_each_begin_what_differs_from_an_empty_board(void **state)
{
	struct bench *b = *state;

	rig_put(&b->rig, "button", "0\n");
	rig_put(&b->rig, "sensor", "1\n");
	rig_put(&b->rig, "jack", "0\n");
	rig_put(&b->rig, "mains", "1\n");
	rig_put(&b->rig, "battery", "57\n");
	rig_put(&b->rig, "temperature", "21.5\n");
	for (int i = 0; i < 2; i++) {
		dirinputs_begin(&b->inputs);
		rig_turn(&b->rig);
		assert_int_equal(b->told_count, 4);
		assert_int_equal(b->told[0].sense, SENSE_SENSOR);
		assert_int_equal(b->told[0].value, 1);
		assert_int_equal(b->told[1].sense, SENSE_JACK);
		assert_int_equal(b->told[1].value, 0);
		assert_int_equal(b->told[2].sense, SENSE_BATTERY);
		assert_int_equal(b->told[2].value, 57);
		assert_int_equal(b->told[3].sense, SENSE_TEMPERATURE);
		assert_int_equal(b->told[3].value, 215);
		b->told_count = 0;
	}
	assert_int_equal(rig_noted(&b->rig, "\n"), 0);
}

static void tells_changes_only(void **state)
{
	struct bench *b = *state;

	dirinputs_begin(&b->inputs);
	rig_put(&b->rig, "mains", "0");
	expect(b, SENSE_MAINS, 0);
	rig_put(&b->rig, "mains", "0\n");
	expect_nothing(b);
	rig_put(&b->rig, "fresh", "1\n");
	expect_nothing(b);
	assert_int_equal(chdir(b->rig.root), 0);
	assert_int_equal(rename("fresh", "mains"), 0);
	expect(b, SENSE_MAINS, 1);
	rig_put(&b->rig, "battery", "3\n");
	expect(b, SENSE_BATTERY, 3);
	assert_int_equal(unlink("battery"), 0);
	expect(b, SENSE_BATTERY, 100);
	rig_put(&b->rig, "jack", "0\n");
	expect(b, SENSE_JACK, 0);
	assert_int_equal(rename("jack", "fresh"), 0);
	expect(b, SENSE_JACK, 1);
	assert_int_equal(chdir("/"), 0);
}

/* What has been written but not closed is half a value as yet. */
static void waits_for_the_writer_to_close(void **state)
{
	struct bench *b = *state;
	FILE *file = fopen(in_board(b, "temperature"), "w");

	dirinputs_begin(&b->inputs);
	assert_non_null(file);
	fputs("2", file);
	fflush(file);
	expect_nothing(b);
	fputs("1\n", file);
	fclose(file);
	expect(b, SENSE_TEMPERATURE, 210);
}

static void reads_temperatures(void **state)
{
	static const struct {
		const char *content;
		int value;
	} rows[] = {
		{ "21.5\n", 215 },    { "-3", -30 },      { "0", 0 },  { "+7.25\n", 73 },
		{ "-0.06\n", -1 },    { "21.54", 215 },   { ".5", 5 }, { " 8 \r\n", 80 },
		{ "-100\n", -1000 },  { "150.0\n", 1500 }, { "9", 90 }, { "", BOARD_NO_READING },
	};
	struct bench *b = *state;

	dirinputs_begin(&b->inputs);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		rig_put(&b->rig, "temperature", rows[i].content);
		expect(b, SENSE_TEMPERATURE, rows[i].value);
	}
}

static void a_bad_temperature_is_no_reading(void **state)
{
	static const char *const bad[] = {
		"", "\n", "warm\n", "21.5C\n", "1e1\n", "0x10\n", "inf\n", "nan\n", "--3\n", "1.2.3\n", "-\n", "21,5\n",
		"1 2\n", "150.1\n", "-100.1\n", "99999999999999999999999\n",
		"00000000000000000000000000000000000000000000000000000020\n",
	};
	struct bench *b = *state;

	dirinputs_begin(&b->inputs);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		rig_put(&b->rig, "temperature", "20\n");
		expect(b, SENSE_TEMPERATURE, 200);
		rig_put(&b->rig, "temperature", bad[i]);
		expect(b, SENSE_TEMPERATURE, BOARD_NO_READING);
	}
	assert_int_equal(rig_noted(&b->rig, "temperature holds 'warm', expected degrees Celsius, -100 to 150"), 1);
}

/* As often as the reason changes. */
static void a_missing_reading_is_noted_once(void **state)
{
	static const char *const without[] = { "", "cold\n", "colder\n" };
	struct bench *b = *state;

	dirinputs_begin(&b->inputs);
	for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
		rig_put(&b->rig, "temperature", without[i]);
		expect_nothing(b);
	}
	assert_int_equal(rig_noted(&b->rig, "temperature: No such file or directory"), 1);
	assert_int_equal(rig_noted(&b->rig, "temperature holds '', expected"), 1);
	assert_int_equal(rig_noted(&b->rig, "\n"), 2);
	rig_put(&b->rig, "temperature", "1\n");
	expect(b, SENSE_TEMPERATURE, 10);
	assert_int_equal(unlink(in_board(b, "temperature")), 0);
	expect(b, SENSE_TEMPERATURE, BOARD_NO_READING);
	assert_int_equal(rig_noted(&b->rig, "temperature: No such file or directory"), 2);
}

static void a_bad_level_changes_nothing_and_is_noted_once(void **state)
{
	static const char *const bad[] = { "on\n", "2\n", "-1\n", "", "1.0\n", "true\n", "\n\n1 \x01\n" };
	struct bench *b = *state;

	dirinputs_begin(&b->inputs);
	rig_put(&b->rig, "sensor", "1\n");
	expect(b, SENSE_SENSOR, 1);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		rig_put(&b->rig, "sensor", bad[i]);
		expect_nothing(b);
	}
	assert_int_equal(rig_noted(&b->rig, "sensor holds 'on', expected 0 or 1"), 1);
	assert_int_equal(rig_noted(&b->rig, "sensor"), 1);
	rig_put(&b->rig, "sensor", "0\n");
	expect(b, SENSE_SENSOR, 0);
	rig_put(&b->rig, "sensor", "\x01\n");
	expect_nothing(b);
	assert_int_equal(rig_noted(&b->rig, "sensor holds '\\x01', expected 0 or 1"), 1);
	rig_put(&b->rig, "battery", "101\n");
	expect_nothing(b);
	assert_int_equal(rig_noted(&b->rig, "battery holds '101', expected percent, 0 to 100"), 1);
}

static void an_unreadable_input_is_noted(void **state)
{
	struct bench *b = *state;

	dirinputs_begin(&b->inputs);
	assert_int_equal(mkdir(in_board(b, "fresh"), 0777), 0);
	assert_int_equal(chdir(b->rig.root), 0);
	assert_int_equal(rename("fresh", "button"), 0);
	expect_nothing(b);
	assert_int_equal(rig_noted(&b->rig, "button: Is a directory"), 1);
	assert_int_equal(rmdir("button"), 0);
	expect_nothing(b);
	/* A pipe without a writer would hold up who opens it. */
	assert_int_equal(mkfifo("fresh", 0600), 0);
	assert_int_equal(rename("fresh", "button"), 0);
	expect_nothing(b);
	assert_int_equal(rig_noted(&b->rig, "button holds '', expected 0 or 1"), 1);
	assert_int_equal(chdir("/"), 0);
}

/* The daemon's own files and a stranger's: a look at the inputs would find the one that is still being written. */
static void other_files_are_not_read(void **state)
{
	struct bench *b = *state;
	struct board board;
	struct why why = { "" };
	FILE *sensor = fopen(in_board(b, "sensor"), "w");

	assert_non_null(sensor);
	dirinputs_begin(&b->inputs);
	fputs("1\n", sensor);
	fflush(sensor);
	assert_int_equal(dirboard_open(&board, b->rig.base, b->rig.root, &b->rig.log, sensed, b, &why), 0);
	board.deeds->outlet(board.self, true);
	board.deeds->microrelay(board.self, true);
	board.deeds->led(board.self, LED_OUT, PATTERN_ON);
	board.deeds->light(board.self);
	rig_put(&b->rig, "fresh", "1\n");
	expect_nothing(b);
	board.deeds->close(board.self);
	fclose(sensor);
	expect(b, SENSE_SENSOR, 1);
}

/* More changes than the kernel keeps: it drops some, and all files are read instead. */
static void an_overflow_loses_nothing(void **state)
{
	struct bench *b = *state;
	FILE *file = fopen("/proc/sys/fs/inotify/max_queued_events", "r");
	int most = 0;

	assert_non_null(file);
	assert_int_equal(fscanf(file, "%d", &most), 1);
	fclose(file);
	if (most > 100000)
		skip();
	dirinputs_begin(&b->inputs);
	rig_put(&b->rig, "fresh", "1\n");
	assert_int_equal(chdir(b->rig.root), 0);
	for (int i = 0; i <= most; i++)
		assert_int_equal(i % 2 ? rename("outlet", "fresh") : rename("fresh", "outlet"), 0);
	assert_int_equal(chdir("/"), 0);
	rig_put(&b->rig, "jack", "0\n");
	for (int i = 0; i <= most && b->told_count == 0; i++)
		rig_turn(&b->rig);
	expect(b, SENSE_JACK, 0);
}

static void a_directory_that_goes_is_noted(void **state)
{
	struct bench *b = *state;

	dirinputs_begin(&b->inputs);
	assert_int_equal(rmdir(b->rig.root), 0);
	expect_nothing(b);
	assert_int_equal(rig_noted(&b->rig, "is gone: inputs are not read again before a restart"), 1);
}

static void says_why_it_cannot_open(void **state)
{
	struct bench *b = *state;
	struct dirinputs other;
	struct why why = { "" };

	rig_put(&b->rig, "button", "0\n");
	assert_int_equal(dirinputs_open(&other, b->rig.base, in_board(b, "missing"), &b->rig.log, sensed, b, &why), ERR_IO);
	assert_non_null(strstr(why.text, "No such file or directory"));
	assert_int_equal(dirinputs_open(&other, b->rig.base, in_board(b, "button"), &b->rig.log, sensed, b, &why), ERR_IO);
	assert_non_null(strstr(why.text, "Not a directory"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_bench, remove_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_empty_board_tells_nothing),
		TEST(tells_at_each_begin_what_differs_from_an_empty_board),
		TEST(tells_changes_only),
		TEST(waits_for_the_writer_to_close),
		TEST(reads_temperatures),
		TEST(a_bad_temperature_is_no_reading),
		TEST(a_missing_reading_is_noted_once),
		TEST(a_bad_level_changes_nothing_and_is_noted_once),
		TEST(an_unreadable_input_is_noted),
		TEST(other_files_are_not_read),
		TEST(an_overflow_loses_nothing),
		TEST(a_directory_that_goes_is_noted),
		TEST(says_why_it_cannot_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
