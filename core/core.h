/* core: the device as the manual tells it, without heap, clock or OS.
 * What happens comes in as an event, what to do goes out as effects; nothing else is touched, and the same events at the
 * same times give the same effects. A step takes bounded time. One thread at a time per `struct core`.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_CORE_H
#define CORE_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/note.h"
#include "base/number.h"
#include "base/text.h"
#include "core/led.h"
#include "core/model.h"
#include "core/outlet.h"
#include "core/radio.h"

#define CORE_NEVER UINT64_MAX

/* Both clocks. */
struct core_now {
	uint64_t mono_ms; /* monotonic, never stepped back, not 0 at the start of the world for sure */
	int64_t wall_s;   /* UTC, seconds since 1970; only when wall_known */
	bool wall_known;
};

enum core_event_kind {
	EVENT_START,   /* power-on or reset; the first event of all */
	EVENT_TIME,    /* a deadline has passed, or may have */
	EVENT_MESSAGE, /* .message: a whole decoded text message */
	EVENT_RADIO,   /* .radio: what the modem says of the network */
	EVENT_SIGNAL,  /* .signal_dbm */
};

struct core_event {
	enum core_event_kind kind;
	union {
		struct {
			const struct number *from;
			const char *text; /* UTF-8, NUL-terminated; borrowed for the step */
		} message;
		enum radio radio;
		int signal_dbm; /* -113..-51 or RADIO_NO_SIGNAL */
	};
};

enum core_effect_kind {
	EFFECT_OUTLET,  /* .on */
	EFFECT_LED,     /* .led */
	EFFECT_MESSAGE, /* .message: send a text message */
	EFFECT_SAVE,    /* .key: core_save this key, durably, before any other effect of the step is acted on */
	EFFECT_NOTE,    /* .note */
};

struct core_effect {
	enum core_effect_kind kind;
	union {
		bool on;
		struct {
			enum led led;
			enum led_pattern pattern;
		} led;
		struct {
			const struct number *to; /* as borrowed as the event's */
			const char *text;
		} message;
		uint16_t key;
		struct note note;
	};
};

#define CORE_EFFECTS_MAX 16  /* the most that one step can want: a full list is an assertion, never a drop */
#define CORE_REPLY_CAP 200   /* bytes, NUL included; the longest echo is 30 characters of 4 bytes and its tail */

/* What a step wants done, in order. Pointers in it are good until the next step. */
struct core_effects {
	size_t count;
	struct core_effect list[CORE_EFFECTS_MAX];
	char reply[CORE_REPLY_CAP];
};

/* Fields are the core's own: look, but do not touch. */
struct core {
	uint32_t features; /* FEATURE_* */
	struct outlet outlet;
	enum radio radio;
	int signal_dbm;            /* or RADIO_NO_SIGNAL */
	uint64_t waking_until_ms;  /* all lamps but GSM blink until then */
	bool started;
	struct {                   /* what the effects so far have made of the outputs */
		bool outlet;
		enum led_pattern led[LED_COUNT];
	} shown;
	bool resting_saved;        /* the resting state that the last EFFECT_SAVE told of */
};

/* Factory state. */
void core_init(struct core *c, enum model model);

/* Takes one event and clears and fills `out`. */
void core_step(struct core *c, const struct core_event *ev, struct core_now now, struct core_effects *out);

/* When it next wants a step (EVENT_TIME), on the monotonic clock; CORE_NEVER: only when something happens. */
uint64_t core_deadline_ms(const struct core *c);

/* The invariants: for tests, the simulator, and after loading. */
bool core_sane(const struct core *c);

/* What survives a power cut, key by key. core_save writes the value of a key (CORE_KEY_FIRST..CORE_KEY_LAST) to `out`
 * and returns its length, CORE_VALUE_MAX at most. core_load takes one back between core_init and EVENT_START;
 * ERR_MISSING for a key it does not know, ERR_RANGE for a value it cannot accept: the factory value then stands. */
enum core_key { KEY_RESTING = 1 };
#define CORE_KEY_FIRST KEY_RESTING
#define CORE_KEY_LAST KEY_RESTING
#define CORE_VALUE_MAX 64
size_t core_save(const struct core *c, uint16_t key, uint8_t *out);
int core_load(struct core *c, uint16_t key, const uint8_t *value, size_t len);

#endif
