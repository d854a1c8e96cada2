/* at: codes to the operator and its answers (27.007 7.15).
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/err.h"
#include "sim/at.h"
#include "sim/packed.h"
#include "sim/payload.h"

#define DCS_PLAIN 15 /* 23.038 5: GSM-7, language unspecified */
#define DCS_WIDE 72  /* UCS-2 */
#define ANSWER_CAP 1000
#define FAIL_AFTER_MS 1000
#define GARBAGE "@@@\x7F\x80"

/* <m> of 27.007 7.15 */
#define M_DONE 0
#define M_TERMINATED 2
#define M_UNSUPPORTED 4
#define M_TIMEOUT 5

static struct codes *codes(const struct vmodem *v)
{
	return network_codes(v->network);
}

static void print_text(const struct vmodem *v, const char *text, struct text *out)
{
	/* What is not of the GSM alphabet comes in hexadecimal digits, whatever the character set is. */
	bool wide = !payload_plain(text) || v->family->ussd == USSD_WIDE || at_faulty(v, FAULT_USSD_HEX);

	if (!wide && (v->family->ussd == USSD_PACKED || at_faulty(v, FAULT_USSD_PACKED)))
		packed_print(text, out);
	else
		charset_print(wide ? CHARSET_UCS2 : v->charset, text, out);
}

/* Garbage behind digits leaves nothing to tell them by: it was seen behind plain text only. */
static bool spoilt(const struct vmodem *v)
{
	bool digits = v->family->ussd == USSD_WIDE || v->family->ussd == USSD_PACKED;

	return at_faulty(v, FAULT_USSD_GARBAGE) && !digits;
}

static void tell_answer(struct vmodem *v, const char *text)
{
	bool quoted = !at_faulty(v, FAULT_USSD_UNQUOTED);
	char line[ANSWER_CAP];
	struct text t;

	text_init(&t, line, sizeof line);
	text_str(&t, "+CUSD: ");
	text_number(&t, M_DONE);
	text_char(&t, ',');
	text_str(&t, v->family->gap);
	text_str(&t, quoted ? "\"" : "");
	print_text(v, text, &t);
	if (!at_faulty(v, FAULT_USSD_CUT)) {
		text_str(&t, spoilt(v) ? GARBAGE : "");
		text_str(&t, quoted ? "\"," : ",");
		text_str(&t, v->family->gap);
		text_number(&t, payload_plain(text) ? DCS_PLAIN : DCS_WIDE);
	}
	at_news_text(v, &t);
	if (at_faulty(v, FAULT_USSD_TWICE))
		at_news(v, "+CUSD: %d", M_DONE);
}

/* What the operator has said, whatever it was, has no text. */
static void tell_nothing(struct vmodem *v)
{
	static const int ends[] = { M_TERMINATED, M_UNSUPPORTED, M_TIMEOUT };

	at_news(v, "+CUSD: %d", ends[at_turn(v, FAULT_USSD_EMPTY, 3)]);
}

void at_ussd_step(struct vmodem *v)
{
	bool told = v->set[SETTING_CUSD][0] == 1;
	bool served = network_registration(v->network) == STATE_HOME;
	const char *text;

	switch (codes_take(codes(v), v->now_ms, served, &text)) {
	case OUTCOME_NOT_YET:
		return;
	case OUTCOME_ANSWERED:
		if (told && at_faulty(v, FAULT_USSD_EMPTY))
			tell_nothing(v);
		else if (told)
			tell_answer(v, text);
		break;
	case OUTCOME_REFUSED:
		if (told)
			at_news(v, "+CUSD: %d", M_UNSUPPORTED);
		break;
	case OUTCOME_LOST:
		if (told)
			at_news(v, "+CUSD: %d", M_TIMEOUT);
		break;
	}
	/* The command is open still, and this is what it waits for. */
	if (at_faulty(v, FAULT_USSD_BEFORE_OK))
		at_news_flush(v);
}

uint64_t at_ussd_deadline_ms(const struct vmodem *v)
{
	return codes_deadline_ms(codes(v));
}

void at_ussd_reset(struct vmodem *v)
{
	codes_cancel(codes(v));
}

/* The code from the computer's alphabet; false: it cannot be one. */
static bool read_code(const struct vmodem *v, const char *bytes, int dcs, char code[CODES_CODE_CAP])
{
	enum charset charset = dcs == DCS_WIDE ? CHARSET_UCS2 : v->charset;
	struct text t;

	text_init(&t, code, CODES_CODE_CAP);
	if (v->family->ussd == USSD_PACKED && dcs != DCS_WIDE)
		return packed_parse(bytes, &t) && !t.cut && t.len > 0;
	return charset_parse(charset, bytes, strlen(bytes), &t) == 0 && !t.cut && t.len > 0;
}

/* 22.030 6.5.3.2: what ends with # or has but one or two characters goes to the operator, all else is dialled. Some
 * clients send hexadecimal digits first, and the code as it is when those are refused. */
static bool is_code(const char *code)
{
	size_t len = strlen(code);

	return len <= 2 || code[len - 1] == '#';
}

static enum at_result asked(struct vmodem *v)
{
	(void)v;
	return RESULT_OK;
}

/* Until there is one: a silent operator is not waited for. */
static enum at_result wait_for_answer(struct vmodem *v)
{
	if (at_ussd_deadline_ms(v) == UINT64_MAX)
		return RESULT_OK;
	v->sequel = asked;
	v->sequel_at_ms = at_ussd_deadline_ms(v);
	return RESULT_LATER;
}

static enum at_result fail_later(struct vmodem *v)
{
	static const char line[] = "\r\n+CME ERROR: 132\r\n";

	codes_cancel(codes(v));
	at_send_late(v, FAIL_AFTER_MS, line, sizeof line - 1);
	return RESULT_OK;
}

static enum at_result ask(struct vmodem *v, const char *bytes, const struct at_args *args)
{
	int dcs = DCS_PLAIN;
	char code[CODES_CODE_CAP];

	if (!at_number(args, 2, 0, 255, &dcs) || !read_code(v, bytes, dcs, code) || !is_code(code))
		return at_cme(v, 50);
	if (network_registration(v->network) != STATE_HOME)
		return at_cme(v, 30);
	if (codes_open(codes(v)))
		return at_cme(v, 3);
	codes_ask(codes(v), v->now_ms, code);
	if (at_faulty(v, FAULT_USSD_ERROR_AFTER_OK))
		return fail_later(v);
	return at_faulty(v, FAULT_USSD_BEFORE_OK) ? wait_for_answer(v) : RESULT_OK;
}

static enum at_result set(struct vmodem *v, const struct at_args *args)
{
	int mode = v->set[SETTING_CUSD][0];

	if (args->count > 3 || !at_number(args, 0, 0, 2, &mode))
		return at_cme(v, 50);
	if (mode == 2) {
		codes_cancel(codes(v));
		return RESULT_OK;
	}
	v->set[SETTING_CUSD][0] = mode;
	return at_text(args, 1) != NULL ? ask(v, at_text(args, 1), args) : RESULT_OK;
}

static const struct at_row rows[] = {
	{ "+CUSD", OP_SET, NEEDS_CARD, set },
};

const struct at_table atussd_table = { rows, sizeof rows / sizeof *rows };
