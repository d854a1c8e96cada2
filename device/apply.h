/* apply: one step of the core, and what it wants: first its alerts, then all else that must last, in one write, then what
 * shows.
 * Part of device; device.c alone calls it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef DEVICE_APPLY_H
#define DEVICE_APPLY_H

#include "device/device.h"

/* `mark`: of the message that the event is (journal.h), or 0. */
void apply_event(struct device *d, const struct core_event *ev, uint64_t mark, struct core_now now);
/* Writes what is unsaved and what the store's open batch holds. A failure is told and counted; what was refused is written
 * with the next event, and the socket goes on. */
void apply_commit(struct device *d);
void apply_note(struct device *d, enum note_level level, const char *what, const struct number *who, const char *text);

#endif
