/* device: core, modem and store as one socket; the only glue between them.
 * Freestanding: no heap, no clock. Not re-entrant: the port's functions never call back in here.
 * Order: what a message changed, its reply and the mark that it was executed are on the flash in one write before the
 * outlet moves, so that a cut at any moment neither repeats nor loses it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef DEVICE_DEVICE_H
#define DEVICE_DEVICE_H

#include "core/core.h"
#include "device/journal.h"
#include "device/outbox.h"
#include "device/port.h"
#include "modem/modem.h"
#include "store/store.h"

struct device_config {
	enum model model;
};

/* Fields are the device's own; look, as the panel and the tests do, but do not touch. */
struct device {
	struct port port;
	struct core core;
	struct modem modem;
	struct store store;
	struct outbox outbox;
	struct journal journal;
	struct core_effects effects;
	bool unsaved[CORE_KEY_LAST + 1]; /* changed since it was last written */
	uint32_t write_failures;         /* commits that the flash refused, since the start */
	int sending;                     /* slot of the outbox whose part the modem has; -1: none */
	int sending_parts;               /* of that message */
	bool time_known;                 /* the modem has told the time: time_s (UTC) at time_at_ms */
	int64_t time_s;
	uint64_t time_at_ms;
};

/* Opens the store (formatting a blank or foreign one), loads the settings, starts core and modem.
 * The caller supplies the memory and must not move it. ERR_IO: the flash failed; nothing was started. */
int device_start(struct device *d, const struct device_config *config, const struct port *port, struct core_now now);

/* Bytes from the modem, in any split. */
void device_feed(struct device *d, struct core_now now, const uint8_t *bytes, size_t len);

/* Does what has become due. Call at device_deadline_ms, or earlier at will. */
void device_step(struct device *d, struct core_now now);

/* Monotonic time of the next thing due; CORE_NEVER: none. Ask again after every call above. */
uint64_t device_deadline_ms(const struct device *d);

#endif
