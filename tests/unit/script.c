/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct answer usual[] = {
	{ "AT+CPIN?", "\r\n+CPIN: READY\r\n\r\nOK\r\n" },
	{ "AT+CREG?", "\r\n+CREG: 1,1\r\n\r\nOK\r\n" },
	{ "AT+CGREG?", "\r\n+CGREG: 1,1\r\n\r\nOK\r\n" },
	{ "AT+CEREG?", "\r\nERROR\r\n" },
	{ "AT+CSQ", "\r\n+CSQ: 23,99\r\n\r\nOK\r\n" },
	{ "AT+CCLK?", "\r\n+CCLK: \"26/02/12,12:05:00+08\"\r\n\r\nOK\r\n" },
	{ "AT+CMGS=", "\r\n> " },
	{ "\x1b", "" },
	{ "AT+CGMI", "\r\nSMSOCKET\r\n\r\nOK\r\n" },
	{ "AT+CGMM", "\r\nSCRIPTED\r\n\r\nOK\r\n" },
	{ "AT+CGSN", "\r\n001010123456780\r\n\r\nOK\r\n" },
	{ "AT", OK },
	{ NULL, NULL },
};

static const struct answer *find(const struct answer *rows, const char *line)
{
	for (; rows != NULL && rows->command != NULL; rows++) {
		size_t len = strlen(rows->command);

		if (len == 0 ? line[0] == '\0' : strncmp(line, rows->command, len) == 0)
			return rows;
	}
	return NULL;
}

static void append(char *to, size_t cap, const char *more)
{
	size_t at = strlen(to);
	size_t len = strlen(more);

	assert_true(at + len < cap);
	memmove(to + at, more, len + 1);
}

static void answer(struct script *s)
{
	const struct answer *a = find(s->rows, s->line);

	append(s->sent, sizeof s->sent, s->line);
	append(s->sent, sizeof s->sent, "/");
	if (a == NULL)
		a = find(usual, s->line);
	if (a != NULL && a->bytes != NULL && !s->dead)
		append(s->pending, sizeof s->pending, a->bytes);
}

static void on_send(void *ctx, const uint8_t *bytes, size_t len)
{
	struct script *s = ctx;

	for (size_t i = 0; i < len; i++) {
		s->line[s->len++] = (char)bytes[i];
		assert_true(s->len < sizeof s->line);
		if (bytes[i] != '\r' && bytes[i] != 0x1A)
			continue;
		s->line[bytes[i] == '\r' ? s->len - 1 : s->len] = '\0';
		s->len = 0;
		answer(s);
	}
}

static void on_note(void *ctx, const struct note *note)
{
	struct script *s = ctx;
	const char *secret = s->secret;

	s->notes++;
	s->errors += note->level == NOTE_ERROR;
	s->warnings += note->level == NOTE_WARNING;
	s->quotes += note->text != NULL;
	assert_non_null(note->what);
	assert_false(secret != NULL && note->why != NULL && strstr(note->why, secret) != NULL);
	assert_false(secret != NULL && note->text != NULL && strstr(note->text, secret) != NULL);
}

void script_feed(struct script *s, const char *bytes)
{
	size_t len = strlen(bytes);
	size_t step = s->split == 0 ? len : s->split;

	for (size_t i = 0; i < len;)
		i += modem_feed(&s->m, s->now_ms, (const uint8_t *)bytes + i, len - i < step ? len - i : step);
	modem_step(&s->m, s->now_ms);
}

void script_run(struct script *s, uint64_t for_ms)
{
	static char bytes[sizeof s->pending];
	uint64_t end_ms = s->now_ms + for_ms;

	for (int i = 0;; i++) {
		assert_true(i < 20000);
		if (s->pending[0] != '\0') {
			strcpy(bytes, s->pending);
			s->pending[0] = '\0';
			script_feed(s, bytes);
			continue;
		}
		uint64_t at_ms = modem_deadline_ms(&s->m);
		if (at_ms > end_ms)
			break;
		if (at_ms > s->now_ms)
			s->now_ms = at_ms;
		modem_step(&s->m, s->now_ms);
	}
	s->now_ms = end_ms;
}

static void on_power(void *ctx, bool on)
{
	struct script *s = ctx;

	s->cuts += on ? 0 : 1;
	if (on && s->revives)
		s->dead = false;
}

static struct script *begin(const struct answer *rows, size_t split, bool can_cut)
{
	static struct script s;
	const struct modem_port port = { &s, on_send, on_note, can_cut ? on_power : NULL };

	s = (struct script){ .now_ms = 1000, .rows = rows, .split = split };
	modem_start(&s.m, &port, s.now_ms);
	return &s;
}

struct script *script_begin(const struct answer *rows, size_t split)
{
	return begin(rows, split, false);
}

struct script *script_begin_with_power(const struct answer *rows)
{
	return begin(rows, 0, true);
}

struct script *script_up(const struct answer *rows)
{
	struct script *s = script_begin(rows, 0);

	script_run(s, 30000);
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	script_forget(s);
	return s;
}

bool script_said(const struct script *s, const char *what)
{
	return strstr(s->sent, what) != NULL;
}

unsigned script_said_count(const struct script *s, const char *what)
{
	unsigned count = 0;

	for (const char *at = s->sent; (at = strstr(at, what)) != NULL; at += strlen(what))
		count++;
	return count;
}

void script_forget(struct script *s)
{
	s->sent[0] = '\0';
}

void script_take(struct script *s, const char *text)
{
	const struct modem_message *msg = modem_message(&s->m);

	assert_non_null(msg);
	assert_string_equal(msg->text, text);
	modem_message_done(&s->m, s->now_ms);
}

unsigned script_live(struct script *s, uint64_t for_ms)
{
	unsigned count = 0;

	for (uint64_t end_ms = s->now_ms + for_ms; s->now_ms < end_ms;) {
		script_run(s, 200);
		if (modem_message(&s->m) == NULL)
			continue;
		modem_message_done(&s->m, s->now_ms);
		count++;
	}
	return count;
}
