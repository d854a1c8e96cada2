/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/sender.h"

#include <stdlib.h>

#include "base/assert.h"

static bool is(const struct sender *s, const struct number *who)
{
	return network_same_phone(s->last.from.text, who->text);
}

void sender_keep(struct sender **list, const struct letter *letter)
{
	struct sender *s = *list;

	while (s != NULL && !is(s, &letter->from))
		s = s->next;
	if (s == NULL) {
		s = calloc(1, sizeof *s);
		ASSERT(s != NULL);
		s->next = *list;
		*list = s;
	}
	s->last = *letter;
}

const struct letter *sender_last(const struct sender *list, const struct number *who)
{
	for (; list != NULL; list = list->next)
		if (is(list, who))
			return &list->last;
	return NULL;
}

void sender_clear(struct sender **list)
{
	while (*list != NULL) {
		struct sender *next = (*list)->next;

		free(*list);
		*list = next;
	}
}
