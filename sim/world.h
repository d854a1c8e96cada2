/* world: one socket with its microcontroller, its mains and what its board senses, its virtual modem and the network, in
 * virtual time.
 * Hosted code with a heap. Time is the world's own, in milliseconds from its creation, and passes in world_advance and
 * world_run_until only, which jump from one thing due to the next: none is missed or late. Equal configurations and equal
 * calls give equal worlds. Between the device and its modem bytes take their time, so neither is ever re-entered.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/note.h"
#include "core/core.h"
#include "core/led.h"
#include "core/model.h"
#include "device/device.h"
#include "sim/mcu.h"
#include "sim/network.h"
#include "sim/nor.h"
#include "sim/room.h"
#include "sim/vmodem.h"

#define WORLD_SOCKET "+33600000000" /* the number of the SIM in the socket */
#define WORLD_RAW_DC 250            /* what its thermometer reads unless told otherwise, in tenths of a degree Celsius */

struct world;

struct world_config {
	enum model model;
	const char *profile; /* of the modem's family, one of vmodem_profile(); borrowed for world_new */
	uint64_t seed;
	char pin[9];  /* of the SIM, as the socket was told; "": it was told none */
	bool in_room; /* its thermometer begins with the room's (sim/room.h) instead of steady WORLD_RAW_DC */
	struct mcu mcu; /* that runs the device; it is the world's then, also when world_new fails. No deeds: mcunative */
};

enum world_news_kind {
	NEWS_POWER,      /* .on: the device came to life or went dead */
	NEWS_RESTART,    /* the device begins anew, without a loss of power */
	NEWS_OUTLET,     /* .on */
	NEWS_MICRORELAY, /* .on */
	NEWS_MIC,        /* .on: somebody hears the microphone, or nobody any more */
	NEWS_LED,        /* .led */
	NEWS_NOTE,       /* .note: the device's log */
	NEWS_SENT,       /* .sent: somebody's phone sent a message to the socket */
	NEWS_ARRIVED,    /* .arrived: a message arrived at a phone */
	NEWS_PHONE,      /* .phone: what a phone has of its call with the socket has changed */
	NEWS_LINE,       /* .line: the device or its modem began to send these bytes to the other */
	NEWS_ANSWER,     /* .answer: what a command of the console is told (world_command) */
};

struct world_news {
	enum world_news_kind kind;
	uint64_t at_ms;
	union {
		bool on;
		struct {
			enum led led;
			enum led_pattern pattern;
		} led;
		const struct note *note;
		struct {
			const char *from, *text;
		} sent;
		struct {
			const char *who;
			enum voice_phone is;
		} phone;
		const struct network_sms *arrived;
		const char *answer;
		struct {
			bool to_modem;
			const uint8_t *bytes;
			size_t len;
		} line;
	};
};

/* Who wants to be told. What a piece of news points at is borrowed for the call, which must not call back into the
 * world but to ask. */
struct world_watch {
	void *ctx;
	void (*tell)(void *ctx, const struct world_news *news);
};

/* A world whose socket is not plugged in. `watch` is copied; NULL: nobody is told. NULL: there is no such profile. */
struct world *world_new(const struct world_config *config, const struct world_watch *watch);
void world_free(struct world *w);

/* The mains. On: a device that is dead starts, with the flash it had. Off: one without a battery is dead at once. */
void world_mains(struct world *w, bool on);
/* Everything loses power now, whatever battery it has; the mains is then off. */
void world_cut(struct world *w);
/* The same at the `writes`-th program or erase of the flash from now (1: the next), in the middle of it; 0: not any more. */
void world_cut_after(struct world *w, uint64_t writes);

/* What the board senses, but for the mains: the button begins up, the sensor's contact open, the jack in. */
void world_sense(struct world *w, enum core_input input, bool level);
/* The thermometer inside the case: it reads `raw_dc` from now on; what it would in the room; nothing. */
enum world_thermometer { THERMOMETER_STEADY, THERMOMETER_ROOM, THERMOMETER_NONE };
void world_thermometer(struct world *w, enum world_thermometer how, int raw_dc);
/* The charge of the battery, where there is one, until the mains comes on and fills it. At 0 a socket without mains is
 * dead at once. */
void world_battery(struct world *w, int percent);

/* What the network tells modems: this time from now on, or, NULL, none. Without a word its clock begins at
 * 26/01/05,12:00:00+01 when the socket is first plugged in. */
void world_clock(struct world *w, const struct network_stamp *time);

/* Phone `from` sends a message: network_text, and its results. */
int world_text(struct world *w, const char *from, const char *text, const struct network_stamp *stamp);

/* A command from the machine's own console: device_command. false: the device does not run. */
bool world_command(struct world *w, const char *text, bool may_configure);

uint64_t world_now_ms(const struct world *w);
/* The next thing due, at world_now_ms or later; UINT64_MAX: nothing ever happens by itself. */
uint64_t world_next_deadline_ms(const struct world *w);
/* Does what is due next, if it is due by limit_ms, at its own time. false: nothing was, and the time is now limit_ms
 * (or what it was, when that is later). Thousands of calls in a row at one moment are an assertion. */
bool world_advance(struct world *w, uint64_t limit_ms);
/* Does all that is due by limit_ms. */
void world_run_until(struct world *w, uint64_t limit_ms);

/* What stands on the board at this moment. */
bool world_has_mains(const struct world *w);
bool world_alive(const struct world *w); /* the device has power */
/* What is wrong with the microcontroller itself (sim/mcu.h); NULL: nothing. */
const char *world_trouble(const struct world *w);
bool world_outlet(const struct world *w);
bool world_microrelay(const struct world *w);
bool world_mic(const struct world *w); /* somebody hears the microphone */
bool world_sensed(const struct world *w, enum core_input input);
int world_battery_percent(const struct world *w);
/* false: it reads nothing. */
bool world_raw_dc(const struct world *w, int *raw_dc);
int world_room_dc(struct world *w);
enum world_thermometer world_reads(const struct world *w); /* the thermometer reads: a steady value, the room, nothing */
enum led_pattern world_led(const struct world *w, enum led led);
enum model world_model(const struct world *w);

enum voice_phone world_phone(const struct world *w, const char *phone);

/* The parts, to be asked and to be troubled. */
struct network *world_network(struct world *w);
struct vmodem *world_modem(struct world *w);

/* Inside of the microcontroller, when it is mcunative. */
bool world_running(const struct world *w); /* the device has begun: alive it may still be about to */
const struct device *world_device(const struct world *w); /* to be looked at, while the device runs */
struct core_now world_device_now(const struct world *w);  /* its clocks */
/* Of a device that runs: what it has survived (device_count). index < DEVICE_COUNTS. */
struct device_count world_count(const struct world *w, size_t index);
struct nor *world_nor(struct world *w);

/* The newest notes of the device: a bounded log, 0 the oldest that is kept. */
#define WORLD_NOTES_MAX 64
struct world_note {
	uint64_t at_ms;
	enum note_level level;
	const char *what;
	char who[NUMBER_CAP]; /* "" when it concerns nobody */
	char text[200];       /* why, or what was said, cut to fit; "" for neither */
};
size_t world_note_count(const struct world *w);
const struct world_note *world_note(const struct world *w, size_t index);

#endif
