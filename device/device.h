/* device: core, modem and store as one socket; the only glue between them.
 * Freestanding: no heap, no clock. Not re-entrant: the port's functions never call back in here.
 * Order: what a message changed, its reply and the mark that it was executed are on the flash in one write before the
 * outlet moves, so that a cut at any moment neither repeats nor loses it; only a reply whose sending was not noted in time
 * goes out once more. A flash that refuses holds nothing up: until it takes writes again, a cut loses what it has refused.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef DEVICE_DEVICE_H
#define DEVICE_DEVICE_H

#include "core/core.h"
#include "device/journal.h"
#include "device/outbox.h"
#include "device/port.h"
#include "device/simpin.h"
#include "modem/modem.h"
#include "store/store.h"

struct device_config {
	struct core_config core;
	bool power_lost; /* this start follows a loss of power, not a reset */
	const char *pin; /* the SIM's, 4 to 8 digits: entered once; NULL: none is known. Borrowed for device_start */
};

/* Fields are the device's own; look, as the panel and the tests do, but do not touch. */
struct device {
	struct port port;
	struct core core;
	struct modem modem;
	struct store store;
	struct outbox outbox;
	struct journal journal;
	struct simpin simpin;
	struct core_effects effects;
	bool unsaved[CORE_KEY_LAST + 1]; /* changed since it was last written */
	uint32_t write_failures;         /* commits that the flash refused, since the start */
	int sending;                     /* slot of the outbox whose part the modem has; -1: none */
	int sending_parts;               /* of that message */
	bool network_known;              /* the network has told the time: network_s (UTC) at network_at_ms */
	int64_t network_s;
	uint64_t network_at_ms;
	enum modem_call call;            /* what core knows of it */
	bool refused;                    /* the flash refused the last commit */
	bool erase;                      /* a factory reset is wanted */
	bool refusal;                    /* what port.answer is told, or was told last, says that something was not done */
};

/* Opens the store (formatting a blank or foreign one), loads the settings, starts core and modem.
 * The caller supplies the memory and must not move it. ERR_IO: the flash failed; nothing was started. */
int device_start(struct device *d, const struct device_config *config, const struct port *port, struct core_now now);

/* Bytes from the modem, in any split. The device answers in device_step, whose deadline is now: call that when there is no
 * more to feed. */
void device_feed(struct device *d, struct core_now now, const uint8_t *bytes, size_t len);

/* What the board senses, as core.h names it: INPUT_BUTTON pressed, INPUT_SENSOR contact closed, INPUT_JACK plugged in,
 * INPUT_MAINS present. Raw: the device debounces. Call at each change. Until then: button up, contact open, jack in, mains
 * present. */
void device_input(struct device *d, struct core_now now, enum core_input input, bool level);
/* A level as it is when the device starts, right after device_start: it is no change. */
void device_input_at_start(struct device *d, struct core_now now, enum core_input input, bool level);
/* The thermometer as it reads, in tenths of a degree Celsius, -1000..1500, not calibrated. Call at each reading, at least
 * once a minute; `known` false: it gives none. */
void device_temperature(struct device *d, struct core_now now, bool known, int raw_dc);
void device_battery(struct device *d, struct core_now now, int percent); /* 0..100 */
/* A command from the machine's own console: neither list nor password are asked for, nor the configuration window, in whose
 * stead `may_configure` stands; no setting, no budget holds the answers back, which go to port.answer: as a rule one, before
 * this returns; none when no command has that length; the operator's answer comes later. UTF-8. */
void device_command(struct device *d, struct core_now now, const char *text, bool may_configure);
/* Somebody hears the microphone. */
bool device_mic_live(const struct device *d);

/* Does what has become due. Call at device_deadline_ms, or earlier at will. */
void device_step(struct device *d, struct core_now now);

/* The notes that tell of messages, NOTE_INFO and NOTE_DEBUG, with whom and the text: one was taken from the modem to be
 * looked at, one was taken by the network. */
#define DEVICE_NOTE_TAKEN "message"
#define DEVICE_NOTE_SENT "message sent"

/* What went wrong and was survived, how often since the start: for whoever shows the device. index < DEVICE_COUNTS. */
struct device_count {
	const char *what; /* "messages given up" */
	uint32_t count;
};
#define DEVICE_COUNTS 8
struct device_count device_count(const struct device *d, size_t index);

/* Monotonic time of the next thing due; CORE_NEVER: none. Ask again after every call above. */
uint64_t device_deadline_ms(const struct device *d);

#endif
