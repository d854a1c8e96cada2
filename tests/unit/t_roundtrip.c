/* Messages of every alphabet, written by the driver and read by the simulator, and the other way round.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "modem/pdu.h"
#include "modem/submit.h"
#include "sim/chance.h"
#include "sim/charset.h"
#include "sim/tpdu.h"

#define MESSAGES 20000 /* in all; a long one counts once a part */
#define TEXT_CAP 6200  /* 10 parts of 153 characters of 4 bytes */

static struct chance chance;
static uint64_t seed; /* of the message under way; 0: none is */

static uint32_t between(uint32_t low, uint32_t high)
{
	return chance_between(&chance, low, high);
}

enum alphabet { PLAIN, EXTENDED, NATIONAL, ANYTHING };

/* A character that the alphabet has, by the tables of 23.038 6.2.1 and 6.2.1.1, or one of UCS-2. */
static uint32_t draw(enum alphabet alphabet)
{
	static const uint32_t extended[] = { '^', '{', '}', '\\', '[', '~', ']', '|', 0x20AC };
	static const uint32_t plain[] = { '@', 0xA3, '$', 0xA5, 0xE8, 0xE9, 0xF9, 0xEC, 0xF2, 0xC7, '\n', 0xD8, 0xF8, 0xC5, 0xE5,
					  0x394, '_', 0x3A6, 0x393, 0x39B, 0x3A9, 0x3A0, 0x3A8, 0x3A3, 0x398, 0x39E, 0xC6,
					  0xE6, 0xDF, 0xC9, 0xA4, 0xA1, 0xC4, 0xD6, 0xD1, 0xDC, 0xA7, 0xBF, 0xE4, 0xF6, 0xF1,
					  0xFC, 0xE0 };

	switch (alphabet) {
	case EXTENDED:
		if (between(0, 1) == 0)
			return extended[between(0, sizeof extended / sizeof *extended - 1)];
		return draw(PLAIN);
	case PLAIN:
		switch (between(0, 3)) {
		case 0:
			return plain[between(0, sizeof plain / sizeof *plain - 1)];
		case 1:
			return between('0', '9');
		case 2:
			return between('A', 'Z');
		default:
			return between('a', 'z');
		}
	case NATIONAL:
		return between(0, 3) == 0 ? draw(PLAIN) : between(0x400, 0x4FF);
	case ANYTHING:
		if (between(0, 2) == 0)
			return between(0x10000, 0x10FFFF);
		return between(0, 1) == 0 ? between(0x20, 0xD7FF) : between(0xE000, 0xFFFD);
	}
	return '?';
}

static void draw_text(char *text, uint32_t length_max)
{
	enum alphabet alphabet = (enum alphabet)between(PLAIN, ANYTHING);
	uint32_t length = between(0, length_max);
	struct text t;

	text_init(&t, text, TEXT_CAP);
	while (length-- > 0)
		text_code(&t, draw(alphabet));
	assert_false(t.cut);
}

static void draw_number(struct number *n)
{
	char digits[NUMBER_CAP] = "+";
	uint32_t count = between(7, 15);

	for (uint32_t i = 1; i <= count; i++)
		digits[i] = (char)('0' + between(i == 1 ? 1 : 0, 9));
	assert_int_equal(number_parse(n, between(0, 1) == 0 ? digits : digits + 1), 0);
}

static size_t hex_of(const uint8_t *octets, size_t len, char *hex)
{
	struct text t;

	text_init(&t, hex, 2 * TPDU_CAP + 3);
	text_hex(&t, 0);
	for (size_t i = 0; i < len; i++)
		text_hex(&t, octets[i]);
	return len;
}

static unsigned out_and_read(void)
{
	static char text[TEXT_CAP], joined[TEXT_CAP];
	struct number to;
	struct text all;

	draw_number(&to);
	do
		draw_text(text, between(0, 9) == 0 ? 600 : 200);
	while (submit_count(text) == SUBMIT_PARTS_MAX);
	int count = submit_count(text);
	uint8_t reference = (uint8_t)between(0, 255);
	text_init(&all, joined, sizeof joined);
	for (int part = 1; part <= count; part++) {
		const struct submit s = { &to, text, reference, (uint8_t)part, between(0, 1) == 0 };
		char hex[SUBMIT_HEX_CAP];
		uint8_t octets[TPDU_CAP];
		struct payload_part told = { 0 };
		struct tpdu t;

		size_t tpdu_len = submit_print(&s, hex);
		assert_int_equal(charset_hex(hex + 2, strlen(hex + 2), octets, sizeof octets), tpdu_len);
		if (between(0, 1) == 0) {
			/* Without a validity period it is the same message. */
			size_t bare = submit_bare(hex, tpdu_len);

			assert_int_equal(bare, tpdu_len - 1);
			assert_int_equal(submit_bare(hex, bare), 0);
			assert_int_equal(charset_hex(hex + 2, strlen(hex + 2), octets, sizeof octets), bare);
			tpdu_len = bare;
		}
		assert_int_equal(tpdu_parse(&t, octets, tpdu_len), 0);
		assert_int_equal(t.kind, TPDU_SUBMIT);
		assert_true(number_same(&t.number, &to));
		assert_int_equal((t.first & 0x04) != 0, s.again);
		assert_int_equal(payload_get(&t.payload, &all, &told), 0);
		if (count == 1)
			continue;
		assert_int_equal(told.reference, reference);
		assert_int_equal(told.total, count);
		assert_int_equal(told.sequence, part);
	}
	assert_string_equal(joined, text);
	return (unsigned)count;
}

static unsigned in_and_read(void)
{
	static char text[TEXT_CAP], joined[TEXT_CAP];
	struct tpdu t = { .kind = TPDU_DELIVER, .first = 0x04 };
	struct text all;

	draw_number(&t.number);
	draw_text(text, between(0, 9) == 0 ? 600 : 200);
	t.stamp = (struct tpdu_stamp){ (int64_t)between(946684800, 2000000000), (int)between(0, 158) - 79 };
	t.payload.dcs = payload_plain(text) ? 0x00 : 0x08;
	bool wide = between(0, 1) == 0;
	struct payload_part part = { .reference = (uint16_t)between(0, wide ? 65535 : 255), .total = 10, .wide = wide };
	unsigned total = payload_parts(t.payload.dcs, text);
	const char *at = text;
	/* A longer reference leaves less room. */
	for (unsigned i = 1; total > 1 && (*at != '\0' || i <= total); i++) {
		at += payload_put(&t.payload, at, &part);
		total = i > total ? i : total;
	}
	if (total > 10)
		return 0;
	part.total = (uint8_t)(total > 1 ? total : 0);
	at = text;
	text_init(&all, joined, sizeof joined);
	for (unsigned i = 1; i <= total; i++) {
		uint8_t octets[TPDU_CAP];
		char hex[2 * TPDU_CAP + 3];
		struct pdu_deliver d;

		part.sequence = (uint8_t)i;
		at += payload_put(&t.payload, at, &part);
		size_t len = hex_of(octets, tpdu_print(&t, octets), hex);
		assert_int_equal(pdu_parse_deliver(hex, len, &d), 0);
		assert_int_equal(d.kind, PDU_TEXT);
		assert_int_equal(d.from.kind, t.number.kind);
		assert_string_equal(d.from.text, t.number.text);
		assert_true(d.sent_known);
		assert_int_equal(d.sent_s, t.stamp.local_s - t.stamp.zone_qh * 900);
		assert_int_equal(d.zone_qh, t.stamp.zone_qh);
		assert_int_equal(d.total, total);
		assert_int_equal(d.part, i);
		assert_int_equal(d.reference, total > 1 ? part.reference : 0);
		text_str(&all, d.text);
	}
	assert_string_equal(at, "");
	assert_string_equal(joined, text);
	return total;
}

/* Each message has a seed of its own, which a failure tells. */
static void play(unsigned (*message)(void))
{
	unsigned count = 0;

	for (seed = 1; count < MESSAGES / 2; seed++) {
		chance = (struct chance){ seed };
		count += message();
	}
	seed = 0;
}

static int tell_seed(void **state)
{
	(void)state;
	if (seed != 0)
		print_error("seed %llu\n", (unsigned long long)seed);
	return 0;
}

static void what_the_driver_writes_the_simulator_reads(void **state)
{
	(void)state;
	play(out_and_read);
}

static void what_the_simulator_writes_the_driver_reads(void **state)
{
	(void)state;
	play(in_and_read);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(what_the_driver_writes_the_simulator_reads, tell_seed),
		cmocka_unit_test_teardown(what_the_simulator_writes_the_driver_reads, tell_seed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
