/* Bytes to lines, in any split.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "modem/frame.h"

/* Feeds a NUL-terminated text with "|" for a prompt; what comes out, lines joined by "/". */
static const char *frames(struct frame *f, const char *bytes, size_t len)
{
	static char out[4096];
	size_t at = 0;

	for (size_t i = 0; i < len; i++) {
		switch (frame_byte(f, (uint8_t)bytes[i])) {
		case FRAME_MORE:
			break;
		case FRAME_LINE:
			memcpy(out + at, f->line, f->len);
			at += f->len;
			out[at++] = '/';
			break;
		case FRAME_PROMPT:
			out[at++] = '|';
			break;
		}
	}
	out[at] = '\0';
	return out;
}

static void gives(const char *bytes, const char *expected)
{
	struct frame f;

	frame_init(&f);
	assert_string_equal(frames(&f, bytes, strlen(bytes)), expected);
}

static void ends_lines_as_modems_do(void **state)
{
	(void)state;
	gives("\r\nOK\r\n", "OK/");
	gives("OK\r\r\nRING\nBUSY\r", "OK/RING/BUSY/");
	gives("\r\n\r\n\n\r", "");
	gives("  +CSQ: 23,99  \r\n", "+CSQ: 23,99/");
	gives("AT+CREG?\r\r\n+CREG: 0,1\r\n\r\nOK\r\n", "AT+CREG?/+CREG: 0,1/OK/");
}

static void drops_nuls(void **state)
{
	struct frame f;

	(void)state;
	frame_init(&f);
	assert_string_equal(frames(&f, "\0\0O\0K\r\n", 7), "OK/");
	/* In a text of the GSM alphabet it is a character. */
	assert_string_equal(frames(&f, "+CUSD: 0\0,\"a\0b\",15\0\r\n", 21), "+CUSD: 0,\"a\xFF" "b\",15/");
}

static void nuls_on_a_noisy_line_are_noise(void **state)
{
	struct frame f;

	(void)state;
	frame_init(&f);
	assert_string_equal(frames(&f, "\0+CUSD: 0,\"a\0b\",15\r\n+CUSD: 0,\"a\0b\",15\r\n", 38),
			    "+CUSD: 0,\"ab\",15/+CUSD: 0,\"a\xFF" "b\",15/");
}

static void a_prompt_comes_only_when_armed(void **state)
{
	struct frame f;

	(void)state;
	gives("\r\n> \r\nOK\r\n", ">/OK/");
	frame_init(&f);
	frame_arm(&f, true);
	assert_string_equal(frames(&f, "\r\n> ", 4), "|");
	frame_arm(&f, true);
	assert_string_equal(frames(&f, "\r\n>\r\n+CMGS: 1\r\n> x\r\n", 20), "|+CMGS: 1/> x/");
	frame_arm(&f, true);
	frame_arm(&f, false);
	assert_string_equal(frames(&f, ">\r\n", 3), ">/");
}

static void only_ussd_texts_span_lines(void **state)
{
	struct frame f;

	(void)state;
	gives("+CUSD: 0,\"a\r\nb\",15\r\n", "+CUSD: 0,\"a\nb\",15/");
	gives("+CMGR: \"odd\r\nOK\r\n", "+CMGR: \"odd/OK/");
	frame_init(&f);
	assert_string_equal(frames(&f, "+CUSD: 0,\"a\r\nb", 14), "");
	assert_true(frame_open(&f));
	assert_int_equal(frame_close(&f), FRAME_LINE);
	assert_string_equal(f.line, "+CUSD: 0,\"a\nb");
	assert_false(frame_open(&f));
	assert_string_equal(frames(&f, "OK\r\n", 4), "OK/");
}

static void a_line_too_long_is_dropped_whole(void **state)
{
	static char bytes[FRAME_LINE_MAX + 100];
	struct frame f;

	(void)state;
	frame_init(&f);
	memset(bytes, 'x', sizeof bytes);
	assert_string_equal(frames(&f, bytes, sizeof bytes), "");
	assert_string_equal(frames(&f, "\r\nOK\r\n", 6), "OK/");
	assert_int_equal(f.dropped, 1);
	memset(bytes, 'y', FRAME_LINE_MAX);
	frames(&f, bytes, FRAME_LINE_MAX);
	assert_int_equal(frame_byte(&f, '\r'), FRAME_LINE);
	assert_int_equal(f.len, FRAME_LINE_MAX);
}

static void the_longest_answers_fit(void **state)
{
	static char line[FRAME_LINE_MAX + 3];
	struct frame f;

	(void)state;
	/* 182 characters, 23.038 6.1.2.3, of four digits. */
	strcpy(line, "+CUSD: 0, \"");
	for (int i = 0; i < 182; i++)
		strcat(line, "0041");
	strcat(line, "\", 72\r");
	frame_init(&f);
	assert_int_equal(strlen(frames(&f, line, strlen(line))), strlen(line));
}

static void an_endless_quote_ends(void **state)
{
	struct frame f;

	(void)state;
	frame_init(&f);
	frames(&f, "+CUSD: 0,\"", 10);
	for (int i = 0; i < 3000; i++)
		frames(&f, "more\r\n", 6);
	assert_string_equal(frames(&f, "OK\r\n", 4), "OK/");
	assert_true(f.dropped >= 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_lines_as_modems_do),
		cmocka_unit_test(drops_nuls),
		cmocka_unit_test(nuls_on_a_noisy_line_are_noise),
		cmocka_unit_test(a_prompt_comes_only_when_armed),
		cmocka_unit_test(only_ussd_texts_span_lines),
		cmocka_unit_test(a_line_too_long_is_dropped_whole),
		cmocka_unit_test(the_longest_answers_fit),
		cmocka_unit_test(an_endless_quote_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
