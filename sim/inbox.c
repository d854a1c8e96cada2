/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/inbox.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/number.h"

#define PARTS_MAX 255

struct inbox_set {
	struct inbox_set *next;
	const char *to;
	struct payload_part like; /* its sequence is of no meaning */
	unsigned have;
	char *texts[PARTS_MAX];
};

static void *sure(void *memory)
{
	ASSERT(memory != NULL);
	return memory;
}

bool network_same_phone(const char *a, const char *b)
{
	struct number na, nb;

	if (number_parse(&na, a) != 0 || number_parse(&nb, b) != 0)
		return strcmp(a, b) == 0;
	return number_same(&na, &nb);
}

void inbox_init(struct inbox *b)
{
	*b = (struct inbox){ .count = 0 };
}

static void set_free(struct inbox_set *set)
{
	for (size_t i = 0; i < set->like.total; i++)
		free(set->texts[i]);
	free(set);
}

void inbox_clear(struct inbox *b)
{
	for (size_t i = 0; i < b->count; i++)
		free((char *)b->list[i].text);
	free(b->list);
	while (b->sets != NULL) {
		struct inbox_set *next = b->sets->next;

		set_free(b->sets);
		b->sets = next;
	}
	for (size_t i = 0; i < b->phone_count; i++)
		free(b->phones[i]);
	free(b->phones);
	inbox_init(b);
}

const char *inbox_phone(struct inbox *b, const char *name)
{
	for (size_t i = 0; i < b->phone_count; i++)
		if (network_same_phone(b->phones[i], name))
			return b->phones[i];
	b->phones = sure(realloc(b->phones, (b->phone_count + 1) * sizeof *b->phones));
	b->phones[b->phone_count] = sure(strdup(name));
	return b->phones[b->phone_count++];
}

/* `text` becomes the inbox's own. */
static void arrive(struct inbox *b, uint64_t now_ms, const char *to, char *text, unsigned parts)
{
	if (b->count == b->cap) {
		b->cap = b->cap * 2 + 16;
		b->list = sure(realloc(b->list, b->cap * sizeof *b->list));
	}
	b->list[b->count++] = (struct network_sms){ .to = to, .text = text, .at_ms = now_ms, .parts = parts };
}

/* The place that points to the set the part belongs to, or to NULL at the end. */
static struct inbox_set **find_set(struct inbox *b, const char *to, const struct payload_part *part)
{
	struct inbox_set **at = &b->sets;

	while (*at != NULL && !((*at)->to == to && (*at)->like.reference == part->reference &&
				(*at)->like.total == part->total && (*at)->like.wide == part->wide))
		at = &(*at)->next;
	return at;
}

static void join(struct inbox *b, uint64_t now_ms, struct inbox_set **at)
{
	struct inbox_set *set = *at;
	size_t len = 1;

	for (size_t i = 0; i < set->like.total; i++)
		len += strlen(set->texts[i]);
	char *text = sure(malloc(len));
	text[0] = '\0';
	for (size_t i = 0; i < set->like.total; i++)
		strcat(text, set->texts[i]);
	arrive(b, now_ms, set->to, text, set->like.total);
	*at = set->next;
	set_free(set);
}

int inbox_put(struct inbox *b, uint64_t now_ms, const char *to, const struct payload *payload)
{
	char buffer[PAYLOAD_TEXT_CAP];
	struct payload_part part;
	struct text text;

	text_init(&text, buffer, sizeof buffer);
	int err = payload_get(payload, &text, &part);
	if (err != 0)
		return err;
	const char *phone = inbox_phone(b, to);
	if (part.total <= 1) {
		arrive(b, now_ms, phone, sure(strdup(buffer)), 1);
		return 0;
	}

	struct inbox_set **at = find_set(b, phone, &part);
	if (*at != NULL && (*at)->texts[part.sequence - 1] != NULL) {
		/* The reference is used again: a phone shows the newer message only. */
		struct inbox_set *stale = *at;

		*at = stale->next;
		set_free(stale);
		at = find_set(b, phone, &part);
	}
	if (*at == NULL) {
		*at = sure(calloc(1, sizeof **at));
		(*at)->to = phone;
		(*at)->like = part;
	}
	(*at)->texts[part.sequence - 1] = sure(strdup(buffer));
	if (++(*at)->have == (*at)->like.total)
		join(b, now_ms, at);
	return 0;
}
