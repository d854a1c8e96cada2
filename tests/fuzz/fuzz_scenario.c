/* Any text as a scenario: what is no statement is refused in one line that says why, what is one is played, and the socket
 * stays sane whatever is done to it. Statements that take long are left out, so that an input takes bounded time.
 * Input: the lines of a file.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "sim/play.h"
#include "tests/fuzz/fuzz.h"

#define STATEMENTS_MAX 40
#define LINE_CAP 400
#define LONGEST_MS 600000u

static struct statement list[STATEMENTS_MAX];

static void check_why(const struct text *why)
{
	ASSERT(!why->cut && why->len > 0 && strchr(why->at, '\n') == NULL);
}

static bool takes_long(const struct statement *s)
{
	bool timed = strstr(s->row->grammar, "DURATION") != NULL;

	for (size_t i = 0; timed && i < s->count; i++)
		if (s->value[i].number > LONGEST_MS)
			return true;
	return false;
}

static size_t read_line(struct input *in, char *line)
{
	size_t len = 0;

	while (in->left > 0) {
		char c = (char)fuzz_byte(in);

		if (c == '\n' || c == '\0')
			break;
		if (len < LINE_CAP - 1)
			line[len++] = c;
	}
	line[len] = '\0';
	return len;
}

static size_t parse(struct input *in)
{
	char line[LINE_CAP], reason[PLAY_WHY_CAP];
	struct text why;
	size_t count = 0;

	while (in->left > 0 && count < STATEMENTS_MAX) {
		read_line(in, line);
		text_init(&why, reason, sizeof reason);
		if (statement_parse(&list[count], line, &why) != 0) {
			check_why(&why);
			continue;
		}
		if (list[count].row == NULL || takes_long(&list[count]))
			statement_free(&list[count]);
		else
			count++;
	}
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct input in = { bytes, len };
	struct play p = { .config = { .model = MODEL_706, .profile = "generic", .seed = 1 } };
	char reason[PLAY_WHY_CAP];
	struct text why;
	size_t count = parse(&in);

	text_init(&why, reason, sizeof reason);
	for (size_t i = 0; i < count; i++)
		if (list[i].row->when == WHEN_BEFORE)
			list[i].row->play(&p, &list[i], &why);
	const struct world_config config = p.config;
	ASSERT(play_begin(&p, &config, NULL, &why));
	for (size_t i = 0; i < count; i++) {
		text_init(&why, reason, sizeof reason);
		if (!play_statement(&p, &list[i], &why))
			check_why(&why);
		ASSERT(!world_alive(p.world) || core_sane(&world_device(p.world)->core));
	}
	play_end(&p);
	for (size_t i = 0; i < count; i++)
		statement_free(&list[i]);
	return 0;
}
