/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "ports/linux/log.h"

#define LONG 2000

static void expect(const struct log *l, const struct note *note, const char *expected)
{
	char buffer[LOG_LINE_CAP];
	struct text line;

	text_init(&line, buffer, sizeof buffer);
	log_line(l, note, &line);
	assert_string_equal(buffer, expected);
}

static void hides_what_is_private(void **state)
{
	const struct log shy = { 0 }, open = { .private = true };
	struct number who;
	const struct note note = { .level = NOTE_INFO, .what = "message received", .who = &who, .text = "ON" };

	(void)state;
	assert_int_equal(number_parse(&who, "+33600000012"), 0);
	expect(&shy, &note, "message received who=+336..12");
	expect(&open, &note, "message received who=+33600000012 text=\"ON\"");
}

static void shows_nothing_of_a_number_that_the_ends_would_tell(void **state)
{
	const struct log shy = { 0 };
	struct number who;
	const struct note note = { .level = NOTE_INFO, .what = "message dropped", .who = &who };

	(void)state;
	assert_int_equal(number_parse(&who, "123456"), 0);
	expect(&shy, &note, "message dropped who=..");
	assert_int_equal(number_parse(&who, "1234567"), 0);
	expect(&shy, &note, "message dropped who=1234..67");
	number_name(&who, "\xC3\xA9t\xC3\xA9\xC3\xA9t\xC3\xA9");
	expect(&shy, &note, "message dropped who=..");
	number_name(&who, "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9xyz");
	expect(&shy, &note, "message dropped who=\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9..yz");
	who.kind = NUMBER_NONE;
	expect(&shy, &note, "message dropped");
}

static void shows_what_a_maintainer_asked_for(void **state)
{
	const struct log shy = { 0 };
	const struct note note = { .level = NOTE_DEBUG, .what = "heard", .why = "+CSQ: 23,0" };

	(void)state;
	expect(&shy, &note, "heard why=\"+CSQ: 23,0\"");
}

static void stays_on_one_line(void **state)
{
	const struct log open = { .private = true };
	const struct note note = { .level = NOTE_INFO, .what = "said", .text = "a\nb\r\x1B[2J\x7F\xC2\x85\xE2\x80\xA8\xFF" };
	static char many[LONG];
	const struct note endless = { .level = NOTE_INFO, .what = "said", .text = many };
	char buffer[LOG_LINE_CAP];
	struct text line;

	(void)state;
	expect(&open, &note, "said text=\"a\\nb\\x0D\\x1B[2J\\x7F\\x85\\x28\xEF\xBF\xBD\"");
	for (size_t i = 0; i < sizeof many - 1; i++)
		many[i] = 'x';
	text_init(&line, buffer, sizeof buffer);
	log_line(&open, &endless, &line);
	assert_true(line.cut);
	assert_int_equal(line.len, LOG_LINE_CAP - 1);
}

/* The journal says in JOURNAL_STREAM which stream is its own; a value that others inherited does not count. */
static void knows_the_journal_by_its_stream(void **state)
{
	struct log l;
	struct stat is;
	char stream[64];

	(void)state;
	assert_int_equal(fstat(STDERR_FILENO, &is), 0);
	snprintf(stream, sizeof stream, "%ju:%ju", (uintmax_t)is.st_dev, (uintmax_t)is.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	log_init(&l, false, false);
	assert_true(l.journal);
	snprintf(stream, sizeof stream, "%ju:%ju", (uintmax_t)is.st_dev, (uintmax_t)is.st_ino + 1);
	setenv("JOURNAL_STREAM", stream, 1);
	log_init(&l, false, false);
	assert_false(l.journal);
	unsetenv("JOURNAL_STREAM");
	log_init(&l, true, true);
	assert_false(l.journal);
	assert_true(l.verbose && l.private);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hides_what_is_private),
		cmocka_unit_test(shows_nothing_of_a_number_that_the_ends_would_tell),
		cmocka_unit_test(shows_what_a_maintainer_asked_for),
		cmocka_unit_test(stays_on_one_line),
		cmocka_unit_test(knows_the_journal_by_its_stream),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
