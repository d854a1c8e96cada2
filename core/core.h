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
#include "core/alarm.h"
#include "core/balance.h"
#include "core/budget.h"
#include "core/button.h"
#include "core/clock.h"
#include "core/guard.h"
#include "core/heat.h"
#include "core/inputs.h"
#include "core/led.h"
#include "core/line.h"
#include "core/model.h"
#include "core/numbers.h"
#include "core/power.h"
#include "core/radio.h"
#include "core/relay.h"
#include "core/schedule.h"
#include "core/settings.h"

#define CORE_NEVER UINT64_MAX

/* What the maker of a board decides. Strings are kept, not copied. */
struct core_config {
	enum model model;
	const char *product;  /* "smsocket" */
	const char *version;  /* "1.0.0" */
	const char *serial;   /* of the board; NULL: the modem's IMEI */
	bool fahrenheit;      /* temperatures are shown so; settings stay in Celsius */
	const struct budget_limits *limits; /* NULL: BUDGET_LIMITS */
};

/* Both clocks. */
struct core_now {
	uint64_t mono_ms; /* monotonic; never steps back */
	int64_t wall_s;   /* UTC, seconds since 1970, of a clock of the board's that runs on without power; when wall_known */
	bool wall_known;
};

enum core_event_kind {
	EVENT_START,       /* .power_lost; power-on or reset; the first event of all */
	EVENT_TIME,        /* a deadline has passed, or may have */
	EVENT_MESSAGE,     /* .message: a whole decoded text message */
	EVENT_RADIO,       /* .radio: what the modem says of itself and the network */
	EVENT_SIGNAL,      /* .signal_dbm */
	EVENT_NETWORK_TIME, /* .time: the network's */
	EVENT_IDENTITY,    /* .identity: what the modem says of itself and its SIM */
	EVENT_CALL,        /* .call */
	EVENT_USSD,        /* .ussd: how a USSD ended */
	EVENT_INPUT,       /* .input: a raw level */
	EVENT_TEMPERATURE, /* .temperature: of the thermometer as it reads */
	EVENT_BATTERY,     /* .battery_pct */
};

enum core_call {
	CALL_RINGS,     /* somebody calls: .who, NUMBER_NONE when withheld */
	CALL_UP,        /* our call was picked up, or we have answered */
	CALL_REJECTED,  /* our call was */
	CALL_UNREACHED, /* our call was not picked up, or came to nothing */
	CALL_OVER,      /* a call that was up, or rang here, has ended */
};

struct core_event {
	enum core_event_kind kind;
	union {
		bool power_lost; /* before this start there was no power, as against a reset */
		struct {
			const struct number *from;
			const char *text; /* UTF-8, NUL-terminated; borrowed for the step */
			bool sent_known;
			int64_t sent_s; /* UTC, of the service centre's stamp */
			int zone_qh;
			bool may_configure; /* of the console: in the configuration window's stead */
		} message;
		enum radio radio;
		int signal_dbm; /* -113..-51 or RADIO_NO_SIGNAL */
		struct {
			int64_t utc_s;
			int zone_qh; /* quarter hours ahead of GMT */
		} time;
		struct {
			const char *imei; /* "" while not known */
			const struct number *own;
		} identity;
		struct {
			enum core_call change;
			const struct number *who;
		} call;
		struct {
			bool answered;
			const char *text; /* the operator's, UTF-8; borrowed for the step */
		} ussd;
		struct {
			enum core_input input;
			bool level;
			bool initial; /* so it was at the start: nothing has changed */
		} input;
		struct {
			bool known;
			int raw_dc; /* tenths of a degree Celsius, -1000..1500 */
		} temperature;
		int battery_pct; /* 0..100 */
	};
};

enum core_effect_kind {
	EFFECT_OUTLET,     /* .on */
	EFFECT_MICRORELAY, /* .on */
	EFFECT_LED,        /* .led */
	EFFECT_MESSAGE,    /* .message: a text message to somebody */
	EFFECT_ALERT,      /* .alert: the same to the first .count alert numbers, before any other message */
	EFFECT_SAVE,       /* .key: core_save this key, durably, before any other effect of the step is acted on */
	EFFECT_NOTE,       /* .note */
	EFFECT_DIAL,       /* .who: place a call */
	EFFECT_ANSWER,     /* the call that rings */
	EFFECT_HANG_UP,    /* reject it, or end ours */
	EFFECT_USSD,       /* .code */
	EFFECT_MIC_LEVEL,  /* .level 0..15 */
	EFFECT_ERASE,      /* forget everything that is stored, queued messages too, and start anew */
	EFFECT_SHUT_DOWN,  /* power off */
};

struct core_effect {
	enum core_effect_kind kind;
	union {
		bool on;
		int level;
		uint16_t key;
		const char *code;
		const struct number *who;
		struct {
			enum led led;
			enum led_pattern pattern;
		} led;
		struct {
			const struct number *to;
			const char *text;
			bool refusal; /* it says that something was not done */
		} message;
		struct {
			uint8_t count;
			const char *text;
		} alert;
		struct note note;
	};
};

#define CORE_EFFECTS_MAX 32 /* the most that one step can want: a full list is an assertion, never a drop */
#define CORE_TEXTS_CAP 1280 /* bytes of all texts of a step, NULs included: an operator's answer, and alerts */
#define CORE_ANSWER_CAP 640 /* of an operator's answer; the rest is cut off */

/* What a step wants done, in order. Pointers in it are good until the next step. */
struct core_effects {
	size_t count;
	struct core_effect list[CORE_EFFECTS_MAX];
	size_t texts_len;
	char texts[CORE_TEXTS_CAP];
};

/* Fields are the core's own: look, but do not touch. */
struct core {
	/* What is asked for most stands first, large things last: near fields take shorter instructions. */
	uint32_t features; /* FEATURE_* */
	enum radio radio;
	bool started;
	bool erased;              /* a factory reset is under way: nothing more is done */
	uint8_t changed;          /* a bit a list that is not saved as it is: enum core_list */
	int signal_dbm;           /* or RADIO_NO_SIGNAL */
	struct {                  /* what the effects so far have made of the outputs */
		bool outlet, microrelay;
		enum led_pattern led[LED_COUNT];
		int mic_level;
	} shown;
	uint64_t due_ms;          /* when something is to be done next; known since the last step */
	uint64_t on_since_ms;     /* the outlet's last switching on */
	uint64_t window_until_ms; /* configuration is accepted before */
	uint64_t waking_until_ms; /* all lamps but GSM blink until then */

	struct relay outlet, microrelay;
	struct settings settings;
	struct inputs inputs;
	struct clock clock;
	struct heat heat;
	struct power power;
	struct button button;
	struct alarm alarm;
	struct balance balance;
	struct guard guard;
	struct line line;

	struct core_config config;
	struct budget_limits limits;
	struct schedule schedule;
	struct budget budget;
	struct numbers secnumbers;   /* who may command */
	struct numbers alertnumbers; /* who is told */
	struct number own;
	char imei[18];
};

/* Factory state. */
void core_init(struct core *c, const struct core_config *config);

/* Takes one event and clears and fills `out`. */
void core_step(struct core *c, const struct core_event *ev, struct core_now now, struct core_effects *out);

/* When it next wants a step (EVENT_TIME), on the monotonic clock; CORE_NEVER: only when something happens. */
uint64_t core_deadline_ms(const struct core *c);

/* The invariants: for tests, and for the worlds that can tell somebody, after each start. */
bool core_sane(const struct core *c);

/* Somebody hears the microphone. */
bool core_mic_live(const struct core *c);

/* What survives a power cut, key by key. core_save writes the value of a key (1..CORE_KEY_LAST that EFFECT_SAVE has named)
 * to `out` and returns its length, CORE_VALUE_MAX at most. core_load takes one back between core_init and EVENT_START;
 * ERR_MISSING for a key it does not know, ERR_RANGE for a value it cannot accept: the factory value then stands. */
enum core_list { LIST_SECNUMBERS, LIST_ALERTNUMBERS, LIST_SCHEDULE, LIST_ALARMS };
#define CORE_LISTS 4
#define CORE_KEY_LISTS 100 /* + an enum core_list; below are the settings' */
#define CORE_KEY_LAST (CORE_KEY_LISTS + CORE_LISTS - 1)
#define CORE_VALUE_MAX NUMBERS_VALUE_MAX
size_t core_save(const struct core *c, uint16_t key, uint8_t *out);
int core_load(struct core *c, uint16_t key, const uint8_t *value, size_t len);

/* --- For the files of core. --- */

bool core_has(const struct core *c, uint32_t feature);
int core_setting(const struct core *c, enum setting id);
void core_list_changed(struct core *c, enum core_list list);
/* The clock was set: the rules of the schedule and the zone follow. */
void core_clock_stepped(struct core *c, uint64_t now_ms, bool by_network);
/* The outlet has power and is switched on. */
bool core_outlet_on(const struct core *c);

#endif
