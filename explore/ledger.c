/* SPDX-License-Identifier: Apache-2.0 */
#include "explore/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "sim/network.h"

static const struct {
	const char *phone;
	bool listed;
} people[WHO_COUNT] = {
	[WHO_OWNER] = { "+33600000001", true },     [WHO_SECOND] = { "+33600000002", true },
	[WHO_INSPECTOR] = { "+33600000003", true }, [WHO_RESPONDER] = { "+33600000004", true },
	[WHO_STRANGER] = { "+33600000011", false }, [WHO_GUESSER] = { "+33600000005", true },
	[WHO_SHORT] = { "38400", false },           [WHO_SERVICE] = { "Operator", false },
};

const char *ledger_phone(enum who who)
{
	return people[who].phone;
}

enum who ledger_who(const char *phone)
{
	int who = 0;

	while (who < WHO_COUNT && !network_same_phone(people[who].phone, phone))
		who++;
	return (enum who)who;
}

bool ledger_listed(enum who who)
{
	return people[who].listed;
}

void ledger_free(struct ledger *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->list[i].text);
	free(l->list);
	*l = (struct ledger){ .list = NULL };
}

struct ledger_text *ledger_row(struct ledger *l, enum who who, const char *text)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->list[i].who == who && strcmp(l->list[i].text, text) == 0)
			return &l->list[i];
	if (l->count == l->cap) {
		l->cap = l->cap == 0 ? 64 : 2 * l->cap;
		l->list = realloc(l->list, l->cap * sizeof *l->list);
		ASSERT(l->list != NULL);
	}
	l->list[l->count] = (struct ledger_text){ .who = who, .text = strdup(text) };
	ASSERT(l->list[l->count].text != NULL);
	return &l->list[l->count++];
}
