/* The whole driver against a modem that says anything at any time, and may be obedient beside: it keeps its promises and
 * never waits for what has passed.
 * Input: a byte, whether the modem is obedient and up already, and can be switched off; then steps: a byte says what
 * happens, below.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "modem/modem.h"
#include "tests/fuzz/fuzz.h"

#define STEPS_MAX 200 /* at one moment */

struct trial {
	struct modem m;
	uint64_t now_ms;
	bool obedient, powered;
	char line[600];
	size_t len;
	char pending[2048]; /* answers not yet given */
	char stored[500];   /* what an obedient modem answers to AT+CMGR=; "": the usual */
};

/* What an obedient modem answers; the first row that fits, a row without a command last. */
static const struct {
	const char *command, *answer;
} answers[] = {
	{ "AT+CPIN?", "\r\n+CPIN: READY\r\n\r\nOK\r\n" },
	{ "AT+CREG?", "\r\n+CREG: 1,1\r\n\r\nOK\r\n" },
	{ "AT+CSQ", "\r\n+CSQ: 23,99\r\n\r\nOK\r\n" },
	{ "AT+CGSN", "\r\n490154203237518\r\n\r\nOK\r\n" },
	{ "AT+CNUM", "\r\n+CNUM: ,\"+33600000000\",145\r\n\r\nOK\r\n" },
	{ "AT+CCLK?", "\r\n+CCLK: \"26/02/12,12:05:00+08\"\r\n\r\nOK\r\n" },
	{ "AT+CMGL", "\r\n+CMGL: 1,1,,24\r\n0791447758100650040B916306000000F10000629021215000400031DB0C\r\n\r\nOK\r\n" },
	{ "AT+CMGR=", "\r\n+CMGR: 0,,20\r\n00040B913306000000F10000622021215000400031\r\n\r\nOK\r\n" },
	{ "AT+CMGS=", "\r\n> " },
	{ "AT+CLCC", "\r\n+CLCC: 1,1,4,0,0,\"+33600000001\",145\r\n\r\nOK\r\n" },
	{ "ATD", "\r\nCONNECT\r\n" },
	{ "AT+CUSD=1,", "\r\nOK\r\n\r\n+CUSD: 0,\"Credit 5\",15\r\n" },
	{ "0", "\r\n+CMGS: 1\r\n\r\nOK\r\n" },
	{ "\x1b", "" },
	{ "AT+CGMM", "\r\nFUZZ\r\n\r\nOK\r\n" },
	{ "", "\r\nOK\r\n" },
};

static void answer(struct trial *t)
{
	size_t i = 0, len = strlen(t->pending);

	while (strncmp(t->line, answers[i].command, strlen(answers[i].command)) != 0)
		i++;
	const char *bytes = t->stored[0] != '\0' && strncmp(t->line, "AT+CMGR=", 8) == 0 ? t->stored : answers[i].answer;
	if (t->obedient && t->powered && len + strlen(bytes) < sizeof t->pending)
		strcpy(t->pending + len, bytes);
}

static void on_send(void *ctx, const uint8_t *bytes, size_t len)
{
	struct trial *t = ctx;

	for (size_t i = 0; i < len; i++) {
		ASSERT(bytes[i] != 0 && t->len < sizeof t->line - 1);
		t->line[t->len++] = (char)bytes[i];
		if (bytes[i] != '\r' && bytes[i] != 0x1A)
			continue;
		t->line[t->len] = '\0';
		t->len = 0;
		answer(t);
	}
}

static void on_power(void *ctx, bool on)
{
	struct trial *t = ctx;

	ASSERT(on != t->powered);
	t->powered = on;
}

static void on_note(void *ctx, const struct note *note)
{
	(void)ctx;
	ASSERT(note->what != NULL && note->what[0] != '\0');
	ASSERT(note->text == NULL || strlen(note->text) <= FRAME_LINE_MAX);
}

static void check(const struct trial *t)
{
	const struct modem *m = &t->m;
	int dbm = modem_signal_dbm(m);
	const struct modem_message *message = modem_message(m);

	ASSERT(dbm == 0 || (dbm >= -113 && dbm <= -51));
	ASSERT(modem_radio(m) <= MODEM_REGISTERED && modem_call(m) <= MODEM_CALL_UP);
	ASSERT(message == NULL || strnlen(message->text, sizeof message->text) < sizeof message->text);
	ASSERT(strlen(modem_caller(m)->text) < NUMBER_CAP && strlen(modem_own_number(m)->text) < NUMBER_CAP);
	ASSERT(strlen(modem_imei(m)) < 20);
}

static void feed(struct trial *t, const char *bytes, size_t len)
{
	size_t taken = 0;

	do {
		size_t more = modem_feed(&t->m, t->now_ms, (const uint8_t *)bytes + taken, len - taken);

		ASSERT(more <= len - taken && (more > 0 || len == 0));
		taken += more;
	} while (taken < len);
}

/* Answers that are due, then time, until nothing is to be done before end_ms. */
static void run(struct trial *t, uint64_t end_ms)
{
	for (int steps = 0; steps < STEPS_MAX; steps++) {
		char bytes[sizeof t->pending];

		check(t);
		if (t->pending[0] != '\0') {
			strcpy(bytes, t->pending);
			t->pending[0] = '\0';
			feed(t, bytes, strlen(bytes));
			continue;
		}
		uint64_t at_ms = modem_deadline_ms(&t->m);
		if (at_ms > end_ms) {
			t->now_ms = end_ms;
			return;
		}
		if (at_ms > t->now_ms) {
			t->now_ms = at_ms;
			steps = 0;
		}
		modem_step(&t->m, t->now_ms);
	}
	/* A driver that always has something to ask at once, and a modem that answers at once, take no time at all. */
	ASSERT(t->obedient);
}

static void send(struct trial *t, struct input *in)
{
	struct number to = { NUMBER_INTERNATIONAL, "+33600000001" };
	char text[300];

	fuzz_text(in, text, sizeof text);
	if (modem_send_ready(&t->m))
		modem_send(&t->m, t->now_ms, &(struct submit){ .to = &to, .text = text, .reference = 1, .part = 1 });
}

static void dial(struct trial *t, struct input *in)
{
	struct number to = { NUMBER_INTERNATIONAL, "+33600000002" };

	if (fuzz_byte(in) % 2 == 0)
		to = (struct number){ NUMBER_PLAIN, "0600000002" };
	modem_dial(&t->m, t->now_ms, &to);
}

/* A message comes: its octets, and the place that the modem tells. */
static void arrive(struct trial *t, struct input *in)
{
	char line[] = "\r\n+CMTI: \"SM\",1\r\n";
	size_t octets = fuzz_byte(in) % 170;
	struct text s;

	text_init(&s, t->stored, sizeof t->stored);
	text_str(&s, "\r\n+CMGR: 0,,");
	text_number(&s, (int64_t)octets);
	text_str(&s, "\r\n00");
	for (size_t i = 0; i < octets; i++)
		text_hex(&s, fuzz_byte(in));
	text_str(&s, "\r\n\r\nOK\r\n");
	line[sizeof line - 4] = (char)('0' + fuzz_byte(in) % 10);
	feed(t, line, strlen(line));
}

/* Whatever waits to be taken. */
static void take(struct trial *t)
{
	const char *text = "";
	int64_t utc_s;
	int zone_qh;

	if (modem_message(&t->m) != NULL)
		modem_message_done(&t->m, t->now_ms);
	modem_send_result(&t->m);
	modem_call_end(&t->m);
	if (modem_ussd_result(&t->m, &text) == MODEM_USSD_ANSWERED)
		ASSERT(strlen(text) < USSD_TEXT_CAP);
	modem_take_time(&t->m, &utc_s, &zone_qh);
}

/* 0..15: what the device wants. 16..63: a line of the modem's, up to a NUL. 64..127: so many bytes of it, less 63.
 * 128..191: time, in tenths of a second. 192..255: up to the next thing due. */
static void happen(struct trial *t, struct input *in)
{
	uint8_t what = fuzz_byte(in);
	size_t len = (size_t)what - 63;
	char line[1200];

	if (what >= 192) {
		uint64_t at_ms = modem_deadline_ms(&t->m);

		run(t, at_ms == MODEM_NEVER || at_ms < t->now_ms ? t->now_ms + 60000 : at_ms);
	} else if (what >= 128) {
		run(t, t->now_ms + (what - 128u) * 100);
	} else if (what >= 64) {
		len = len < in->left ? len : in->left;
		feed(t, (const char *)in->at, len);
		in->at += len;
		in->left -= len;
	} else if (what >= 16) {
		fuzz_text(in, line, sizeof line);
		feed(t, line, strlen(line));
		feed(t, "\r\n", 2);
	} else {
		switch (what % 9) {
		case 0:
			dial(t, in);
			break;
		case 1:
			modem_answer(&t->m, t->now_ms);
			break;
		case 2:
			modem_hang_up(&t->m, t->now_ms);
			break;
		case 3:
			modem_ussd(&t->m, t->now_ms, "*100#");
			break;
		case 4:
			modem_mic_level(&t->m, fuzz_byte(in) % 16);
			break;
		case 5:
			send(t, in);
			break;
		case 6:
			take(t);
			break;
		case 7:
			arrive(t, in);
			break;
		default:
			t->obedient = !t->obedient;
			break;
		}
	}
	check(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct trial t;
	struct modem_port port = { .ctx = &t, .send = on_send, .note = on_note };
	struct input in = { bytes, len };
	uint8_t how = fuzz_byte(&in);

	if (how & 4)
		port.power = on_power;
	t = (struct trial){ .now_ms = 1000, .obedient = (how & 1) != 0, .powered = true };
	modem_start(&t.m, &port, t.now_ms);
	if (t.obedient)
		run(&t, t.now_ms + 30000);
	t.obedient = (how & 2) != 0;
	while (in.left > 0)
		happen(&t, &in);
	run(&t, t.now_ms + 1000);
	return 0;
}
