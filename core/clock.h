/* clock: the time of day: who said it, how it goes on, and how it reads.
 * Kept as UTC and a zone in quarter hours ahead of GMT; goes on with the monotonic clock.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_CLOCK_H
#define CORE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

#define CLOCK_ZONE_MIN (-12 * 4)
#define CLOCK_ZONE_MAX (14 * 4)

enum clock_source {
	SOURCE_BOARD,   /* a clock of the board's that ran on without power */
	SOURCE_STAMP,   /* a message's service-centre time stamp: only while nothing is known */
	SOURCE_NETWORK, /* the network's time */
	SOURCE_OWNER,   /* set by command: holds until the next power-on */
};

struct clock {
	bool known;
	bool held;       /* the owner has set it */
	int64_t utc_s;   /* at mono_ms */
	uint64_t mono_ms;
	int16_t zone_qh;
};

/* Sets the clock unless a better source has. A time before 2020 is none. true when the time was taken. */
bool clock_set(struct clock *c, enum clock_source source, int64_t utc_s, int zone_qh, uint64_t now_ms);
/* Seconds since 1970 as if local time were UTC; only while known. */
int64_t clock_local_s(const struct clock *c, uint64_t now_ms);
int64_t clock_utc_s(const struct clock *c, uint64_t now_ms);
/* When the local time will be local_s, on the monotonic clock; now or earlier when it is past. */
uint64_t clock_mono_ms(const struct clock *c, int64_t local_s);

/* "yy/mm/dd,hh:mm:ss" */
void clock_print_local(struct text *t, int64_t local_s);
/* "+zz", with ":15" and the like where the zone has them */
void clock_print_zone(struct text *t, int zone_qh);
/* The local time now, or "unknown". */
void clock_print(const struct clock *c, struct text *t, uint64_t now_ms);
/* Reads "yy/mm/dd,hh:mm:ss+zz[:qq]". 0, or ERR_RANGE. */
int clock_parse(const char *s, int64_t *utc_s, int *zone_qh);

#endif
