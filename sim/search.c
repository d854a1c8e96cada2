/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/search.h"

#include <stddef.h>

#define NEVER UINT64_MAX
#define SEARCH_MIN_MS 2000
#define SEARCH_MAX_MS 5000

void search_init(struct search *s)
{
	*s = (struct search){ .covered = true, .found_at_ms = NEVER };
}

void search_again(struct search *s)
{
	s->found = false;
	s->found_at_ms = NEVER;
	s->begins = s->on && s->covered;
}

void search_step(struct search *s, uint64_t now_ms, struct chance *chance)
{
	if (s->begins) {
		s->begins = false;
		s->found_at_ms = now_ms + (chance != NULL ? chance_between(chance, SEARCH_MIN_MS, SEARCH_MAX_MS) : 0);
	}
	if (s->found_at_ms <= now_ms) {
		s->found = true;
		s->found_at_ms = NEVER;
	}
}

uint64_t search_deadline_ms(const struct search *s)
{
	return s->begins ? 0 : s->found_at_ms;
}
