/* play: a world in which scenarios are played, statement by statement, and what was read there so far.
 * Hosted code with a heap; nothing is printed: what happens is told to the watch, what fails is said in a text.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_PLAY_H
#define SIM_PLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "sim/statement.h"
#include "sim/world.h"

#define PLAY_WHY_CAP 2000 /* room for what went wrong, with two long messages in it */

struct expect_state;

/* What the device of a scenario runs on: each has one of its own, fresh from the maker. */
struct play_target {
	void *ctx;
	struct mcu (*mcu)(void *ctx);
};

struct play {
	struct world_config config; /* a file's first statements change it, then the world is made */
	struct world_watch watch;
	struct world *world; /* NULL until then */
	bool plugged_in;     /* there was a `mains on` */
	bool *read;          /* by index of network_sms: a statement has read it */
	size_t read_cap;
	const struct expect_state *never; /* what must not be while time goes by; NULL: nothing */
	bool never_seen;
};

/* Starts with the world that `config` says: false when it cannot be made, with `why`, and nothing to end. */
bool play_begin(struct play *p, const struct world_config *config, const struct world_watch *watch, struct text *why);
void play_end(struct play *p);

/* Plays one statement, after all that is due now. false: it, or the microcontroller, failed, and `why` says in what, on one
 * line. */
bool play_statement(struct play *p, const struct statement *s, struct text *why);

enum play_verdict { VERDICT_PASSED, VERDICT_FAILED, VERDICT_SKIPPED };
/* Plays the file in a fresh world. The whole file is parsed before anything is played. `profile`: the modem's family
 * when the file names none; NULL: generic. VERDICT_FAILED: `why` begins with where ("FILE:LINE: ", or "FILE: " when it
 * cannot be read). VERDICT_SKIPPED: `profile` was given, and a statement is not for its modem; `why` says what it
 * lacks. `target` NULL: the device runs in this process. */
enum play_verdict play_file(const char *path, const char *profile, const struct play_target *target,
			    const struct world_watch *watch, struct text *why);

/* For what statements do. The first message of `phone` that nobody has read, or NULL; it counts as read afterwards. */
const struct network_sms *play_unread(struct play *p, const char *phone);
/* The moment that is `for_ms` from now. */
uint64_t play_after_ms(const struct play *p, uint64_t for_ms);

#endif
