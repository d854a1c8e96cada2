/* mcu: the microcontroller that runs the device, as a table of deeds, so that the world knows none of them by name:
 * mcunative is the device in this very process, emulator/mcuqemu the firmware's image in an emulated chip.
 * Time is the world's, in milliseconds, and never goes back; how the device's monotonic clock follows from it is each one's own
 * business. What the device does to its board goes to the port while a deed is under way, never later. A deed returns when
 * all is done that the device does about it at that moment.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_MCU_H
#define SIM_MCU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/core.h"
#include "device/device.h"

#define MCU_INPUT_COUNT 4 /* of enum core_input */

/* Thermometer and battery, which are read together. */
struct mcu_reading {
	bool known; /* the thermometer reads something: */
	int raw_dc;
	int battery_pct;
};

/* All of it is borrowed for the call, but for what port.ctx points at, which is kept. */
struct mcu_start {
	struct device_config config;
	struct port port; /* but for the flash, which is the mcu's own */
	bool sensed[MCU_INPUT_COUNT];
	struct mcu_reading reading;
};

/* `self` is the mcu's own. Between `stop` and `start` it takes nothing but `cut_after`, `mic_live`, `trouble` and `close`. */
struct mcu_deeds {
	void (*close)(void *self);
	/* The device begins: it senses, and reads, what `start` says. `config.power_lost`: it had no power, but the flash holds
	 * what it held. */
	void (*start)(void *self, uint64_t now_ms, const struct mcu_start *start);
	/* The device is no more. `power_lost`: power is gone, and no cut is planned any more; else it is reset, and start follows. */
	void (*stop)(void *self, bool power_lost);
	/* Bytes from the modem. The device answers in `step`. */
	void (*feed)(void *self, uint64_t now_ms, const uint8_t *bytes, size_t len);
	void (*input)(void *self, uint64_t now_ms, enum core_input input, bool level);
	void (*reading)(void *self, uint64_t now_ms, const struct mcu_reading *reading);
	/* device_command. */
	void (*command)(void *self, uint64_t now_ms, const char *text, bool may_configure);
	/* Does what is due. */
	void (*step)(void *self, uint64_t now_ms);
	/* When `step` is wanted next, `now_ms` or earlier if at once; UINT64_MAX: never. */
	uint64_t (*deadline_ms)(const void *self);
	bool (*mic_live)(const void *self);
	/* Power fails at the `writes`-th program or erase of the flash from now (1: the next), with the first half of it done;
	 * 0: not any more. */
	void (*cut_after)(void *self, uint64_t writes);
	/* That has come: what the device still does in the deed under way never happened. `stop` follows. */
	bool (*cut_off)(const void *self);
	/* What went wrong with the mcu itself, which then does nothing any more, or with the image that it runs, on one line;
	 * NULL: nothing. */
	const char *(*trouble)(void *self);
};

struct mcu {
	const struct mcu_deeds *deeds;
	void *self;
};

#endif
