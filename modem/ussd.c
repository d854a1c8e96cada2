/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/ussd.h"

#include "base/assert.h"
#include "base/text.h"
#include "modem/field.h"
#include "modem/modem.h"
#include "modem/ussdtext.h"

#define ANSWER_FOR_MS 30000
#define REPLY_WANTED 1 /* 27.007 7.15 <m>: the dialogue stays open for a further code */

/* How a code is written; tried in this order, or from the one that the family wants. */
enum form {
	FORM_SCHEME, /* with its coding scheme, which some want */
	FORM_BARE,   /* without one, for others */
	FORM_WIDE,   /* in digits of UCS-2 */
	FORM_PACKED, /* in digits of packed septets */
	FORMS
};

static void sent(struct modem *m, enum chat_result result, int code);
static void closed(struct modem *m, enum chat_result result, int code);

static const struct ask ask_code = { .for_ms = ANSWER_FOR_MS, .done = sent };
static const struct ask ask_close = { .for_ms = 15000, .done = closed };

static void finish(struct modem *m, enum modem_ussd result)
{
	m->ussd.state = USSD_IDLE;
	m->ussd.result = result;
}

void ussd_begin(struct modem *m)
{
	if (m->ussd.state != USSD_IDLE)
		finish(m, MODEM_USSD_FAILED);
	m->ussd.close = false;
	m->ussd.gsm = false;
}

void ussd_charset(struct modem *m, bool gsm)
{
	m->ussd.gsm = gsm;
}

void ussd_request(struct modem *m, const char *code)
{
	struct ussd *u = &m->ussd;
	struct text t;

	if (u->state != USSD_IDLE) {
		u->close = u->close || u->state == USSD_WAITING;
		finish(m, MODEM_USSD_FAILED);
	}
	text_init(&t, u->code, sizeof u->code);
	text_str(&t, code);
	ASSERT(!t.cut && t.len > 0);
	u->tries = 0;
	u->state = USSD_DUE;
	u->limit_at_ms = m->now_ms + ANSWER_FOR_MS;
	if (m->setup.phase != PHASE_UP || m->profile->codes == CODES_NONE)
		finish(m, MODEM_USSD_FAILED);
}

/* False: the command would be too long. */
static bool print(const struct modem *m, struct text *t)
{
	const struct ussd *u = &m->ussd;
	unsigned first = m->profile->codes == CODES_PACKED ? FORM_PACKED : FORM_SCHEME;
	enum form form = (enum form)((first + u->tries) % FORMS);

	text_str(t, "AT+CUSD=1,\"");
	if (form == FORM_WIDE)
		ussdtext_widen(t, u->code);
	else if (form == FORM_PACKED)
		ussdtext_pack(t, u->code);
	else
		text_str(t, u->code);
	text_str(t, form == FORM_BARE ? "\"" : form == FORM_WIDE ? "\",72" : "\",15");
	return !t->cut;
}

bool ussd_next(struct modem *m)
{
	struct ussd *u = &m->ussd;
	char command[CHAT_COMMAND_CAP];
	struct text t;

	if (u->state != USSD_IDLE && m->now_ms >= u->limit_at_ms) {
		u->close = u->state == USSD_WAITING;
		finish(m, MODEM_USSD_FAILED);
	}
	if (u->close) {
		u->close = false;
		modem_ask(m, &ask_close, "AT+CUSD=2");
		return true;
	}
	if (u->state != USSD_DUE || calls_unsettled(m))
		return false;
	do
		text_init(&t, command, sizeof command);
	while (!print(m, &t) && ++u->tries < FORMS);
	u->state = USSD_WAITING;
	u->accepted = false;
	u->limit_at_ms = m->now_ms + ANSWER_FOR_MS;
	modem_ask(m, &ask_code, command);
	return true;
}

/* 27.007 9.2: no service; and what supplementary services end with. */
static bool of_network(int code)
{
	return code == 30 || (code >= 131 && code <= 134);
}

static void sent(struct modem *m, enum chat_result result, int code)
{
	struct ussd *u = &m->ussd;

	/* The answer came first. */
	if (u->state != USSD_WAITING)
		return;
	switch (result) {
	case RESULT_OK:
		u->accepted = true;
		return;
	case RESULT_ERROR:
		if (++u->tries == FORMS || of_network(code))
			finish(m, MODEM_USSD_FAILED);
		else
			u->state = USSD_DUE;
		return;
	case RESULT_TIMEOUT:
		u->close = true;
		finish(m, MODEM_USSD_FAILED);
		return;
	}
}

static void closed(struct modem *m, enum chat_result result, int code)
{
	/* There may be nothing to close any more. */
	(void)m;
	(void)result;
	(void)code;
}

uint64_t ussd_deadline_ms(const struct modem *m)
{
	const struct ussd *u = &m->ussd;

	if (u->close || (u->state == USSD_DUE && !calls_unsettled(m)))
		return m->now_ms;
	return u->state == USSD_IDLE ? MODEM_NEVER : u->limit_at_ms;
}

static void take_answer(struct modem *m, struct field *f)
{
	struct ussd *u = &m->ussd;
	struct ussdtext_from from = { u->gsm, m->profile->codes == CODES_PACKED };
	struct text t;
	int32_t kind;

	if (!field_number(f, 0, 255, &kind))
		return;
	if (u->state != USSD_WAITING) {
		/* The network's own word, or one more about what has ended. */
		modem_note_line(m, NOTE_INFO, "USSD text that nobody asked for", f->at);
		return;
	}
	text_init(&t, u->text, sizeof u->text);
	if (field_comma(f))
		ussdtext_read(&t, f->at, from);
	/* One more about what has ended before. */
	if (t.len == 0 && !u->accepted && (kind == 0 || kind == 2))
		return;
	u->close = kind == REPLY_WANTED;
	finish(m, t.len > 0 ? MODEM_USSD_ANSWERED : MODEM_USSD_FAILED);
}

bool ussd_refused(struct modem *m, const char *line, int code)
{
	if (m->ussd.state != USSD_WAITING || !m->ussd.accepted || !text_begins(line, "+CME ERROR:") || !of_network(code))
		return false;
	finish(m, MODEM_USSD_FAILED);
	return true;
}

bool ussd_heard(struct modem *m, const char *line)
{
	struct field f = { line };

	if (field_prefix(&f, "+CUSD:")) {
		take_answer(m, &f);
		return true;
	}
	/* Behind the OK, when the network refuses. */
	if (m->ussd.state == USSD_WAITING && field_prefix(&f, "+CME ERROR:")) {
		finish(m, MODEM_USSD_FAILED);
		return true;
	}
	return false;
}
