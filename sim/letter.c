/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/letter.h"

#include "base/err.h"
#include "sim/spoil.h"

#define NAME_MAX_CHARACTERS 11
#define SAME_REFERENCE 42
#define LOST_PART 1 /* the second */

int letter_sender(struct number *from, const char *name)
{
	int err = number_parse(from, name);

	if (err == 0)
		return from->kind == NUMBER_NONE ? ERR_SYNTAX : 0;
	if (text_count(name) > NAME_MAX_CHARACTERS || payload_parts(0, name) != 1 || !payload_plain(name))
		return ERR_SYNTAX;
	number_name(from, name);
	return 0;
}

static void spoil(uint8_t *tpdu, unsigned disturbed)
{
	if ((disturbed & DISTURB_ALPHABET) != 0)
		spoil_scheme(tpdu);
	if ((disturbed & DISTURB_STAMP) != 0)
		spoil_stamp(tpdu);
	if ((disturbed & DISTURB_LENGTH_UP) != 0)
		spoil_length(tpdu, 2);
	if ((disturbed & DISTURB_LENGTH_DOWN) != 0)
		spoil_length(tpdu, -2);
}

int letter_write(struct letter *l, const struct number *from, const char *text, const struct tpdu_stamp *stamp,
		 uint8_t reference, unsigned disturbed)
{
	bool wide = !payload_plain(text) || (disturbed & DISTURB_ALPHABET) != 0;
	struct tpdu t = { .kind = TPDU_DELIVER, .first = 0x04, /* TP-MMS: no more messages are waiting */
			  .number = *from, .stamp = *stamp, .payload = { .dcs = wide ? 0x08 : 0x00 } };
	struct payload_part part = { .reference = (disturbed & DISTURB_REFERENCE) != 0 ? SAME_REFERENCE : reference };
	unsigned total = payload_parts(t.payload.dcs, text);

	if (total > LETTER_PARTS_MAX)
		return ERR_FULL;
	part.total = (uint8_t)(total > 1 ? total : 0);
	l->from = *from;
	l->count = total;
	for (unsigned i = 0; i < total; i++) {
		part.sequence = (uint8_t)(i + 1);
		text += payload_put(&t.payload, text, &part);
		l->lens[i] = tpdu_print(&t, l->parts[i]);
		spoil(l->parts[i], disturbed);
	}
	return 0;
}

int letter_next(const struct letter *l, unsigned at, unsigned disturbed)
{
	unsigned part = (disturbed & DISTURB_SHUFFLED) != 0 ? spoil_order(at, l->count) : at;

	return part == LOST_PART && (disturbed & DISTURB_MISSING) != 0 ? -1 : (int)part;
}
