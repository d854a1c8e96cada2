/* The virtual modem's faults that concern messages that come: announcing, storing and delivering them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/bench.h"

/* --- Announcing and storing --- */

static void test_announced(void **state)
{
	static const struct {
		const char *name, *expected;
	} rows[] = {
		{ "announced-twice", "\r\n+CMTI: \"SM\",1\r\n\r\n+CMTI: \"SM\",1\r\n" },
		{ "announced-nowhere", "\r\n+CMTI: ,-1\r\n" },
		{ "announced-wrongly", "\r\n+CMTI: \"SM\",20\r\n" },
		{ "announces-nothing", "" },
		{ "delivered-twice", "\r\n+CMT: ,21\r\n" BENCH_PDU "\r\n\r\n+CMTI: \"SM\",1\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bench *b = bench_begin_faulty(rows[i].name);

		bench_receive(b, rows[i].expected);
		bench_talk(b, "AT+CMGL=4\r", "\r\n+CMGL: 1,0,,21\r\n" BENCH_PDU "\r\n" OK);
		bench_mend(b);
		bench_receive(b, "\r\n+CMTI: \"SM\",2\r\n");
		bench_end(b);
	}
}

static void test_announced_wrongly(void **state)
{
	struct bench *b = bench_begin_faulty("announced-wrongly");

	(void)state;
	bench_receive(b, "\r\n+CMTI: \"SM\",20\r\n");
	bench_talk(b, "AT+CMGR=20\r", OK);
	bench_talk(b, "AT+CMGR=20\r", "\r\n+CMS ERROR: 321\r\n");
	bench_mend(b);
	bench_talk(b, "AT+CMGR=20\r", "\r\n+CMS ERROR: 321\r\n");
	bench_end(b);
}

static void test_other_memory(void **state)
{
	struct bench *b = bench_begin_faulty("other-memory");

	(void)state;
	bench_receive(b, "\r\n+CMTI: \"ME\",1\r\n");
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMS ERROR: 321\r\n");
	bench_talk(b, "AT+CPMS=\"ME\"\r", "\r\n+CPMS: 1,100,0,20,0,20\r\n" OK);
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMGR: 0,,21\r\n" BENCH_PDU "\r\n" OK);
	bench_talk(b, "AT+CPMS=\"ME\",\"ME\",\"ME\"\r", "\r\n+CPMS: 1,100,1,100,1,100\r\n" OK);
	bench_receive(b, "\r\n+CMTI: \"SM\",1\r\n");
	bench_mend(b);
	bench_receive(b, "\r\n+CMTI: \"ME\",2\r\n");
	bench_end(b);
}

static void test_delete_ignored(void **state)
{
	struct bench *b = bench_begin_faulty("delete-ignored");

	(void)state;
	bench_receive(b, "\r\n+CMTI: \"SM\",1\r\n");
	bench_talk(b, "AT+CMGD=1\r", OK);
	bench_talk(b, "AT+CMGD=1,4\r", OK);
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMGR: 0,,21\r\n" BENCH_PDU "\r\n" OK);
	bench_mend(b);
	bench_talk(b, "AT+CMGD=1\r", OK);
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMS ERROR: 321\r\n");
	bench_end(b);
}

/* A message that waits takes the place that becomes free, in the same moment. */
static void test_memory_full(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CPMS=\"SM\",\"SM\",\"ME\"\r", "\r\n+CPMS: 0,20,0,20,0,100\r\n" OK);
	bench_receive(b, "\r\n+CMTI: \"ME\",1\r\n");
	bench_fault(b, "memory-full-silently");
	bench_talk(b, "AT+CPMS=\"ME\",\"ME\",\"ME\"\r", "\r\n+CPMS: 100,100,100,100,100,100\r\n" OK);
	bench_talk(b, "AT+CMGR=1\r", "\r\n+CMGR: 0,,21\r\n" BENCH_PDU "\r\n" OK);
	bench_talk(b, "AT+CMGR=7\r", "\r\n+CMGR: 1,,*");
	bench_text(b, "ON");
	bench_talk_for(b, "", "", 200000);
	bench_mend(b);
	bench_talk(b, "AT+CMGD=7\r", OK "\r\n+CMTI: \"ME\",7\r\n");
	bench_talk(b, "AT+CMGR=7\r", "\r\n+CMGR: 0,,21\r\n" BENCH_PDU "\r\n" OK);
	bench_end(b);
}

static void test_forgets_memory(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CPMS=\"ME\",\"ME\",\"ME\"\r", "\r\n+CPMS: 0,100,0,100,0,100\r\n" OK);
	bench_fault(b, "forgets-memory");
	bench_talk(b, "", "");
	bench_mend(b);
	bench_talk(b, "AT+CPMS?\r", "\r\n+CPMS: \"SM\",0,20,\"SM\",0,20,\"SM\",0,20\r\n" OK);
	bench_end(b);
}

/* --- Delivering directly --- */

static void test_delivers_directly(void **state)
{
	struct bench *b = bench_begin_faulty("delivers-directly");

	(void)state;
	bench_talk(b, "AT+CNMI=2,1,0,0,0\r", OK);
	bench_receive(b, "\r\n+CMT: ,21\r\n" BENCH_PDU "\r\n");
	bench_talk(b, "AT+CMGL=4\r", OK);
	/* Nobody waits for an acknowledgement. */
	bench_run_for(b, 60000);
	bench_receive(b, "\r\n+CMT: ,21\r\n" BENCH_PDU "\r\n");
	bench_talk(b, "AT+CNMI?\r", "\r\n+CNMI: 2,1,0,0,0\r\n" OK);
	bench_mend(b);
	bench_receive(b, "\r\n+CMTI: \"SM\",1\r\n");
	bench_end(b);
}

static void test_unacknowledged(void **state)
{
	struct bench *b = bench_begin_faulty("delivers-directly");

	(void)state;
	bench_talk(b, "AT+CSMS=1;+CNMI=2,1,0,1,0\r", "\r\n+CSMS: 1,1,1\r\n" OK);
	bench_text(b, "ON");
	bench_receive(b, "\r\n+CMT: ,21\r\n" BENCH_PDU "\r\n");
	/* The second as soon as the first is acknowledged. */
	bench_talk(b, "AT+CNMA\r", OK "\r\n+CMT: ,21\r\n" BENCH_PDU "\r\n");
	bench_talk_for(b, "", "", 600000);
	bench_talk(b, "AT+CNMI?\r", "\r\n+CNMI: 2,0,0,0,0\r\n" OK);
	bench_talk(b, "AT+CNMA\r", "\r\n+CMS ERROR: 340\r\n");
	/* The network has kept it. */
	bench_talk(b, "AT+CNMI=2,1,0,1,0\r", OK "\r\n+CMT: ,21\r\n" BENCH_PDU "\r\n");
	bench_talk(b, "AT+CNMA\r", OK);
	bench_talk_for(b, "", "", 600000);
	bench_end(b);
}

/* The same without a fault, when the computer has asked for it; and also a restart loses nothing. */
static void test_unacknowledged_restart(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CSMS=1;+CNMI=2,2\r", "\r\n+CSMS: 1,1,1\r\n" OK);
	bench_text(b, "ON");
	bench_text(b, "OFF");
	bench_talk_for(b, "", "\r\n+CMT: ,21\r\n" BENCH_PDU "\r\n", 10000);
	bench_fault(b, "reboots-silently");
	bench_talk_for(b, "", "\r\n+CMTI: \"SM\",1\r\n\r\n+CMTI: \"SM\",2\r\n", 20000);
	bench_talk(b, "ATE0+CMGR=1\r", "ATE0+CMGR=1\r\r\n+CMGR: 0,,21\r\n" BENCH_PDU "\r\n" OK);
	bench_end(b);
}

static void test_ack_refused(void **state)
{
	struct bench *b = bench_begin_ready();

	(void)state;
	bench_talk(b, "AT+CSMS=1;+CNMI=2,2\r", "\r\n+CSMS: 1,1,1\r\n" OK);
	bench_fault(b, "ack-refused");
	bench_receive(b, "\r\n+CMT: ,21\r\n" BENCH_PDU "\r\n");
	bench_talk(b, "AT+CNMA\r", "\r\n+CMS ERROR: 314\r\n");
	bench_talk(b, "AT+CNMA\r", OK);
	bench_talk(b, "AT+CNMA\r", "\r\n+CMS ERROR: 340\r\n");
	bench_end(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_announced),
		cmocka_unit_test(test_announced_wrongly),
		cmocka_unit_test(test_other_memory),
		cmocka_unit_test(test_delete_ignored),
		cmocka_unit_test(test_memory_full),
		cmocka_unit_test(test_forgets_memory),
		cmocka_unit_test(test_delivers_directly),
		cmocka_unit_test(test_unacknowledged),
		cmocka_unit_test(test_unacknowledged_restart),
		cmocka_unit_test(test_ack_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
