/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/caller.h"

#include "base/err.h"
#include "sim/expect.h"
#include "sim/lexis.h"
#include "sim/play.h"

/* A call takes its seconds to get through, and a person waits for it to ring. */
static const struct statement_value call_patience = { .number = 10000 };
static const struct statement_value ring_patience = { .number = 60000 };

static struct voice *voice(const struct play *p)
{
	return network_voice(world_network(p->world));
}

static bool fail(const char *phone, const char *what, struct text *why)
{
	lexis_print_phone(phone, why);
	text_str(why, what);
	return false;
}

static bool place(struct play *p, const char *phone, bool hidden, struct text *why)
{
	switch (voice_place(voice(p), world_now_ms(p->world), phone, hidden)) {
	case ERR_SYNTAX:
		return fail(phone, " is no phone that can call; expected 1 to 20 digits", why);
	case ERR_RANGE:
		return fail(phone, " is in a call with the socket already", why);
	}
	return true;
}

bool caller_calls(struct play *p, const struct statement *s, struct text *why)
{
	return place(p, s->value[0].word, false, why);
}

bool caller_calls_hidden(struct play *p, const struct statement *s, struct text *why)
{
	return place(p, s->value[0].word, true, why);
}

/* Also when the other side has hung up before: a person does so all the same. */
bool caller_hangs_up(struct play *p, const struct statement *s, struct text *why)
{
	(void)why;
	voice_hang_up(voice(p), s->value[0].word);
	return true;
}

static bool rings_in_time(struct play *p, const char *phone, struct text *why)
{
	struct expect_state ringing = expect_phone(phone, PHONE_RINGING);

	return expect_becomes(p, &ringing, &ring_patience, why);
}

bool caller_picks_up(struct play *p, const struct statement *s, struct text *why)
{
	const char *phone = s->value[0].word;

	return rings_in_time(p, phone, why) &&
	       (voice_pick_up(voice(p), phone) == 0 || fail(phone, " does not ring: nothing to pick up", why));
}

bool caller_rejects(struct play *p, const struct statement *s, struct text *why)
{
	const char *phone = s->value[0].word;

	return rings_in_time(p, phone, why) &&
	       (voice_reject(voice(p), phone) == 0 || fail(phone, " does not ring: nothing to reject", why));
}

bool caller_reachable(struct play *p, const struct statement *s, struct text *why)
{
	const char *phone = s->value[0].word;

	return voice_reach(voice(p), phone, s->value[1].number == 0) == 0 ||
	       fail(phone, " is no phone that can be called; expected 1 to 20 digits", why);
}

/* --- What is expected of them. --- */

static bool expect(struct play *p, const struct statement *s, enum voice_phone is, struct text *why)
{
	struct expect_state state = expect_phone(s->value[0].word, is);

	return expect_becomes(p, &state, s->count > 1 ? &s->value[1] : &call_patience, why);
}

bool caller_rings(struct play *p, const struct statement *s, struct text *why)
{
	return expect(p, s, PHONE_RINGING, why);
}

bool caller_silent(struct play *p, const struct statement *s, struct text *why)
{
	struct expect_state state = expect_phone(s->value[0].word, PHONE_RINGING);

	return expect_never(p, &state, &s->value[1], why);
}

bool caller_hears(struct play *p, const struct statement *s, struct text *why)
{
	return expect(p, s, PHONE_HEARING, why);
}

bool caller_connected(struct play *p, const struct statement *s, struct text *why)
{
	return expect(p, s, PHONE_CONNECTED, why);
}

bool caller_disconnected(struct play *p, const struct statement *s, struct text *why)
{
	return expect(p, s, PHONE_IDLE, why);
}
