/* view: what a running firmware shows of itself to whoever can look into its memory: a debugger, or the emulator's driver,
 * which includes this very file. One object, `loop_view`; little-endian.
 * What is "renewed" is so at the end of each pass of the loop, in that order. Whoever reads while the processor runs takes it
 * for true when two readings in a row are equal.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_CORTEXM_VIEW_H
#define PORTS_CORTEXM_VIEW_H

#include <stddef.h>
#include <stdint.h>

/* Why the processor has begun anew. */
enum reset_cause {
	CAUSE_POWER,    /* it had none before */
	CAUSE_WATCHDOG, /* nobody else did it: the watchdog, which was not fed */
	CAUSE_ASKED,    /* the firmware itself, or the button beside the chip */
	CAUSE_FAULT,    /* an assertion, or an instruction that the processor refused; reset_record tells where */
};

/* What outlives a reset, but no loss of power: `reset_record`. */
struct reset_record {
	uint32_t magic;
	uint32_t cause; /* what the next start is to be called: enum reset_cause */
	uint32_t pc;    /* of the last fault */
	uint32_t count; /* resets since there is power */
	uint32_t lr;    /* of the last fault: who had called */
};

struct loop_view {
	uint64_t clock_ms;   /* monotonic; the tick's interrupt alone counts it */
	uint64_t slept_ms;   /* renewed second: all that was due then is done */
	uint64_t wake_ms;    /* renewed first: the device's deadline */
	uint64_t reading_ms; /* when thermometer and battery are read next */
	uint32_t sleeps;     /* renewed third: how many passes have ended in a sleep */
	uint32_t received;   /* bytes that the modem has sent since the reset; the line's interrupt counts them */
	uint32_t taken;      /* renewed last: of these, what the device was fed */
	uint8_t pattern[4];  /* of each enum led, what it shows: enum led_pattern */
	uint8_t mic;         /* renewed with taken: somebody hears the microphone */
	uint8_t cause;       /* of this start: enum reset_cause */
	uint8_t running;     /* the device has started */
	uint8_t spare;
};

_Static_assert(offsetof(struct loop_view, slept_ms) == 8 && offsetof(struct loop_view, wake_ms) == 16 &&
	       offsetof(struct loop_view, reading_ms) == 24 && offsetof(struct loop_view, sleeps) == 32 &&
	       offsetof(struct loop_view, received) == 36 && offsetof(struct loop_view, taken) == 40 &&
	       offsetof(struct loop_view, pattern) == 44 && offsetof(struct loop_view, mic) == 48 &&
	       sizeof(struct loop_view) == 56, "the same on every machine");

#endif
