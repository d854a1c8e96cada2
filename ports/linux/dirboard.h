/* dirboard: a board whose pins are plain files in a directory, so that scripts and tests can be the hardware.
 * It writes `outlet` and `microrelay` (`0` or `1`) and `led_power`, `led_gsm`, `led_mic`, `led_out` (the pattern's
 * name), a line each; what the board senses is read by dirinputs.
 * Promise: a reader never sees half of a value or an empty file: each is written beside and renamed into place, but for
 * `0` over `1` and `1` over `0`, one byte over another. The outlet comes first: what the lights show is written later, at a
 * moment of the caller's.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_DIRBOARD_H
#define PORTS_LINUX_DIRBOARD_H

#include <stdbool.h>

#include "core/led.h"
#include "ports/linux/log.h"
#include "ports/linux/why.h"

struct dirboard {
	const char *directory;
	const struct log *log;
	enum led_pattern led[LED_COUNT];
	bool led_due[LED_COUNT]; /* its file does not show it yet */
};

/* Makes the directory if its parent exists, and proves that it can be written to. No pin is touched: they stay as an
 * earlier run left them until the device decides. `directory` and `log` are kept. ERR_IO: `why` says why. */
int dirboard_open(struct dirboard *b, const char *directory, const struct log *log, struct why *why);

/* Each sets a pin at once; a failure is noted as an error, and the pin keeps its old value. */
void dirboard_outlet(struct dirboard *b, bool on);
void dirboard_microrelay(struct dirboard *b, bool on);
/* Takes effect with the next dirboard_light; of several patterns for one light, the last. */
void dirboard_led(struct dirboard *b, enum led led, enum led_pattern pattern);
bool dirboard_light_due(const struct dirboard *b);
void dirboard_light(struct dirboard *b);

#endif
