/* The text of an operator's answer, in the forms that modems give it, and codes as they want them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "modem/frame.h"
#include "modem/ussdtext.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

struct row {
	const char *answer;
	const char *text;
};

static void reads_all(const struct row *rows, size_t count, struct ussdtext_from from)
{
	for (size_t i = 0; i < count; i++) {
		char read[200];
		struct text t;

		text_init(&t, read, sizeof read);
		ussdtext_read(&t, rows[i].answer, from);
		assert_string_equal(read, rows[i].text);
	}
}

/* What it looks like, unless there is a reason to believe otherwise. */
static void digits_are_an_amount_or_a_text(void **state)
{
	static const struct row rows[] = {
		{ "\"31303030\",15", "31303030" },
		{ "\"39393939\",15", "39393939" },
		{ "\"4F4B2E2E\",15", "OK.." },
		{ "\"4F4B2E2\",15", "4F4B2E2" },   /* an odd number of them */
		{ "\"4F4B2E\",15", "4F4B2E" },     /* too few to tell */
		{ "\"014B4F4B\",15", "014B4F4B" }, /* the first octet is no character */
		{ "\"4F4B4F01\",15", "4F4B4F01" }, /* the last one is none */
		{ "\"D3379B5C06D54AA0F71A\",15", "Solde 5% ok" },
		{ "\"D3379B5C06D548A0F71A\",15", "D3379B5C06D548A0F71A" }, /* not the same in both alphabets: 5$ */
		{ "\"0436D83DDE00\",72", "ж😀" },
		{ "\"04360436\",0", "жж" },        /* whatever it says */
	};

	(void)state;
	reads_all(rows, COUNT(rows), (struct ussdtext_from){ .gsm = false, .packed = false });
}

static void packed_septets_end_where_the_text_does(void **state)
{
	static const struct row rows[] = {
		{ "\"31D98C56B3DD00\",15", "1234567" },
		{ "\"31D98C56B3DD1A\",15", "1234567" },
		{ "\"31D98C56B3DD70\",15", "12345678" },
		{ "\"31D98C56B3DD7039\",15", "123456789" },
	};

	(void)state;
	reads_all(rows, COUNT(rows), (struct ussdtext_from){ .gsm = false, .packed = true });
}

static void characters_of_either_alphabet(void **state)
{
	static const struct row gsm[] = {
		{ "\"\x05\x1B\x65\",15", "é€" },
		{ "\"\xFF ok\",15", "@ ok" },
		{ "\"\xC3\xA9 ok\",15", "é ok" },           /* eight bits: no such alphabet */
		{ "\"\xE9 ok\",15", "\xEF\xBF\xBD ok" },    /* in its first one */
		{ "\"ok \xE9\",15", "ok \xEF\xBF\xBD" },
	};
	static const struct row utf8[] = {
		{ "\"é\xFF" "5\",15", "é5" }, /* a NUL */
		{ "\"a\r\n\n b \n\",15", "a\n b" },
		{ "Credit 5,72", "Credit 5" },
		{ "Credit 5,73", "Credit 5,73" },
	};

	(void)state;
	reads_all(gsm, COUNT(gsm), (struct ussdtext_from){ .gsm = true, .packed = false });
	reads_all(utf8, COUNT(utf8), (struct ussdtext_from){ .gsm = false, .packed = false });
}

static void codes_are_packed_and_widened(void **state)
{
	static const struct {
		const char *code, *packed, *wide;
	} rows[] = {
		{ "*100#", "AA180C3602", "002A0031003000300023" },
		{ "1234567", "31D98C56B3DD1A", "0031003200330034003500360037" },
		{ "12345678", "31D98C56B3DD70", "00310032003300340035003600370038" },
		{ "", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char out[100];
		struct text t;

		text_init(&t, out, sizeof out);
		ussdtext_pack(&t, rows[i].code);
		assert_string_equal(out, rows[i].packed);
		text_init(&t, out, sizeof out);
		ussdtext_widen(&t, rows[i].code);
		assert_string_equal(out, rows[i].wide);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digits_are_an_amount_or_a_text),
		cmocka_unit_test(packed_septets_end_where_the_text_does),
		cmocka_unit_test(characters_of_either_alphabet),
		cmocka_unit_test(codes_are_packed_and_widened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
