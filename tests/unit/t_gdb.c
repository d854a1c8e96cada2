/* Halts and registers of the emulated processor, against one who answers as QEMU's gdb stub does.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "emulator/gdb.h"
#include "tests/unit/peer.h"

#define OK "+$OK#9a"
#define HALTS "$T05thread:01;#07"

struct bench {
	struct peer peer;
	struct gdb gdb;
};

static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	peer_open(&b->peer);
	gdb_open(&b->gdb, b->peer.ours);
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	gdb_close(&b->gdb);
	peer_close(&b->peer);
	free(b);
	return 0;
}

static void asks_it_to_halt_somewhere_and_not_any_more(void **state)
{
	struct bench *b = *state;

	peer_says(&b->peer, OK);
	assert_true(gdb_break(&b->gdb, 0x2718, true, peer_why(&b->peer)));
	assert_string_equal(peer_heard(&b->peer), "$Z1,2718,2#e7+");
	peer_says(&b->peer, OK);
	assert_true(gdb_break(&b->gdb, 0x2718, false, peer_why(&b->peer)));
	assert_string_equal(peer_heard(&b->peer), "$z1,2718,2#07+");
}

static void a_refusal_is_told(void **state)
{
	struct bench *b = *state;

	peer_says(&b->peer, "+$E22#a9");
	assert_false(gdb_break(&b->gdb, 0x2718, true, peer_why(&b->peer)));
	assert_string_equal(b->peer.why_buffer, "the emulator's gdb: \"E22\" to Z1,2718,2");
}

static void reads_the_registers_as_they_lie_in_memory(void **state)
{
	char answer[400] = "+$";
	struct bench *b = *state;
	uint32_t registers[GDB_REGISTERS];

	for (int i = 0; i < GDB_REGISTERS; i++)
		strcat(answer, i == 0 ? "78563412" : i == GDB_PC ? "18270000" : "00000000");
	/* More follow, of which nobody asks. */
	strcat(answer, "00000000000000000000000041000000#00");
	peer_says(&b->peer, answer);
	assert_true(gdb_registers(&b->gdb, registers, peer_why(&b->peer)));
	assert_string_equal(peer_heard(&b->peer), "$g#67+");
	assert_int_equal(registers[0], 0x12345678);
	assert_int_equal(registers[GDB_PC], 0x2718);
}

static void too_few_registers_are_told(void **state)
{
	struct bench *b = *state;
	uint32_t registers[GDB_REGISTERS];

	peer_says(&b->peer, "+$7856#00");
	assert_false(gdb_registers(&b->gdb, registers, peer_why(&b->peer)));
	assert_non_null(strstr(b->peer.why_buffer, "7856"));
}

static void runs_until_it_halts(void **state)
{
	struct bench *b = *state;

	peer_says(&b->peer, "+");
	assert_true(gdb_continue(&b->gdb, peer_why(&b->peer)));
	/* Not a byte more: it would halt. */
	assert_string_equal(peer_heard(&b->peer), "$c#63");
	assert_false(gdb_halted(&b->gdb));
	peer_says(&b->peer, HALTS);
	assert_true(gdb_halted(&b->gdb));
	assert_string_equal(peer_heard(&b->peer), "");
	assert_true(gdb_wait(&b->gdb, "it to halt", peer_why(&b->peer)));
	assert_false(gdb_halted(&b->gdb));
}

static void a_halt_told_twice_is_no_answer(void **state)
{
	struct bench *b = *state;

	peer_says(&b->peer, HALTS OK);
	assert_true(gdb_break(&b->gdb, 4, true, peer_why(&b->peer)));
}

static void halts_it_wherever_it_is(void **state)
{
	struct bench *b = *state;

	peer_says(&b->peer, "$T02thread:01;#04");
	assert_true(gdb_halt(&b->gdb, peer_why(&b->peer)));
	assert_string_equal(peer_heard(&b->peer), "\x03+");
}

static void steps_it(void **state)
{
	struct bench *b = *state;

	peer_says(&b->peer, "+" HALTS);
	assert_true(gdb_step(&b->gdb, peer_why(&b->peer)));
	assert_string_equal(peer_heard(&b->peer), "$s#73+");
}

static void silence_ends(void **state)
{
	struct bench *b = *state;

	b->gdb.stream.wait_ms = 10;
	peer_says(&b->peer, "+$T0");
	assert_false(gdb_wait(&b->gdb, "it to halt", peer_why(&b->peer)));
	assert_string_equal(b->peer.why_buffer, "the emulator's gdb: not a word, waiting for it to halt");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(asks_it_to_halt_somewhere_and_not_any_more, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_refusal_is_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(reads_the_registers_as_they_lie_in_memory, set_up, tear_down),
		cmocka_unit_test_setup_teardown(too_few_registers_are_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(runs_until_it_halts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_halt_told_twice_is_no_answer, set_up, tear_down),
		cmocka_unit_test_setup_teardown(halts_it_wherever_it_is, set_up, tear_down),
		cmocka_unit_test_setup_teardown(steps_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(silence_ends, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
