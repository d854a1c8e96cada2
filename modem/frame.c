/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/frame.h"

#include "base/text.h"

void frame_init(struct frame *f)
{
	*f = (struct frame){ .len = 0 };
}

void frame_arm(struct frame *f, bool armed)
{
	f->armed = armed;
}

static void renew(struct frame *f)
{
	f->len = 0;
	f->line[0] = '\0';
	f->whole = false;
	f->quoted = false;
	f->over = false;
}

static bool spans_lines(const struct frame *f)
{
	return f->quoted && text_begins(f->line, "+CUSD:");
}

bool frame_open(const struct frame *f)
{
	return !f->whole && spans_lines(f);
}

static enum frame_result finish(struct frame *f)
{
	while (f->len > 0 && f->line[f->len - 1] == ' ')
		f->line[--f->len] = '\0';
	if (f->over)
		f->dropped++;
	if (f->over || f->len == 0) {
		renew(f);
		return FRAME_MORE;
	}
	f->whole = true;
	return FRAME_LINE;
}

static void append(struct frame *f, char c)
{
	if (f->len == FRAME_LINE_MAX) {
		f->over = true;
		return;
	}
	f->line[f->len++] = c;
	f->line[f->len] = '\0';
}

enum frame_result frame_byte(struct frame *f, uint8_t byte)
{
	char c = (char)byte;

	if (f->whole) {
		renew(f);
		f->noisy = false;
	}
	if (c == '\0' && spans_lines(f) && !f->noisy)
		c = FRAME_NUL;
	if (c == '\0') {
		f->noisy = f->noisy || f->len == 0;
		return FRAME_MORE;
	}
	if (c == '\r' || c == '\n') {
		if (!spans_lines(f) || f->over)
			return finish(f);
		if (f->line[f->len - 1] != '\n')
			append(f, '\n');
		return FRAME_MORE;
	}
	if (f->len == 0 && c == ' ')
		return FRAME_MORE;
	if (f->armed && f->len == 0 && c == '>') {
		f->armed = false;
		return FRAME_PROMPT;
	}
	if (c == '"')
		f->quoted = !f->quoted;
	append(f, c);
	return FRAME_MORE;
}

enum frame_result frame_close(struct frame *f)
{
	return f->whole ? FRAME_MORE : finish(f);
}
