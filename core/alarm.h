/* alarm: watching the sensor, and telling of it.
 * A trigger begins a cycle of notification; during it and a minute after it no other begins.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_ALARM_H
#define CORE_ALARM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define ALARM_LOG_MAX 10
#define ALARM_TIME_LEN 8   /* bytes of an entry that is saved */
#define ALARM_TIME_UNKNOWN INT64_MIN

struct core;
struct core_effects;

enum alarm_phase {
	PHASE_WATCHING,
	PHASE_CALLING, /* a cycle of calls is under way */
	PHASE_HOLDING, /* the minute after a cycle */
};

struct alarm {
	enum alarm_phase phase;
	bool active;           /* the sensor, after SENSORTYPE */
	bool told_active;      /* what SMSCHANGE has told last */
	uint8_t callee;        /* alert number that is being called */
	uint64_t hold_until_ms;
	uint8_t log_count;
	int64_t log[ALARM_LOG_MAX]; /* local time, newest first; or ALARM_TIME_UNKNOWN */
};

/* Takes the sensor as it is: neither start nor change of settings is a trigger. */
void alarm_settle(struct core *c);
void alarm_enable(struct core *c, bool on, uint64_t now_ms, struct core_effects *out);
/* The sensor has changed, or time has passed. */
void alarm_step(struct core *c, uint64_t now_ms, struct core_effects *out);
uint64_t alarm_deadline_ms(const struct core *c);
/* Somebody has picked up the alarm's call. / It has ended; `reached`: picked up or rejected. */
void alarm_picked_up(struct core *c);
void alarm_call_ended(struct core *c, bool reached, uint64_t now_ms, struct core_effects *out);

/* The log, newest first, a line each, or "No alarms!". */
void alarm_print_log(const struct core *c, struct text *t);
size_t alarm_save(const struct alarm *a, uint8_t *out);
int alarm_load(struct alarm *a, const uint8_t *value, size_t len);

#endif
