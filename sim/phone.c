/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/phone.h"

#include <string.h>

#include "base/err.h"
#include "sim/lexis.h"
#include "sim/play.h"

#define PATIENCE_MS 60000u

bool phone_sms(struct play *p, const struct statement *s, struct text *why)
{
	const char *from = s->value[0].word;
	int rc = world_text(p->world, from, s->value[1].word, s->count > 2 ? &s->value[2].stamp : NULL);

	if (rc == 0)
		return true;
	lexis_print_text(from, why);
	text_str(why, rc == ERR_FULL ? " cannot send a text of more than 10 SMS" :
				       " cannot send: expected 1 to 20 digits, or a name of at most 11 characters");
	return false;
}

/* `*` any characters, also none; `?` any one. */
static bool like(const char *glob, const char *text)
{
	const char *star = NULL, *retry = NULL; /* behind the last `*`, and what it may still swallow */

	for (;;) {
		const char *wish = glob, *rest = text;
		uint32_t want = text_next(&wish), is = text_next(&rest);

		if (want == '*') {
			star = wish;
			retry = text;
			glob = wish;
			continue;
		}
		if (want == is || (want == '?' && is != 0)) {
			if (is == 0)
				return true;
			glob = wish;
			text = rest;
			continue;
		}
		if (star == NULL || text_next(&retry) == 0)
			return false;
		glob = star;
		text = retry;
	}
}

static bool equal(const char *expected, const char *text)
{
	return strcmp(expected, text) == 0;
}

/* The next message of the phone, waiting for it until limit_ms; NULL: there is none. */
static const struct network_sms *receive(struct play *p, const char *phone, uint64_t limit_ms)
{
	const struct network_sms *sms;

	while ((sms = play_unread(p, phone)) == NULL)
		if (!world_advance(p->world, limit_ms))
			return NULL;
	return sms;
}

static void print_got(const char *phone, const char *text, struct text *why)
{
	lexis_print_phone(phone, why);
	text_str(why, " got ");
	if (text != NULL)
		lexis_print_text(text, why);
	else
		text_str(why, "nothing");
}

static bool gets(struct play *p, const struct statement *s, bool (*fits)(const char *expected, const char *text),
		 const char *how, struct text *why)
{
	const char *phone = s->value[0].word, *expected = s->value[1].word;
	uint64_t patience_ms = s->count > 2 ? s->value[2].number : PATIENCE_MS;
	const struct network_sms *sms = receive(p, phone, play_after_ms(p, patience_ms));

	if (sms != NULL && fits(expected, sms->text))
		return true;
	print_got(phone, sms != NULL ? sms->text : NULL, why);
	if (sms == NULL) {
		text_str(why, " within ");
		lexis_print_duration(patience_ms, why);
	}
	text_str(why, how);
	lexis_print_text(expected, why);
	return false;
}

bool phone_gets(struct play *p, const struct statement *s, struct text *why)
{
	return gets(p, s, equal, ", expected ", why);
}

bool phone_gets_like(struct play *p, const struct statement *s, struct text *why)
{
	return gets(p, s, like, ", expected like ", why);
}

bool phone_gets_nothing(struct play *p, const struct statement *s, struct text *why)
{
	const char *phone = s->value[0].word;
	uint64_t for_ms = s->count > 1 ? s->value[1].number : PATIENCE_MS;
	const struct network_sms *sms = receive(p, phone, play_after_ms(p, for_ms));

	if (sms == NULL)
		return true;
	print_got(phone, sms->text, why);
	text_str(why, ", expected nothing");
	return false;
}
