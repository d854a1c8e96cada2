/* typed: what a line on the simulator's console, or in its panel, does to the world that is played.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_TYPED_H
#define APP_TYPED_H

#include <stdbool.h>

#include "base/text.h"
#include "sim/play.h"

/* "+33612345678 ON": a phone texts; anything else is a statement of the scenarios. `line` is cut up. false: it failed,
 * and `why` says in what, on one line. */
bool typed_do(struct play *p, char *line, struct text *why);
/* The same for somebody who watches and lets time go by himself: a statement that waits for something is refused, a
 * phone takes or refuses only a call that rings now, and "button down", "button up" press and let go. */
bool typed_do_now(struct play *p, char *line, struct text *why);

#endif
