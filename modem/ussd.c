/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/ussd.h"

#include <string.h>

#include "base/assert.h"
#include "base/gsm7.h"
#include "base/text.h"
#include "modem/field.h"
#include "modem/modem.h"

#define ANSWER_FOR_MS 30000
#define REPLY_WANTED 1 /* 27.007 7.15 <m>: the dialogue stays open for a further code */
#define DCS_UNKNOWN -1
#define DCS_UCS2_LANGUAGE 17 /* 23.038 5: two letters of a language, packed, come first */
#define DCS_UCS2 72

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
	u->plain = false;
	u->state = USSD_DUE;
	u->limit_at_ms = m->now_ms + ANSWER_FOR_MS;
	if (m->setup.phase != PHASE_UP)
		finish(m, MODEM_USSD_FAILED);
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
	text_init(&t, command, sizeof command);
	text_str(&t, "AT+CUSD=1,\"");
	text_str(&t, u->code);
	text_str(&t, u->plain ? "\"" : "\",15");
	u->state = USSD_WAITING;
	u->limit_at_ms = m->now_ms + ANSWER_FOR_MS;
	modem_ask(m, &ask_code, command);
	return true;
}

static void sent(struct modem *m, enum chat_result result, int code)
{
	struct ussd *u = &m->ussd;

	(void)code;
	/* The answer came first. */
	if (u->state != USSD_WAITING)
		return;
	switch (result) {
	case RESULT_OK:
		return;
	case RESULT_ERROR:
		if (u->plain) {
			finish(m, MODEM_USSD_FAILED);
			return;
		}
		u->plain = true;
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

/* --- The answer's text. --- */

/* A character; line ends of all kinds, and empty lines, as one line end between lines. */
static void append(struct text *t, uint32_t code)
{
	bool line_end = code == '\r' || code == '\n';

	if (code == 0 || (line_end && (t->len == 0 || t->at[t->len - 1] == '\n')))
		return;
	text_code(t, line_end ? '\n' : code);
}

/* A UTF-16 unit of four hexadecimal digits. */
static uint32_t unit(const char *at)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++) {
		char c = text_upper(at[i]);

		value = value << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'A' + 10);
	}
	return value;
}

static bool common(uint32_t code)
{
	/* Alphabets from Latin to Arabic, and punctuation. */
	return code == '\n' || code == '\r' || (code >= 0x20 && code < 0x700) || (code >= 0x2000 && code < 0x2100);
}

/* Some give UCS-2 and say that it is something else: what reads as common characters throughout is that. */
static bool reads_as_ucs2(const char *hex, size_t len)
{
	for (size_t i = 0; i + 4 <= len; i += 4)
		if (!common(unit(hex + i)))
			return false;
	return len >= 8;
}

static bool is_ucs2(const char *s, size_t len, int32_t dcs)
{
	if (len == 0 || len % 4 != 0)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = text_upper(s[i]);

		if ((c < '0' || c > '9') && (c < 'A' || c > 'F'))
			return false;
	}
	return dcs == DCS_UCS2 || dcs == DCS_UCS2_LANGUAGE || reads_as_ucs2(s, len);
}

/* Two lower-case letters as packed septets, 23.038 6.1.2.1. */
static bool is_language(uint32_t pair)
{
	uint32_t first = pair >> 8 & 0x7F;
	uint32_t second = (pair & 0x3F) << 1 | pair >> 15;

	return first >= 'a' && first <= 'z' && second >= 'a' && second <= 'z' && (pair & 0xC0) == 0;
}

static void take_ucs2(struct text *t, const char *hex, size_t len, int32_t dcs)
{
	size_t i = dcs == DCS_UCS2_LANGUAGE && is_language(unit(hex)) ? 4 : 0;

	for (; i + 4 <= len; i += 4) {
		uint32_t code = unit(hex + i);

		if (code >> 10 == 0x36 && i + 8 <= len && unit(hex + i + 4) >> 10 == 0x37) {
			code = 0x10000 + ((code & 0x3FF) << 10) + (unit(hex + i + 4) & 0x3FF);
			i += 4;
		}
		append(t, code);
	}
}

static bool seven_bit(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 0x80 && s[i] != FRAME_NUL)
			return false;
	return true;
}

static void take_gsm(struct text *t, const char *s, size_t len)
{
	bool escaped = false;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == GSM7_ESCAPE && !escaped) {
			escaped = true;
			continue;
		}
		append(t, gsm7_code(s[i] == FRAME_NUL ? 0 : (uint8_t)s[i], escaped));
		escaped = false;
	}
}

static void take_utf8(struct text *t, const char *s, size_t len)
{
	const char *end = s + len;

	while (s < end) {
		if (*s == FRAME_NUL)
			s++;
		else
			append(t, text_next(&s));
	}
}

static void decode(struct ussd *u, const char *s, size_t len, int32_t dcs)
{
	struct text t;

	text_init(&t, u->text, sizeof u->text);
	if (is_ucs2(s, len, dcs))
		take_ucs2(&t, s, len, dcs);
	else if (u->gsm && seven_bit(s, len))
		take_gsm(&t, s, len);
	else
		take_utf8(&t, s, len);
	while (t.len > 0 && (t.at[t.len - 1] == '\n' || t.at[t.len - 1] == ' '))
		t.at[--t.len] = '\0';
}

/* Where the coding scheme behind an unquoted text begins, or NULL: a text may end in a comma and a number itself. */
static const char *scheme_of(const char *s)
{
	static const char *const schemes[] = { ",0", ",1", ",15", ",17", ",68", ",72", ", 0", ", 15", ", 72" };
	size_t len = strlen(s);

	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		size_t tail = strlen(schemes[i]);

		if (len >= tail && text_same(s + len - tail, schemes[i]))
			return s + len - tail;
	}
	return NULL;
}

/* "<text>",<dcs>: the quotes, one of them or both, and the scheme may be missing; quotes may stand within. */
static void take_text(struct ussd *u, const char *at)
{
	struct field scheme = { NULL };
	const char *stop = NULL;
	int32_t dcs = DCS_UNKNOWN;

	while (*at == ' ')
		at++;
	if (*at == '"') {
		at++;
		for (const char *c = at; *c != '\0'; c++)
			if (*c == '"')
				stop = c;
		scheme.at = stop == NULL ? NULL : stop + 1;
	}
	if (stop == NULL)
		scheme.at = stop = scheme_of(at);
	if (scheme.at != NULL && field_comma(&scheme))
		field_number(&scheme, 0, 255, &dcs);
	decode(u, at, stop == NULL ? strlen(at) : (size_t)(stop - at), dcs);
}

static void take_answer(struct modem *m, struct field *f)
{
	struct ussd *u = &m->ussd;
	int32_t kind;

	if (!field_number(f, 0, 255, &kind))
		return;
	if (u->state != USSD_WAITING) {
		/* The network's own word, or one more about what has ended. */
		modem_note_line(m, NOTE_INFO, "USSD text that nobody asked for", f->at);
		return;
	}
	u->text[0] = '\0';
	if (field_comma(f))
		take_text(u, f->at);
	u->close = kind == REPLY_WANTED;
	finish(m, u->text[0] != '\0' ? MODEM_USSD_ANSWERED : MODEM_USSD_FAILED);
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
