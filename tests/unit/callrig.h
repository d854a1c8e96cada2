/* callrig: what the tests of the driver's calls share: the lines of a call, and calls in each state.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_CALLRIG_H
#define TESTS_UNIT_CALLRIG_H

#include "tests/unit/script.h"

#define CALLER "+33600000001"
#define RING "\r\nRING\r\n"
#define CLIP "\r\n+CLIP: \"" CALLER "\",145,\"\",0,\"\",0\r\n"
/* Answers to AT+CLCC: direction, state. */
#define LIST(incoming, stat) "\r\n+CLCC: 1," #incoming "," #stat ",0,0,\"" CALLER "\",145,\"\"\r\n" OK

/* Answers while somebody calls, while the call is up, while we dial, and when it is picked up. */
extern const struct answer callrig_rings[];
extern const struct answer callrig_active[];
extern const struct answer callrig_dials[];
extern const struct answer callrig_reached[];
extern const struct number callrig_somebody;

struct script *callrig_ringing(void);
struct script *callrig_answered(void);
struct script *callrig_dialled(void);
void callrig_expect_end(struct script *s, enum modem_call_end end);

#endif
