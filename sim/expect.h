/* expect: the statements about what stands on the board, as the rows of sim/statement.c have them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_EXPECT_H
#define SIM_EXPECT_H

#include "sim/statement.h"

bool expect_outlet(struct play *p, const struct statement *s, struct text *why);
bool expect_led(struct play *p, const struct statement *s, struct text *why);
bool expect_outlet_never(struct play *p, const struct statement *s, struct text *why);
bool expect_led_never(struct play *p, const struct statement *s, struct text *why);

/* Something changed: remembers when it is what must never be, however short it lasts. */
void expect_news(struct play *p);

#endif
