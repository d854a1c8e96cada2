/* SPDX-License-Identifier: Apache-2.0 */
#include "app/panelchats.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

static struct panelchats_text *at(const struct panelchats *c, size_t index)
{
	return (struct panelchats_text *)&c->list[index % PANELCHATS_MAX];
}

static char *copy_of(const char *s)
{
	char *copy = strdup(s);

	ASSERT(copy != NULL);
	return copy;
}

void panelchats_add(struct panelchats *c, uint64_t at_ms, bool from_phone, const char *phone, const char *text)
{
	struct panelchats_text *place = at(c, c->count++);

	free(place->phone);
	free(place->text);
	*place = (struct panelchats_text){ at_ms, copy_of(phone), copy_of(text), from_phone };
}

static void print_text(const struct panelchats_text *text, struct json *j)
{
	json_open(j, '{');
	json_member_number(j, "at_ms", (int64_t)text->at_ms);
	json_member_str(j, "from", text->from_phone ? "me" : "socket");
	json_member_str(j, "text", text->text);
	json_close(j, '}');
}

/* The chat of the phone of text `first`. */
static void print_chat(const struct panelchats *c, const struct world *w, size_t first, struct json *j)
{
	const char *phone = at(c, first)->phone;

	json_open(j, '{');
	json_member_str(j, "phone", phone);
	json_member_str(j, "is", voice_phone_name(world_phone(w, phone)));
	json_member_open(j, "messages", '[');
	for (size_t i = first; i < c->count; i++)
		if (network_same_phone(at(c, i)->phone, phone))
			print_text(at(c, i), j);
	json_close(j, ']');
	json_close(j, '}');
}

static bool told(const struct panelchats *c, size_t from, size_t index)
{
	for (size_t i = from; i < index; i++)
		if (network_same_phone(at(c, i)->phone, at(c, index)->phone))
			return true;
	return false;
}

bool panelchats_print(const struct panelchats *c, const struct world *w, size_t skip, struct json *j)
{
	size_t kept = c->count < PANELCHATS_MAX ? c->count : PANELCHATS_MAX;
	size_t from = c->count - kept + (skip < kept ? skip : kept);

	json_open(j, '[');
	for (size_t i = from; i < c->count; i++)
		if (!told(c, from, i))
			print_chat(c, w, i, j);
	json_close(j, ']');
	return skip < kept;
}

void panelchats_clear(struct panelchats *c)
{
	for (size_t i = 0; i < PANELCHATS_MAX; i++) {
		free(c->list[i].phone);
		free(c->list[i].text);
	}
	*c = (struct panelchats){ 0 };
}
