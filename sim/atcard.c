/* at: the SIM card: its lock, its identity and the few files that clients read (27.007 8.2, 8.18, 7.4).
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/assert.h"
#include "sim/at.h"

#define NEVER UINT64_MAX
#define LATE_FOR_MS 20000    /* and a card that is found late is looked for */
#define UNLOCKED_FOR_MS 1000 /* from the right PIN to the message service */
#define IMSI NETWORK_DIGITS "0123456789"
#define ICCID "89001001234567890123"

static const struct {
	const char *text; /* of +CPIN */
	int cme, cms;
} states[AT_CARD_COUNT] = {
	[CARD_ABSENT] = { "NOT INSERTED", 10, 310 },
	[CARD_BUSY] = { "NOT READY", 14, 314 },
	[CARD_LOCKED] = { "SIM PIN", 11, 311 },
	[CARD_BLOCKED] = { "SIM PUK", 12, 316 },
	[CARD_READY] = { "READY", 0, 314 }, /* 314: the card is, its messages are not yet */
};

const char *at_card_text(const struct vmodem *v)
{
	return states[v->card].text;
}

enum at_result at_card_error(struct vmodem *v, enum at_needs needs)
{
	switch (needs) {
	case NEEDS_NOTHING:
		return RESULT_OK;
	case NEEDS_CARD:
		return v->card == CARD_READY ? RESULT_OK : at_cme(v, states[v->card].cme);
	case NEEDS_MESSAGES:
		return v->messages_up ? RESULT_OK : at_cms(v, states[v->card].cms);
	}
	return RESULT_OK;
}

/* As it lies there. */
static void find(struct vmodem *v)
{
	if (v->card_out) {
		v->card = CARD_ABSENT;
		return;
	}
	switch (v->inserted) {
	case SIM_MISSING:
		v->card = CARD_ABSENT;
		return;
	case SIM_PIN:
		v->card = v->pin_tries > 0 ? CARD_LOCKED : CARD_BLOCKED;
		return;
	case SIM_READY:
	case SIM_FULL:
		v->card = CARD_READY;
		return;
	}
}

void at_card_start(struct vmodem *v)
{
	v->card_due_ms = NEVER;
	if (at_faulty(v, FAULT_SIM_LATE))
		v->card_due_ms = v->now_ms + LATE_FOR_MS;
	else
		find(v);
}

/* It is there now, or not: tells so, and has its messages soon. */
static void come_up(struct vmodem *v)
{
	find(v);
	v->messages_up = false;
	v->messages_due_ms = v->card == CARD_READY ? v->now_ms + (v->hurry ? 0 : UNLOCKED_FOR_MS) : NEVER;
	at_radio(v);
}

void at_card_step(struct vmodem *v)
{
	if (v->card_due_ms > v->now_ms)
		return;
	v->card_due_ms = NEVER;
	come_up(v);
	at_news(v, "+CPIN: %s", at_card_text(v));
}

void at_card_pull(struct vmodem *v, bool out)
{
	v->card_out = out;
	if (!out && v->inserted == SIM_MISSING)
		v->inserted = SIM_READY;
	if (!v->listening)
		return;
	v->card_due_ms = NEVER;
	come_up(v);
	at_form_news(v, out ? v->family->card_out : v->family->card_in);
}

/* --- The lock --- */

/* What a card that is found late is said to be meanwhile. */
static int late_cme(const struct vmodem *v)
{
	static const int codes[] = { 14, 13, 10 };
	uint64_t left_ms = v->card_due_ms - v->now_ms;

	return codes[2 - left_ms * 3 / (LATE_FOR_MS + 1)];
}

static enum at_result pin_read(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	if (v->card_due_ms != NEVER)
		return at_cme(v, late_cme(v));
	if (v->card == CARD_BUSY)
		return at_cme(v, v->family->busy_cme);
	if (v->card == CARD_ABSENT)
		return at_cme(v, states[v->card].cme);
	at_say(v, "+CPIN: %s", at_card_text(v));
	return RESULT_OK;
}

static enum at_result unlock(struct vmodem *v)
{
	static const char *const chatter[] = { "+QUSIM: 1", "+CPIN: READY", "PB DONE" };

	v->pin_tries = VMODEM_PIN_TRIES;
	v->puk_tries = VMODEM_PUK_TRIES;
	v->card = CARD_READY;
	v->messages_due_ms = v->now_ms + (v->hurry ? 0 : UNLOCKED_FOR_MS);
	at_news(v, "+CPIN: %s", at_card_text(v));
	for (size_t i = 0; i < sizeof chatter / sizeof *chatter && at_faulty(v, FAULT_PIN_CHATTER); i++)
		at_news(v, "%s", chatter[i]);
	at_radio(v);
	return RESULT_OK;
}

static enum at_result pin_set(struct vmodem *v, const struct at_args *args)
{
	const char *code = at_text(args, 0);
	const char *fresh = at_text(args, 1);

	if (v->card == CARD_ABSENT || v->card == CARD_BUSY)
		return at_cme(v, states[v->card].cme);
	if (v->card == CARD_READY)
		return at_cme(v, 3);
	if (code == NULL)
		return at_cme(v, 50);
	if (at_strikes(v, FAULT_PIN_DROPPED))
		return RESULT_OK;
	if (v->card == CARD_LOCKED) {
		if (strcmp(code, v->pin) == 0)
			return unlock(v);
		if (--v->pin_tries == 0)
			v->card = CARD_BLOCKED;
		return at_cme(v, v->card == CARD_BLOCKED ? 12 : 16);
	}
	if (fresh == NULL || strlen(fresh) < 4 || strlen(fresh) >= sizeof v->pin || v->puk_tries == 0)
		return at_cme(v, 12);
	if (strcmp(code, VMODEM_PUK) != 0) {
		v->puk_tries--;
		return at_cme(v, 16);
	}
	strcpy(v->pin, fresh);
	return unlock(v);
}

static enum at_result tries(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	if (v->card == CARD_ABSENT || v->card == CARD_BUSY)
		return at_cme(v, states[v->card].cme);
	at_say(v, "+CPINR: SIM PIN,%d,%d", v->pin_tries, VMODEM_PIN_TRIES);
	at_say(v, "+CPINR: SIM PUK,%d,%d", v->puk_tries, VMODEM_PUK_TRIES);
	return RESULT_OK;
}

static enum at_result lock(struct vmodem *v, const struct at_args *args)
{
	const char *facility = at_text(args, 0);
	int mode = -1;

	if (facility == NULL || !at_number(args, 1, 0, 2, &mode) || mode < 0)
		return at_cme(v, 50);
	if (mode != 2)
		return at_cme(v, 3);
	at_say(v, "+CLCK: %d", text_same(facility, "SC") && v->inserted == SIM_PIN);
	return RESULT_OK;
}

static enum at_result lock_test(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CLCK: (\"SC\")");
	return RESULT_OK;
}

/* --- Identity and files --- */

static enum at_result imsi(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "%s", IMSI);
	return RESULT_OK;
}

static enum at_result iccid(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CCID: %s", ICCID);
	return RESULT_OK;
}

static enum at_result own_number(struct vmodem *v, const struct at_args *args)
{
	const char *number = network_socket(v->network);

	(void)args;
	at_say(v, "+CNUM: \"\",\"%s\",%d", number, number[0] == '+' ? 145 : 129);
	return RESULT_OK;
}

/* READ BINARY and GET RESPONSE have the file whole; other commands and files are refused as a card does. */
static enum at_result restricted(struct vmodem *v, const struct at_args *args)
{
	static const struct {
		int file;
		const char *hex;
	} files[] = {
		{ 12258, "98000110325476981032" }, /* 2FE2: the ICCID, digits swapped in pairs */
		{ 28486, "0153696D756C61746564FFFFFFFFFFFFFF" }, /* 6F46: the operator's name, NETWORK_NAME */
		{ 28589, "00000002" },             /* 6FAD: the network's code has two digits */
		{ 28599, "11F2FF" },               /* 6FB7: emergency numbers: 112 */
	};
	int command = 0;
	int file = 0;

	if (!at_number(args, 0, 0, 255, &command) || !at_number(args, 1, 0, 65535, &file))
		return at_cme(v, 50);
	if (command != 176) {
		at_say(v, "+CRSM: 109,0");
		return RESULT_OK;
	}
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (files[i].file == file) {
			at_say(v, "+CRSM: 144,0,\"%s\"", files[i].hex);
			return RESULT_OK;
		}
	at_say(v, "+CRSM: 106,130");
	return RESULT_OK;
}

/* --- The phone book: there, and empty --- */

static enum at_result book_read(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CPBS: \"SM\",0,100");
	return RESULT_OK;
}

static enum at_result book_test(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CPBS: (\"SM\")");
	return RESULT_OK;
}

static enum at_result book_set(struct vmodem *v, const struct at_args *args)
{
	const char *book = at_text(args, 0);

	return book != NULL && text_same(book, "SM") ? RESULT_OK : at_cme(v, 3);
}

static enum at_result entries_test(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CPBR: (1-100),20,14");
	return RESULT_OK;
}

static enum at_result entries(struct vmodem *v, const struct at_args *args)
{
	int first = 0;

	return at_number(args, 0, 1, 100, &first) && first > 0 ? RESULT_OK : at_cme(v, 21);
}

static const struct at_row rows[] = {
	{ "+CPIN", OP_READ, NEEDS_NOTHING, pin_read },
	{ "+CPIN", OP_SET, NEEDS_NOTHING, pin_set },
	{ "+CPIN", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+CPINR", OP_RUN, NEEDS_NOTHING, tries },
	{ "+CLCK", OP_SET, NEEDS_CARD, lock },
	{ "+CLCK", OP_TEST, NEEDS_NOTHING, lock_test },
	{ "+CIMI", OP_RUN, NEEDS_CARD, imsi },
	{ "+CIMI", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+CCID", OP_RUN, NEEDS_CARD, iccid },
	{ "+CNUM", OP_RUN, NEEDS_CARD, own_number },
	{ "+CNUM", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+CRSM", OP_SET, NEEDS_CARD, restricted },
	{ "+CPBS", OP_READ, NEEDS_CARD, book_read },
	{ "+CPBS", OP_TEST, NEEDS_CARD, book_test },
	{ "+CPBS", OP_SET, NEEDS_CARD, book_set },
	{ "+CPBR", OP_TEST, NEEDS_CARD, entries_test },
	{ "+CPBR", OP_SET, NEEDS_CARD, entries },
};

const struct at_table atcard_table = { rows, sizeof rows / sizeof *rows };
