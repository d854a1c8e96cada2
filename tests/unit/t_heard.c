/* Lines of the firmware's console, made into notes and answers.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "emulator/heard.h"

struct bench {
	struct heard heard;
	struct port port;
	char told[2000]; /* "LEVEL WHAT|WHY;" and "ANSWER;" */
	const char *phrases[8];
	size_t count;
};

static void note(void *ctx, const struct note *note)
{
	struct bench *b = ctx;
	size_t len = strlen(b->told);

	snprintf(b->told + len, sizeof b->told - len, "%d %s|%s;", (int)note->level, note->what,
		 note->why != NULL ? note->why : "");
	b->phrases[b->count++] = note->what;
}

static void answer(void *ctx, const char *text)
{
	struct bench *b = ctx;
	size_t len = strlen(b->told);

	snprintf(b->told + len, sizeof b->told - len, "%s;", text);
}

static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	b->port = (struct port){ .ctx = b, .note = note, .answer = answer };
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	heard_free(&b->heard);
	free(b);
	return 0;
}

static void feed(struct bench *b, const char *bytes)
{
	heard_feed(&b->heard, &b->port, bytes, strlen(bytes));
}

static void lines_are_notes_of_their_levels(void **state)
{
	struct bench *b = *state;

	feed(b, "error: no memory\r\nwarning: message dropped: too long (459 characters)\r\ninfo: message\ndebug: message sent\n");
	assert_string_equal(b->told, "0 no memory|;1 message dropped: too long|459 characters;2 message|;3 message sent|;");
}

static void answers_are_told_as_answers(void **state)
{
	struct bench *b = *state;

	feed(b, "> Power socket ON\r\n> \r\n");
	assert_string_equal(b->told, "Power socket ON;;");
}

static void lines_come_in_any_pieces(void **state)
{
	struct bench *b = *state;

	for (const char *c = "info: one (two)\r\n> three\r\n"; *c != '\0'; c++)
		heard_feed(&b->heard, &b->port, c, 1);
	assert_string_equal(b->told, "2 one|two;three;");
}

static void any_other_line_is_an_error(void **state)
{
	struct bench *b = *state;

	feed(b, "Guru Meditation\r\n");
	assert_string_equal(b->told, "0 Guru Meditation|;");
}

static void the_same_phrase_stands_for_good(void **state)
{
	struct bench *b = *state;

	feed(b, "info: modem says (x)\ninfo: other\ninfo: modem says (y)\n");
	assert_ptr_equal(b->phrases[0], b->phrases[2]);
	assert_string_equal(b->phrases[0], "modem says");
	assert_string_equal(b->phrases[1], "other");
}

static void a_line_cut_off_by_a_loss_of_power_is_none(void **state)
{
	struct bench *b = *state;

	feed(b, "info: half a li");
	heard_begin(&b->heard);
	feed(b, "info: whole\n");
	assert_string_equal(b->told, "2 whole|;");
}

static void a_line_of_any_length_does_no_harm(void **state)
{
	struct bench *b = *state;

	feed(b, "> ");
	for (int i = 0; i < 2 * HEARD_LINE_CAP; i++)
		feed(b, "x");
	feed(b, "\n> next\n");
	assert_int_equal(strspn(b->told, "x"), HEARD_LINE_CAP - 3);
	assert_string_equal(b->told + HEARD_LINE_CAP - 3, ";next;");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(lines_are_notes_of_their_levels, set_up, tear_down),
		cmocka_unit_test_setup_teardown(answers_are_told_as_answers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(lines_come_in_any_pieces, set_up, tear_down),
		cmocka_unit_test_setup_teardown(any_other_line_is_an_error, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_same_phrase_stands_for_good, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_line_cut_off_by_a_loss_of_power_is_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_line_of_any_length_does_no_harm, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
