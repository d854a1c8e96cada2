/* civil: calendar arithmetic, proleptic Gregorian, without time zones or leap seconds.
 * Pure functions; seconds count from 1970-01-01 00:00:00.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_CIVIL_H
#define BASE_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

struct civil {
	int year;  /* full, for instance 2026 */
	int month; /* 1..12 */
	int day;   /* 1..31 */
	int hour, minute, second;
};

/* A date that exists, hour 0..23, minute and second 0..59. */
bool civil_valid(const struct civil *c);
/* Seconds of a valid date; years 1..9999. */
int64_t civil_seconds(const struct civil *c);
struct civil civil_of(int64_t seconds);
/* 1 (Monday) to 7 (Sunday). */
int civil_weekday(int64_t seconds);

#endif
