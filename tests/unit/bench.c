/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define START_FOR_MS 40000 /* of the slowest family */

static void hear(void *ctx, const uint8_t *bytes, size_t len)
{
	struct bench *b = ctx;

	assert_true(b->heard_len + len < sizeof b->heard);
	memcpy(b->heard + b->heard_len, bytes, len);
	b->heard_len += len;
	b->heard[b->heard_len] = '\0';
}

static uint64_t due_ms(const struct bench *b)
{
	uint64_t network = network_deadline_ms(b->network);
	uint64_t modem = vmodem_deadline_ms(b->modem);

	return network < modem ? network : modem;
}

void bench_run_for(struct bench *b, uint64_t for_ms)
{
	uint64_t until_ms = b->now_ms + for_ms;

	for (unsigned turns = 0; due_ms(b) <= until_ms; turns++) {
		assert_true(turns < 10000);
		b->now_ms = due_ms(b) > b->now_ms ? due_ms(b) : b->now_ms;
		network_step(b->network, b->now_ms);
		vmodem_step(b->modem, b->now_ms);
	}
	b->now_ms = until_ms;
}

void bench_forget(struct bench *b)
{
	b->heard_len = 0;
	b->heard[0] = '\0';
}

void bench_type(struct bench *b, const char *line)
{
	vmodem_feed(b->modem, b->now_ms, (const uint8_t *)line, strlen(line));
}

void bench_talk_for(struct bench *b, const char *line, const char *expected, uint64_t for_ms)
{
	size_t len = strlen(expected);

	bench_forget(b);
	bench_type(b, line);
	bench_run_for(b, for_ms);
	if (len > 0 && expected[len - 1] == '*') {
		b->heard[b->heard_len < len - 1 ? b->heard_len : len - 1] = '\0';
		char head[400];

		snprintf(head, sizeof head, "%.*s", (int)len - 1, expected);
		assert_string_equal(b->heard, head);
		return;
	}
	assert_string_equal(b->heard, expected);
}

void bench_talk(struct bench *b, const char *line, const char *expected)
{
	bench_talk_for(b, line, expected, 200);
}

void bench_hold(struct bench *b, const struct bench_turn *turns, size_t count)
{
	for (size_t i = 0; i < count; i++)
		bench_talk(b, turns[i].send, turns[i].expect);
}

struct bench *bench_begin(enum vmodem_sim sim)
{
	return bench_begin_as("generic", sim);
}

struct bench *bench_begin_as(const char *profile, enum vmodem_sim sim)
{
	static struct bench b;

	memset(&b, 0, sizeof b);
	b.network = network_new("+33600000000", 1);
	b.modem = vmodem_new(profile, b.network, &(struct vmodem_line){ .ctx = &b, .send = hear }, 1);
	assert_non_null(b.modem);
	vmodem_insert(b.modem, sim);
	return &b;
}

void bench_end(struct bench *b)
{
	vmodem_free(b->modem);
	network_free(b->network);
}

struct bench *bench_begin_ready(void)
{
	struct bench *b = bench_begin(SIM_READY);

	vmodem_power(b->modem, b->now_ms, true);
	bench_run_for(b, 15000);
	bench_talk(b, "ATE0\r", "ATE0\r" OK);
	return b;
}

struct bench *bench_begin_faulty(const char *fault)
{
	struct bench *b = bench_begin_ready();

	bench_fault(b, fault);
	return b;
}

struct bench *bench_begin_family(const char *profile)
{
	struct bench *b = bench_begin_as(profile, SIM_READY);

	vmodem_power(b->modem, b->now_ms, true);
	bench_run_for(b, START_FOR_MS);
	bench_type(b, "AT^CURC=0\r");
	bench_run_for(b, 300);
	bench_type(b, "AT+CFUN=1\r");
	bench_run_for(b, 8000);
	bench_talk(b, "ATE0\r", strcmp(profile, "nrf91") == 0 ? OK : "ATE0\r" OK);
	return b;
}

void bench_ask_all(const struct bench_question *questions, size_t count)
{
	struct bench *b = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct bench_question *q = &questions[i];

		if (i == 0 || strcmp(q->profile, q[-1].profile) != 0) {
			if (b != NULL)
				bench_end(b);
			b = bench_begin_family(q->profile);
		}
		bench_run_for(b, 100);
		bench_talk_for(b, q->line, q->answer, 600);
	}
	bench_end(b);
}

void bench_fault(struct bench *b, const char *name)
{
	assert_int_equal(vmodem_fault(b->modem, b->now_ms, name), 0);
}

void bench_mend(struct bench *b)
{
	vmodem_mend(b->modem, b->now_ms);
	bench_run_for(b, 10);
}

void bench_text(struct bench *b, const char *text)
{
	static const struct network_stamp stamp = { .local_s = 1772352000, .zone_qh = 4 };

	assert_int_equal(network_text(b->network, b->now_ms, PHONE, text, &stamp), 0);
}

void bench_receive(struct bench *b, const char *expected)
{
	bench_text(b, "ON");
	bench_talk_for(b, "", expected, 1500);
}
