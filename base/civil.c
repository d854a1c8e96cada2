/* Days are counted in eras of 400 years that begin on 1 March, so that the leap day is the last of its year.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/civil.h"

#include "base/assert.h"

#define DAY_S 86400
#define ERA_DAYS 146097
#define EPOCH_DAYS 719468 /* 0000-03-01 to 1970-01-01 */

static int month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

bool civil_valid(const struct civil *c)
{
	return c->year >= 1 && c->year <= 9999 && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
	       c->day <= month_days(c->year, c->month) && c->hour >= 0 && c->hour <= 23 && c->minute >= 0 &&
	       c->minute <= 59 && c->second >= 0 && c->second <= 59;
}

int64_t civil_seconds(const struct civil *c)
{
	ASSERT(civil_valid(c));
	int year = c->month > 2 ? c->year : c->year - 1;
	int era = year / 400;
	int of_era = year % 400;
	int of_year = (153 * (c->month > 2 ? c->month - 3 : c->month + 9) + 2) / 5 + c->day - 1;
	int64_t days = (int64_t)era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH_DAYS;

	return days * DAY_S + c->hour * 3600 + c->minute * 60 + c->second;
}

static int64_t floor_days(int64_t seconds)
{
	return (seconds >= 0 ? seconds : seconds - (DAY_S - 1)) / DAY_S;
}

struct civil civil_of(int64_t seconds)
{
	int64_t days = floor_days(seconds);
	int of_day = (int)(seconds - days * DAY_S);
	int64_t z = days + EPOCH_DAYS;
	int64_t era = (z >= 0 ? z : z - (ERA_DAYS - 1)) / ERA_DAYS;
	int of_era = (int)(z - era * ERA_DAYS);
	int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int of_year = of_era - (365 * year + year / 4 - year / 100);
	int m = (5 * of_year + 2) / 153;
	int month = m < 10 ? m + 3 : m - 9;

	return (struct civil){
		.year = (int)(era * 400) + year + (month <= 2 ? 1 : 0),
		.month = month,
		.day = of_year - (153 * m + 2) / 5 + 1,
		.hour = of_day / 3600,
		.minute = of_day / 60 % 60,
		.second = of_day % 60,
	};
}

int civil_weekday(int64_t seconds)
{
	/* 1970-01-01 was a Thursday. */
	int64_t day = (floor_days(seconds) + 3) % 7;

	return (int)(day < 0 ? day + 7 : day) + 1;
}
