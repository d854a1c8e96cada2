/* What is booked of the news: who was heard, what came of it, and what has to be told.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/assert.h"
#include "explore/parts.h"

#define HOUR_MS 3600000u
#define ANSWERS_AFTER_MS 5000u    /* the automaton: the world is in the middle of telling */
#define RESTORED_AFTER_MS 80000u  /* a start that lasts so long tells that the power is back */
#define PLUGGED_IN_AFTER_MS 60000u
#define GUESSES_MAX 5u

static const struct core *core_of(const struct explore *e)
{
	return &world_device(e->world)->core;
}

/* What the manual answers to guesses: five times no, then an hour of silence. */
static bool answered(struct explore *e, const char *text)
{
	static const char renew[] = "RENEWINTERVAL";
	size_t len = strlen(renew);
	uint64_t now_ms = world_now_ms(e->world);

	if (strncmp(text, renew, len) != 0 || text[len] == '?' || strchr(text, '=') != NULL)
		return true;
	if (now_ms - e->wrong_since_ms >= HOUR_MS)
		e->wrong = 0;
	if (e->wrong >= GUESSES_MAX)
		return false;
	if (strcmp(text + len, EXPLORE_RENEWAL) == 0) {
		e->wrong = 0;
		return true;
	}
	if (e->wrong++ == 0 || e->wrong == GUESSES_MAX)
		e->wrong_since_ms = now_ms;
	return true;
}

static void listened(struct explore *e, enum who who, const char *text)
{
	struct ledger_text *row = ledger_row(&e->ledger, who, text);
	const struct core *c = core_of(e);

	e->result->texts++;
	row->taken++;
	if (e->heard_count == 0) {
		e->before = kept_fingerprint(c);
		e->outlet_before = relay_on(&c->outlet);
		e->microrelay_before = relay_on(&c->microrelay);
	}
	ASSERT(e->heard_count < EXPLORE_HEARD_MAX);
	e->heard[e->heard_count++] = (size_t)(row - e->ledger.list);
	e->outlet_moved = false;
	if (!ledger_listed(who))
		return;
	if (answered(e, text))
		e->ledger.answers_due[who]++;
	outlet_heard(e, text);
}

/* An alert never gives way to a reply: it is a row of the sentences, and can be seen only here. */
static void no_room(struct explore *e, const char *text)
{
	const struct outbox *o = &world_device(e->world)->outbox;

	for (int i = 0; book_is_alert(text) && i < OUTBOX_MAX; i++)
		if (o->slot[i].used && !o->slot[i].alert && !o->slot[i].busy)
			e->alert_gave_way = true;
}

/* Of what a flash that fails has not taken, memory has room for the newest at least. */
static void lost(struct explore *e, const struct number *to)
{
	const uint32_t reply = 0x80000000u; /* of an order: it is no alert */
	const struct outbox *o = &world_device(e->world)->outbox;

	for (int i = 0; i < OUTBOX_MAX; i++)
		if (o->slot[i].used && number_same(&o->slot[i].to, to) && (o->slot[i].order | reply) == ((o->next_order - 1) | reply))
			e->newest_lost = true;
}

static void noted(struct explore *e, const struct note *note)
{
	static const char *const drops[] = {
		"reply dropped: its budget is used up", "outbox full: message dropped", "message given up: a day old",
		"message refused by the network", "message lost: the flash fails", "message perhaps not sent: no answer, twice",
	};

	if (strcmp(note->what, "outbox full: an older reply dropped") == 0)
		e->ledger.displaced++;
	if (note->who == NULL)
		return;
	if (strcmp(note->what, "outbox full: message dropped") == 0)
		no_room(e, note->text);
	if (strcmp(note->what, "message lost: the flash fails") == 0)
		lost(e, note->who);
	enum who who = ledger_who(note->who->text);
	if (who == WHO_COUNT)
		return;
	if (strcmp(note->what, "message") == 0)
		listened(e, who, note->text);
	if (strcmp(note->what, "message older than a day: not executed") == 0)
		ledger_row(&e->ledger, who, note->text)->old++;
	if (strcmp(note->what, drops[0]) == 0)
		e->replies_over_budget++;
	for (size_t i = 0; i < sizeof drops / sizeof *drops; i++)
		if (strcmp(note->what, drops[i]) == 0)
			e->ledger.dropped[who]++;
}

bool book_is_alert(const char *text)
{
	static const char *const words[] = {
		"ALARM!", "TEMP ALERT!", "THERMOSTAT ALERT!", "Power failure!", "Power restored!",
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strncmp(text, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

static void arrived(struct explore *e, const struct network_sms *sms)
{
	enum who who = ledger_who(sms->to);
	struct ledger *l = &e->ledger;

	if (who == WHO_COUNT)
		return;
	if (book_is_alert(sms->text))
		l->alerts[who]++;
	else
		l->arrived[who]++;
	l->alarms += who == WHO_OWNER && strncmp(sms->text, "ALARM! Sensor activated", 23) == 0;
	l->restored += who == WHO_OWNER && strncmp(sms->text, "Power restored!", 15) == 0;
	if (who != WHO_RESPONDER)
		return;
	e->quarter_count++;
	e->respond_at_ms = world_now_ms(e->world) + ANSWERS_AFTER_MS;
}

/* What was taken in the step in which the power fails may have been executed, or not; an outlet that has moved was meant
 * to, and what moved it must not happen again. */
static void power_failed(struct explore *e)
{
	e->result->cuts++;
	e->quarter_cuts++;
	e->alive_since_ms = e->restored_at_ms = EXPLORE_NEVER;
	e->wrong = 0;
	e->alarm_count = 0;
	outlet_power_failed(e);
	if (nor_writes(world_nor(e->world)) != e->writes || e->heard_count > 0)
		kept_in_doubt(e);
	/* Whoever pulls the plug puts it in again. */
	if (e->mains_at_ms == EXPLORE_NEVER || e->mains_at_ms <= world_now_ms(e->world))
		e->mains_at_ms = world_now_ms(e->world) + PLUGGED_IN_AFTER_MS;
	for (unsigned i = 0; i < e->heard_count; i++) {
		struct ledger_text *row = &e->ledger.list[e->heard[i]];

		if (i + 1 == e->heard_count && e->outlet_moved)
			continue;
		row->perhaps++;
		e->ledger.dropped[row->who]++;
	}
	e->ledger.alerts_over_budget += e->writes != nor_writes(world_nor(e->world));
	e->heard_count = 0;
}

static void power_came(struct explore *e)
{
	e->alive_since_ms = world_now_ms(e->world);
	e->restored_at_ms = e->settled ? e->alive_since_ms + RESTORED_AFTER_MS : EXPLORE_NEVER;
	e->over_budget = e->replies_over_budget = 0;
	e->kept.born = true;
	e->microrelay_born = e->log_born = true;
	outlet_power_came(e);
}

void book_news(struct explore *e, const struct world_news *news)
{
	switch (news->kind) {
	case NEWS_POWER:
		if (news->on)
			power_came(e);
		else
			power_failed(e);
		return;
	case NEWS_NOTE:
		noted(e, news->note);
		return;
	case NEWS_ARRIVED:
		arrived(e, news->arrived);
		return;
	case NEWS_OUTLET:
		e->result->switched++;
		e->outlet_moved = true;
		e->outlet_at_ms = news->at_ms;
		return;
	case NEWS_RESTART:
	case NEWS_MICRORELAY:
	case NEWS_MIC:
	case NEWS_LED:
	case NEWS_SENT:
	case NEWS_PHONE:
	case NEWS_LINE:
	case NEWS_ANSWER:
		return;
	}
}

/* --- After a step. --- */

/* Each line of the alarm log is a cycle, of which ALERT=SMS tells at once. */
static void look_at_log(struct explore *e, const struct core *c)
{
	const struct alarm *a = &c->alarm;

	if (e->alarm_count == a->log_count && memcmp(e->alarm_log, a->log, sizeof e->alarm_log) == 0)
		return;
	if (!e->log_born && core_setting(c, SETTING_ALERT) == ALERT_SMS && c->alertnumbers.count > 0)
		e->ledger.alarms_due++;
	e->alarm_count = a->log_count;
	memcpy(e->alarm_log, a->log, sizeof e->alarm_log);
}

void book_step(struct explore *e)
{
	const struct core *c = core_of(e);
	bool written = nor_writes(world_nor(e->world)) != e->writes;

	e->writes = nor_writes(world_nor(e->world));
	if (!world_alive(e->world))
		return;
	if (written || e->log_born)
		look_at_log(e, c);
	e->log_born = false;
	if (world_now_ms(e->world) >= e->restored_at_ms) {
		e->restored_at_ms = EXPLORE_NEVER;
		e->ledger.restored_due++;
	}
	/* Of what the budgets have dropped, the log tells replies only. */
	if (c->budget.dropped != e->over_budget) {
		e->ledger.alerts_over_budget += c->budget.dropped - e->over_budget - e->replies_over_budget;
		e->over_budget = c->budget.dropped;
	}
	e->replies_over_budget = 0;
	e->heard_count = 0;
}
