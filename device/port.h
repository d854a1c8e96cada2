/* port: what a world supplies to the device; fill in the struct and call device.h. All calls return at once.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef DEVICE_PORT_H
#define DEVICE_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/note.h"
#include "core/led.h"
#include "store/flash.h"

/* None of them calls back into the device. */
struct port {
	void *ctx; /* handed to each call */
	/* Takes all bytes (queues what the line cannot take yet). */
	void (*modem_send)(void *ctx, const uint8_t *bytes, size_t len);
	/* Switches the modem's power; NULL: the board cannot. It is on when the device starts. */
	void (*modem_power)(void *ctx, bool on);
	void (*outlet)(void *ctx, bool on);
	void (*microrelay)(void *ctx, bool on);
	void (*led)(void *ctx, enum led led, enum led_pattern pattern);
	/* What the console is told, maybe long after its command; NULL: there is none. The text is borrowed for the call. */
	void (*answer)(void *ctx, const char *text);
	/* The note and what it points at are borrowed for the call. */
	void (*note)(void *ctx, const struct note *note);
	/* The device wants to begin anew (a factory reset): device_start again, from the port's own loop. */
	void (*restart)(void *ctx);
	/* The device wants to be without power: its battery is low, or it serves nobody. */
	void (*shut_down)(void *ctx);
	struct flash flash; /* of a STORE_CAPACITY of KEYS_BYTES (keys.h): 9 sectors of 4 KiB, for instance */
};

#endif
