/* orders: what a line on the virtual modem's console can ask for beside a text: a person's part in a call, the
 * operator's answer to a code, a fault of the modem and its end.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_ORDERS_H
#define APP_ORDERS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/text.h"
#include "sim/network.h"
#include "sim/vmodem.h"

struct orders {
	struct network *network;
	struct vmodem *modem;
	enum voice_call call;    /* that has been told of */
	char phone[NUMBER_CAP]; /* its other side */
};

#define ORDERS_WHY_CAP 4000 /* it may list all faults */

/* Does what the line says; false: it is no order. When it is one that cannot be done, `why` is not empty and says so in
 * one line. */
bool orders_take(const struct orders *o, uint64_t now_ms, const char *line, struct text *why);
/* What a line can be, for people; a line each. */
void orders_help(FILE *to);
/* Prints what has become of the call: "+33612345678 rings". */
void orders_calls(struct orders *o, FILE *to);

#endif
