/* expect: the statements about what the board of the socket does, as the rows of sim/statement.c have them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_EXPECT_H
#define SIM_EXPECT_H

#include "sim/statement.h"
#include "sim/world.h"

bool expect_outlet(struct play *p, const struct statement *s, struct text *why);
bool expect_microrelay(struct play *p, const struct statement *s, struct text *why);
bool expect_mic(struct play *p, const struct statement *s, struct text *why);
bool expect_led(struct play *p, const struct statement *s, struct text *why);
bool expect_outlet_never(struct play *p, const struct statement *s, struct text *why);
bool expect_microrelay_never(struct play *p, const struct statement *s, struct text *why);
bool expect_mic_never(struct play *p, const struct statement *s, struct text *why);
bool expect_led_never(struct play *p, const struct statement *s, struct text *why);

/* Something changed: remembers when it is what must never be, however short it lasts. */
void expect_news(struct play *p);

/* --- For statements about other things. --- */

/* One thing in the world and the value it should have, or should not. A new kind of thing is a pair of functions. */
struct expect_state {
	size_t (*is)(const struct world *w, const struct expect_state *state);
	const char *(*value_name)(size_t value);
	const char *name; /* of the thing, for messages: "outlet"; NULL: it is a phone */
	const char *which;
	size_t index;     /* of that which */
	size_t value;
};

/* What `phone` has of its call with the socket. */
struct expect_state expect_phone(const char *phone, enum voice_phone value);
/* So it is at this moment or, `limit` not NULL, becomes by then. */
bool expect_becomes(struct play *p, const struct expect_state *state, const struct statement_value *limit,
		    struct text *why);
/* At no moment until then. */
bool expect_never(struct play *p, const struct expect_state *state, const struct statement_value *limit,
		  struct text *why);

#endif
