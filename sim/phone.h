/* phone: the statements about people's phones, as the rows of sim/statement.c have them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_PHONE_H
#define SIM_PHONE_H

#include "sim/statement.h"

bool phone_sms(struct play *p, const struct statement *s, struct text *why);
bool phone_gets(struct play *p, const struct statement *s, struct text *why);
bool phone_gets_like(struct play *p, const struct statement *s, struct text *why);
bool phone_gets_nothing(struct play *p, const struct statement *s, struct text *why);

#endif
