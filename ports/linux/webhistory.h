/* webhistory: a week of temperature and outlet, a sample a minute.
 * Whoever has them tells each change; what was told last holds until then, so that no timer is needed for it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_WEBHISTORY_H
#define PORTS_LINUX_WEBHISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "ports/linux/json.h"

#define WEBHISTORY_STEP_S 60
#define WEBHISTORY_MAX (7 * 24 * 60)

struct webhistory {
	bool begun;        /* something was told */
	uint64_t next;     /* minute of the next sample, counted from the start of the clock that it is told by */
	unsigned count;    /* of samples, WEBHISTORY_MAX at most */
	int16_t now_dc;    /* as it was told last */
	bool now_on;
	int16_t dc[WEBHISTORY_MAX];
	bool on[WEBHISTORY_MAX];
};

/* So it is at now_ms, which never goes back: tenths of a degree, when `known`, and whether the outlet is on. */
void webhistory_take(struct webhistory *h, uint64_t now_ms, bool known, int dc, bool on);
/* {"step_s":60,"from_ms":N,"temperature_dc":[...],"outlet":[...]}: sample i is of from_ms + i steps; those before
 * since_ms are left out. */
void webhistory_print(const struct webhistory *h, uint64_t since_ms, struct json *j);

#endif
