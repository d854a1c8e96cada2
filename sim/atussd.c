/* at: codes to the operator and its answers (27.007 7.15).
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/err.h"
#include "sim/at.h"
#include "sim/payload.h"

#define DCS_PLAIN 15 /* 23.038 5: GSM-7, language unspecified */
#define DCS_WIDE 72  /* UCS-2 */
#define ANSWER_CAP 1000

/* <m> of 27.007 7.15 */
#define M_DONE 0
#define M_UNSUPPORTED 4
#define M_TIMEOUT 5

static struct codes *codes(const struct vmodem *v)
{
	return network_codes(v->network);
}

static void tell_answer(struct vmodem *v, const char *text)
{
	bool plain = payload_plain(text);
	char line[ANSWER_CAP];
	struct text t;

	text_init(&t, line, sizeof line);
	text_str(&t, "+CUSD: ");
	text_number(&t, M_DONE);
	text_str(&t, ",\"");
	/* What is not of the GSM alphabet comes in hexadecimal digits, whatever the character set is. */
	charset_print(plain ? v->charset : CHARSET_UCS2, text, &t);
	text_str(&t, "\",");
	text_number(&t, plain ? DCS_PLAIN : DCS_WIDE);
	at_news_text(v, &t);
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
		if (told)
			tell_answer(v, text);
		return;
	case OUTCOME_REFUSED:
		if (told)
			at_news(v, "+CUSD: %d", M_UNSUPPORTED);
		return;
	case OUTCOME_LOST:
		if (told)
			at_news(v, "+CUSD: %d", M_TIMEOUT);
		return;
	}
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
	return charset_parse(charset, bytes, strlen(bytes), &t) == 0 && !t.cut && t.len > 0;
}

static enum at_result ask(struct vmodem *v, const char *bytes, const struct at_args *args)
{
	int dcs = DCS_PLAIN;
	char code[CODES_CODE_CAP];

	if (!at_number(args, 2, 0, 255, &dcs) || !read_code(v, bytes, dcs, code))
		return at_cme(v, 50);
	if (network_registration(v->network) != STATE_HOME)
		return at_cme(v, 30);
	if (codes_open(codes(v)))
		return at_cme(v, 3);
	codes_ask(codes(v), v->now_ms, code);
	return RESULT_OK;
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
