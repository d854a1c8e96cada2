/* frame: from bytes to lines, knowing nothing of what they mean.
 * A line ends at CR or LF; empty lines and NULs vanish. Only a `+CUSD:` text may hold line ends, inside quotes, and NULs,
 * for each of which stands FRAME_NUL, unless one came before the line; an unclosed quote is ended by frame_close. Takes any
 * split of the stream with the same result.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_FRAME_H
#define MODEM_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#define FRAME_LINE_MAX 760 /* bytes: +CUSD: with 182 characters of 4 digits; a longer line is dropped whole and counted */
#define FRAME_NUL '\xFF' /* `@` in the GSM alphabet, 23.038 6.2.1; no byte of UTF-8 */
#define FRAME_QUOTE_FOR_MS 2000 /* how long a quoted text may stay open */

enum frame_result {
	FRAME_MORE,   /* nothing complete yet */
	FRAME_LINE,   /* frame->line holds a line without white space at either end; good until the next byte */
	FRAME_PROMPT, /* the `>` that was armed for */
};

struct frame {
	char line[FRAME_LINE_MAX + 1];
	uint16_t len;
	bool whole;  /* the line was handed out: the next byte begins a new one */
	bool quoted; /* inside quotes */
	bool armed;  /* a prompt is expected */
	bool over;   /* the line is too long */
	bool noisy;  /* NULs came before it, so that those within it mean nothing either */
	uint32_t dropped; /* lines that were too long */
};

void frame_init(struct frame *f);
enum frame_result frame_byte(struct frame *f, uint8_t byte);
/* Expect a prompt (27.005 3.5.1), or no longer. */
void frame_arm(struct frame *f, bool armed);
/* A quoted text that spans lines is open: the caller waits FRAME_QUOTE_FOR_MS at most, then calls frame_close. */
bool frame_open(const struct frame *f);
/* Ends the line where it is. */
enum frame_result frame_close(struct frame *f);

#endif
