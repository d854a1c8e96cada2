/* The test is the hardware: it writes files, and the loop has to tell what changed.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "ports/linux/dirboard.h"
#include "ports/linux/dirinputs.h"

#define PATH_CAP 128
#define TOLD_MAX 32

static const struct log quiet = { 0 };

struct bench {
	char board[32];
	struct event_base *base;
	struct dirinputs inputs;
	size_t told_count;
	struct { enum board_sense sense; int value; } told[TOLD_MAX];
	int saved_stderr, log_fd; /* what the log says goes to a file */
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

	snprintf(path, sizeof path, "%s/%s", b->board, name);
	return path;
}

static int make_bench(void **state)
{
	struct bench *b = calloc(1, sizeof *b);
	struct why why = { "" };

	assert_non_null(b);
	strcpy(b->board, "/tmp/smsocket-XXXXXX");
	assert_non_null(mkdtemp(b->board));
	b->base = event_base_new();
	assert_non_null(b->base);
	b->log_fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);
	b->saved_stderr = dup(STDERR_FILENO);
	assert_true(b->log_fd >= 0 && b->saved_stderr >= 0);
	dup2(b->log_fd, STDERR_FILENO);
	assert_int_equal(dirinputs_open(&b->inputs, b->base, b->board, &quiet, sensed, b, &why), 0);
	*state = b;
	return 0;
}

static int remove_bench(void **state)
{
	static const char *const files[] = {
		"button", "sensor", "jack", "mains", "battery", "temperature", "fresh", "outlet", "microrelay", "led_out",
	};
	struct bench *b = *state;

	dup2(b->saved_stderr, STDERR_FILENO);
	close(b->saved_stderr);
	close(b->log_fd);
	dirinputs_close(&b->inputs);
	event_base_free(b->base);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		unlink(in_board(b, files[i]));
	rmdir(b->board);
	free(b);
	return 0;
}

static void put(const struct bench *b, const char *name, const char *content)
{
	FILE *file = fopen(in_board(b, name), "w");

	assert_non_null(file);
	fputs(content, file);
	assert_int_equal(fclose(file), 0);
}

/* What has been written is in the queue already: one turn takes all of it. */
static void turn(struct bench *b)
{
	event_base_loop(b->base, EVLOOP_NONBLOCK);
}

/* Just this was told, and nothing else since. */
static void expect(struct bench *b, enum board_sense sense, int value)
{
	turn(b);
	assert_int_equal(b->told_count, 1);
	assert_int_equal(b->told[0].sense, sense);
	assert_int_equal(b->told[0].value, value);
	b->told_count = 0;
}

static void expect_nothing(struct bench *b)
{
	turn(b);
	assert_int_equal(b->told_count, 0);
}

/* How often the log says so. */
static int noted(const struct bench *b, const char *what)
{
	static char text[8192];
	ssize_t len = pread(b->log_fd, text, sizeof text - 1, 0);
	int count = 0;

	assert_true(len >= 0);
	text[len] = '\0';
	for (const char *at = text; (at = strstr(at, what)); at++)
		count++;
	return count;
}

static void an_empty_board_tells_nothing(void **state)
{
	struct bench *b = *state;

	dirinputs_begin(&b->inputs);
	expect_nothing(b);
	assert_int_equal(noted(b, "temperature: No such file or directory"), 1);
	assert_int_equal(noted(b, "\n"), 1);
}

static void tells_at_each_begin_what_differs_from_an_empty_board(void **state)
{
	struct bench *b = *state;

	put(b, "button", "0\n");
	put(b, "sensor", "1\n");
	put(b, "jack", "0\n");
	put(b, "mains", "1\n");
	put(b, "battery", "57\n");
	put(b, "temperature", "21.5\n");
	for (int i = 0; i < 2; i++) {
		dirinputs_begin(&b->inputs);
		turn(b);
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
	assert_int_equal(noted(b, "\n"), 0);
}

static void tells_changes_only(void **state)
{
	struct bench *b = *state;

	dirinputs_begin(&b->inputs);
	put(b, "mains", "0");
	expect(b, SENSE_MAINS, 0);
	put(b, "mains", "0\n");
	expect_nothing(b);
	put(b, "fresh", "1\n");
	expect_nothing(b);
	assert_int_equal(chdir(b->board), 0);
	assert_int_equal(rename("fresh", "mains"), 0);
	expect(b, SENSE_MAINS, 1);
	put(b, "battery", "3\n");
	expect(b, SENSE_BATTERY, 3);
	assert_int_equal(unlink("battery"), 0);
	expect(b, SENSE_BATTERY, 100);
	put(b, "jack", "0\n");
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
		put(b, "temperature", rows[i].content);
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
		put(b, "temperature", "20\n");
		expect(b, SENSE_TEMPERATURE, 200);
		put(b, "temperature", bad[i]);
		expect(b, SENSE_TEMPERATURE, BOARD_NO_READING);
	}
	assert_int_equal(noted(b, "temperature holds 'warm', expected degrees Celsius, -100 to 150"), 1);
}

/* As often as the reason changes. */
static void a_missing_reading_is_noted_once(void **state)
{
	static const char *const without[] = { "", "cold\n", "colder\n" };
	struct bench *b = *state;

	dirinputs_begin(&b->inputs);
	for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
		put(b, "temperature", without[i]);
		expect_nothing(b);
	}
	assert_int_equal(noted(b, "temperature: No such file or directory"), 1);
	assert_int_equal(noted(b, "temperature holds '', expected"), 1);
	assert_int_equal(noted(b, "\n"), 2);
	put(b, "temperature", "1\n");
	expect(b, SENSE_TEMPERATURE, 10);
	assert_int_equal(unlink(in_board(b, "temperature")), 0);
	expect(b, SENSE_TEMPERATURE, BOARD_NO_READING);
	assert_int_equal(noted(b, "temperature: No such file or directory"), 2);
}

static void a_bad_level_changes_nothing_and_is_noted_once(void **state)
{
	static const char *const bad[] = { "on\n", "2\n", "-1\n", "", "1.0\n", "true\n", "\n\n1 \x01\n" };
	struct bench *b = *state;

	dirinputs_begin(&b->inputs);
	put(b, "sensor", "1\n");
	expect(b, SENSE_SENSOR, 1);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		put(b, "sensor", bad[i]);
		expect_nothing(b);
	}
	assert_int_equal(noted(b, "sensor holds 'on', expected 0 or 1"), 1);
	assert_int_equal(noted(b, "sensor"), 1);
	put(b, "sensor", "0\n");
	expect(b, SENSE_SENSOR, 0);
	put(b, "sensor", "\x01\n");
	expect_nothing(b);
	assert_int_equal(noted(b, "sensor holds '\\x01', expected 0 or 1"), 1);
	put(b, "battery", "101\n");
	expect_nothing(b);
	assert_int_equal(noted(b, "battery holds '101', expected percent, 0 to 100"), 1);
}

static void an_unreadable_input_is_noted(void **state)
{
	struct bench *b = *state;

	dirinputs_begin(&b->inputs);
	assert_int_equal(mkdir(in_board(b, "fresh"), 0777), 0);
	assert_int_equal(chdir(b->board), 0);
	assert_int_equal(rename("fresh", "button"), 0);
	expect_nothing(b);
	assert_int_equal(noted(b, "button: Is a directory"), 1);
	assert_int_equal(rmdir("button"), 0);
	expect_nothing(b);
	/* A pipe without a writer would hold up who opens it. */
	assert_int_equal(mkfifo("fresh", 0600), 0);
	assert_int_equal(rename("fresh", "button"), 0);
	expect_nothing(b);
	assert_int_equal(noted(b, "button holds '', expected 0 or 1"), 1);
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
	assert_int_equal(dirboard_open(&board, b->base, b->board, &quiet, sensed, b, &why), 0);
	board.deeds->outlet(board.self, true);
	board.deeds->microrelay(board.self, true);
	board.deeds->led(board.self, LED_OUT, PATTERN_ON);
	board.deeds->light(board.self);
	put(b, "fresh", "1\n");
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
	put(b, "fresh", "1\n");
	assert_int_equal(chdir(b->board), 0);
	for (int i = 0; i <= most; i++)
		assert_int_equal(i % 2 ? rename("outlet", "fresh") : rename("fresh", "outlet"), 0);
	assert_int_equal(chdir("/"), 0);
	put(b, "jack", "0\n");
	for (int i = 0; i <= most && b->told_count == 0; i++)
		turn(b);
	expect(b, SENSE_JACK, 0);
}

static void a_directory_that_goes_is_noted(void **state)
{
	struct bench *b = *state;

	dirinputs_begin(&b->inputs);
	assert_int_equal(rmdir(b->board), 0);
	expect_nothing(b);
	assert_int_equal(noted(b, "is gone: inputs are not read again before a restart"), 1);
}

static void says_why_it_cannot_open(void **state)
{
	struct bench *b = *state;
	struct dirinputs other;
	struct why why = { "" };

	put(b, "button", "0\n");
	assert_int_equal(dirinputs_open(&other, b->base, in_board(b, "missing"), &quiet, sensed, b, &why), ERR_IO);
	assert_non_null(strstr(why.text, "No such file or directory"));
	assert_int_equal(dirinputs_open(&other, b->base, in_board(b, "button"), &quiet, sensed, b, &why), ERR_IO);
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
