/* Bytes of a modem's line into lines, and each line under a typed cursor, which never leaves it.
 * Input: the bytes; one that is 0xFE arms for a prompt or ends an open quote.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/assert.h"
#include "modem/field.h"
#include "modem/frame.h"
#include "tests/fuzz/fuzz.h"

#define MARK 0xFE

/* One pull of a cursor: it moves on within the line, or says no and stays. */
static void pull(struct field *f, unsigned how, const char *end)
{
	const char *before = f->at;
	struct number n;
	char word[12];
	int32_t value = 0;
	bool got = true;

	switch (how % 7) {
	case 0:
		got = field_prefix(f, "+CMGR:");
		break;
	case 1:
		got = field_number(f, -100, 1000, &value);
		ASSERT(!got || (value >= -100 && value <= 1000));
		break;
	case 2:
		got = field_string(f, word, sizeof word);
		ASSERT(!got || strlen(word) < sizeof word);
		break;
	case 3:
		got = field_phone(f, &n);
		ASSERT(strnlen(n.text, sizeof n.text) < sizeof n.text && (got || n.kind == NUMBER_NONE));
		/* It passes what is no number, too. */
		got = true;
		break;
	case 4:
		got = field_comma(f);
		break;
	case 5:
		got = field_skip(f);
		break;
	default:
		field_end(f);
		break;
	}
	ASSERT(f->at >= before && f->at <= end && (got || f->at == before));
}

static void read_line(const char *line)
{
	size_t len = strlen(line);

	ASSERT(len > 0 && len <= FRAME_LINE_MAX);
	/* Every order of pulls that the line's own bytes name, and each pull at each place. */
	struct field f = { line };
	for (size_t i = 0; i < len; i++)
		pull(&f, (unsigned char)line[i], line + len);
	for (size_t i = 0; i < len && i < 64; i++)
		for (unsigned how = 0; how < 7; how++)
			pull(&(struct field){ line + i }, how, line + len);
}

static void take(struct frame *f, enum frame_result result)
{
	ASSERT(f->len <= FRAME_LINE_MAX);
	if (result == FRAME_LINE)
		read_line(f->line);
	if (result == FRAME_PROMPT)
		frame_arm(f, false);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	/* Without what lies behind it, where a read too far would go unseen. */
	static struct frame f;

	frame_init(&f);
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] != MARK)
			take(&f, frame_byte(&f, bytes[i]));
		else if (frame_open(&f))
			take(&f, frame_close(&f));
		else
			frame_arm(&f, true);
	}
	return 0;
}
