/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/corebench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define STUCK_MAX 16u /* steps of one moment: a rule of the schedule each, and some */

static const struct core_config config = { .product = "smsocket", .version = "1.0.0" };

struct number corebench_number(const char *text)
{
	struct number n;

	if (number_parse(&n, text) != 0)
		number_name(&n, text);
	return n;
}

void corebench_list(struct numbers *list, const char *number)
{
	const struct number n = corebench_number(number);

	assert_int_equal(numbers_add(list, number_digits(&n)), 0);
}

void corebench_init(struct corebench *b, enum model model)
{
	struct core_config board = config;

	memset(b, 0, offsetof(struct corebench, told));
	b->now_ms = 1 * SECONDS;
	board.model = model;
	core_init(&b->core, &board);
}

void corebench_reset(struct corebench *b)
{
	struct core_config board = b->core.config;

	core_init(&b->core, &board);
	for (uint16_t key = 1; key <= CORE_KEY_LAST; key++)
		if (b->flash_len[key] > 0)
			assert_int_equal(core_load(&b->core, key, b->flash[key], b->flash_len[key]), 0);
	assert_true(core_sane(&b->core));
	b->outlet = b->microrelay = b->shut_down = b->erased = false;
	b->mic_level = 0;
	corebench_forget(b);
}

void corebench_start(struct corebench *b, bool power_lost)
{
	corebench_step(b, &(struct core_event){ .kind = EVENT_START, .power_lost = power_lost });
	corebench_radio(b, RADIO_REGISTERED);
}

void corebench_begin(struct corebench *b, enum model model)
{
	corebench_init(b, model);
	corebench_start(b, false);
	corebench_forget(b);
}

static void told(struct corebench *b, const char *to, const char *text)
{
	struct corebench_told *t = &b->told[b->told_count++];

	assert_true(b->told_count <= COREBENCH_TOLD_MAX);
	snprintf(t->to, sizeof t->to, "%s", to);
	snprintf(t->text, sizeof t->text, "%s", text);
}

static void done(struct corebench *b, const char *deed, const char *object)
{
	assert_true(b->done_count < COREBENCH_DONE_MAX);
	snprintf(b->done[b->done_count++], sizeof b->done[0], "%s%s", deed, object);
}

static void saved(struct corebench *b, uint16_t key)
{
	struct core other;

	assert_in_range(key, 1, CORE_KEY_LAST);
	b->saved[key] = true;
	b->flash_len[key] = core_save(&b->core, key, b->flash[key]);
	assert_in_range(b->flash_len[key], 0, CORE_VALUE_MAX);
	core_init(&other, &b->core.config);
	assert_int_equal(core_load(&other, key, b->flash[key], b->flash_len[key]), 0);
}

static void take(struct corebench *b, const struct core_effect *e)
{
	char to[NUMBER_CAP];

	switch (e->kind) {
	case EFFECT_OUTLET:
		b->outlet = e->on;
		return;
	case EFFECT_MICRORELAY:
		b->microrelay = e->on;
		return;
	case EFFECT_LED:
		b->led[e->led.led] = e->led.pattern;
		return;
	case EFFECT_MESSAGE:
		told(b, e->message.to->text, e->message.text);
		return;
	case EFFECT_ALERT:
		snprintf(to, sizeof to, "ALERT %u", e->alert.count);
		told(b, to, e->alert.text);
		return;
	case EFFECT_SAVE:
		saved(b, e->key);
		return;
	case EFFECT_NOTE:
		assert_non_null(e->note.what);
		return;
	case EFFECT_DIAL:
		done(b, "dial ", e->who->text);
		return;
	case EFFECT_ANSWER:
		done(b, "answer", "");
		return;
	case EFFECT_HANG_UP:
		done(b, "hang up", "");
		return;
	case EFFECT_USSD:
		done(b, "ussd ", e->code);
		return;
	case EFFECT_MIC_LEVEL:
		b->mic_level = e->level;
		return;
	case EFFECT_ERASE:
		b->erased = true;
		memset(b->flash_len, 0, sizeof b->flash_len);
		return;
	case EFFECT_SHUT_DOWN:
		b->shut_down = true;
		return;
	}
	fail_msg("effect %d", (int)e->kind);
}

void corebench_step(struct corebench *b, const struct core_event *ev)
{
	const struct core_now now = { .mono_ms = b->now_ms, .wall_s = b->wall_s, .wall_known = b->wall_known };

	core_step(&b->core, ev, now, &b->out);
	for (size_t i = 0; i < b->out.count; i++)
		take(b, &b->out.list[i]);
	assert_true(core_sane(&b->core));
}

static void go(struct corebench *b, uint64_t to_ms)
{
	b->wall_s += (int64_t)(to_ms / SECONDS) - (int64_t)(b->now_ms / SECONDS);
	b->now_ms = to_ms;
}

void corebench_stall(struct corebench *b, uint64_t for_ms)
{
	go(b, b->now_ms + for_ms);
}

void corebench_wait(struct corebench *b, uint64_t for_ms)
{
	const uint64_t end_ms = b->now_ms + for_ms;
	unsigned stuck = 0;

	while (core_deadline_ms(&b->core) <= end_ms) {
		const uint64_t at_ms = core_deadline_ms(&b->core);

		stuck = at_ms > b->now_ms ? 0 : stuck + 1;
		assert_in_range(stuck, 0, STUCK_MAX);
		if (at_ms > b->now_ms)
			go(b, at_ms);
		corebench_step(b, &(struct core_event){ .kind = EVENT_TIME });
	}
	go(b, end_ms);
}

void corebench_message(struct corebench *b, const char *from, const char *text)
{
	const struct number who = corebench_number(from);

	corebench_step(b, &(struct core_event){ .kind = EVENT_MESSAGE, .message = { .from = &who, .text = text } });
}

void corebench_input(struct corebench *b, enum core_input input, bool level)
{
	corebench_step(b, &(struct core_event){ .kind = EVENT_INPUT, .input = { .input = input, .level = level } });
	corebench_wait(b, INPUTS_DEBOUNCE_MS);
}

void corebench_temperature(struct corebench *b, int raw_dc)
{
	corebench_step(b, &(struct core_event){ .kind = EVENT_TEMPERATURE,
						.temperature = { .known = true, .raw_dc = raw_dc } });
}

void corebench_no_temperature(struct corebench *b)
{
	corebench_step(b, &(struct core_event){ .kind = EVENT_TEMPERATURE, .temperature = { .known = false } });
}

void corebench_radio(struct corebench *b, enum radio radio)
{
	corebench_step(b, &(struct core_event){ .kind = EVENT_RADIO, .radio = radio });
}

void corebench_network_time(struct corebench *b, int64_t utc_s, int zone_qh)
{
	corebench_step(b, &(struct core_event){ .kind = EVENT_NETWORK_TIME,
						.time = { .utc_s = utc_s, .zone_qh = zone_qh } });
}

void corebench_monday(struct corebench *b)
{
	corebench_network_time(b, COREBENCH_MONDAY_S, 0);
}

void corebench_call(struct corebench *b, enum core_call change, const char *who)
{
	const struct number caller = corebench_number(who == NULL ? "" : who);

	corebench_step(b, &(struct core_event){ .kind = EVENT_CALL, .call = { .change = change, .who = &caller } });
}

void corebench_gets(struct corebench *b, const char *to, const char *text)
{
	if (b->told_read == b->told_count)
		fail_msg("%s got nothing, expected \"%s\"", to, text);
	assert_string_equal(b->told[b->told_read].text, text);
	assert_string_equal(b->told[b->told_read].to, to);
	b->told_read++;
}

void corebench_alerts(struct corebench *b, unsigned count, const char *text)
{
	char to[NUMBER_CAP];

	snprintf(to, sizeof to, "ALERT %u", count);
	corebench_gets(b, to, text);
}

void corebench_silent(struct corebench *b)
{
	if (b->told_read < b->told_count)
		fail_msg("%s got \"%s\", expected nothing", b->told[b->told_read].to, b->told[b->told_read].text);
}

void corebench_ask(struct corebench *b, const char *text, const char *answer)
{
	corebench_message(b, OWNER, text);
	if (answer != NULL)
		corebench_gets(b, OWNER, answer);
	corebench_silent(b);
}

void corebench_does(struct corebench *b, const char *deed)
{
	if (deed != NULL && b->done_read == b->done_count)
		fail_msg("expected \"%s\", but nothing was done", deed);
	if (deed == NULL && b->done_read < b->done_count)
		fail_msg("\"%s\" was done, expected nothing", b->done[b->done_read]);
	if (deed != NULL)
		assert_string_equal(b->done[b->done_read++], deed);
}

void corebench_forget(struct corebench *b)
{
	b->told_count = b->told_read = 0;
	b->done_count = b->done_read = 0;
	memset(b->saved, 0, sizeof b->saved);
}

bool corebench_noted(const struct corebench *b, const char *what)
{
	for (size_t i = 0; i < b->out.count; i++)
		if (b->out.list[i].kind == EFFECT_NOTE && strcmp(b->out.list[i].note.what, what) == 0)
			return true;
	return false;
}
