/* sender: what each phone has sent to the socket last, so that the network can bring it once more.
 * Hosted code with a heap.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_SENDER_H
#define SIM_SENDER_H

#include "sim/letter.h"

struct sender {
	struct sender *next;
	struct letter last;
};

/* Copies the letter in place of what the same phone has sent before. */
void sender_keep(struct sender **list, const struct letter *letter);
/* Good until the next call here; NULL: that phone has sent nothing. */
const struct letter *sender_last(const struct sender *list, const struct number *who);
void sender_clear(struct sender **list);

#endif
