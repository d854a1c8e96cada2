/* controlstatus: the device as it is, for `smsocket ctl status` (doc/status.schema.json) and `selftest`.
 * Looks and changes nothing. No allocation.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_CONTROLSTATUS_H
#define PORTS_LINUX_CONTROLSTATUS_H

#include "device/device.h"
#include "ports/linux/board.h"
#include "ports/linux/json.h"

#define CONTROLSTATUS_CAP 4096   /* room for the status, whatever it is */
#define CONTROLSTATUS_PART_CAP 1024 /* room for a part */

/* Writes the status, a line of JSON. `up_ms`: how long the program runs. */
void controlstatus_print(const struct device *d, const char *board, uint64_t up_ms, struct core_now now, struct text *t);

/* What the panel tells in the same words: the seconds from now to a moment, begun ones whole, 0 when it is past; the
 * device's counts as the member "counts". */
int64_t controlstatus_seconds(uint64_t at_ms, uint64_t now_ms);
void controlstatus_counts(const struct device *d, struct json *j);

/* A part of the device that is no part of its board: its memory and what stands between it and its network, by index;
 * false beyond the last. */
bool controlstatus_part(const struct device *d, size_t index, struct board_part *part);
/* Writes a part, a line of JSON; `of`: what it belongs to. */
void controlstatus_print_part(const char *of, const struct board_part *part, struct text *t);

#endif
