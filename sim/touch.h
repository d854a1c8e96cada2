/* touch: the statements about what is done to the socket itself, as the rows of sim/statement.c have them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_TOUCH_H
#define SIM_TOUCH_H

#include "sim/statement.h"

bool touch_mains(struct play *p, const struct statement *s, struct text *why);
bool touch_cut(struct play *p, const struct statement *s, struct text *why);
bool touch_cut_after(struct play *p, const struct statement *s, struct text *why);
bool touch_battery_empty(struct play *p, const struct statement *s, struct text *why);
bool touch_battery(struct play *p, const struct statement *s, struct text *why);
bool touch_temperature(struct play *p, const struct statement *s, struct text *why);
bool touch_thermometer(struct play *p, const struct statement *s, struct text *why);
bool touch_sensor(struct play *p, const struct statement *s, struct text *why);
bool touch_jack(struct play *p, const struct statement *s, struct text *why);
bool touch_press(struct play *p, const struct statement *s, struct text *why);
bool touch_hold(struct play *p, const struct statement *s, struct text *why);

#endif
