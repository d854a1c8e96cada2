/* schedule: what is done at which local time on which day.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_SCHEDULE_H
#define CORE_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define SCHEDULE_RULES_MAX 8
#define SCHEDULE_RULE_LEN 4 /* bytes of a rule that is saved */
#define SCHEDULE_EVERY_DAY 0
#define SCHEDULE_NEVER INT64_MAX

enum schedule_action { ACTION_ON, ACTION_OFF, ACTION_INF, ACTION_AON, ACTION_AOF };

struct schedule_rule {
	uint16_t minute; /* of the day */
	uint8_t day;     /* 1 (Monday) to 7, or SCHEDULE_EVERY_DAY */
	uint8_t action;
	int32_t ran_day; /* local day (since 1970) on which it ran last, or was passed over; -1: none */
};

struct schedule {
	uint8_t count;
	struct schedule_rule rule[SCHEDULE_RULES_MAX]; /* in order of time */
	bool looked;       /* seen_s is known */
	int64_t seen_s;    /* local time up to which rules have been looked for */
};

/* "hh:mm,day,action". 0 (also when it is there already); ERR_RANGE: malformed; ERR_FULL. */
int schedule_add(struct schedule *s, const char *text);
/* "hh:mm": every rule of that time. ERR_RANGE: malformed, or there is none. */
int schedule_remove(struct schedule *s, const char *text);
void schedule_clear(struct schedule *s);
/* A rule a line. */
void schedule_print(const struct schedule *s, struct text *t);

/* The clock was set: what lies between the old time and `local_s` is not made up. */
void schedule_skip(struct schedule *s, int64_t local_s);
/* The next rule that is due at `local_s`, oldest first, once a day each at most: its action; ERR_MISSING: none. */
int schedule_due(struct schedule *s, int64_t local_s);
/* Local time of the next rule after seen_s; SCHEDULE_NEVER: there is none. */
int64_t schedule_next_s(const struct schedule *s);

size_t schedule_save(const struct schedule *s, uint8_t *out);
int schedule_load(struct schedule *s, const uint8_t *value, size_t len);

#endif
