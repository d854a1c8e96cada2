/* Which write of the chip is torn, and what is left of it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "emulator/process.h"
#include "emulator/tear.h"

#define SIZE (4 * TEAR_SECTOR_SIZE)

struct bench {
	int flash;
	struct tear tear;
	uint8_t is[SIZE], bytes[TEAR_PAGE_SIZE];
};

/* Every byte is 0xF0 | its address's last digit; what is programmed is 0x0F and so on down. */
static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	b->flash = process_file();
	for (size_t i = 0; i < SIZE; i++)
		b->is[i] = (uint8_t)(0xF0 | (i & 0xF));
	assert_int_equal(pwrite(b->flash, b->is, SIZE, 0), SIZE);
	memset(b->bytes, 0x3C, sizeof b->bytes);
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	close(b->flash);
	free(b);
	return 0;
}

static bool program(struct bench *b, uint32_t address, size_t len)
{
	return tear_step(&b->tear, &(struct tear_step){ .address = address, .len = len }, b->flash);
}

static bool erase(struct bench *b, uint32_t address)
{
	return tear_step(&b->tear, &(struct tear_step){ .erase = true, .address = address }, b->flash);
}

/* The file is as it was, but for `len` bytes from there on, which are as `expected` has them. */
static void expect_changed(struct bench *b, uint32_t address, const uint8_t *expected, size_t len)
{
	uint8_t now[SIZE];

	memcpy(b->is + address, expected, len);
	assert_int_equal(pread(b->flash, now, SIZE, 0), SIZE);
	assert_memory_equal(now, b->is, SIZE);
}

static void counts_programs_and_erases(void **state)
{
	struct bench *b = *state;

	assert_false(program(b, 8, 16));
	b->tear.after = 3;
	assert_false(program(b, 24, 16));
	assert_false(erase(b, 4096));
	assert_true(program(b, 4096, 32));
	assert_false(program(b, 4128, 8));
	assert_int_equal(b->tear.after, 0);
}

static void a_write_over_a_pages_end_is_one(void **state)
{
	struct bench *b = *state;

	b->tear.after = 2;
	assert_false(program(b, 0x1F0, 16));
	assert_true(tear_unsure(&b->tear));
	assert_true(tear_goes_on(&b->tear, &(struct tear_step){ .address = 0x200, .len = 8 }));
	assert_false(program(b, 0x200, 8));
	assert_false(tear_unsure(&b->tear));
	assert_true(program(b, 0x208, 8));
}

static void what_fills_a_page_is_all_there_is(void **state)
{
	struct bench *b = *state;

	b->tear.after = 2;
	assert_false(program(b, 0x100, 256));
	assert_false(tear_unsure(&b->tear));
	assert_true(program(b, 0x200, 8));
}

static void what_comes_elsewhere_does_not_go_on(void **state)
{
	struct bench *b = *state;

	program(b, 0x1F0, 16);
	assert_false(tear_goes_on(&b->tear, &(struct tear_step){ .address = 0x300, .len = 8 }));
	assert_false(tear_goes_on(&b->tear, &(struct tear_step){ .erase = true, .address = 0x200 }));
	program(b, 0x1E0, 8);
	assert_false(tear_goes_on(&b->tear, &(struct tear_step){ .address = 0x1E8, .len = 8 }));
}

static void half_a_program_is_its_first_half(void **state)
{
	static const uint8_t expected[] = { 0x38, 0x38, 0x38, 0x38, 0x3C, 0x3C, 0x3C, 0x3C };
	struct bench *b = *state;

	b->tear.after = 1;
	assert_true(program(b, 0x108, 16));
	tear_half(&b->tear, b->bytes, 16, b->flash);
	/* Bits only go from 1 to 0. */
	expect_changed(b, 0x108, expected, sizeof expected);
}

static void half_of_two_parts_may_reach_into_the_second(void **state)
{
	static const uint8_t expected[] = { 0x38, 0x38, 0x38, 0x38, 0x3C, 0x3C, 0x3C, 0x3C, 0x30, 0x30, 0x30, 0x30 };
	struct bench *b = *state;
	uint8_t done[8];

	b->tear.after = 1;
	assert_true(program(b, 0x1F8, 8));
	/* The first part was let go on, and is done. */
	memset(done, 0x00, sizeof done);
	assert_int_equal(pwrite(b->flash, done, sizeof done, 0x1F8), sizeof done);
	tear_half(&b->tear, b->bytes, 8 + 16, b->flash);
	expect_changed(b, 0x1F8, expected, sizeof expected);
}

static void half_an_erase_is_half_the_sector(void **state)
{
	uint8_t expected[TEAR_SECTOR_SIZE / 2];
	struct bench *b = *state;

	b->tear.after = 1;
	assert_true(erase(b, 8192));
	tear_half(&b->tear, b->bytes, 0, b->flash);
	memset(expected, 0xFF, sizeof expected);
	expect_changed(b, 8192, expected, sizeof expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(counts_programs_and_erases, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_write_over_a_pages_end_is_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_fills_a_page_is_all_there_is, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_comes_elsewhere_does_not_go_on, set_up, tear_down),
		cmocka_unit_test_setup_teardown(half_a_program_is_its_first_half, set_up, tear_down),
		cmocka_unit_test_setup_teardown(half_of_two_parts_may_reach_into_the_second, set_up, tear_down),
		cmocka_unit_test_setup_teardown(half_an_erase_is_half_the_sector, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
