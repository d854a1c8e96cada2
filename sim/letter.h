/* letter: the SMS that a phone's text becomes on its way to the socket, and what goes wrong with them there.
 * Plain values; no allocation.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_LETTER_H
#define SIM_LETTER_H

#include "sim/network.h"
#include "sim/tpdu.h"

#define LETTER_PARTS_MAX 10

struct letter {
	struct number from;
	unsigned count; /* of parts */
	size_t lens[LETTER_PARTS_MAX];
	uint8_t parts[LETTER_PARTS_MAX][TPDU_CAP];
};

/* Who sends: digits, or a name of at most 11 characters of the GSM alphabet. ERR_SYNTAX: it is neither. */
int letter_sender(struct number *from, const char *name);
/* The parts of a text by that sender; more than one bear the reference. `disturbed`: a set of enum network_disturbance,
 * of which those are done that concern a part's octets. ERR_FULL: it takes more than LETTER_PARTS_MAX. */
int letter_write(struct letter *l, const struct number *from, const char *text, const struct tpdu_stamp *stamp,
		 uint8_t reference, unsigned disturbed);
/* Which part goes as number `at`, from 0 on; -1: none, it is lost. */
int letter_next(const struct letter *l, unsigned at, unsigned disturbed);

#endif
