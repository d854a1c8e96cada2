/* oddsms: messages that are none for people: for the display, for the card, for a browser, or for nobody (3GPP 23.040
 * 9.2.3.9, 23.038 4). Plain values; no allocation.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_ODDSMS_H
#define SIM_ODDSMS_H

#include "sim/tpdu.h"

#define ODDSMS_SENDER "+33600000091"

enum odd {
	ODD_CLASS_0,    /* to be shown at once and not kept */
	ODD_TYPE_0,     /* to be acknowledged and forgotten */
	ODD_WAP_PUSH,   /* to the browser's port */
	ODD_MMS_NOTICE, /* a multimedia message waits at the operator */
	ODD_SIM_UPDATE, /* for the card */
	ODD_VOICEMAIL,  /* a sign that voicemail waits, with a text that is not to be kept */
};

/* The message of that kind from ODDSMS_SENDER. */
void oddsms_make(enum odd kind, const struct tpdu_stamp *stamp, struct tpdu *t);

#endif
