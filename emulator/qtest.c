/* SPDX-License-Identifier: Apache-2.0 */
#include "emulator/qtest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

#define COMMAND_CAP 80

void qtest_open(struct qtest *q, int fd)
{
	stream_open(&q->stream, fd, "the emulator's qtest");
	q->owed = 0;
	q->behind_len = 0;
}

void qtest_close(struct qtest *q)
{
	stream_close(&q->stream);
}

/* The next answer: what follows its "OK", or NULL. */
static const char *answer(struct qtest *q, const char *what, struct text *why)
{
	const char *line = stream_line(&q->stream, what, why);

	if (line == NULL)
		return NULL;
	if (strncmp(line, "OK", 2) == 0)
		return line + 2;
	text_str(why, "the emulator's qtest: \"");
	text_str(why, line);
	text_str(why, "\", expected OK to ");
	text_str(why, what);
	return NULL;
}

static bool settle(struct qtest *q, struct text *why)
{
	for (; q->owed > 0; q->owed--)
		if (answer(q, "a write", why) == NULL)
			return false;
	return true;
}

bool qtest_flush(struct qtest *q, struct text *why)
{
	size_t len = q->behind_len;

	q->behind_len = 0;
	return stream_put(&q->stream, q->behind, len, why);
}

/* Adds to what goes out next. */
static bool put(struct qtest *q, const char *command, struct text *why)
{
	size_t len = strlen(command);

	if (len > sizeof q->behind - q->behind_len && !qtest_flush(q, why))
		return false;
	memcpy(q->behind + q->behind_len, command, len);
	q->behind_len += len;
	return true;
}

static bool write_any(struct qtest *q, const char *verb, uint32_t address, uint64_t value, struct text *why)
{
	char command[COMMAND_CAP];

	snprintf(command, sizeof command, "%s 0x%" PRIx32 " 0x%" PRIx64 "\n", verb, address, value);
	q->owed++;
	return put(q, command, why);
}

bool qtest_write32(struct qtest *q, uint32_t address, uint32_t value, struct text *why)
{
	return write_any(q, "writel", address, value, why);
}

bool qtest_write64(struct qtest *q, uint32_t address, uint64_t value, struct text *why)
{
	return write_any(q, "writeq", address, value, why);
}

/* "VERB ADDRESS[ LEN]": the answer's value, as text. */
static const char *ask(struct qtest *q, const char *verb, uint32_t address, size_t len, struct text *why)
{
	char command[COMMAND_CAP], size[24] = "";

	if (len > 0)
		snprintf(size, sizeof size, " %zu", len);
	snprintf(command, sizeof command, "%s 0x%" PRIx32 "%s\n", verb, address, size);
	if (!put(q, command, why) || !qtest_flush(q, why) || !settle(q, why))
		return NULL;
	return answer(q, verb, why);
}

static bool malformed(const char *value, struct text *why)
{
	text_str(why, "the emulator's qtest: \"OK");
	text_str(why, value);
	text_str(why, "\", expected a value behind it");
	return false;
}

bool qtest_read32(struct qtest *q, uint32_t address, uint32_t *value, struct text *why)
{
	const char *text = ask(q, "readl", address, 0, why);
	char *end;

	if (text == NULL)
		return false;
	*value = (uint32_t)strtoull(text, &end, 16);
	return (end != text && *end == '\0') || malformed(text, why);
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool qtest_read(struct qtest *q, uint32_t address, void *bytes, size_t len, struct text *why)
{
	uint8_t *to = bytes;

	ASSERT(len <= QTEST_READ_MAX);
	const char *text = ask(q, "read", address, len, why);
	if (text == NULL)
		return false;
	if (strncmp(text, " 0x", 3) != 0 || strlen(text) != 3 + 2 * len)
		return malformed(text, why);
	for (size_t i = 0; i < len; i++) {
		int high = digit(text[3 + 2 * i]), low = digit(text[4 + 2 * i]);

		if (high < 0 || low < 0)
			return malformed(text, why);
		to[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}
