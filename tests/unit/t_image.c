/* Where things are in the firmware's image.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "emulator/image.h"

#define ALL "00080020 loop_view\n00080000 reset_record\n00002718 loop_begin\n" \
	    "00002b16 board_flash_program\n00002af4 board_flash_erase\n"

struct place {
	char root[32], elf[48], sym[48];
	struct text why;
	char why_buffer[300];
};

static void put_file(const char *path, const char *content)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int make_place(void **state)
{
	struct place *p = calloc(1, sizeof *p);

	assert_non_null(p);
	strcpy(p->root, "/tmp/smsocket-XXXXXX");
	assert_non_null(mkdtemp(p->root));
	snprintf(p->elf, sizeof p->elf, "%s/x.y.elf", p->root);
	snprintf(p->sym, sizeof p->sym, "%s/x.y.sym", p->root);
	put_file(p->elf, "\x7F" "ELF");
	text_init(&p->why, p->why_buffer, sizeof p->why_buffer);
	*state = p;
	return 0;
}

static int remove_place(void **state)
{
	struct place *p = *state;

	unlink(p->elf);
	unlink(p->sym);
	rmdir(p->root);
	free(p);
	return 0;
}

static void finds_the_addresses(void **state)
{
	struct place *p = *state;
	struct image image;

	put_file(p->sym, "00000200 _start\n loop_view2\n00001234 loop_view_x\n" ALL "0000ffff zzz\n");
	assert_true(image_open(&image, p->elf, &p->why));
	assert_string_equal(image.elf, p->elf);
	assert_int_equal(image.view, 0x80020);
	assert_int_equal(image.record, 0x80000);
	assert_int_equal(image.begin, 0x2718);
	assert_int_equal(image.program, 0x2B16);
	assert_int_equal(image.erase, 0x2AF4);
}

static void a_symbol_that_is_missing_is_named(void **state)
{
	struct place *p = *state;
	struct image image;
	char expected[120];

	put_file(p->sym, "00080020 loop_view\n00080000 reset_record\n00002b16 board_flash_program\n00002af4 board_flash_erase\n");
	assert_false(image_open(&image, p->elf, &p->why));
	snprintf(expected, sizeof expected, "%s: tells no address of loop_begin", p->sym);
	assert_string_equal(p->why_buffer, expected);
}

static void files_that_are_missing_are_named(void **state)
{
	struct place *p = *state;
	struct image image;

	assert_false(image_open(&image, p->elf, &p->why));
	assert_non_null(strstr(p->why_buffer, "x.y.sym: No such file"));
	text_init(&p->why, p->why_buffer, sizeof p->why_buffer);
	put_file(p->sym, ALL);
	unlink(p->elf);
	assert_false(image_open(&image, p->elf, &p->why));
	assert_non_null(strstr(p->why_buffer, "x.y.elf: No such file"));
}

static void it_has_to_be_an_elf_by_its_name(void **state)
{
	struct place *p = *state;
	struct image image;

	put_file(p->sym, ALL);
	assert_false(image_open(&image, p->sym, &p->why));
	assert_non_null(strstr(p->why_buffer, "x.y.sym: expected the name of an .elf file"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(finds_the_addresses, make_place, remove_place),
		cmocka_unit_test_setup_teardown(a_symbol_that_is_missing_is_named, make_place, remove_place),
		cmocka_unit_test_setup_teardown(files_that_are_missing_are_named, make_place, remove_place),
		cmocka_unit_test_setup_teardown(it_has_to_be_an_elf_by_its_name, make_place, remove_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
