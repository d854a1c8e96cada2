/* cause: the statements that make something happen, as the rows of sim/statement.c have them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_CAUSE_H
#define SIM_CAUSE_H

#include "sim/statement.h"

/* These make the world: they change the configuration only. */
bool cause_model(struct play *p, const struct statement *s, struct text *why);
bool cause_profile(struct play *p, const struct statement *s, struct text *why);
bool cause_seed(struct play *p, const struct statement *s, struct text *why);

bool cause_pin(struct play *p, const struct statement *s, struct text *why);
bool cause_sim(struct play *p, const struct statement *s, struct text *why);
bool cause_wait(struct play *p, const struct statement *s, struct text *why);
bool cause_time(struct play *p, const struct statement *s, struct text *why);
bool cause_no_time(struct play *p, const struct statement *s, struct text *why);
bool cause_network(struct play *p, const struct statement *s, struct text *why);
bool cause_signal(struct play *p, const struct statement *s, struct text *why);
bool cause_modem(struct play *p, const struct statement *s, struct text *why);
bool cause_modem_slow(struct play *p, const struct statement *s, struct text *why);
bool cause_modem_fault(struct play *p, const struct statement *s, struct text *why);
bool cause_modem_mended(struct play *p, const struct statement *s, struct text *why);
bool cause_modem_troubled(struct play *p, const struct statement *s, struct text *why);
bool cause_ussd_answers(struct play *p, const struct statement *s, struct text *why);
bool cause_ussd(struct play *p, const struct statement *s, struct text *why);

#endif
