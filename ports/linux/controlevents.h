/* controlevents: what has happened lately, as lines of JSON (doc/ctl.md): notes, messages in and out, outlet, microrelay,
 * lamps and registration. The last ones are kept, as many as fit.
 * No allocation.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_CONTROLEVENTS_H
#define PORTS_LINUX_CONTROLEVENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/core.h"
#include "ports/linux/log.h"

#define CONTROLEVENTS_CAP 32768     /* bytes that are kept: some 200 lines */
#define CONTROLEVENTS_LINE_CAP 8192 /* of one, its line feed and NUL included */

struct controlevents {
	size_t len;
	char kept[CONTROLEVENTS_CAP + 1]; /* whole lines, oldest first; NUL-terminated */
	bool looked;                      /* what follows is known */
	bool outlet, microrelay;
	enum led_pattern led[LED_COUNT];
	enum radio radio;
};

/* Keeps a note. Its line, good until the next call here; NULL: it is none that the log would show. Numbers and texts are as
 * `log` has them. */
const char *controlevents_note(struct controlevents *e, const struct log *log, const struct note *note,
	struct core_now now);
/* Keeps something that has changed since the last look. Its line; NULL: nothing has changed, any more. The first look finds
 * nothing. */
const char *controlevents_change(struct controlevents *e, const struct core *c, struct core_now now);
/* A line of `e->kept`: it tells of a note. */
bool controlevents_is_note(const char *line);

/* "2026-01-05T12:00:00", and behind it "Z", or "+01:00" with a zone in quarter hours ahead of GMT. */
void controlevents_print_local(struct text *t, int64_t local_s);
void controlevents_print_utc(struct text *t, int64_t utc_s);
void controlevents_print_zoned(struct text *t, int64_t utc_s, int zone_qh);

/* "starting", "dead", "sim fault", "sim locked", "searching", "registered" */
const char *controlevents_radio(enum radio radio);
/* "power", "gsm", "mic", "out" */
const char *controlevents_led(enum led led);
/* "error", "warning", "info", "debug" */
const char *controlevents_level(enum note_level level);

#endif
