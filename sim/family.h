/* family: what tells one make of modem from another; a row a family, a column a difference.
 * Constant data.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_FAMILY_H
#define SIM_FAMILY_H

#include <stddef.h>
#include <stdint.h>

/* What has come up when a line of the start is said. */
enum family_stage { STAGE_NONE, STAGE_LISTENING, STAGE_CARD, STAGE_MESSAGES };

struct family_start {
	uint32_t after_ms; /* since the line before */
	enum family_stage stage;
	const char *text; /* STAGE_CARD: what precedes the card's state; the line is said in each of its states */
};

struct family {
	const char *name;
	const char *manufacturer, *model, *revision, *imei;
	const char *abilities; /* what +GCAP says */
	const char *prompt;    /* asks for a message's body */
	int access;            /* radio technology, <AcT> of 27.007 7.2 */
	uint32_t boot_min_ms, boot_max_ms; /* silence after power-on */
	const struct family_start *start;
	size_t start_count;
	size_t card_slots, own_slots; /* messages that SM and ME hold */
	size_t slot_first;            /* the index of the first */
};

/* By name; NULL: there is none. */
const struct family *family_find(const char *name);
/* By index; NULL beyond the last. */
const struct family *family_at(size_t index);

#endif
