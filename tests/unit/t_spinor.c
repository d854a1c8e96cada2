/* A 25-series chip as its data sheet tells it, below the driver: it refuses what was not enabled, is busy for a while, and
 * goes round in a page.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/crc.h"
#include "base/err.h"
#include "core/model.h"
#include "ports/cortexm/board.h"
#include "ports/cortexm/loop.h"
#include "ports/cortexm/plate.h"
#include "ports/cortexm/spinor.h"
#include "store/store.h"

#define CHIP_LEN (1u << 20)
#define OUT_MAX 300

/* --- The chip. --- */

static struct {
	uint8_t bytes[CHIP_LEN];
	uint8_t id[3];
	bool enabled;
	bool protected;      /* it cannot be enabled */
	unsigned busy_for;   /* questions that each step takes */
	unsigned busy;       /* that are left */
	bool stuck;          /* busy for ever */
	bool away;           /* nobody there, and the line reads: */
	uint8_t floats;
	bool selected;
	uint8_t out[OUT_MAX];
	size_t out_len, in_len;
	unsigned programs, erases, refused;
} chip;

static uint64_t clock_ms;
static bool clock_stands;
static unsigned fed;

uint64_t loop_now_ms(void)
{
	return clock_stands ? clock_ms : clock_ms++;
}

void board_watchdog_feed(void)
{
	fed++;
}

static uint32_t address(void)
{
	return (uint32_t)chip.out[1] << 16 | (uint32_t)chip.out[2] << 8 | chip.out[3];
}

static bool may_write(size_t len)
{
	if (!chip.enabled || chip.busy > 0 || chip.out_len < len) {
		chip.refused++;
		return false;
	}
	chip.enabled = false;
	chip.busy = chip.busy_for;
	return true;
}

/* A step begins when the chip is no longer selected. */
static void obey(void)
{
	uint32_t at = address();

	switch (chip.out_len > 0 ? chip.out[0] : 0) {
	case 0x06:
		chip.enabled = !chip.protected && chip.busy == 0;
		break;
	case 0x02:
		if (!may_write(5))
			break;
		chip.programs++;
		for (size_t i = 4; i < chip.out_len; i++) {
			chip.bytes[at] &= chip.out[i];
			at = (at & ~0xFFu) | ((at + 1) & 0xFFu);
		}
		break;
	case 0x20:
		if (!may_write(4))
			break;
		chip.erases++;
		memset(&chip.bytes[at & ~0xFFFu], 0xFF, 4096);
		break;
	}
}

void board_nor_select(bool on)
{
	assert_int_not_equal(chip.selected, on);
	chip.selected = on;
	if (!on && !chip.away)
		obey();
	chip.out_len = chip.in_len = 0;
}

void board_nor_send(const uint8_t *bytes, size_t len)
{
	assert_true(chip.selected && chip.in_len == 0 && chip.out_len + len <= OUT_MAX);
	memcpy(chip.out + chip.out_len, bytes, len);
	chip.out_len += len;
}

static uint8_t answer(void)
{
	if (chip.away)
		return chip.floats;
	switch (chip.out[0]) {
	case 0x05:
		if (chip.busy > 0 && !chip.stuck)
			chip.busy--;
		return (uint8_t)((chip.busy > 0 ? 1u : 0u) | (chip.enabled ? 2u : 0u));
	case 0x9F:
		return chip.id[chip.in_len % 3];
	case 0x03:
		return chip.busy > 0 ? 0xFF : chip.bytes[address() + chip.in_len];
	}
	return 0xFF;
}

void board_nor_receive(uint8_t *bytes, size_t len)
{
	assert_true(chip.selected && chip.out_len > 0);
	for (size_t i = 0; i < len; i++) {
		bytes[i] = answer();
		chip.in_len++;
	}
}

static int fresh_chip(void **state)
{
	(void)state;
	memset(&chip, 0, sizeof chip);
	memset(chip.bytes, 0xFF, sizeof chip.bytes);
	memcpy(chip.id, (uint8_t[]){ 0xEF, 0x40, 0x14 }, 3);
	chip.busy_for = 3;
	clock_ms = 0;
	clock_stands = false;
	fed = 0;
	return 0;
}

static struct flash opened(void)
{
	struct flash f;
	struct text why;
	char buffer[64];

	text_init(&why, buffer, sizeof buffer);
	assert_int_equal(spinor_open(&f, &why), 0);
	assert_string_equal(buffer, "");
	return f;
}

/* --- What the driver does with it. --- */

static void what_is_programmed_is_read(void **state)
{
	struct flash f = opened();
	uint8_t bytes[600], back[600];

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)(i * 7);
	/* Over three edges of pages, from the middle of one on. */
	assert_int_equal(f.program(f.ctx, 4096 + 200, bytes, sizeof bytes), 0);
	assert_int_equal(f.read(f.ctx, 4096 + 200, back, sizeof back), 0);
	assert_memory_equal(bytes, back, sizeof bytes);
	assert_memory_equal(chip.bytes + 4096 + 200, bytes, sizeof bytes);
	assert_int_equal(chip.programs, 4);
	assert_int_equal(chip.refused, 0);
	assert_int_equal(f.erase(f.ctx, 1), 0);
	assert_int_equal(f.read(f.ctx, 4096 + 200, back, 1), 0);
	assert_int_equal(back[0], 0xFF);
	assert_int_equal(f.sync(f.ctx), 0);
}

static void a_slow_chip_is_waited_for(void **state)
{
	struct flash f = opened();

	(void)state;
	chip.busy_for = 1000;
	assert_int_equal(f.erase(f.ctx, 3), 0);
	assert_int_equal(chip.busy, 0);
	assert_true(fed >= 900);
	assert_int_equal(f.program(f.ctx, 3 * 4096, "12345678", 8), 0);
	assert_memory_equal(chip.bytes + 3 * 4096, "12345678", 8);
}

/* Then nothing would end the wait for a chip that stays busy, but the watchdog. */
static void without_a_tick_the_watchdog_is_not_fed(void **state)
{
	struct flash f = opened();

	(void)state;
	clock_stands = true;
	chip.busy_for = 1000;
	fed = 0;
	assert_int_equal(f.erase(f.ctx, 3), 0);
	assert_int_equal(fed, 0);
}

static void a_chip_that_stays_busy_is_an_error(void **state)
{
	struct flash f = opened();

	(void)state;
	chip.stuck = true;
	assert_int_equal(f.erase(f.ctx, 0), ERR_IO);
	assert_true(clock_ms > 1000 && clock_ms < 10000);
	assert_int_equal(f.program(f.ctx, 0, "12345678", 8), ERR_IO);
}

static void a_chip_that_is_protected_is_an_error(void **state)
{
	struct flash f = opened();

	(void)state;
	chip.protected = true;
	assert_int_equal(f.program(f.ctx, 0, "12345678", 8), ERR_IO);
	assert_int_equal(f.erase(f.ctx, 0), ERR_IO);
	assert_int_equal(chip.refused, 0);
	assert_int_equal(chip.programs + chip.erases, 0);
}

/* Whichever level the line has then. */
static void a_chip_that_goes_away_is_an_error(void **state)
{
	struct flash f = opened();

	(void)state;
	chip.away = true;
	for (int high = 0; high <= 1; high++) {
		chip.floats = high ? 0xFF : 0x00;
		assert_int_equal(f.program(f.ctx, 0, "12345678", 8), ERR_IO);
		assert_int_equal(f.erase(f.ctx, 0), ERR_IO);
	}
}

static void who_is_no_flash_is_told(void **state)
{
	static const struct {
		uint8_t id[3];
		const char *shown;
	} rows[] = {
		{ { 0x00, 0x00, 0x00 }, "000000" },
		{ { 0xFF, 0xFF, 0xFF }, "FFFFFF" },
		{ { 0xBF, 0x25, 0x4A }, "BF254A" }, /* another way of programming, and no size */
		{ { 0xEF, 0x30, 0x10 }, "EF3010" }, /* 64 KiB: no room for the plate */
		{ { 0xEF, 0x40, 0x19 }, "EF4019" }, /* 32 MiB: four bytes of address */
	};
	struct flash f;
	struct text why;
	char buffer[64];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		memcpy(chip.id, rows[i].id, 3);
		text_init(&why, buffer, sizeof buffer);
		assert_int_equal(spinor_open(&f, &why), ERR_IO);
		assert_non_null(strstr(buffer, rows[i].shown));
		assert_non_null(strstr(buffer, "expected"));
		assert_false(why.cut);
	}
}

static void others_are_taken_too(void **state)
{
	static const uint8_t ids[][3] = { { 0xC2, 0x20, 0x11 }, { 0x20, 0xBA, 0x16 }, { 0xEF, 0x40, 0x18 } };

	(void)state;
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		memcpy(chip.id, ids[i], 3);
		opened();
	}
}

static void a_store_lives_on_it(void **state)
{
	static struct store s;
	struct flash f = opened();
	uint8_t value[300], back[300];

	(void)state;
	assert_int_equal(store_open(&s, &f), 0);
	/* Enough for each sector to be used more than once. */
	for (unsigned i = 0; i < 400; i++) {
		memset(value, (int)i, sizeof value);
		store_begin(&s);
		store_put(&s, (uint16_t)(1 + i % 5), value, sizeof value);
		assert_int_equal(store_commit(&s), 0);
	}
	assert_int_equal(store_open(&s, &f), 0);
	for (unsigned i = 395; i < 400; i++) {
		assert_int_equal(store_get(&s, (uint16_t)(1 + i % 5), back, sizeof back), sizeof back);
		assert_int_equal(back[0], (uint8_t)i);
		assert_int_equal(back[sizeof back - 1], (uint8_t)i);
	}
	assert_int_equal(chip.refused, 0);
	/* The plate's sector is not the store's. */
	for (size_t i = 0x10000; i < CHIP_LEN; i++)
		assert_int_equal(chip.bytes[i], 0xFF);
}

/* --- The plate behind it. --- */

static void without_a_plate_it_is_a_706(void **state)
{
	struct flash f = opened();
	struct plate p;

	(void)state;
	memset(&p, 0xA5, sizeof p);
	plate_read(&p, &f);
	assert_int_equal(p.model, MODEL_706);
	assert_string_equal(p.pin, "");
}

static void a_plate_lies_as_it_is_told(void **state)
{
	static const uint8_t expected[20] = { 's', 'm', 's', 'p', 'l', 'a', 't', 'e', 1, MODEL_707_LIGHT, '1', '2', '3', '4' };
	struct flash f = opened();
	struct plate p, back;
	uint32_t crc = crc_32(0, expected, sizeof expected);
	char typed[] = "707-light 1234";

	(void)state;
	assert_int_equal(plate_parse(&p, typed), 0);
	assert_string_equal(typed, "707-light 1234");
	assert_int_equal(plate_write(&p, &f), 0);
	assert_memory_equal(chip.bytes + 0x10000, expected, sizeof expected);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(chip.bytes[0x10014 + i], crc >> (8 * i) & 0xFF);
	plate_read(&back, &f);
	assert_memory_equal(&p, &back, sizeof p);
	/* Another one takes its place. */
	assert_int_equal(plate_parse(&p, strcpy(typed, "706-LIGHT")), 0);
	assert_int_equal(plate_write(&p, &f), 0);
	plate_read(&back, &f);
	assert_int_equal(back.model, MODEL_706_LIGHT);
	assert_string_equal(back.pin, "");
}

static void a_plate_with_a_wrong_bit_is_none(void **state)
{
	struct flash f = opened();
	struct plate p;
	char typed[] = "707 12345678";

	(void)state;
	assert_int_equal(plate_parse(&p, typed), 0);
	assert_int_equal(plate_write(&p, &f), 0);
	for (size_t byte = 0; byte < sizeof p; byte++) {
		chip.bytes[0x10000 + byte] ^= 0x10;
		plate_read(&p, &f);
		assert_int_equal(p.model, MODEL_706);
		assert_string_equal(p.pin, "");
		chip.bytes[0x10000 + byte] ^= 0x10;
	}
	plate_read(&p, &f);
	assert_int_equal(p.model, MODEL_707);
	assert_string_equal(p.pin, "12345678");
}

static void what_is_no_plate_is_refused(void **state)
{
	static const char *const wrong[] = { "", " ", "708", "707 123", "707 123456789", "707 12a4", "707 1234 ", "7071234", "707-lightest 1234" };
	struct plate p;
	char typed[32];

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_equal(plate_parse(&p, strcpy(typed, wrong[i])), ERR_SYNTAX);
		assert_string_equal(typed, wrong[i]);
	}
}

static void a_plate_that_cannot_be_written_is_told(void **state)
{
	struct flash f = opened();
	struct plate p;
	char typed[] = "707";

	(void)state;
	assert_int_equal(plate_parse(&p, typed), 0);
	chip.protected = true;
	assert_int_equal(plate_write(&p, &f), ERR_IO);
}

#define TEST(name) cmocka_unit_test_setup(name, fresh_chip)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_programmed_is_read),
		TEST(a_slow_chip_is_waited_for),
		TEST(without_a_tick_the_watchdog_is_not_fed),
		TEST(a_chip_that_stays_busy_is_an_error),
		TEST(a_chip_that_is_protected_is_an_error),
		TEST(a_chip_that_goes_away_is_an_error),
		TEST(who_is_no_flash_is_told),
		TEST(others_are_taken_too),
		TEST(a_store_lives_on_it),
		TEST(without_a_plate_it_is_a_706),
		TEST(a_plate_lies_as_it_is_told),
		TEST(a_plate_with_a_wrong_bit_is_none),
		TEST(what_is_no_plate_is_refused),
		TEST(a_plate_that_cannot_be_written_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
