/* at: voice calls (V.250 6.3, 27.007 6.2, 6.5, 6.11, 6.20, 7.6, 7.8, 7.13, 7.18, 8.1).
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "sim/at.h"

#define NEVER UINT64_MAX
#define RING_EACH_MS 5000
#define CLIP_AFTER_MS 200 /* behind its RING */
#define CLIP_LATE_MS 1000

#define CAUSE_NORMAL 16
#define ID 1 /* of the only call there can be */

static struct voice *voice(const struct vmodem *v)
{
	return network_voice(v->network);
}

static bool told_of(const struct vmodem *v, enum setting setting)
{
	return v->set[setting][0] == 1;
}

static int number_type(const struct number *n)
{
	return n->kind == NUMBER_INTERNATIONAL ? 145 : 129;
}

/* --- What is told of a call --- */

/* <stat> of 27.007 7.18 */
static const int stats[] = { [CALL_INCOMING] = 4, [CALL_DIALLING] = 2, [CALL_ALERTING] = 3, [CALL_ACTIVE] = 0 };
#define STAT_GONE 6 /* as makers that tell of changes number it */

static void print_call(const struct vmodem *v, int stat, struct text *out)
{
	const struct number *peer = voice_peer(voice(v));

	text_str(out, "+CLCC: ");
	text_number(out, ID);
	text_str(out, voice_incoming(voice(v)) ? ",1," : ",0,");
	text_number(out, stat);
	text_str(out, ",0,0");
	if (stat == STAT_GONE || voice_hidden(voice(v)))
		return;
	text_str(out, ",\"");
	text_str(out, peer->text);
	text_str(out, "\",");
	text_number(out, number_type(peer));
	text_str(out, v->family->listed);
}

static void tell_event(struct vmodem *v, enum family_event event)
{
	if (v->family->calls_by == SETTING_NAMED_COUNT || told_of(v, (enum setting)v->family->calls_by))
		at_form_news(v, v->family->calls[event]);
}

static const enum family_event events[] = { [CALL_INCOMING] = EVENT_INCOMING,
					    [CALL_DIALLING] = EVENT_DIALLING,
					    [CALL_ALERTING] = EVENT_ALERTING,
					    [CALL_ACTIVE] = EVENT_ACTIVE };

/* The call is over; nobody has answered one that still rang. */
static void tell_end(struct vmodem *v)
{
	bool missed = v->call == CALL_INCOMING && v->family->calls[EVENT_MISSED] != NULL;

	tell_event(v, missed ? EVENT_MISSED : EVENT_OVER);
}

static void tell_change(struct vmodem *v, int stat)
{
	char line[60];
	struct text t;

	if (!told_of(v, SETTING_CLCC))
		return;
	text_init(&t, line, sizeof line);
	print_call(v, stat, &t);
	at_news_text(v, &t);
}

static void ring(struct vmodem *v)
{
	if (at_faulty(v, FAULT_CLIP_ALONE))
		return;
	if (told_of(v, SETTING_CRC))
		at_news(v, "+CRING: VOICE");
	else
		at_news_result(v, RESULT_RING);
}

static void tell_ring(struct vmodem *v)
{
	unsigned answered_after = at_faulty(v, FAULT_ANSWERS_ITSELF) ? 1 : (unsigned)v->set[SETTING_S0][0];

	ring(v);
	v->ring_due_ms += RING_EACH_MS;
	if (told_of(v, SETTING_CLIP) && !at_faulty(v, FAULT_CLIP_MISSING))
		v->clip_due_ms = v->now_ms + (at_faulty(v, FAULT_CLIP_LATE) ? CLIP_LATE_MS : CLIP_AFTER_MS);
	v->rings++;
	if (answered_after > 0 && v->rings >= answered_after)
		voice_answer(voice(v));
}

static void tell_caller(struct vmodem *v)
{
	const struct number *peer = voice_peer(voice(v));

	v->clip_due_ms = NEVER;
	if (voice_hidden(voice(v)))
		at_news(v, "+CLIP: %s", v->family->hidden);
	else
		at_news(v, "+CLIP: \"%s\",%d%s", peer->text, number_type(peer), v->family->caller);
}

/* --- What becomes of a call --- */

static enum at_result end_result(const struct vmodem *v, enum voice_end end)
{
	switch (end) {
	case END_RELEASED:
		return RESULT_NO_CARRIER;
	case END_BUSY:
		/* V.250 6.2.7: below 3 nobody listens for the tone. */
		return v->set[SETTING_X][0] < 3 ? RESULT_NO_CARRIER : RESULT_BUSY;
	case END_UNANSWERED:
		return v->call == CALL_INCOMING ? RESULT_NO_CARRIER : RESULT_NO_ANSWER;
	}
	return RESULT_NO_CARRIER;
}

static void be_in(struct vmodem *v, enum voice_call call)
{
	v->call = call;
	v->rings = 0;
	v->ring_due_ms = call == CALL_INCOMING ? v->now_ms : NEVER;
	v->clip_due_ms = NEVER;
	v->active_at_ms = call == CALL_ACTIVE ? v->now_ms : 0;
	if (v->dial_waits)
		v->sequel_at_ms = v->now_ms;
}

/* 24.008 10.5.4.11 */
static const int causes[] = { [END_RELEASED] = CAUSE_NORMAL, [END_BUSY] = 17, [END_UNANSWERED] = 19 };

/* A call ends; one that was not answered has its effect. */
static void go_deaf(struct vmodem *v)
{
	if (v->call == CALL_INCOMING && at_faulty(v, FAULT_DEAF_AFTER_CALL))
		v->deaf = true;
}

static void over(struct vmodem *v, enum at_result result)
{
	bool told = !at_faulty(v, FAULT_END_UNANNOUNCED);

	v->dial_result = result;
	v->end_cause = causes[voice_end(voice(v))];
	go_deaf(v);
	if (told)
		tell_end(v);
	if (!v->dial_waits && told && !v->family->silent_end)
		at_news_result(v, result);
	if (told)
		tell_change(v, STAT_GONE);
	be_in(v, CALL_NONE);
}

static void hang_up(struct vmodem *v)
{
	if (v->call == CALL_NONE)
		return;
	go_deaf(v);
	voice_drop(voice(v));
	v->end_cause = CAUSE_NORMAL;
	tell_end(v);
	tell_change(v, STAT_GONE);
	be_in(v, CALL_NONE);
}

void at_call_step(struct vmodem *v)
{
	if (voice_ended_count(voice(v)) != v->calls_ended) {
		v->calls_ended = voice_ended_count(voice(v));
		/* One that came and went unheard has no end either. */
		if (v->call != CALL_NONE)
			over(v, end_result(v, voice_end(voice(v))));
	}
	if (!v->family->voice)
		voice_drop(voice(v));
	if (voice_call(voice(v)) != v->call) {
		be_in(v, voice_call(voice(v)));
		tell_event(v, events[v->call]);
		tell_change(v, stats[v->call]);
	}
	if (v->ring_due_ms <= v->now_ms)
		tell_ring(v);
	if (v->clip_due_ms <= v->now_ms)
		tell_caller(v);
}

uint64_t at_call_deadline_ms(const struct vmodem *v)
{
	if (voice_ended_count(voice(v)) != v->calls_ended || voice_call(voice(v)) != v->call)
		return 0;
	return v->clip_due_ms < v->ring_due_ms ? v->clip_due_ms : v->ring_due_ms;
}

void at_call_reset(struct vmodem *v)
{
	v->dial_waits = false;
	v->calls_ended = voice_ended_count(voice(v));
	be_in(v, CALL_NONE);
}

bool at_call_abort(struct vmodem *v)
{
	if (!v->dial_waits)
		return false;
	v->dial_result = RESULT_NO_CARRIER;
	hang_up(v);
	return true;
}

/* --- Commands --- */

static enum at_result no_carrier(struct vmodem *v)
{
	(void)v;
	return RESULT_NO_CARRIER;
}

/* With +COLP=1 a call is answered for only when it has come about or has not (27.007 7.8). */
static enum at_result connecting(struct vmodem *v)
{
	const struct number *peer = voice_peer(voice(v));

	v->dial_waits = v->call != CALL_ACTIVE && v->call != CALL_NONE;
	if (v->dial_waits) {
		v->sequel = connecting;
		v->sequel_at_ms = NEVER;
		return RESULT_LATER;
	}
	if (v->call == CALL_NONE)
		return v->dial_result;
	at_say(v, "+COLP: \"%s\",%d", peer->text, number_type(peer));
	return RESULT_OK;
}

static enum at_result dialled(struct vmodem *v)
{
	return told_of(v, SETTING_COLP) ? connecting(v) : RESULT_OK;
}

/* The digits of a dial string; what asks for a pause, a tone or the like has no meaning here (V.250 6.3.1).
 * `*is_voice`: it ends with `;` (27.007 6.2). false: something else stands there. */
static bool read_dial(const char *s, struct number *n, bool *is_voice)
{
	char digits[NUMBER_CAP];
	struct text t;

	text_init(&t, digits, sizeof digits);
	for (; *s != '\0' && *s != ';'; s++) {
		if (strchr("0123456789*#+", *s) != NULL)
			text_char(&t, *s);
		else if (strchr(",TPW@!IG", text_upper(*s)) == NULL)
			return false;
	}
	*is_voice = *s == ';';
	return !t.cut && number_parse(n, digits) == 0 && n->kind != NUMBER_NONE;
}

static enum at_result dial(struct vmodem *v, const struct at_args *args)
{
	struct number to;
	bool is_voice;

	if (!read_dial(args->list[0].text, &to, &is_voice))
		return at_cme(v, 27);
	if (v->call != CALL_NONE || voice_call(voice(v)) != CALL_NONE)
		return at_cme(v, 3);
	if (!is_voice || !v->family->voice || network_registration(v->network) != STATE_HOME ||
	    at_faulty(v, FAULT_VOICE_DENIED))
		return at_later(v, 500, 1500, no_carrier);
	be_in(v, CALL_DIALLING);
	voice_dial(voice(v), v->now_ms, &to);
	tell_event(v, EVENT_DIALLING);
	tell_change(v, stats[CALL_DIALLING]);
	return at_later(v, 20, 100, dialled);
}

/* The caller hangs up at this very moment. */
static void caller_leaves(struct vmodem *v)
{
	voice_hang_up(voice(v), voice_peer(voice(v))->text);
	at_call_reset(v);
}

static enum at_result answered(struct vmodem *v)
{
	if (at_strikes(v, FAULT_CALLER_LEAVES))
		caller_leaves(v);
	return voice_answer(voice(v)) ? RESULT_OK : RESULT_NO_CARRIER;
}

static enum at_result answer(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	if (v->call != CALL_INCOMING)
		return no_carrier(v);
	v->ring_due_ms = v->clip_due_ms = NEVER;
	return at_later(v, 100, 400, answered);
}

static enum at_result hook(struct vmodem *v, const struct at_args *args)
{
	int on = 0;

	if (!at_number(args, 0, 0, 0, &on))
		return at_cme(v, 50);
	/* 27.007 6.20: ignored, and OK all the same. */
	if (!told_of(v, SETTING_CVHU) && !at_faulty(v, FAULT_HANGUP_IGNORED))
		hang_up(v);
	return RESULT_OK;
}

static enum at_result end(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	hang_up(v);
	return RESULT_OK;
}

/* 22.030 6.5.5.1, of a modem that cannot hold: 0 refuses, 1 ends a call or takes one, 11 ends the first. */
static enum at_result hold(struct vmodem *v, const struct at_args *args)
{
	int what = -1;

	if (!at_number(args, 0, 0, 19, &what) || what < 0)
		return at_cme(v, 50);
	if (what == 1 && v->call == CALL_INCOMING)
		return answer(v, args);
	if ((what == 0 && v->call != CALL_INCOMING) || (what > 1 && what != 10 + ID) || v->call == CALL_NONE)
		return at_cme(v, 3);
	hang_up(v);
	return RESULT_OK;
}

static enum at_result hold_test(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CHLD: (0,1,1x)");
	return RESULT_OK;
}

static enum at_result calls(struct vmodem *v, const struct at_args *args)
{
	char line[60];
	struct text t;

	(void)args;
	if (v->call == CALL_NONE)
		return RESULT_OK;
	text_init(&t, line, sizeof line);
	print_call(v, stats[v->call], &t);
	at_say_text(v, &t);
	return RESULT_OK;
}

static enum at_result activity(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CPAS: %d", v->call == CALL_NONE ? 0 : v->call == CALL_INCOMING ? 3 : 4);
	return RESULT_OK;
}

static enum at_result activity_test(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CPAS: (0,3,4)");
	return RESULT_OK;
}

static const struct at_row rows[] = {
	{ "D", OP_SET, NEEDS_CARD, dial },
	{ "A", OP_RUN, NEEDS_CARD, answer },
	{ "H", OP_RUN | OP_SET, NEEDS_NOTHING, hook },
	{ "+CHUP", OP_RUN, NEEDS_NOTHING, end },
	{ "+CHUP", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+CLCC", OP_RUN, NEEDS_NOTHING, calls },
	{ "+CHLD", OP_SET, NEEDS_CARD, hold },
	{ "+CHLD", OP_TEST, NEEDS_NOTHING, hold_test },
	{ "+CPAS", OP_RUN, NEEDS_NOTHING, activity },
	{ "+CPAS", OP_TEST, NEEDS_NOTHING, activity_test },
};

const struct at_table atcall_table = { rows, sizeof rows / sizeof *rows };
