/* SPDX-License-Identifier: Apache-2.0 */
#include "app/orders.h"

#include <string.h>

#include "base/assert.h"
#include "base/err.h"
#include "sim/lexis.h"

#define BLANKS " \t\r\n"
#define LINE_CAP 4097

/* --- Calls --- */

static int call(struct voice *v, uint64_t now_ms, const char *phone)
{
	return voice_place(v, now_ms, phone, false);
}

static int call_hidden(struct voice *v, uint64_t now_ms, const char *phone)
{
	return voice_place(v, now_ms, phone, true);
}

static int hang_up(struct voice *v, uint64_t now_ms, const char *phone)
{
	(void)now_ms;
	voice_hang_up(v, phone);
	return 0;
}

static int pick_up(struct voice *v, uint64_t now_ms, const char *phone)
{
	(void)now_ms;
	return voice_pick_up(v, phone);
}

static int reject(struct voice *v, uint64_t now_ms, const char *phone)
{
	(void)now_ms;
	return voice_reject(v, phone);
}

static const struct {
	const char *words, *help;
	int (*act)(struct voice *v, uint64_t now_ms, const char *phone);
} acts[] = {
	{ "calls", "the phone calls the modem", call },
	{ "calls hidden", "the same, and withholds its number", call_hidden },
	{ "hangs up", "ends its call, if there is one", hang_up },
	{ "picks up", "takes the call that rings there", pick_up },
	{ "rejects", "refuses it", reject },
};

static void explain(const char *phone, int error, struct text *why)
{
	if (error == 0)
		return;
	text_str(why, phone);
	text_str(why, error == ERR_SYNTAX ? ": no phone that can call; expected 1 to 20 digits" :
		      error == ERR_RANGE  ? " is in a call with the modem already" :
					    ": nothing rings there");
}

/* Anything else behind a phone's number is a text. */
static bool take_call(const struct orders *o, uint64_t now_ms, const char *line, struct text *why)
{
	size_t len = strcspn(line, BLANKS);
	const char *rest = line + len + strspn(line + len, BLANKS);
	size_t rest_len = strlen(rest);
	char phone[NUMBER_CAP];

	while (rest_len > 0 && strchr(BLANKS, rest[rest_len - 1]) != NULL)
		rest_len--;
	if (len >= sizeof phone)
		return false;
	memcpy(phone, line, len);
	phone[len] = '\0';
	if (!statement_phone(phone))
		return false;
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		if (strlen(acts[i].words) == rest_len && memcmp(acts[i].words, rest, rest_len) == 0) {
			explain(phone, acts[i].act(network_voice(o->network), now_ms, phone), why);
			return true;
		}
	return false;
}

/* --- Codes and faults --- */

static bool is(const struct lexis_word *word, const char *s)
{
	return !word->quoted && strcmp(word->at, s) == 0;
}

static void lay_down(const struct orders *o, const char *code, enum codes_conduct conduct, const char *answer,
		     struct text *why)
{
	switch (codes_lay_down(network_codes(o->network), code, conduct, answer)) {
	case ERR_SYNTAX:
		lexis_print_text(code, why);
		text_str(why, " is no code; expected one like *100#");
		return;
	case ERR_FULL:
		text_str(why, "the answer is too long; expected at most 182 characters, or 80 beyond the GSM alphabet");
		return;
	}
}

static void take_code(const struct orders *o, uint64_t now_ms, const struct lexis_word *words, size_t count,
		      struct text *why)
{
	(void)now_ms;
	if (count == 4 && is(&words[2], "answers"))
		lay_down(o, words[1].at, CONDUCT_ANSWERS, words[3].at, why);
	else if (count == 3 && is(&words[2], "silent"))
		lay_down(o, words[1].at, CONDUCT_SILENT, NULL, why);
	else if (count == 3 && is(&words[2], "fails"))
		lay_down(o, words[1].at, CONDUCT_FAILS, NULL, why);
	else
		text_str(why, "expected: ussd \"*100#\" answers \"Credit 5.00\", or silent, or fails");
}

static void take_mended(const struct orders *o, uint64_t now_ms, const struct lexis_word *words, size_t count,
			struct text *why)
{
	(void)words;
	if (count == 1)
		vmodem_mend(o->modem, now_ms);
	else
		text_str(why, "expected nothing after `mended`");
}

static void take_fault(const struct orders *o, uint64_t now_ms, const struct lexis_word *words, size_t count,
		       struct text *why)
{
	if (count == 2 && vmodem_fault(o->modem, now_ms, words[1].at) == 0)
		return;
	text_str(why, "expected after `fault`:");
	for (size_t i = 0; vmodem_fault_name(i) != NULL; i++) {
		text_str(why, i > 0 ? ", " : " ");
		text_str(why, vmodem_fault_name(i));
	}
}

static const struct {
	const char *word, *form, *help;
	void (*take)(const struct orders *o, uint64_t now_ms, const struct lexis_word *words, size_t count,
		     struct text *why);
} verbs[] = {
	{ "ussd", "ussd \"*100#\" answers \"Credit 5.00\"", "what the operator says to a code; or: silent, fails",
	  take_code },
	{ "fault", "fault NAME", "one of the modem's faults; without a name, the list", take_fault },
	{ "mended", "mended", "ends all its faults", take_mended },
};

bool orders_take(const struct orders *o, uint64_t now_ms, const char *line, struct text *why)
{
	struct lexis_word words[LEXIS_WORDS_MAX];
	char copy[LINE_CAP];
	size_t verb = 0;

	line += strspn(line, BLANKS);
	size_t len = strcspn(line, BLANKS);
	while (verb < sizeof verbs / sizeof *verbs &&
	       (strlen(verbs[verb].word) != len || memcmp(verbs[verb].word, line, len) != 0))
		verb++;
	if (verb == sizeof verbs / sizeof *verbs)
		return take_call(o, now_ms, line, why);
	ASSERT(strlen(line) < sizeof copy);
	strcpy(copy, line);
	int count = lexis_split(copy, words, why);
	if (count >= 0)
		verbs[verb].take(o, now_ms, words, (size_t)count, why);
	return true;
}

void orders_help(FILE *to)
{
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		fprintf(to, "  +33612345678 %-24s %s\n", acts[i].words, acts[i].help);
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		fprintf(to, "  %-37s %s\n", verbs[i].form, verbs[i].help);
}

/* --- What has become of the call --- */

void orders_calls(struct orders *o, FILE *to)
{
	static const char *const told[] = {
		[CALL_NONE] = "disconnected", [CALL_INCOMING] = "hears ringing", [CALL_ALERTING] = "rings",
		[CALL_ACTIVE] = "connected",
	};
	struct voice *v = network_voice(o->network);

	if (voice_call(v) == o->call)
		return;
	o->call = voice_call(v);
	if (o->call != CALL_NONE)
		strcpy(o->phone, voice_peer(v)->text);
	/* While it is being sought nobody notices. */
	if (o->call != CALL_DIALLING)
		fprintf(to, "%s %s\n", o->phone, told[o->call]);
	fflush(to);
}
