/* fuzz: what every fuzz target has: the entry that libFuzzer, or replay.c, calls with an input, and a cursor over it.
 * A target ends by abort when a promise is broken; whatever else is wrong is for the sanitizers to find.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The name is libFuzzer's. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

struct input {
	const uint8_t *at;
	size_t left;
};

/* 0 at the end. */
uint8_t fuzz_byte(struct input *in);
/* What comes up to a NUL, which is passed over, or to the end; `cap` - 1 bytes at most. */
void fuzz_text(struct input *in, char *text, size_t cap);

#endif
