/* bench: a virtual modem on a network, in virtual time, and somebody who types to it and reads what it says.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_BENCH_H
#define TESTS_UNIT_BENCH_H

#include <stddef.h>
#include <stdint.h>

#include "sim/vmodem.h"

#define BENCH_NEVER UINT64_MAX
#define COUNT(array) (sizeof(array) / sizeof *(array))
#define PHONE "+33600000001"
#define OK "\r\nOK\r\n"
/* "ON" as bench_text has it delivered. */
#define BENCH_PDU "07913306000090F0040B913306000000F1000062301080000040024F27"

struct bench {
	struct network *network;
	struct vmodem *modem;
	uint64_t now_ms;
	size_t heard_len;
	char heard[16384];
};

struct bench_turn {
	const char *send, *expect;
};

struct bench_question {
	const char *profile, *line, *answer;
};

/* A modem that is off, with a card in that state. One at a time; generic unless a profile is named. */
struct bench *bench_begin(enum vmodem_sim sim);
struct bench *bench_begin_as(const char *profile, enum vmodem_sim sim);
/* One that has started and registered, with its echo off; the same with a fault. */
struct bench *bench_begin_ready(void);
struct bench *bench_begin_faulty(const char *fault);
/* One of that family, with its chatter, if it has any, forgotten. */
struct bench *bench_begin_family(const char *profile);
void bench_end(struct bench *b);

void bench_run_for(struct bench *b, uint64_t for_ms);
void bench_type(struct bench *b, const char *line);
void bench_forget(struct bench *b); /* what was heard */

/* Types, and compares all that comes within the time: within 200 ms without one. A `*` at the end of `expected` stands
 * for anything. */
void bench_talk_for(struct bench *b, const char *line, const char *expected, uint64_t for_ms);
void bench_talk(struct bench *b, const char *line, const char *expected);
void bench_hold(struct bench *b, const struct bench_turn *turns, size_t count);
/* Questions to families, each with a pause before it, for some want one behind a result; those of one profile that follow
 * each other have one modem. */
void bench_ask_all(const struct bench_question *questions, size_t count);

void bench_fault(struct bench *b, const char *name);
void bench_mend(struct bench *b); /* all faults */

/* PHONE texts; the service centre's clock says 26/03/01,08:00:00+01. */
void bench_text(struct bench *b, const char *text);
/* It texts "ON"; what the modem says of that within the message's way. */
void bench_receive(struct bench *b, const char *expected);

#endif
