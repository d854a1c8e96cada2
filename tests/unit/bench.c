/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

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
