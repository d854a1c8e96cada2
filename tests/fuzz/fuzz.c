/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fuzz/fuzz.h"

uint8_t fuzz_byte(struct input *in)
{
	if (in->left == 0)
		return 0;
	in->left--;
	return *in->at++;
}

void fuzz_text(struct input *in, char *text, size_t cap)
{
	size_t len = 0;

	while (len < cap - 1 && in->left > 0 && (text[len] = (char)fuzz_byte(in)) != '\0')
		len++;
	text[len] = '\0';
}
