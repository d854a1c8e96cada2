/* corebench: a core on the bench of the unit tests: a clock that jumps, and a memory of what the core wants done.
 * Each step proves that the core is sane and that what it saves can be loaded again; waiting proves that its deadlines
 * come to an end. What goes wrong fails the test.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_COREBENCH_H
#define TESTS_UNIT_COREBENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/core.h"

#define COREBENCH_TOLD_MAX 128
#define COREBENCH_DONE_MAX 512
#define SECONDS 1000u
#define MINUTES (60u * SECONDS)
#define HOURS (60u * MINUTES)
#define COREBENCH_MONDAY_S 1767614400 /* 26/01/05,12:00:00 UTC */

#define OWNER "+33600000001"
#define STRANGER "+33600000002"

/* A message that the core wants sent. */
struct corebench_told {
	char to[NUMBER_CAP]; /* "ALERT 2": to the first two alert numbers */
	char text[CORE_TEXTS_CAP];
};

struct corebench {
	struct core core;
	struct core_effects out; /* of the last step */
	uint64_t now_ms;
	int64_t wall_s; /* at now_ms, of the board's clock */
	bool wall_known;
	bool outlet, microrelay, shut_down, erased;
	enum led_pattern led[LED_COUNT];
	int mic_level;
	size_t told_count, told_read;
	size_t done_count, done_read;
	bool saved[CORE_KEY_LAST + 1]; /* since corebench_forget */
	size_t flash_len[CORE_KEY_LAST + 1];
	/* Good as far as the counts and lengths say. */
	struct corebench_told told[COREBENCH_TOLD_MAX];
	char done[COREBENCH_DONE_MAX][NUMBER_CAP + 8]; /* "dial +33600000001", "answer", "hang up", "ussd *100#" */
	uint8_t flash[CORE_KEY_LAST + 1][CORE_VALUE_MAX];
};

/* A core in factory state, a second after power-on, not started. */
void corebench_init(struct corebench *b, enum model model);
/* The same board after a power cut (or a reset), with what was saved, not started. */
void corebench_reset(struct corebench *b);
/* EVENT_START, and a modem that registers. */
void corebench_start(struct corebench *b, bool power_lost);
/* corebench_init and corebench_start, as after a reset: nothing is to be told. */
void corebench_begin(struct corebench *b, enum model model);

void corebench_step(struct corebench *b, const struct core_event *ev);
/* Lets time pass, with a step at each deadline. */
void corebench_wait(struct corebench *b, uint64_t for_ms);
/* Lets time pass while nobody steps the core. */
void corebench_stall(struct corebench *b, uint64_t for_ms);

void corebench_message(struct corebench *b, const char *from, const char *text);
/* Each input settles: 30 ms pass. */
void corebench_input(struct corebench *b, enum core_input input, bool level);
void corebench_temperature(struct corebench *b, int raw_dc);
void corebench_no_temperature(struct corebench *b);
void corebench_radio(struct corebench *b, enum radio radio);
/* The network tells its time. */
void corebench_network_time(struct corebench *b, int64_t utc_s, int zone_qh);
/* The owner's clock says "26/01/05,12:00:00" (a Monday), GMT. */
void corebench_monday(struct corebench *b);
/* A call changes; `who` NULL: withheld. */
void corebench_call(struct corebench *b, enum core_call change, const char *who);

/* The next message that has not been looked at goes to `to` and reads `text`. */
void corebench_gets(struct corebench *b, const char *to, const char *text);
/* The same for all alert numbers, of which there are `count`. */
void corebench_alerts(struct corebench *b, unsigned count, const char *text);
/* No message has not been looked at. */
void corebench_silent(struct corebench *b);
/* OWNER says `text` and is told `answer`; NULL: nothing. */
void corebench_ask(struct corebench *b, const char *text, const char *answer);
/* The next deed is `deed`, as corebench.done has them; NULL: there is none. */
void corebench_does(struct corebench *b, const char *deed);
/* Nothing that has happened so far is looked at any more. */
void corebench_forget(struct corebench *b);
/* A note of the last step with this phrase. */
bool corebench_noted(const struct corebench *b, const char *what);

struct number corebench_number(const char *text);
/* Puts a number onto a list of a core that is not started. */
void corebench_list(struct numbers *list, const char *number);

#endif
