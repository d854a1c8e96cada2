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

struct port {
	void *ctx; /* handed to each call */
	/* Takes all bytes (queues what the line cannot take yet). Never calls back into the device. */
	void (*modem_send)(void *ctx, const uint8_t *bytes, size_t len);
	void (*outlet)(void *ctx, bool on);
	void (*led)(void *ctx, enum led led, enum led_pattern pattern);
	/* The note and what it points at are borrowed for the call. */
	void (*note)(void *ctx, const struct note *note);
	struct flash flash;
};

#endif
