/* guest: the firmware in its machine, in lock-step: it runs for one pass of its loop at a time, at a moment that is given.
 * Hosted code. After GUEST_FAILED, for which `why` has the reason, and after GUEST_CUT the machine is switched off.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef EMULATOR_GUEST_H
#define EMULATOR_GUEST_H

#include "emulator/image.h"
#include "emulator/machine.h"
#include "emulator/tear.h"
#include "ports/cortexm/view.h"

#define GUEST_BEGIN_MS 1000u /* its clock, when it begins */

enum guest_event {
	GUEST_SLEPT,  /* it has done all that was due at that moment */
	GUEST_BEGUN,  /* it was reset, and stands before its loop again */
	GUEST_CUT,    /* power has failed in the middle of a write of its flash */
	GUEST_FAILED,
};

struct guest {
	const struct image *image;
	struct machine machine; /* what its lines have said waits in there, also when it is off */
	bool on;
	bool breaks;           /* it halts at each step of its flash */
	bool cutting;          /* what it does from now on it never did */
	int flash;             /* a file in memory */
	struct tear tear;
	uint32_t given;        /* bytes that its modem's line has got since the reset */
	uint32_t outputs;      /* at the last event, but for GUEST_BEGUN */
	struct loop_view view; /* at GUEST_SLEPT and GUEST_BEGUN */
};

/* Of the machine's own functions: one has failed, and said why; adds what else there is to tell, and switches it off. */
void guest_fail(struct guest *g, struct text *why);

/* Switched off, with an erased flash. `image` is kept. */
void guest_init(struct guest *g, const struct image *image);
void guest_free(struct guest *g);

/* Power comes: GUEST_BEGUN. */
enum guest_event guest_power(struct guest *g, struct text *why);
void guest_off(struct guest *g);
/* At GUEST_BEGUN: why it was reset, for somebody who did not expect it. */
void guest_print_reset(struct guest *g, struct text *to);

/* From GUEST_BEGUN on, at GUEST_BEGIN_MS, until it sleeps. */
enum guest_event guest_begin(struct guest *g, struct text *why);
/* A pass at clock_ms, which is no earlier than the last one: the bytes have come from its modem just before. */
enum guest_event guest_pass(struct guest *g, uint64_t clock_ms, const uint8_t *bytes, size_t len, struct text *why);
/* In the next pass thermometer and battery are read. */
bool guest_wants_reading(struct guest *g, struct text *why);

/* Power fails in the middle of that write of the flash from now on (1: the next); 0: not any more. */
bool guest_cut_after(struct guest *g, uint64_t writes, struct text *why);

#endif
