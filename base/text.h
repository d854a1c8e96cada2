/* text: a bounded string under construction; always NUL-terminated, in UTF-8.
 * What does not fit is left out whole (never half a character) and `cut` says so.
 * No allocation: the caller owns the buffer, which must outlive the text.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	char *at;
	size_t cap; /* bytes of the buffer, the NUL included; >= 1 */
	size_t len; /* bytes used, the NUL excluded */
	bool cut;   /* something was left out */
};

/* Starts an empty text in `buffer` of `cap` >= 1 bytes (kept). */
void text_init(struct text *t, char *buffer, size_t cap);

/* Each appends; after a cut nothing more is appended, so that a text never has a hole. */
void text_str(struct text *t, const char *s);
void text_bytes(struct text *t, const char *s, size_t len);
void text_char(struct text *t, char c);
void text_code(struct text *t, uint32_t code); /* one Unicode code point; an illegal one as U+FFFD */
void text_number(struct text *t, int64_t n);
void text_padded(struct text *t, uint32_t n, unsigned digits); /* zero-padded to `digits` at least */
void text_hex(struct text *t, uint8_t octet);                  /* two upper-case digits */

/* Reads one code point of a NUL-terminated UTF-8 string and moves `*s` past it. 0 at the end; a malformed byte reads
 * as U+FFFD, one byte at a time. Never reads past the NUL. */
uint32_t text_next(const char **s);
/* Code points in `s`. */
size_t text_count(const char *s);

/* ASCII only: letters of other alphabets are left alone. */
char text_upper(char c);
bool text_same(const char *a, const char *b); /* equal but for ASCII case */
bool text_begins(const char *s, const char *prefix);

#endif
