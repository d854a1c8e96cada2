/* at: the answer to the open command: its lines wait here for what comes next, its result as a rule, and so they can go
 * wrong together with it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "sim/at.h"

#define SAID_CAP 1024
#define CHATTER_CAP 120
#define NAME_CAP 16 /* of a command whose data come late */
#define DATA_LATE_MS 50
#define ANSWER_LATE_MS 20000
#define OK_SLOW_MS 8000

void at_say_text(struct vmodem *v, const struct text *line)
{
	at_piece_put(&v->answer, 0, line->at, line->len);
}

void at_say(struct vmodem *v, const char *format, ...)
{
	char line[SAID_CAP];
	va_list args;

	va_start(args, format);
	int len = vsnprintf(line, sizeof line, format, args);
	va_end(args);
	ASSERT(len >= 0 && (size_t)len < sizeof line);
	at_say_text(v, &(struct text){ .at = line, .len = (size_t)len });
}

void at_answer_forget(struct vmodem *v)
{
	at_piece_clear(&v->answer);
}

static bool begins_with_one_of(const struct vmodem *v, const char *const *prefixes, size_t count)
{
	for (size_t i = 0; v->answer != NULL && i < count; i++)
		if (text_begins(v->answer->bytes, prefixes[i]))
			return true;
	return false;
}

/* --- Unsolicited lines amid it --- */

static void send_news(struct vmodem *v, const struct text *line)
{
	at_send(v, "\r\n", 2);
	at_send(v, line->at, line->len);
	at_send(v, "\r\n", 2);
}

/* `beside`: a line that it shall not look like, or NULL. */
static void send_chatter(struct vmodem *v, const char *beside)
{
	char line[CHATTER_CAP];
	struct text t;

	text_init(&t, line, sizeof line);
	at_chatter(v, beside, &t);
	send_news(v, &t);
}

/* --- Its lines --- */

static void send_line(struct vmodem *v, const char *line, size_t len)
{
	if (v->set[SETTING_VERBOSE][0] == 1 && !v->said)
		at_send(v, "\r\n", 2);
	at_send(v, line, len);
	at_send(v, "\r\n", 2);
	v->said = true;
}

/* A message's header and its PDU are two lines. */
static void send_apart(struct vmodem *v, const struct at_piece *line)
{
	const char *end = strstr(line->bytes, "\r\n");

	send_line(v, line->bytes, end != NULL ? (size_t)(end - line->bytes) : line->len);
	send_chatter(v, line->bytes);
	if (end == NULL)
		return;
	send_line(v, end + 2, strlen(end + 2));
	send_chatter(v, line->bytes);
}

static void send_lines(struct vmodem *v)
{
	for (const struct at_piece *line = v->answer; line != NULL; line = line->next) {
		if (at_faulty(v, FAULT_NEWS_BETWEEN))
			send_apart(v, line);
		else
			send_line(v, line->bytes, line->len);
	}
}

void at_answer_flush(struct vmodem *v)
{
	send_lines(v);
	at_answer_forget(v);
}

/* --- All of it --- */

static void send_data_late(struct vmodem *v)
{
	struct text held;
	struct text *outer = at_out_hold(v, &held);

	send_lines(v);
	at_out_release(v, outer);
	at_send_late(v, DATA_LATE_MS, held.at, held.len);
	free(held.at);
}

static void send_fine(struct vmodem *v)
{
	static const char *const storages[] = { "+CPMS:" };
	unsigned times = at_faulty(v, FAULT_ANSWERS_TWICE) ? 2 : 1;

	for (unsigned i = 0; i < times; i++)
		send_lines(v);
	if (at_faulty(v, FAULT_NEWS_BETWEEN) && v->answer == NULL)
		send_chatter(v, NULL);
	if (at_faulty(v, FAULT_OK_MISSING) && begins_with_one_of(v, storages, 1))
		return;
	for (unsigned i = 0; i < times; i++)
		at_say_result(v, RESULT_OK);
}

/* The data come behind the OK: its fault, or the way of its family. */
static bool comes_late(const struct vmodem *v)
{
	char name[NAME_CAP];
	size_t len = v->answer != NULL ? strcspn(v->answer->bytes, ":") : 0;

	if (at_faulty(v, FAULT_OK_FIRST))
		return true;
	if (len == 0 || len >= sizeof name)
		return false;
	memcpy(name, v->answer->bytes, len);
	name[len] = '\0';
	return family_lists(v->family->ok_first, name);
}

static void send_answer(struct vmodem *v, enum at_result result)
{
	char line[CHATTER_CAP];
	struct text like;

	text_init(&like, line, sizeof line);
	if (v->answer != NULL && at_faulty(v, FAULT_NEWS_SAME_PREFIX) && at_chatter_like(v, v->answer->bytes, &like))
		send_news(v, &like);
	if (result == RESULT_OK && v->answer != NULL && comes_late(v)) {
		at_say_result(v, result);
		send_data_late(v);
	} else if (result == RESULT_OK) {
		send_fine(v);
	} else {
		send_lines(v);
		at_say_result(v, result);
	}
	if (like.len > 0)
		send_news(v, &like);
	for (int i = 0; i < 2 && at_faulty(v, FAULT_NEWS_BEHIND); i++)
		send_chatter(v, NULL);
}

/* Half of it or nothing, and the modem restarts. */
static void crash_amid(struct vmodem *v, enum at_result result)
{
	struct text held;
	struct text *outer = at_out_hold(v, &held);

	send_answer(v, result);
	at_out_release(v, outer);
	if (at_turn(v, FAULT_REBOOTS_IN_COMMAND, 2) == 0)
		at_send(v, held.at, held.len / 2);
	free(held.at);
	at_restart(v, false);
}

static void send_all_late(struct vmodem *v, enum at_result result)
{
	struct text held;
	struct text *outer = at_out_hold(v, &held);

	send_answer(v, result);
	at_out_release(v, outer);
	at_send_late(v, ANSWER_LATE_MS, held.at, held.len);
	free(held.at);
}

void at_final(struct vmodem *v, enum at_result result)
{
	switch (result) {
	case RESULT_LATER:
		if (!comes_late(v))
			at_answer_flush(v);
		return;
	case RESULT_SILENT:
		at_answer_forget(v);
		return;
	case RESULT_OK:
	case RESULT_FAILED:
	case RESULT_NO_CARRIER:
	case RESULT_BUSY:
	case RESULT_NO_ANSWER:
	case RESULT_RING:
		break;
	}
	if (at_strikes(v, FAULT_REBOOTS_IN_COMMAND))
		crash_amid(v, result);
	else if (at_strikes(v, FAULT_OK_LATE))
		send_all_late(v, result);
	else
		send_answer(v, result);
	at_answer_forget(v);
}

bool at_answer_slow(struct vmodem *v)
{
	static const char *const radio[] = { "+CREG:", "+CGREG:", "+CEREG:", "+COPS:", "+CSQ:", "+CESQ:" };

	if (v->slowed || !at_faulty(v, FAULT_OK_SLOW) || !begins_with_one_of(v, radio, sizeof radio / sizeof *radio))
		return false;
	at_answer_flush(v);
	v->slowed = true;
	v->sequel_at_ms = v->now_ms + OK_SLOW_MS;
	return true;
}
