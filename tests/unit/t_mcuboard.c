/* What the firmware makes of its board's lines and sensors: the modem's ring, the console's lines, thermometer and battery.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "ports/cortexm/ast1030/pins.h"
#include "ports/cortexm/battery.h"
#include "ports/cortexm/board.h"
#include "ports/cortexm/console.h"
#include "ports/cortexm/cortexm.h"
#include "ports/cortexm/lm75.h"
#include "ports/cortexm/loop.h"
#include "ports/cortexm/modemline.h"

/* The loop's, which is not here. */
volatile struct loop_view loop_view;

static char shown[512];
static size_t shown_len;
static bool masked;

void board_console_put(char c)
{
	assert_true(shown_len < sizeof shown - 1);
	shown[shown_len++] = c;
	shown[shown_len] = '\0';
}

void board_modem_put(uint8_t byte)
{
	board_console_put((char)byte);
}

void cortexm_mask(void)
{
	assert_false(masked);
	masked = true;
}

void cortexm_unmask(void)
{
	assert_true(masked);
	masked = false;
}

static void shows(const char *expected)
{
	assert_string_equal(shown, expected);
	shown_len = 0;
	shown[0] = '\0';
}

/* --- The modem's line. --- */

static void receive(const char *s)
{
	for (; *s != '\0'; s++)
		modemline_received((uint8_t)*s);
}

static void what_the_modem_says_comes_in_order(void **state)
{
	const uint8_t *bytes;
	uint8_t next_in = 0, next_out = 0;
	uint32_t come = loop_view.received, taken = modemline_taken();

	(void)state;
	/* Three bytes in, two out, then all of them, over the ring's end many times. */
	for (unsigned round = 0; round < 2000; round++) {
		for (unsigned i = 0; i < 3; i++)
			modemline_received(next_in++);
		size_t len = modemline_waiting(&bytes);
		assert_true(len > 0);
		if (len > 2)
			len = 2;
		for (size_t i = 0; i < len; i++)
			assert_int_equal(bytes[i], next_out++);
		modemline_take(len);
		if (round % 100 != 99)
			continue;
		while ((len = modemline_waiting(&bytes)) > 0) {
			for (size_t i = 0; i < len; i++)
				assert_int_equal(bytes[i], next_out++);
			modemline_take(len);
		}
	}
	assert_int_equal(loop_view.received - come, 6000);
	assert_int_equal(modemline_taken() - taken, 6000);
	assert_int_equal(modemline_lost(), 0);
}

static void what_finds_no_room_is_counted(void **state)
{
	const uint8_t *bytes;
	size_t len, all = 0;
	uint32_t lost = modemline_lost();

	(void)state;
	for (unsigned i = 0; i < MODEMLINE_CAP + 5; i++)
		modemline_received((uint8_t)i);
	assert_int_equal(modemline_lost() - lost, 5);
	modemline_overrun();
	assert_int_equal(modemline_lost() - lost, 6);
	/* What was there first is still there. */
	while ((len = modemline_waiting(&bytes)) > 0) {
		for (size_t i = 0; i < len; i++)
			assert_int_equal(bytes[i], (uint8_t)(all + i));
		all += len;
		modemline_take(len);
	}
	assert_int_equal(all, MODEMLINE_CAP);
	receive("OK");
	assert_int_equal(modemline_waiting(&bytes), 2);
	assert_memory_equal(bytes, "OK", 2);
	modemline_take(2);
}

static void what_is_sent_goes_out(void **state)
{
	(void)state;
	modemline_send((const uint8_t *)"AT\r", 3);
	shows("AT\r");
}

/* --- The console. --- */

static void type(const char *s)
{
	for (; *s != '\0'; s++)
		console_received(*s);
}

static void takes(const char *expected)
{
	char *line = console_line();

	assert_non_null(line);
	assert_string_equal(line, expected);
	console_done();
	assert_false(masked);
}

static void lines_come_one_by_one(void **state)
{
	(void)state;
	assert_null(console_line());
	type("STAT");
	assert_null(console_line());
	type("US\r\n\r\n\nON5\rOFF\nHALF");
	takes("STATUS");
	takes("ON5");
	takes("OFF");
	assert_null(console_line());
	type("\n");
	takes("HALF");
	assert_null(console_line());
}

static void a_line_that_finds_no_room_is_dropped_whole(void **state)
{
	char longest[CONSOLE_CAP];

	(void)state;
	memset(longest, 'x', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	type(longest);
	type("\n");
	takes(longest);
	type(longest);
	type("y\nON\n");
	takes("ON");
	assert_null(console_line());
	/* Behind one that waits, too; and it is not taken for what follows it. */
	type("STATUS\n");
	type(longest);
	takes("STATUS");
	assert_null(console_line());
	type("PASSWORD=12345\n");
	assert_null(console_line());
	type("OFF\n");
	takes("OFF");
	/* The last byte that there is room for ends a line. */
	longest[sizeof longest - 1 - 3] = '\0';
	type("a\n");
	type(longest);
	type("\nlost\n");
	takes("a");
	takes(longest);
	assert_null(console_line());
}

static void what_is_said_is_a_line(void **state)
{
	const struct number who = { NUMBER_INTERNATIONAL, "+33612345678" };

	(void)state;
	console_note(&(struct note){ .level = NOTE_WARNING, .what = "message dropped", .why = "too long" });
	shows("warning: message dropped (too long)\r\n");
	console_note(&(struct note){ .level = NOTE_ERROR, .what = "the flash fails" });
	shows("error: the flash fails\r\n");
	/* Who said what is nobody's who only reads the console. */
	console_note(&(struct note){ .level = NOTE_INFO, .what = "message", .who = &who, .text = "12345ON" });
	shows("info: message\r\n");
	console_note(&(struct note){ .level = NOTE_DEBUG, .what = "modem says", .text = "+CSQ: 20,0" });
	shows("");
	console_answer("Power socket ON\nMicrorelay OFF");
	shows("> Power socket ON\r\n> Microrelay OFF\r\n");
}

/* --- The thermometer: a TMP105, whose registers are these. --- */

static uint8_t configuration;
static int16_t temperature; /* 256ths of a degree */
static unsigned answers;    /* how many transfers it does yet */

int board_i2c(const uint8_t *out, size_t out_len, uint8_t *in, size_t in_len)
{
	if (answers == 0)
		return ERR_IO;
	answers--;
	if (out[0] == 0x01 && out_len == 2)
		configuration = out[1];
	if (in_len == 0)
		return 0;
	assert_int_equal(out[0], 0x00);
	assert_int_equal(in_len, 2);
	/* Bits 6 and 5: 9 to 12 bits. */
	uint16_t bits = (uint16_t)((uint16_t)temperature & 0xFFF0u);
	if ((configuration & 0x60) != 0x60)
		bits &= 0xFF80;
	in[0] = (uint8_t)(bits >> 8);
	in[1] = (uint8_t)bits;
	return 0;
}

static bool reads(int raw, int *dc)
{
	configuration = 0;
	temperature = (int16_t)raw;
	answers = 2;
	return lm75_read(dc);
}

static void temperatures_are_rounded_to_tenths(void **state)
{
	static const struct {
		int raw, dc;
	} rows[] = {
		{ 0x1980, 255 }, { -3200, -125 }, { 0x0000, 0 }, { 0x1550, 213 /* 21.3125 */ }, { 0x1560, 214 /* 21.375 */ },
		{ -0x1550, -213 }, { 0x7FF0, 1279 /* 127.9375 */ }, { -55 * 256, -550 },
	};
	int dc = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_true(reads(rows[i].raw, &dc));
		assert_int_equal(dc, rows[i].dc);
	}
}

/* With twelve bits, some reading gives it. */
static void each_tenth_can_be_read(void **state)
{
	(void)state;
	for (int wanted_dc = -550; wanted_dc <= 1270; wanted_dc++) {
		/* The nearest 16th. */
		int sixteenths = (wanted_dc * 16 + (wanted_dc < 0 ? -5 : 5)) / 10, dc = 0;

		assert_true(reads(sixteenths * 16, &dc));
		assert_int_equal(dc, wanted_dc);
	}
}

static void no_thermometer_is_no_reading(void **state)
{
	int dc = 777;

	(void)state;
	assert_false(reads(-128 * 256, &dc));
	assert_false(reads(-56 * 256, &dc));
	for (unsigned n = 0; n < 2; n++) {
		answers = n;
		assert_false(lm75_read(&dc));
	}
	assert_int_equal(dc, 777);
}

/* --- The battery. --- */

static void a_battery_is_empty_and_full(void **state)
{
	(void)state;
	assert_int_equal(battery_percent(0), 0);
	assert_int_equal(battery_percent(3300), 0);
	assert_int_equal(battery_percent(4199), 99);
	assert_int_equal(battery_percent(4200), 100);
	assert_int_equal(battery_percent(5000), 100);
}

static void a_battery_never_fills_while_it_empties(void **state)
{
	int last = 0;

	(void)state;
	for (unsigned mv = 3000; mv < 4500; mv++) {
		int now = battery_percent(mv);

		assert_true(now == last || now == last + 1);
		last = now;
	}
	assert_int_equal(last, 100);
}

static void each_percent_has_a_sample(void **state)
{
	bool seen[101] = { false };

	(void)state;
	for (unsigned raw = 0; raw <= PINS_BATTERY_RAW_MAX; raw++)
		seen[battery_percent(battery_mv(raw, PINS_BATTERY_RAW_MAX, PINS_BATTERY_FULL_MV))] = true;
	for (int percent = 0; percent <= 100; percent++)
		assert_true(seen[percent]);
	assert_int_equal(battery_mv(0, 1023, 4400), 0);
	assert_int_equal(battery_mv(1023, 1023, 4400), 4400);
	assert_int_equal(battery_mv(4095, 4095, 6600), 6600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_modem_says_comes_in_order),
		cmocka_unit_test(what_finds_no_room_is_counted),
		cmocka_unit_test(what_is_sent_goes_out),
		cmocka_unit_test(lines_come_one_by_one),
		cmocka_unit_test(a_line_that_finds_no_room_is_dropped_whole),
		cmocka_unit_test(what_is_said_is_a_line),
		cmocka_unit_test(temperatures_are_rounded_to_tenths),
		cmocka_unit_test(each_tenth_can_be_read),
		cmocka_unit_test(no_thermometer_is_no_reading),
		cmocka_unit_test(a_battery_is_empty_and_full),
		cmocka_unit_test(a_battery_never_fills_while_it_empties),
		cmocka_unit_test(each_percent_has_a_sample),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
