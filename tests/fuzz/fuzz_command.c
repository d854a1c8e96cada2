/* Messages of anybody to a core in some state: nobody changes what he may not, robots get no answer, the core stays sane.
 * Input: the core's state in 2 bytes, then steps: a byte says whose message it is (or what else happens) and how much
 * time goes by before, and the text follows up to a NUL.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/assert.h"
#include "core/core.h"
#include "tests/fuzz/fuzz.h"

#define PASSWORD "12abc"
#define TEXT_CAP 400

enum party { OWNER, STRANGER, LISTED_SERVICE, SERVICE, NAMED, WITHHELD, SELF, OTHER };
static const char *const party_texts[] = { "+33600000001", "+33600000002", "12345", "54321", "", "", "+33600000000" };

struct trial {
	struct core core;
	struct core_effects out;
	uint64_t now_ms;
};

static struct number number_of(enum party party)
{
	struct number n = { .kind = NUMBER_NONE };

	if (party == NAMED)
		number_name(&n, "Operator");
	else
		ASSERT(number_parse(&n, party_texts[party]) == 0);
	return n;
}

/* --- What a stranger must not change. --- */

struct owned {
	struct settings settings;
	struct numbers secnumbers, alertnumbers;
	struct schedule schedule;
	bool outlet, microrelay;
};

static struct owned owned_by(const struct core *c)
{
	return (struct owned){ c->settings, c->secnumbers, c->alertnumbers, c->schedule, c->shown.outlet, c->shown.microrelay };
}

static bool same_numbers(const struct numbers *a, const struct numbers *b)
{
	bool same = a->count == b->count;

	for (uint8_t i = 0; same && i < a->count; i++)
		same = strcmp(a->digits[i], b->digits[i]) == 0;
	return same;
}

static bool same_rules(const struct schedule *a, const struct schedule *b)
{
	bool same = a->count == b->count;

	for (uint8_t i = 0; same && i < a->count; i++)
		same = a->rule[i].minute == b->rule[i].minute && a->rule[i].day == b->rule[i].day &&
		       a->rule[i].action == b->rule[i].action;
	return same;
}

/* What only a command of type CFG changes. */
static bool same_configuration(const struct owned *a, const struct owned *b)
{
	for (enum setting id = 0; id < SETTING_COUNT; id++) {
		bool free = id == SETTING_ZONE_QH || id == SETTING_ALARM_ON || id == SETTING_THERMOSTAT_ON ||
			    id == SETTING_RESTING;

		if (!free && a->settings.value[id] != b->settings.value[id])
			return false;
	}
	return strcmp(a->settings.password, b->settings.password) == 0 &&
	       strcmp(a->settings.renew_password, b->settings.renew_password) == 0 &&
	       strcmp(a->settings.balance_code, b->settings.balance_code) == 0 &&
	       same_numbers(&a->secnumbers, &b->secnumbers) && same_numbers(&a->alertnumbers, &b->alertnumbers);
}

/* But for the zone, which a message's stamp may set. */
static bool same_owned(const struct owned *a, const struct owned *b)
{
	static const enum setting others[] = { SETTING_ALARM_ON, SETTING_THERMOSTAT_ON, SETTING_RESTING };

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (a->settings.value[others[i]] != b->settings.value[others[i]])
			return false;
	return same_configuration(a, b) && same_rules(&a->schedule, &b->schedule) && a->outlet == b->outlet &&
	       a->microrelay == b->microrelay;
}

static const char *trimmed(const char *text)
{
	for (;;) {
		if (*text == ' ' || (*text >= '\t' && *text <= '\r'))
			text++;
		else if (text[0] == '\xC2' && text[1] == '\xA0')
			text += 2;
		else
			return text;
	}
}

/* Said in other words than the core's own. */
static bool may_command(const struct core *c, enum party party, const char *text)
{
	bool listed = false;

	for (uint8_t i = 0; i < c->secnumbers.count; i++)
		listed = listed || strcmp(c->secnumbers.digits[i], party_texts[party] + (party_texts[party][0] == '+')) == 0;
	if (party == NAMED || party == WITHHELD || party == SELF || (!listed && (party == SERVICE || party == LISTED_SERVICE)))
		return false;
	if (c->settings.value[SETTING_SECLIST] && !listed)
		return false;
	return strncmp(trimmed(text), c->settings.password, strlen(c->settings.password)) == 0;
}

static bool never_answered(const struct number *to)
{
	return to->kind == NUMBER_NONE || to->kind == NUMBER_NAME || strcmp(to->text, party_texts[SELF]) == 0 ||
	       strcmp(to->text, party_texts[SERVICE]) == 0;
}

/* --- Steps. --- */

static void step(struct trial *t, const struct core_event *ev)
{
	core_step(&t->core, ev, (struct core_now){ .mono_ms = t->now_ms }, &t->out);
	ASSERT(core_sane(&t->core));
	for (size_t i = 0; i < t->out.count; i++) {
		const struct core_effect *effect = &t->out.list[i];

		if (effect->kind == EFFECT_MESSAGE) {
			ASSERT(strlen(effect->message.text) < CORE_ANSWER_CAP);
			ASSERT(!never_answered(effect->message.to));
		}
		if (effect->kind == EFFECT_ALERT)
			ASSERT(effect->alert.count <= t->core.alertnumbers.count && effect->alert.text[0] != '\0');
		if (effect->kind == EFFECT_SAVE) {
			uint8_t value[CORE_VALUE_MAX];

			ASSERT(core_save(&t->core, effect->key, value) <= sizeof value);
		}
	}
}

/* Whatever is due; something may be due again at once, but not for ever. */
static void settle(struct trial *t)
{
	const struct core_event time = { .kind = EVENT_TIME };

	step(t, &time);
	for (int i = 0; core_deadline_ms(&t->core) <= t->now_ms; i++) {
		ASSERT(i < 200);
		step(t, &time);
	}
}

static void pass(struct trial *t, unsigned how)
{
	static const uint32_t spans_ms[] = { 0, 1000, 61000, 1801000, 7200000, 86400000, 20 };
	uint64_t deadline_ms = core_deadline_ms(&t->core);

	if (how < sizeof spans_ms / sizeof *spans_ms)
		t->now_ms += spans_ms[how];
	else if (deadline_ms != CORE_NEVER && deadline_ms > t->now_ms)
		t->now_ms = deadline_ms;
	settle(t);
}

static void message(struct trial *t, struct input *in, enum party party, bool sent_known)
{
	const struct number from = number_of(party);
	char text[TEXT_CAP];
	struct core_event ev = { .kind = EVENT_MESSAGE };
	const struct owned before = owned_by(&t->core);

	fuzz_text(in, text, sizeof text);
	ev.message.from = &from;
	ev.message.text = text;
	ev.message.sent_known = sent_known;
	ev.message.sent_s = 1767225600;
	ev.message.zone_qh = 4;
	bool allowed = may_command(&t->core, party, text);
	bool open = t->now_ms < t->core.window_until_ms;
	step(t, &ev);
	const struct owned after = owned_by(&t->core);
	ASSERT(allowed || same_owned(&before, &after));
	ASSERT(open || same_configuration(&before, &after));
}

static void happen(struct trial *t, struct input *in)
{
	uint8_t what = fuzz_byte(in);
	char text[1000];
	struct core_event ev = { .kind = EVENT_TEMPERATURE, .temperature = { true, (what >> 2) * 10 - 100 } };

	switch (what & 3) {
	case 0:
		ev.temperature.known = what != 0;
		break;
	case 1:
		ev = (struct core_event){ .kind = EVENT_INPUT };
		ev.input.input = (enum core_input)(what >> 2 & 3);
		ev.input.level = (what >> 4 & 1) != 0;
		break;
	case 2:
		fuzz_text(in, text, sizeof text);
		ev = (struct core_event){ .kind = EVENT_USSD, .ussd = { (what & 4) == 0, text } };
		break;
	default:
		ev = (struct core_event){ .kind = EVENT_NETWORK_TIME, .time = { 1767225600 + what * 3600, 4 } };
		break;
	}
	step(t, &ev);
}

/* --- The state to begin with, as if it had been kept. --- */

static void keep(struct core *c, uint16_t key, const void *value, size_t len)
{
	ASSERT(core_load(c, key, value, len) == 0);
}

static void keep_flag(struct core *c, enum setting id, bool on)
{
	const uint8_t value[2] = { on };

	keep(c, settings_key(id), value, sizeof value);
}

static void begin(struct trial *t, uint8_t model, uint8_t state)
{
	const struct core_config config = { .model = (enum model)(model & 3), .product = "smsocket", .version = "0",
					    .fahrenheit = (model & 4) != 0 };
	const struct core_event start = { .kind = EVENT_START, .power_lost = (model & 8) != 0 };
	const struct number own = number_of(SELF);
	struct core_event identity = { .kind = EVENT_IDENTITY };

	t->now_ms = 1000;
	core_init(&t->core, &config);
	if (state & 1)
		keep(&t->core, settings_key(SETTING_PASSWORD), PASSWORD, sizeof PASSWORD);
	if (state & 2)
		keep(&t->core, CORE_KEY_LISTS + LIST_SECNUMBERS, "33600000001\00012345", sizeof "33600000001\00012345");
	if (state & 4)
		keep(&t->core, CORE_KEY_LISTS + LIST_ALERTNUMBERS, "33600000003", sizeof "33600000003");
	keep_flag(&t->core, SETTING_SECLIST, (state & 8) != 0);
	keep_flag(&t->core, SETTING_SMSCONFIRM, (state & 16) == 0);
	keep_flag(&t->core, SETTING_SMSCONFIRMUNAUTH, (state & 32) != 0);
	keep_flag(&t->core, SETTING_THERMOSTAT_ON, (state & 64) != 0);
	if (state & 128)
		keep(&t->core, settings_key(SETTING_RENEWINTERVALPW), "123456abc", sizeof "123456abc");
	step(t, &start);
	identity.identity.imei = "490154203237518";
	identity.identity.own = &own;
	step(t, &identity);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct input in = { bytes, len };
	static struct trial t;
	uint8_t model = fuzz_byte(&in);

	begin(&t, model, fuzz_byte(&in));
	while (in.left > 0 && !t.core.erased) {
		uint8_t what = fuzz_byte(&in);
		enum party party = (enum party)(what & 7);

		pass(&t, what >> 3 & 7);
		if (party == OTHER)
			happen(&t, &in);
		else
			message(&t, &in, party, (what & 64) != 0);
		settle(&t);
	}
	return 0;
}
