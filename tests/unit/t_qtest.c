/* Reads and writes of the emulated memory, against one who answers as QEMU does.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "emulator/qtest.h"
#include "tests/unit/peer.h"

struct bench {
	struct peer peer;
	struct qtest qtest;
};

static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	peer_open(&b->peer);
	qtest_open(&b->qtest, b->peer.ours);
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	qtest_close(&b->qtest);
	peer_close(&b->peer);
	free(b);
	return 0;
}

static void reads_a_word(void **state)
{
	struct bench *b = *state;
	uint32_t value = 0;

	peer_says(&b->peer, "OK 0x00000000000000c0\n");
	assert_true(qtest_read32(&b->qtest, 0x7E780000, &value, peer_why(&b->peer)));
	assert_int_equal(value, 0xC0);
	assert_string_equal(peer_heard(&b->peer), "readl 0x7e780000\n");
}

static void reads_bytes(void **state)
{
	struct bench *b = *state;
	uint8_t bytes[4];

	peer_says(&b->peer, "OK 0x00ff7a10\n");
	assert_true(qtest_read(&b->qtest, 0x80020, bytes, sizeof bytes, peer_why(&b->peer)));
	assert_memory_equal(bytes, "\x00\xFF\x7A\x10", 4);
	assert_string_equal(peer_heard(&b->peer), "read 0x80020 4\n");
}

static void writes_go_out_with_the_next_read(void **state)
{
	struct bench *b = *state;
	uint32_t value = 1;

	assert_true(qtest_write64(&b->qtest, 0x80020, 0x1234567890, peer_why(&b->peer)));
	assert_true(qtest_write32(&b->qtest, 0xE000ED04, 1u << 26, peer_why(&b->peer)));
	assert_string_equal(peer_heard(&b->peer), "");
	peer_says(&b->peer, "OK\nOK\nOK 0x0\n");
	assert_true(qtest_read32(&b->qtest, 4, &value, peer_why(&b->peer)));
	assert_int_equal(value, 0);
	assert_string_equal(peer_heard(&b->peer), "writeq 0x80020 0x1234567890\nwritel 0xe000ed04 0x4000000\nreadl 0x4\n");
}

static void writes_can_be_sent_without_a_read(void **state)
{
	struct bench *b = *state;

	assert_true(qtest_write32(&b->qtest, 0x10, 7, peer_why(&b->peer)));
	assert_true(qtest_flush(&b->qtest, peer_why(&b->peer)));
	assert_string_equal(peer_heard(&b->peer), "writel 0x10 0x7\n");
}

static void more_writes_than_are_kept_go_out_early(void **state)
{
	struct bench *b = *state;
	size_t written = 0;

	for (int i = 0; i < 100; i++)
		assert_true(qtest_write32(&b->qtest, 0x10, 7, peer_why(&b->peer)));
	assert_true(qtest_flush(&b->qtest, peer_why(&b->peer)));
	for (const char *c = peer_heard(&b->peer); *c != '\0'; c++)
		written += *c == '\n';
	assert_int_equal(written, 100);
}

static void a_refused_write_shows_at_the_next_read(void **state)
{
	struct bench *b = *state;
	uint32_t value;

	qtest_write32(&b->qtest, 0x10, 7, peer_why(&b->peer));
	peer_says(&b->peer, "FAIL Unknown command 'writel'\nOK 0x1\n");
	assert_false(qtest_read32(&b->qtest, 4, &value, peer_why(&b->peer)));
	assert_string_equal(b->peer.why_buffer, "the emulator's qtest: \"FAIL Unknown command 'writel'\", expected OK to a write");
}

static void what_is_no_value_is_told(void **state)
{
	static const char *const answers[] = { "OK\n", "OK 0xzz11\n", "OK 0x11\n", "OK 0x112233\n" };
	struct bench *b = *state;
	uint8_t bytes[2];

	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		peer_says(&b->peer, answers[i]);
		assert_false(qtest_read(&b->qtest, 4, bytes, sizeof bytes, peer_why(&b->peer)));
		assert_non_null(strstr(b->peer.why_buffer, "expected a value"));
	}
	peer_says(&b->peer, "OK 12 34\n");
	assert_false(qtest_read32(&b->qtest, 4, &(uint32_t){ 0 }, peer_why(&b->peer)));
}

static void silence_ends_with_what_was_waited_for(void **state)
{
	struct bench *b = *state;
	uint32_t value;

	b->qtest.stream.wait_ms = 10;
	assert_false(qtest_read32(&b->qtest, 4, &value, peer_why(&b->peer)));
	assert_string_equal(b->peer.why_buffer, "the emulator's qtest: not a word, waiting for readl");
}

static void one_who_has_gone_is_told(void **state)
{
	struct bench *b = *state;
	uint32_t value;

	peer_close(&b->peer);
	assert_false(qtest_read32(&b->qtest, 4, &value, peer_why(&b->peer)));
	assert_non_null(strstr(b->peer.why_buffer, "the emulator's qtest: "));
	peer_open(&b->peer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reads_a_word, set_up, tear_down),
		cmocka_unit_test_setup_teardown(reads_bytes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(writes_go_out_with_the_next_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(writes_can_be_sent_without_a_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(more_writes_than_are_kept_go_out_early, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_refused_write_shows_at_the_next_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_no_value_is_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(silence_ends_with_what_was_waited_for, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_who_has_gone_is_told, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
