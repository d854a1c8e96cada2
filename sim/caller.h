/* caller: the statements about voice calls, as the rows of sim/statement.c have them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_CALLER_H
#define SIM_CALLER_H

#include "sim/statement.h"

bool caller_calls(struct play *p, const struct statement *s, struct text *why);
bool caller_calls_hidden(struct play *p, const struct statement *s, struct text *why);
bool caller_hangs_up(struct play *p, const struct statement *s, struct text *why);
bool caller_picks_up(struct play *p, const struct statement *s, struct text *why);
bool caller_rejects(struct play *p, const struct statement *s, struct text *why);
bool caller_reachable(struct play *p, const struct statement *s, struct text *why);

bool caller_rings(struct play *p, const struct statement *s, struct text *why);
bool caller_silent(struct play *p, const struct statement *s, struct text *why);
bool caller_hears(struct play *p, const struct statement *s, struct text *why);
bool caller_connected(struct play *p, const struct statement *s, struct text *why);
bool caller_disconnected(struct play *p, const struct statement *s, struct text *why);

#endif
