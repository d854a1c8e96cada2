/* Short messages as octets: known ones, round trips, limits.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "modem/pdu.h"
#include "modem/submit.h"

/* Octets of the TPDU of a hexadecimal line. */
static size_t tpdu_len(const char *hex)
{
	size_t len = strlen(hex) / 2;
	size_t sca = len > 0 && hex[0] == '0' && hex[1] <= '9' ? (size_t)(hex[1] - '0') + 1 : 1;

	return len > sca ? len - sca : 0;
}

static int parse(const char *hex, struct pdu_deliver *d)
{
	return pdu_parse_deliver(hex, tpdu_len(hex), d);
}

static void reads_a_known_message(void **state)
{
	struct pdu_deliver d;

	(void)state;
	assert_int_equal(parse("07913306000000F9040B913306000000F10000208062917314080CC8F71D14969741F977FD07", &d), 0);
	assert_int_equal(d.kind, PDU_TEXT);
	assert_string_equal(d.from.text, "+33600000001");
	assert_string_equal(d.text, "How are you?");
	assert_int_equal(d.total, 1);
	assert_true(d.sent_known);
	assert_int_equal(d.sent_s, 1030390661); /* 2002-08-26 19:37:41 GMT */
}

/* An SMS-DELIVER from +33600000001, 26/02/12 12:05:00 +02, with this rest: first octet, PID, DCS and user data. */
static int deliver(const char *first, const char *pid_dcs, const char *user_data, struct pdu_deliver *d)
{
	char hex[SUBMIT_HEX_CAP];

	strcpy(hex, "00");
	strcat(hex, first);
	strcat(hex, "0B913306000000F1");
	strcat(hex, pid_dcs);
	strcat(hex, "62202121500080");
	strcat(hex, user_data);
	return parse(hex, d);
}

static void reads_texts_of_every_alphabet(void **state)
{
	static const struct {
		const char *first, *pid_dcs, *user_data, *text;
	} rows[] = {
		{ "04", "0000", "024F27", "ON" },
		{ "04", "0000", "00", "" },
		{ "04", "00BF", "024F27", "ON" },
		{ "04", "00F0", "024F27", "ON" },
		{ "04", "4700", "024F27", "ON" },
		{ "04", "0008", "04004F004E", "ON" },
		{ "04", "0008", "06004F004E0000", "ON" },           /* padded with NULs */
		{ "04", "0008", "05004F004E41", "ON" },             /* an odd octet */
		{ "04", "0008", "04D83DDD0C", "\xF0\x9F\x94\x8C" },    /* a surrogate pair */
		{ "04", "0008", "02D83D", "\xEF\xBF\xBD" },           /* half of one */
		{ "04", "0000", "029B32", "\xE2\x82\xAC" },           /* escape, e: the euro */
		{ "04", "0011", "024F27", "ON" },                    /* class 1 */
		{ "04", "00F1", "024F27", "ON" },
		{ "04", "4100", "024F27", "ON" },                    /* replaces one of its kind */
		{ "04", "0000", "0A4F27", "ON" },                    /* says more than there is */
		{ "04", "0000", "09536A905A9DFE00", "STATUS?" },     /* the last bits are no character */
		{ "44", "0000", "0703240101" "783A01", "ON" },       /* a national table, which is not known here */
		{ "04", "0000", "024F270000", "ON" },                /* padded */
		{ "04", "0088", "024F27", "ON" },                    /* a reserved scheme */
		{ "04", "0000", "04004F004E", "ON" },                /* UCS-2 that goes by the name of GSM-7 */
		{ "04", "0088", "0A0053005400410054" "0055", "STATU" },
		/* Septets by their number, though it looks like UCS-2. */
		{ "04", "0000", "090041004100410041", "@$\xC2\xA3\xC3\xB2\xC3\xA8 \xCE\x94@A" },
	};
	struct pdu_deliver d;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(deliver(rows[i].first, rows[i].pid_dcs, rows[i].user_data, &d), 0);
		assert_int_equal(d.kind, PDU_TEXT);
		assert_string_equal(d.text, rows[i].text);
		assert_string_equal(d.from.text, "+33600000001");
		assert_true(d.sent_known);
		/* 2026-02-12 12:05:00 at +02 */
		assert_int_equal(d.sent_s, 1770890700);
		assert_int_equal(d.zone_qh, 8);
	}
}

static void leaves_alone_what_is_for_no_person(void **state)
{
	static const struct {
		const char *first, *pid_dcs, *user_data;
	} rows[] = {
		{ "04", "4000", "024F27" },             /* type 0 */
		{ "04", "7F00", "024F27" },             /* to the SIM */
		{ "04", "5F00", "024F27" },             /* return call */
		{ "04", "0004", "024F4E" },             /* 8-bit data */
		{ "04", "0012", "024F27" },             /* class 2 */
		{ "04", "00F2", "024F27" },
		{ "04", "00C8", "024F27" },             /* voicemail waits */
		{ "04", "0020", "024F27" },             /* compressed */
		{ "44", "0000", "0A06050415820000" "9E9C" }, /* to a port */
		{ "44", "0000", "0AFF05041582" },       /* a header longer than the message */
		{ "04", "0000", "034FA3710603" },       /* OFF30, cut to OFF by its length */
		{ "04", "0008", "04004F00460046" },
		{ "04", "00D0", "024F27" },             /* a sign that is to be stored */
		{ "04", "00E8", "04004F004E" },         /* the same in UCS-2 */
		{ "44", "0000", "0B0605040B8423F0" "9E4E" }, /* a push */
		{ "44", "0000", "08030100019E4E" },     /* voicemail, by the header */
		{ "04", "4800", "024F27" },             /* the first order to the SIM */
		{ "04", "00C0", "024F27" },             /* signs that messages wait: the first, and the last */
		{ "04", "00EF", "024F27" },
	};
	struct pdu_deliver d;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(deliver(rows[i].first, rows[i].pid_dcs, rows[i].user_data, &d), 0);
		assert_int_equal(d.kind, PDU_OTHER);
		assert_string_equal(d.text, "");
	}
}

static void reads_parts(void **state)
{
	static const struct {
		const char *user_data;
		uint16_t reference;
		uint8_t total, part;
	} rows[] = {
		/* "ON" behind a header of 6 octets: 7 septets with one fill bit */
		{ "09050003A70201" "9E4E", 0xA7, 2, 1 },
		{ "0A0608041234" "0302" "4F27", 0x1234, 3, 2 },
		{ "09050003A70203" "9E4E", 0, 1, 1 }, /* part 3 of 2: not a part */
		{ "09050003A70200" "9E4E", 0, 1, 1 },
	};
	struct pdu_deliver d;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(deliver("44", "0000", rows[i].user_data, &d), 0);
		assert_int_equal(d.kind, PDU_TEXT);
		assert_string_equal(d.text, "ON");
		assert_int_equal(d.reference, rows[i].reference);
		assert_int_equal(d.total, rows[i].total);
		assert_int_equal(d.part, rows[i].part);
	}
}

/* It says of itself that it is longer than the header: what follows is text. */
static void an_element_ends_with_its_header(void **state)
{
	struct pdu_deliver d;

	(void)state;
	assert_int_equal(deliver("44", "0008", "07" "040003AB02" "0141", &d), 0);
	assert_int_equal(d.total, 1);
	assert_string_equal(d.text, "Ł");
	assert_int_equal(deliver("44", "0008", "08" "050003AB0201" "0141", &d), 0);
	assert_int_equal(d.total, 2);
	assert_string_equal(d.text, "Ł");
}

static void what_ends_before_its_text_is_no_message(void **state)
{
	static const char whole[] = "07913306000000F9040B913306000000F100002080629173140800";
	struct pdu_deliver d;
	char hex[sizeof whole];

	(void)state;
	assert_int_equal(parse(whole, &d), 0);
	for (size_t len = 2 * 8; len + 2 < sizeof whole; len += 2) {
		memcpy(hex, whole, len);
		hex[len] = '\0';
		assert_int_equal(parse(hex, &d), ERR_SYNTAX);
	}
}

static void an_impossible_stamp_is_no_date(void **state)
{
	static const char *const stamps[] = { "62A02121500080", "00000000000000", "62200321500080", "622021215000AF" };
	struct pdu_deliver d;

	(void)state;
	for (size_t i = 0; i < sizeof stamps / sizeof *stamps; i++) {
		char hex[SUBMIT_HEX_CAP] = "00040B913306000000F10000";

		strcat(hex, stamps[i]);
		strcat(hex, "024F27");
		assert_int_equal(parse(hex, &d), 0);
		assert_string_equal(d.text, "ON");
		assert_false(d.sent_known);
	}
}

static void refuses_what_is_no_message(void **state)
{
	static const char *const bad[] = {
		"", "0", "zz", "00", "0004", "00040B9133060000",
		"00040B913306000000F1000062202121500080",     /* no user data length */
		"00060B913306000000F1000062202121500080024F27", /* a status report */
		"00040B913306000000F1000062202121500080024F2", /* half an octet */
	};
	struct pdu_deliver d;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(parse(bad[i], &d), ERR_SYNTAX);
	assert_int_equal(pdu_parse_deliver("00040B913306000000F1000062202121500080024F27", SIZE_MAX, &d), ERR_SYNTAX);
	/* Its length was announced otherwise. */
	assert_int_equal(pdu_parse_deliver("00040B913306000000F1000062202121500080024F27", 20, &d), ERR_SYNTAX);
}

static void what_a_modem_pads_does_not_count(void **state)
{
	static const char pdu[] = "00040B913306000000F1000062202121500080024F27";
	char padded[512];
	struct pdu_deliver d;

	(void)state;
	for (size_t zeros = 0; zeros <= 200; zeros += 10) {
		strcpy(padded, pdu);
		for (size_t i = 0; i < zeros; i++)
			strcat(padded, "00");
		assert_int_equal(pdu_parse_deliver(padded, 21, &d), 0);
		assert_string_equal(d.text, "ON");
	}
}

static void reads_names(void **state)
{
	struct pdu_deliver d;

	(void)state;
	/* "Orange": 6 letters in 42 bits, 11 digits' worth */
	assert_int_equal(parse("00040BD04F79D87D2E0300006220212150008001" "41", &d), 0);
	assert_int_equal(d.from.kind, NUMBER_NAME);
	assert_string_equal(d.from.text, "Orange");
	/* nobody */
	assert_int_equal(parse("00040080" "00006220212150008001" "41", &d), 0);
	assert_int_equal(d.from.kind, NUMBER_NONE);
}

/* --- Writing. --- */

static struct number number(const char *s)
{
	struct number n;

	assert_int_equal(number_parse(&n, s), 0);
	return n;
}

static void writes_known_messages(void **state)
{
	static const struct {
		const char *to, *text, *hex;
	} rows[] = {
		{ "+33600000001", "hellohello", "0011000B913306000000F10000A70AE8329BFD4697D9EC37" },
		{ "0600000001", "ON", "0011000A8160000000100000A7024F27" },
		{ "+336000", "\xD0\x9E\xD0\x9D", "00110006913306000008A704041E041D" },
		{ "+336000", "\xE2\x82\xAC", "00110006913306000000A7029B32" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct number to = number(rows[i].to);
		struct submit s = { &to, rows[i].text, 9, 1, false };
		char hex[SUBMIT_HEX_CAP];

		assert_int_equal(submit_print(&s, hex), strlen(rows[i].hex) / 2 - 1);
		assert_string_equal(hex, rows[i].hex);
	}
}

static void repeat(char *out, const char *what, size_t count)
{
	out[0] = '\0';
	while (count-- > 0)
		strcat(out, what);
}

static void counts_parts_at_the_edges(void **state)
{
	static const struct {
		const char *what;
		size_t count;
		int parts;
	} rows[] = {
		{ "a", 0, 1 },   { "a", 160, 1 }, { "a", 161, 2 }, { "a", 306, 2 }, { "a", 307, 3 },
		{ "{", 80, 1 },  { "{", 81, 2 },  /* no escape is split: 76 to a part */
		{ "{", 152, 2 }, { "{", 153, 3 },
		{ "\xD0\x9E", 70, 1 }, { "\xD0\x9E", 71, 2 }, { "\xD0\x9E", 134, 2 }, { "\xD0\x9E", 135, 3 },
		{ "\xF0\x9F\x94\x8C", 35, 1 }, { "\xF0\x9F\x94\x8C", 36, 2 }, /* no pair is split: 33 to a part */
		{ "\xF0\x90\x80\x80", 36, 2 }, /* the first that takes a pair */
		{ "\xF0\x9F\x94\x8C", 66, 2 }, { "\xF0\x9F\x94\x8C", 67, 3 },
		{ "a", 2000, SUBMIT_PARTS_MAX },
	};
	static char text[4096];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		repeat(text, rows[i].what, rows[i].count);
		assert_int_equal(submit_count(text), rows[i].parts);
	}
}

/* A submitted part as it would be delivered: the same user data behind another head. */
static void turn_round(const char *submit, struct pdu_deliver *d)
{
	char hex[SUBMIT_HEX_CAP + 40];
	bool header = submit[2] == '5';
	const size_t digits = 11; /* of +33600000001 */
	const char *address = submit + 6;
	const char *protocol = address + 4 + digits + 1;
	const char *user_data = protocol + 6;

	snprintf(hex, sizeof hex, "%s%.16s%.4s62202121500080%s", header ? "0044" : "0004", address, protocol, user_data);
	assert_int_equal(parse(hex, d), 0);
}

static void what_is_written_is_read(void **state)
{
	static const char *const letters[] = { "a", "Z", "{", "\n", "\xC3\xA9", "\xE2\x82\xAC", "@", "\xCE\xA9", "1" };
	static const char *const foreign[] = { "a", "\xD0\x96", "\xF0\x9F\x94\x8C", "\xE4\xB8\xAD", "{" };
	static char text[4096], joined[4096];
	struct number to = number("+33600000001");
	uint32_t chance = 7;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		size_t count = (size_t)round % 400;

		text[0] = joined[0] = '\0';
		for (size_t i = 0; i < count; i++) {
			chance = chance * 1664525u + 1013904223u;
			strcat(text, round % 2 ? letters[(chance >> 16) % 9] : foreign[(chance >> 16) % 5]);
		}
		int parts = submit_count(text);
		if (parts == SUBMIT_PARTS_MAX)
			continue;
		for (int p = 1; p <= parts; p++) {
			struct submit s = { &to, text, (uint8_t)round, (uint8_t)p, false };
			struct pdu_deliver d;
			char hex[SUBMIT_HEX_CAP];

			submit_print(&s, hex);
			turn_round(hex, &d);
			assert_int_equal(d.total, parts);
			assert_int_equal(d.part, p);
			assert_true(parts == 1 || d.reference == (uint8_t)round);
			strcat(joined, d.text);
		}
		assert_string_equal(joined, text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_known_message),
		cmocka_unit_test(reads_texts_of_every_alphabet),
		cmocka_unit_test(leaves_alone_what_is_for_no_person),
		cmocka_unit_test(reads_parts),
		cmocka_unit_test(an_element_ends_with_its_header),
		cmocka_unit_test(what_ends_before_its_text_is_no_message),
		cmocka_unit_test(an_impossible_stamp_is_no_date),
		cmocka_unit_test(refuses_what_is_no_message),
		cmocka_unit_test(what_a_modem_pads_does_not_count),
		cmocka_unit_test(reads_names),
		cmocka_unit_test(writes_known_messages),
		cmocka_unit_test(counts_parts_at_the_edges),
		cmocka_unit_test(what_is_written_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
