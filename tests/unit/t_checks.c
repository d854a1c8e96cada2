/* From SMS to reply: the checks of a message, crossed with all that they depend on, against an oracle that is the
 * manual's own order of steps and knows nothing of the code.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/corebench.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define PASSWORD "Ab1cD"
#define LISTED "+33600000003"
#define LISTED_SHORT "54321"
#define OWN "+33600000090"
#define WINDOW_MS (30u * MINUTES)
#define COMMAND_MAX 30
#define TEXT_CAP 64

enum sender {
	SENDER_LISTED,
	SENDER_UNLISTED,
	SENDER_SHORT,
	SENDER_LISTED_SHORT,
	SENDER_NAME,
	SENDER_WITHHELD,
	SENDER_OWN,
};
enum password { PASSWORD_NONE, PASSWORD_RIGHT, PASSWORD_WRONG_CASE, PASSWORD_MISSING };
enum type { COMMAND_CTL, COMMAND_TELLING, COMMAND_CFG }; /* TELLING: queries, and those that always answer */
enum verdict { VERDICT_GOOD, VERDICT_UNKNOWN, VERDICT_ILLEGAL, VERDICT_REFUSED };
enum after { AFTER_SAME, AFTER_ON, AFTER_ON_FOR, AFTER_SET, AFTER_NEW_PASSWORD, AFTER_NO_PASSWORD };

#define SENDERS 7u
#define PASSWORDS 4u

static const char *const sender_number[SENDERS] = { LISTED, STRANGER, "12345", LISTED_SHORT, "Adverts", "", OWN };
static const char *const password_prefix[PASSWORDS] = { "", PASSWORD, "aB1Cd", "" };

/* What a command is by itself. */
struct row {
	const char *command;
	enum type type;
	enum verdict verdict;
	const char *answer; /* of a success, or of a refusal */
	enum after after;
	enum setting setting;
	int value;
	const char *masked; /* the command with its secrets hidden; NULL: it has none */
	bool needs_list;    /* refused only without SECLIST=ON, and `instead` is a success's answer */
	const char *instead;
	const char *around; /* white space around the message */
};

static const struct row rows[] = {
	{ .command = "ON", .answer = "Power socket ON", .after = AFTER_ON },
	{ .command = "oN", .answer = "Power socket ON", .after = AFTER_ON },
	{ .command = "ON", .answer = "Power socket ON", .after = AFTER_ON, .around = " \t\r\n" },
	{ .command = "ON5", .answer = "Power ON for 5 min", .after = AFTER_ON_FOR },
	{ .command = "OFF", .answer = "Power socket OFF" },
	{ .command = "ON0", .verdict = VERDICT_ILLEGAL },
	{ .command = "ON721", .verdict = VERDICT_ILLEGAL },
	{ .command = "RENEWINTERVALsecret123", .verdict = VERDICT_REFUSED, .answer = "Renew password was not setup" },
	{ .command = "RUNTIME", .type = COMMAND_TELLING, .answer = "Power socket is OFF" },
	{ .command = "firmware", .type = COMMAND_TELLING, .answer = "smsocket v1.0.0" },
	{ .command = "RESTARTTIME?", .type = COMMAND_TELLING, .answer = "RESTARTTIME=10 seconds" },
	{ .command = "ringconfirm?", .type = COMMAND_TELLING, .answer = "RINGCONFIRM=(ON),OFF" },
	{ .command = "SALDO", .type = COMMAND_TELLING, .verdict = VERDICT_REFUSED, .answer = "Execute error!" },
	{ .command = "RESTARTTIME=5", .type = COMMAND_CFG, .answer = "RESTARTTIME=5 - OK", .after = AFTER_SET,
	  .setting = SETTING_RESTARTTIME, .value = 5 },
	{ .command = "RestartTime=5", .type = COMMAND_CFG, .answer = "RESTARTTIME=5 - OK", .after = AFTER_SET,
	  .setting = SETTING_RESTARTTIME, .value = 5 },
	{ .command = "RESTARTTIME=10", .type = COMMAND_CFG, .answer = "RESTARTTIME=10 - OK" },
	{ .command = "RESTARTTIME=601", .type = COMMAND_CFG, .verdict = VERDICT_ILLEGAL },
	{ .command = "RESTARTTIME=", .type = COMMAND_CFG, .verdict = VERDICT_ILLEGAL },
	{ .command = "THERMALERT=ON", .type = COMMAND_CFG, .verdict = VERDICT_REFUSED, .answer = "No ALERTNUMBERs!" },
	{ .command = "RING=MIC", .type = COMMAND_CFG, .verdict = VERDICT_REFUSED, .answer = "SECLIST is not active!",
	  .after = AFTER_SET, .setting = SETTING_RING, .value = RING_MIC, .needs_list = true,
	  .instead = "RING=MIC - OK" },
	{ .command = "SMSCONFIRM=OFF", .type = COMMAND_CFG, .answer = "SMSCONFIRM=OFF - OK", .after = AFTER_SET,
	  .setting = SETTING_SMSCONFIRM, .value = 0 },
	{ .command = "SMSCONFIRM=ON", .type = COMMAND_CFG, .answer = "SMSCONFIRM=ON - OK", .after = AFTER_SET,
	  .setting = SETTING_SMSCONFIRM, .value = 1 },
	{ .command = "ERROR=OFF", .type = COMMAND_CFG, .answer = "ERROR=OFF - OK", .after = AFTER_SET,
	  .setting = SETTING_ERROR, .value = 0 },
	{ .command = "ERROR=ON", .type = COMMAND_CFG, .answer = "ERROR=ON - OK", .after = AFTER_SET,
	  .setting = SETTING_ERROR, .value = 1 },
	{ .command = "PASSWORD=Zz9zZ", .type = COMMAND_CFG, .answer = "PASSWORD=***** - OK",
	  .after = AFTER_NEW_PASSWORD, .masked = "PASSWORD=*****" },
	{ .command = "password=Zz9zZ", .type = COMMAND_CFG, .answer = "PASSWORD=***** - OK",
	  .after = AFTER_NEW_PASSWORD, .masked = "password=*****" },
	{ .command = "PASSWORD=Zz9z", .type = COMMAND_CFG, .verdict = VERDICT_ILLEGAL, .masked = "PASSWORD=****" },
	{ .command = "PASSWORD=NO", .type = COMMAND_CFG, .answer = "PASSWORD=NO - OK", .after = AFTER_NO_PASSWORD },
	{ .command = "Open sesame", .verdict = VERDICT_UNKNOWN },
	{ .command = "STATUS?", .verdict = VERDICT_UNKNOWN },
	{ .command = "" },
	{ .command = "", .around = " \n" },
	{ .command = "ON0000000000000000000000000005", .answer = "Power ON for 5 min", .after = AFTER_ON_FOR },
	{ .command = "ON00000000000000000000000000005" },
	{ .command = "RESTARTTIME=000000000000000005", .type = COMMAND_CFG,
	  .answer = "RESTARTTIME=000000000000000005 - OK", .after = AFTER_SET, .setting = SETTING_RESTARTTIME, .value = 5 },
	{ .command = "RESTARTTIME=0000000000000000005", .type = COMMAND_CFG },
	{ .command = "123456789012345678901234567890", .verdict = VERDICT_UNKNOWN },
	{ .command = "1234567890123456789012345678901", .verdict = VERDICT_UNKNOWN },
	{ .command = "12345678901234567890123456789012345", .verdict = VERDICT_UNKNOWN },
	{ .command = "123456789012345678901234567890123456", .verdict = VERDICT_UNKNOWN },
};

/* One cell of the product. */
struct cell {
	enum sender sender;
	bool seclist;
	enum password password;
	bool open, error, confirm, unauth;
	const struct row *row;
};

/* What must come of it. */
struct outcome {
	char answer[TEXT_CAP + 64]; /* "": silence */
	bool done;                  /* it has the effect that its row tells */
	bool logged;                /* the text is in the log */
};

static const struct outcome silence = { .answer = "" };

static struct outcome saying(bool allowed, const char *what, const char *more)
{
	struct outcome o = silence;

	if (allowed)
		snprintf(o.answer, sizeof o.answer, "%s%s", what, more);
	return o;
}

static enum verdict verdict_of(const struct cell *x)
{
	if (x->row->needs_list && x->seclist)
		return VERDICT_GOOD;
	return x->row->verdict;
}

static struct outcome success(const struct cell *x)
{
	bool told = x->confirm || x->row->type == COMMAND_TELLING;
	struct outcome o;

	if (x->row->after == AFTER_SET && x->row->setting == SETTING_SMSCONFIRM)
		told = x->confirm || x->row->value != 0;
	if (x->row->after == AFTER_SET && x->row->setting == SETTING_ERROR)
		told = x->confirm || x->error != (x->row->value != 0);
	o = saying(told, x->row->needs_list ? x->row->instead : x->row->answer, "");
	o.done = true;
	return o;
}

static struct outcome oracle(const struct cell *x)
{
	const struct row *r = x->row;

	/* 1. Loop guard. */
	switch (x->sender) {
	case SENDER_SHORT:
	case SENDER_NAME:
	case SENDER_WITHHELD:
	case SENDER_OWN:
		return (struct outcome){ .logged = true };
	case SENDER_LISTED:
	case SENDER_UNLISTED:
	case SENDER_LISTED_SHORT:
		break;
	}
	/* 2. Security list. */
	if (x->seclist && x->sender == SENDER_UNLISTED)
		return saying(x->unauth && x->error, "Access deny!", "");
	/* 3. Password. */
	if (x->password == PASSWORD_WRONG_CASE || x->password == PASSWORD_MISSING)
		return saying(x->error, "Invalid access password!", "");
	/* 4. Length. */
	if (strlen(r->command) > COMMAND_MAX || strlen(r->command) == 0)
		return silence;
	/* 5. Lookup. */
	if (r->verdict == VERDICT_UNKNOWN)
		return saying(x->error, r->command, " - Error!");
	/* 6. Window. */
	if (r->type == COMMAND_CFG && !x->open)
		return saying(x->error, r->masked != NULL ? r->masked : r->command,
			      " - Time for configuration is expired (30min)!");
	/* 7. Value. */
	if (r->verdict == VERDICT_ILLEGAL)
		return saying(x->error, "Incorrect value!", "");
	/* 8. Execution. */
	if (verdict_of(x) == VERDICT_REFUSED)
		return saying(x->error, r->answer, "");
	return success(x);
}

/* The socket is off; its list holds two numbers and, for the loop guard to be proven, its own. */
static void prepare(struct corebench *b, const struct cell *x)
{
	const struct number own = corebench_number(OWN);

	corebench_init(b, MODEL_706);
	corebench_list(&b->core.secnumbers, LISTED);
	corebench_list(&b->core.secnumbers, LISTED_SHORT);
	corebench_list(&b->core.secnumbers, OWN);
	settings_set(&b->core.settings, SETTING_SECLIST, x->seclist);
	settings_set(&b->core.settings, SETTING_ERROR, x->error);
	settings_set(&b->core.settings, SETTING_SMSCONFIRM, x->confirm);
	settings_set(&b->core.settings, SETTING_SMSCONFIRMUNAUTH, x->unauth);
	if (x->password != PASSWORD_NONE)
		assert_int_equal(settings_parse(&b->core.settings, SETTING_PASSWORD, PASSWORD, true), 0);
	b->core.settings.changed = 0;
	corebench_start(b, true);
	corebench_step(b, &(struct core_event){ .kind = EVENT_IDENTITY, .identity = { .imei = "", .own = &own } });
	corebench_wait(b, x->open ? 29 * MINUTES : 30 * MINUTES);
	corebench_forget(b);
}

static void write_text(const struct cell *x, char text[TEXT_CAP])
{
	const char *around = x->row->around != NULL ? x->row->around : "";

	snprintf(text, TEXT_CAP, "%s%s%s%s", around, password_prefix[x->password], x->row->command, around);
}

/* What is wrong with an answer; NULL: nothing. */
static const char *judge_answer(const struct corebench *b, const struct cell *x, const struct outcome *expected)
{
	if (expected->answer[0] == '\0')
		return b->told_count == 0 ? NULL : "expected silence";
	if (b->told_count != 1)
		return "expected one answer";
	if (strcmp(b->told[0].to, sender_number[x->sender]) != 0)
		return "answered somebody else";
	return strcmp(b->told[0].text, expected->answer) == 0 ? NULL : "another answer";
}

/* What is wrong with the state after; NULL: nothing. `before` is what it was. */
static const char *judge_state(const struct corebench *b, const struct cell *x, const struct outcome *expected,
			       const struct core *before)
{
	const enum after after = expected->done ? x->row->after : AFTER_SAME;
	struct settings settings = before->settings;
	uint64_t window_ms = before->window_until_ms;

	if (after == AFTER_ON)
		settings.value[SETTING_RESTING] = 1;
	if (after == AFTER_SET)
		settings.value[x->row->setting] = (int16_t)x->row->value;
	if (after == AFTER_NEW_PASSWORD)
		memcpy(settings.password, "Zz9zZ", sizeof "Zz9zZ");
	if (after == AFTER_NO_PASSWORD)
		settings.password[0] = '\0';
	if (expected->done && x->row->type == COMMAND_CFG)
		window_ms = b->now_ms + WINDOW_MS;
	if (memcmp(settings.value, b->core.settings.value, sizeof settings.value) != 0)
		return "other settings";
	if (strcmp(settings.password, b->core.settings.password) != 0)
		return "another password";
	const bool other_password = strcmp(settings.password, before->settings.password) != 0;
	for (enum setting id = 0; id < SETTING_COUNT; id++) {
		const bool changed = settings.value[id] != before->settings.value[id] ||
				     (id == SETTING_PASSWORD && other_password);

		if (b->saved[settings_key(id)] != changed)
			return changed ? "not saved" : "saved in vain";
	}
	if (b->outlet != (after == AFTER_ON || after == AFTER_ON_FOR))
		return "the outlet";
	return window_ms == b->core.window_until_ms ? NULL : "the window's end";
}

static bool logged(const struct corebench *b, const char *command)
{
	for (size_t i = 0; i < b->out.count; i++)
		if (b->out.list[i].kind == EFFECT_NOTE && b->out.list[i].note.text != NULL &&
		    strstr(b->out.list[i].note.text, command) != NULL)
			return true;
	return false;
}

static bool holds(struct corebench *b, const struct cell *x)
{
	const struct outcome expected = oracle(x);
	const char *wrong;
	struct core before;
	char text[TEXT_CAP];

	prepare(b, x);
	before = b->core;
	write_text(x, text);
	corebench_message(b, sender_number[x->sender], text);
	wrong = judge_answer(b, x, &expected);
	if (wrong == NULL)
		wrong = judge_state(b, x, &expected, &before);
	if (wrong == NULL && expected.logged && !logged(b, x->row->command))
		wrong = "not logged";
	if (wrong == NULL)
		return true;
	print_error("\"%s\" from \"%s\" with SECLIST=%d PASSWORD=%s window=%d ERROR=%d SMSCONFIRM=%d "
		    "SMSCONFIRMUNAUTH=%d: %s;\nexpected \"%s\", got \"%s\"\n",
		    text, sender_number[x->sender], x->seclist, before.settings.password, x->open, x->error, x->confirm,
		    x->unauth, wrong, expected.answer, b->told_count > 0 ? b->told[0].text : "");
	return false;
}

#define WRONG_SHOWN 20u

static void every_combination_goes_by_the_steps(void **state)
{
	static struct corebench bench;
	unsigned cells = 0, wrong = 0;

	(void)state;
	for (size_t r = 0; r < COUNT(rows); r++)
		for (unsigned sender = 0; sender < SENDERS; sender++)
			for (unsigned password = 0; password < PASSWORDS; password++)
				for (unsigned bits = 0; bits < 32 && wrong < WRONG_SHOWN; bits++) {
					const struct cell x = {
						.row = &rows[r], .sender = (enum sender)sender,
						.password = (enum password)password, .seclist = bits & 1u,
						.open = bits & 2u, .error = bits & 4u, .confirm = bits & 8u,
						.unauth = bits & 16u,
					};

					cells++;
					wrong += !holds(&bench, &x);
				}
	assert_int_equal(wrong, 0);
	assert_int_equal(cells, COUNT(rows) * SENDERS * PASSWORDS * 2 * 2 * 2 * 2 * 2);
	print_message("# %u combinations\n", cells);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_combination_goes_by_the_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
