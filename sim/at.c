/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/at.h"

#include <string.h>

#include "base/assert.h"
#include "base/err.h"

#define BACKSPACE 0x08
#define CTRL_Z 0x1A
#define ESCAPE 0x1B

#define ANSWER_MIN_MS 5
#define ANSWER_MAX_MS 50
/* While somebody types, news waits this long after the last character. */
#define TYPING_MS 500

static const struct at_table *const tables[] = { &atbasic_table, &atcard_table,  &atradio_table, &atclock_table,
						 &atsms_table,   &atstore_table, &atcall_table,  &atussd_table };

/* --- Results --- */

enum at_result at_cme(struct vmodem *v, int code)
{
	v->error_kind = "+CME ERROR: ";
	v->error_code = code;
	return RESULT_FAILED;
}

enum at_result at_cms(struct vmodem *v, int code)
{
	v->error_kind = "+CMS ERROR: ";
	v->error_code = code;
	return RESULT_FAILED;
}

enum at_result at_unknown(struct vmodem *v)
{
	v->error_text = v->family->unknown;
	return at_cme(v, AT_NOT_SUPPORTED);
}

enum at_result at_nothing(struct vmodem *v, const struct at_args *args)
{
	(void)v;
	(void)args;
	return RESULT_OK;
}

enum at_result at_later(struct vmodem *v, uint32_t low, uint32_t high, at_sequel sequel)
{
	uint32_t wait_ms = v->hurry ? 0 : chance_between(&v->chance, low, high);

	if (v->now_ms < v->slow_until_ms)
		wait_ms += v->slow_ms;
	v->sequel = sequel;
	v->sequel_at_ms = v->now_ms + wait_ms;
	return RESULT_LATER;
}

static void send_prompt(struct vmodem *v)
{
	static const char *const odd[] = { "\r\n>\r\n", "\r\n>" };
	bool is_odd = at_faulty(v, FAULT_PROMPT_ODD);
	const char *prompt = is_odd ? odd[at_turn(v, FAULT_PROMPT_ODD, 2)] : v->family->prompt;

	at_send(v, prompt, strlen(prompt));
}

enum at_result at_prompt(struct vmodem *v, at_sequel sequel)
{
	if (at_strikes(v, FAULT_REBOOTS_IN_COMMAND)) {
		at_restart(v, false);
		return RESULT_SILENT;
	}
	if (at_strikes(v, FAULT_PROMPT_REFUSED))
		return at_cms(v, 500);
	v->prompted = sequel;
	v->prompt_len = 0;
	v->prompt_cut = false;
	at_answer_flush(v);
	if (!at_strikes(v, FAULT_PROMPT_LOST))
		send_prompt(v);
	return RESULT_LATER;
}

/* --- Commands --- */

static const struct at_row *find_row(const char *name, enum at_op op)
{
	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
		for (size_t i = 0; i < tables[t]->count; i++) {
			const struct at_row *row = &tables[t]->rows[i];

			if ((row->ops & op) != 0 && strcmp(row->name, name) == 0)
				return row;
		}
	return NULL;
}

static enum at_result run_setting(struct vmodem *v, int id, const struct at_args *args)
{
	if (!atset_run(v, id, args))
		return at_cme(v, 50);
	if (id == SETTING_CTZU && args->op == OP_SET)
		at_clock_choose(v);
	return RESULT_OK;
}

static enum at_result run_command(struct vmodem *v, const char *name, const struct at_args *args)
{
	const struct at_row *row = family_lacks(v->family, name) ? NULL : find_row(name, args->op);
	const struct family_query *query = at_own_query(v, name, args);
	int id = atset_find(v, name);

	at_rouse(v, name, args->op);
	if (at_faulty(v, FAULT_CRASHES_ON_CTZU) && args->op == OP_SET && strcmp(name, "+CTZU") == 0) {
		at_restart(v, false);
		return RESULT_SILENT;
	}
	if (query != NULL)
		return at_own_run(v, query);
	if (row != NULL) {
		enum at_result met = args->op == OP_TEST ? RESULT_OK : at_card_error(v, row->needs);

		return met == RESULT_OK ? row->run(v, args) : met;
	}
	return id < 0 ? at_unknown(v) : run_setting(v, id, args);
}

/* Runs what is left of the line until something takes time or fails. */
static enum at_result run_rest(struct vmodem *v)
{
	char name[AT_LINE_CAP];
	enum at_result result = RESULT_OK;

	while (result == RESULT_OK) {
		int more = at_parse(&v->rest, name, &v->args);

		if (more == 0)
			return RESULT_OK;
		result = more < 0 ? at_unknown(v) : run_command(v, name, &v->args);
	}
	return result;
}

static void open_line(struct vmodem *v)
{
	v->said = v->slowed = false;
	v->error_kind = v->error_text = NULL;
	v->rest = v->body;
	at_later(v, ANSWER_MIN_MS, ANSWER_MAX_MS, run_rest);
}

static enum at_result fine(struct vmodem *v)
{
	(void)v;
	return RESULT_OK;
}

static void go_on(struct vmodem *v)
{
	at_sequel sequel = v->sequel;

	v->sequel = NULL;
	enum at_result result = sequel(v);
	if (result == RESULT_OK && sequel != run_rest)
		result = run_rest(v);
	if (result == RESULT_OK && at_answer_slow(v))
		v->sequel = fine;
	else
		at_final(v, result);
	if (v->sequel == NULL && v->prompted == NULL && !v->hurry)
		v->pause_until_ms = v->now_ms + v->family->deaf_for_ms;
}

/* --- Bytes --- */

static void echo(struct vmodem *v, uint8_t byte)
{
	if (v->set[SETTING_ECHO][0] == 1)
		at_send(v, (const char *)&byte, 1);
}

/* The whole line once more, unless it was echoed as it came. */
static void echo_line(struct vmodem *v)
{
	if (v->set[SETTING_ECHO][0] == 1)
		return;
	at_send(v, "AT", 2);
	at_send(v, v->typed, v->typed_len);
	at_send(v, "\r", 1);
}

/* Spaces and control characters mean nothing outside quotes (V.250 5.2.2). */
static void take_line(struct vmodem *v)
{
	size_t len = 0;

	for (size_t i = 0, quotes = 0; i < v->typed_len; i++) {
		quotes += v->typed[i] == '"';
		if ((uint8_t)v->typed[i] > ' ' || quotes % 2 != 0)
			v->body[len++] = v->typed[i];
	}
	v->body[len] = '\0';
	if (v->typed_cut)
		strcpy(v->body, "?"); /* an overlong line is no command */
	v->collecting = COLLECT_NOTHING;
	if (at_strikes(v, FAULT_ECHO_ONLY))
		echo_line(v);
	else
		open_line(v);
}

static void line_byte(struct vmodem *v, uint8_t byte)
{
	if (byte == '\r') {
		take_line(v);
	} else if (byte == BACKSPACE) {
		v->typed_len -= v->typed_len > 0;
	} else if (byte != '\n' && byte != '\0') {
		if (v->typed_len == sizeof v->typed - 1)
			v->typed_cut = true;
		else
			v->typed[v->typed_len++] = (char)byte;
	}
}

/* V.250 5.2.1: a line begins with AT or at, or is `A/` or `a/`, which needs no end. */
static void prefix_byte(struct vmodem *v, uint8_t byte)
{
	char upper = text_upper((char)byte);

	if (v->collecting == COLLECT_A && upper == 'T') {
		v->collecting = COLLECT_LINE;
		v->typed_len = 0;
		v->typed_cut = false;
	} else if (v->collecting == COLLECT_A && byte == '/') {
		v->collecting = COLLECT_NOTHING;
		open_line(v);
	} else {
		v->collecting = upper == 'A' ? COLLECT_A : COLLECT_NOTHING;
	}
}

static void end_prompt(struct vmodem *v, at_sequel sequel)
{
	v->prompted = NULL;
	at_later(v, ANSWER_MIN_MS, ANSWER_MAX_MS, sequel);
}

static void prompt_byte(struct vmodem *v, uint8_t byte)
{
	if (byte == CTRL_Z) {
		end_prompt(v, v->prompted);
	} else if (byte == ESCAPE) {
		end_prompt(v, fine);
	} else if (byte == BACKSPACE) {
		v->prompt_len -= v->prompt_len > 0;
	} else if (v->prompt_len == sizeof v->prompt) {
		v->prompt_cut = true;
	} else {
		v->prompt[v->prompt_len++] = (char)byte;
		if (byte == '\r' && v->draft_typed)
			send_prompt(v);
	}
}

static void take_byte(struct vmodem *v, uint8_t byte)
{
	bool after_cr = v->after_cr;

	v->typed_at_ms = v->now_ms;
	v->after_cr = byte == '\r';
	/* CR LF ends a line once. */
	if (byte == '\n' && after_cr)
		return;
	if (v->prompted != NULL) {
		if (byte != CTRL_Z && byte != ESCAPE)
			echo(v, byte);
		prompt_byte(v, byte);
		return;
	}
	echo(v, byte);
	if (v->collecting == COLLECT_LINE)
		line_byte(v, byte);
	else
		prefix_byte(v, byte);
}

/* --- Coming and going --- */

void at_feed(struct vmodem *v, const uint8_t *bytes, size_t len)
{
	if (len > sizeof v->input - v->input_len)
		len = sizeof v->input - v->input_len;
	memcpy(v->input + v->input_len, bytes, len);
	v->input_len += len;
}

static bool typing(const struct vmodem *v)
{
	return v->collecting != COLLECT_NOTHING && v->now_ms < v->typed_at_ms + TYPING_MS;
}

void at_run(struct vmodem *v)
{
	size_t taken = 0;

	for (;;) {
		if (v->sequel != NULL) {
			if (v->sequel_at_ms > v->now_ms)
				break;
			go_on(v);
		} else if (taken < v->input_len) {
			take_byte(v, v->input[taken++]);
		} else {
			break;
		}
	}
	/* A restart has forgotten the input. */
	if (taken > v->input_len)
		taken = v->input_len;
	v->input_len -= taken;
	memmove(v->input, v->input + taken, v->input_len);
	if (v->sequel == NULL && v->prompted == NULL && !typing(v))
		at_news_flush(v);
}

uint64_t at_deadline_ms(const struct vmodem *v)
{
	if (v->sequel != NULL)
		return v->sequel_at_ms;
	if (v->unsaid == NULL || v->prompted != NULL)
		return UINT64_MAX;
	return v->collecting == COLLECT_NOTHING ? 0 : v->typed_at_ms + TYPING_MS;
}

void at_reset(struct vmodem *v)
{
	at_news_forget(v);
	at_answer_forget(v);
	at_out_forget(v);
	v->sequel = NULL;
	v->prompted = NULL;
	v->input_len = 0;
	v->collecting = COLLECT_NOTHING;
	v->after_cr = false;
	v->body[0] = '\0';
}
