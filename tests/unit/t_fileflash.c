/* SPDX-License-Identifier: Apache-2.0 */
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
#include "ports/linux/fileflash.h"

#define PATH_CAP 128

struct place {
	char root[PATH_CAP / 2], state[PATH_CAP], file[PATH_CAP], unfinished[PATH_CAP];
};

static const struct log quiet = { 0 };

static int make_place(void **state)
{
	struct place *p = calloc(1, sizeof *p);

	assert_non_null(p);
	strcpy(p->root, "/tmp/smsocket-XXXXXX");
	assert_non_null(mkdtemp(p->root));
	snprintf(p->state, sizeof p->state, "%.40s/state", p->root);
	snprintf(p->file, sizeof p->file, "%.60s/flash", p->state);
	snprintf(p->unfinished, sizeof p->unfinished, "%.60s/flash.new", p->state);
	*state = p;
	return 0;
}

static int remove_place(void **state)
{
	struct place *p = *state;

	unlink(p->file);
	unlink(p->unfinished);
	rmdir(p->state);
	rmdir(p->root);
	free(p);
	return 0;
}

static void put_file(const char *path, const char *content, size_t len)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(content, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

static struct flash opened(struct fileflash *f, const struct place *p)
{
	struct why why = { "" };

	if (fileflash_open(f, p->state, &quiet, &why) != 0)
		fail_msg("%s", why.text);
	return fileflash_flash(f);
}

static void refused(const struct place *p, const char *reason)
{
	struct fileflash f;
	struct why why = { "" };

	assert_int_equal(fileflash_open(&f, p->state, &quiet, &why), ERR_IO);
	if (!strstr(why.text, reason))
		fail_msg("\"%s\" lacks \"%s\"", why.text, reason);
	assert_null(strchr(why.text, '\n'));
}

static void is_made_blank_and_in_full(void **state)
{
	struct fileflash f;
	struct flash flash = opened(&f, *state);
	const struct place *p = *state;
	static uint8_t all[FILEFLASH_SIZE];
	struct stat is;

	assert_int_equal(flash.sector_size * flash.sector_count, FILEFLASH_SIZE);
	assert_int_equal(flash.read(flash.ctx, 0, all, sizeof all), 0);
	for (size_t i = 0; i < sizeof all; i++)
		assert_int_equal(all[i], 0xFF);
	assert_int_equal(stat(p->file, &is), 0);
	assert_int_equal(is.st_size, FILEFLASH_SIZE);
	assert_true(is.st_blocks * 512 >= (long)FILEFLASH_SIZE);
	assert_int_equal(is.st_mode & 0777, 0600);
	assert_int_not_equal(access(p->unfinished, F_OK), 0);
	fileflash_close(&f);
}

static void programs_only_clear_bits(void **state)
{
	struct fileflash f;
	struct flash flash = opened(&f, *state);
	const uint8_t first[8] = { 0xF0, 0xFF, 0x12 }, second[8] = { 0x3C, 0xAA, 0xFF };
	uint8_t is[8], around[8];

	assert_int_equal(flash.program(flash.ctx, 4096 + 8, first, sizeof first), 0);
	assert_int_equal(flash.program(flash.ctx, 4096 + 8, second, sizeof second), 0);
	assert_int_equal(flash.read(flash.ctx, 4096 + 8, is, sizeof is), 0);
	for (size_t i = 0; i < sizeof is; i++)
		assert_int_equal(is[i], first[i] & second[i]);
	assert_int_equal(flash.read(flash.ctx, 4096, around, sizeof around), 0);
	assert_int_equal(around[7], 0xFF);
	assert_int_equal(flash.read(flash.ctx, 4096 + 16, around, sizeof around), 0);
	assert_int_equal(around[0], 0xFF);
	fileflash_close(&f);
}

static void erases_one_sector_alone(void **state)
{
	struct fileflash f;
	struct flash flash = opened(&f, *state);
	static uint8_t zeros[3 * FILEFLASH_SECTOR_SIZE], is[3 * FILEFLASH_SECTOR_SIZE];
	const uint32_t last = FILEFLASH_SECTOR_COUNT - 2;
	const uint32_t from = (last - 1) * FILEFLASH_SECTOR_SIZE;

	assert_int_equal(flash.program(flash.ctx, from, zeros, sizeof zeros), 0);
	assert_int_equal(flash.erase(flash.ctx, last), 0);
	assert_int_equal(flash.read(flash.ctx, from, is, sizeof is), 0);
	for (size_t i = 0; i < sizeof is; i++)
		assert_int_equal(is[i], i / FILEFLASH_SECTOR_SIZE == 1 ? 0xFF : 0);
	fileflash_close(&f);
}

static void keeps_what_it_holds(void **state)
{
	struct fileflash f;
	struct flash flash = opened(&f, *state);
	const uint8_t value[8] = "smsocke";
	uint8_t is[8];

	assert_int_equal(flash.program(flash.ctx, FILEFLASH_SIZE - 8, value, sizeof value), 0);
	assert_int_equal(flash.sync(flash.ctx), 0);
	fileflash_close(&f);
	flash = opened(&f, *state);
	assert_int_equal(flash.read(flash.ctx, FILEFLASH_SIZE - 8, is, sizeof is), 0);
	assert_memory_equal(is, value, sizeof is);
	fileflash_close(&f);
}

static void belongs_to_one_at_a_time(void **state)
{
	struct fileflash f;

	opened(&f, *state);
	refused(*state, "is in use by another smsocket");
	fileflash_close(&f);
	opened(&f, *state);
	fileflash_close(&f);
}

/* A start that was cut off left its half behind. */
static void is_made_anew_over_an_unfinished_one(void **state)
{
	const struct place *p = *state;
	struct fileflash f;
	struct flash flash;
	uint8_t is[8] = { 0 };

	assert_int_equal(mkdir(p->state, 0700), 0);
	put_file(p->unfinished, "half", 4);
	flash = opened(&f, p);
	assert_int_equal(flash.read(flash.ctx, 0, is, sizeof is), 0);
	assert_int_equal(is[0], 0xFF);
	assert_int_not_equal(access(p->unfinished, F_OK), 0);
	fileflash_close(&f);
}

static void leaves_a_file_of_another_size_alone(void **state)
{
	const struct place *p = *state;
	struct stat is;

	assert_int_equal(mkdir(p->state, 0700), 0);
	put_file(p->file, "precious", 8);
	refused(p, "has 8 bytes, expected 65536");
	assert_int_equal(stat(p->file, &is), 0);
	assert_int_equal(is.st_size, 8);
}

static void refuses_what_is_no_file(void **state)
{
	const struct place *p = *state;

	assert_int_equal(mkdir(p->state, 0700), 0);
	assert_int_equal(mkfifo(p->file, 0600), 0);
	refused(p, "is no regular file");
}

static void wants_the_parent_directory(void **state)
{
	struct place deep = *(const struct place *)*state;

	snprintf(deep.state, sizeof deep.state, "%.40s/missing/state", deep.root);
	refused(&deep, "No such file or directory");
}

/* A file where the directory should be. */
static void wants_a_directory(void **state)
{
	const struct place *p = *state;

	put_file(p->state, "", 0);
	refused(p, "Not a directory");
	unlink(p->state);
}

static void tells_of_a_medium_that_fails(void **state)
{
	struct fileflash f;
	struct flash flash = opened(&f, *state);
	uint8_t bytes[8] = { 0 };

	close(f.fd);
	assert_int_equal(flash.read(flash.ctx, 0, bytes, sizeof bytes), ERR_IO);
	assert_int_equal(flash.program(flash.ctx, 0, bytes, sizeof bytes), ERR_IO);
	assert_int_equal(flash.erase(flash.ctx, 0), ERR_IO);
	assert_int_equal(flash.sync(flash.ctx), ERR_IO);
	f.fd = -1;
	fileflash_close(&f);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, remove_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(is_made_blank_and_in_full),
		TEST(programs_only_clear_bits),
		TEST(erases_one_sector_alone),
		TEST(keeps_what_it_holds),
		TEST(belongs_to_one_at_a_time),
		TEST(is_made_anew_over_an_unfinished_one),
		TEST(leaves_a_file_of_another_size_alone),
		TEST(refuses_what_is_no_file),
		TEST(wants_the_parent_directory),
		TEST(wants_a_directory),
		TEST(tells_of_a_medium_that_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
