/* inside: what a virtual modem and its family are like: apart, for the modem's inside and the device's have names in
 * common.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_MATRIX_INSIDE_H
#define TESTS_MATRIX_INSIDE_H

#include <stdbool.h>

#include "sim/fault.h"
#include "sim/vmodem.h"

/* The fault is in force. */
bool inside_faulty(const struct vmodem *v, enum fault fault);

struct inside_family {
	bool voice;        /* it makes calls */
	bool codes;        /* and asks the operator's codes */
	unsigned memories; /* places for messages: its own, the card's */
	bool acknowledges; /* each message wants an acknowledgement */
};
/* Of one of vmodem_profile(). */
struct inside_family inside_family(const char *profile);

#endif
