/* SPDX-License-Identifier: Apache-2.0 */
#include "emulator/tear.h"

#include <string.h>
#include <unistd.h>

#include "base/assert.h"

bool tear_unsure(const struct tear *t)
{
	return !t->last.erase && t->last.address % TEAR_PAGE_SIZE != 0 &&
	       (t->last.address + t->last.len) % TEAR_PAGE_SIZE == 0;
}

bool tear_goes_on(const struct tear *t, const struct tear_step *next)
{
	return tear_unsure(t) && !next->erase && next->address == t->last.address + t->last.len;
}

bool tear_step(struct tear *t, const struct tear_step *step, int flash)
{
	bool goes_on = tear_goes_on(t, step);

	t->last = *step;
	if (goes_on || t->after == 0 || --t->after > 0)
		return false;
	ssize_t n = pread(flash, t->before, sizeof t->before, step->address);
	ASSERT(n == sizeof t->before);
	return true;
}

/* What each becomes is what it was, or what it was to be: bits only ever go from 1 to 0 by programming. */
void tear_half(const struct tear *t, const uint8_t *bytes, size_t len, int flash)
{
	uint8_t after[TEAR_SECTOR_SIZE];

	memcpy(after, t->before, sizeof after);
	if (t->last.erase)
		memset(after, 0xFF, sizeof after / 2);
	for (size_t i = 0; i < len / 2; i++)
		after[i] &= bytes[i];
	ssize_t n = pwrite(flash, after, sizeof after, t->last.address);
	ASSERT(n == sizeof after);
}
