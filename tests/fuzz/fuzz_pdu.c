/* A received message's PDU, from octets or as a line of text; and a text's way out and back to octets.
 * Input: a byte, how: even: the octets of a PDU, whose header told a length that is off by what the byte says; odd: the
 * hexadecimal line itself. Beyond a NUL of a line: a text to be sent.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "modem/pdu.h"
#include "modem/submit.h"
#include "tests/fuzz/fuzz.h"

#define LINE_CAP 1025

/* Well-formed: reads as it would be written. */
static bool legal_utf8(const char *s)
{
	char again[1024];
	struct text t;
	const char *at = s;
	uint32_t code;

	text_init(&t, again, sizeof again);
	while ((code = text_next(&at)) != 0)
		text_code(&t, code);
	return !t.cut && strcmp(again, s) == 0;
}

static void parse(const char *hex, size_t tpdu_len)
{
	static struct pdu_deliver d;

	if (pdu_parse_deliver(hex, tpdu_len, &d) != 0)
		return;
	ASSERT(strnlen(d.text, sizeof d.text) < sizeof d.text && legal_utf8(d.text));
	ASSERT(d.kind == PDU_TEXT || d.text[0] == '\0');
	ASSERT(strnlen(d.from.text, sizeof d.from.text) < sizeof d.from.text && legal_utf8(d.from.text));
	ASSERT((d.from.kind == NUMBER_NONE) == (d.from.text[0] == '\0'));
	ASSERT(d.part >= 1 && d.part <= d.total);
	ASSERT(!d.sent_known || (d.zone_qh >= -79 && d.zone_qh <= 79));
}

static void parse_octets(struct input *in, int off)
{
	char hex[LINE_CAP];
	struct text t;
	size_t service_len = in->left == 0 ? 0 : (size_t)in->at[0] + 1;
	size_t octets = 0;

	text_init(&t, hex, sizeof hex);
	for (; in->left > 0 && octets < (LINE_CAP - 1) / 2; octets++)
		text_hex(&t, fuzz_byte(in));
	int tpdu_len = (int)octets - (int)service_len + off;
	parse(hex, tpdu_len < 0 ? 0 : (size_t)tpdu_len);
}

/* Each part of a text is a line of hexadecimal with the length that it tells. */
static void submit(const char *text)
{
	static const struct number to = { NUMBER_INTERNATIONAL, "+33600000001" };
	int count = submit_count(text);

	ASSERT(count >= 1 && count <= SUBMIT_PARTS_MAX);
	for (int part = 1; part <= count; part++) {
		char hex[SUBMIT_HEX_CAP];
		const struct submit s = { .to = &to, .text = text, .reference = 7, .part = (uint8_t)part };
		size_t octets = submit_print(&s, hex);

		/* An empty service centre's address is one octet. */
		ASSERT(strlen(hex) == 2 * (octets + 1) && octets <= 164);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct input in = { bytes, len };
	uint8_t how = fuzz_byte(&in);
	char line[LINE_CAP], text[2000];

	if ((how & 1) == 0) {
		parse_octets(&in, (int)(how >> 1 & 7) - 3);
		return 0;
	}
	fuzz_text(&in, line, sizeof line);
	parse(line, how >> 1);
	fuzz_text(&in, text, sizeof text);
	submit(text);
	return 0;
}
