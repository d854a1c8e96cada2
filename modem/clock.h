/* clock: the modem's clock, as the network sets it: read at intervals, and when the modem says that it changed
 * (27.007 8.15, 8.40, 8.41).
 * A first reading is believed, unless a message came before; one that is far from what was told is believed when a second
 * one agrees, or a message's time stamp. Whether a modem tells local time or universal time before the zone, time stamps of
 * messages show.
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_CLOCK_H
#define MODEM_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct modem;

/* What its reading means. */
enum clock_sense {
	SENSE_UNKNOWN, /* what the profile says */
	SENSE_LOCAL,   /* local time; the zone in quarter hours */
	SENSE_UTC,     /* universal time; the zone in quarter hours */
	SENSE_HOURS,   /* local time; the zone in hours */
};

/* Times of day are kept as seconds since 1970 at the moment when the monotonic clock stood at 0, until 2106; 0: not known. */
struct clock_modem {
	uint32_t face;      /* the last good reading, as it stood there */
	int8_t face_zone;   /* behind it; when there was none: the one of before, or of messages */
	bool bare;          /* there was none */
	uint32_t told;      /* UTC, that is believed */
	uint32_t doubt;     /* UTC, by a reading that was not */
	uint32_t stamp;     /* UTC, by the last message's time stamp: it is no less */
	uint8_t sense;      /* enum clock_sense */
	bool plain;         /* the profile's question was refused */
	bool good;          /* the reading under way was one */
	bool asked;         /* since the registration, or it is not to be had */
	bool read;          /* time_s waits to be taken */
	int64_t time_s;     /* UTC */
	int zone_qh;        /* local time's, quarter hours ahead of GMT */
	uint64_t read_at_ms; /* when it is next read */
};

/* The modem starts, anew perhaps. What is known of the time stays. */
void clock_begin(struct modem *m);
/* The modem has registered: its clock may have been set. */
void clock_again(struct modem *m);
/* Asks what is due; false: nothing is. */
bool clock_next(struct modem *m);
uint64_t clock_deadline_ms(const struct modem *m);
/* An unsolicited line about the time; true when it was one. What it tells is not believed: makers disagree about it. */
bool clock_heard(struct modem *m, const char *line);
/* A message has come with this time stamp of the service centre's: UTC, and its zone. */
void clock_stamp(struct modem *m, int64_t sent_s, int zone_qh);

#endif
