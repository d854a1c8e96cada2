/* search: a radio seeks its network: 2 to 5 s from when it was switched on, or from when the network was lost and is
 * back.
 * Plain values; no allocation; time is an argument.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_SEARCH_H
#define SIM_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/chance.h"

struct search {
	bool on;              /* the radio */
	bool covered;         /* by the network */
	bool found;           /* and asked to let the radio in, whatever it has answered */
	bool begins;          /* with the next step, since only a step knows the time */
	uint64_t found_at_ms; /* UINT64_MAX: nothing is sought, or no step yet */
};

void search_init(struct search *s); /* off, and covered */
/* Forgets what was found. Call after a change of `on` or `covered`, too. */
void search_again(struct search *s);
/* Call at search_deadline_ms (UINT64_MAX: nothing pending). `chance` says how long a search takes; NULL: no time. */
void search_step(struct search *s, uint64_t now_ms, struct chance *chance);
uint64_t search_deadline_ms(const struct search *s);

#endif
