/* roster: a line of the modem's list of calls, behind AT+CLCC (27.007 7.18).
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_ROSTER_H
#define MODEM_ROSTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"

/* Beyond them there are states of no call. */
enum roster_stat { STAT_ACTIVE, STAT_HELD, STAT_DIALLING, STAT_ALERTING, STAT_INCOMING, STAT_WAITING };

struct roster {
	uint8_t id;
	uint8_t stat;       /* enum roster_stat */
	bool incoming;
	struct number peer; /* NUMBER_NONE: not told */
};

/* False: it is no voice call, or no such line; `r` is then of no use. */
bool roster_parse(struct roster *r, const char *line);

#endif
