/* sickflash: a NOR flash that fails as a test wants it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_SICKFLASH_H
#define TESTS_UNIT_SICKFLASH_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/nor.h"

struct sick {
	struct flash well;
	bool refuses;    /* writes: nothing is done */
	bool sync_fails; /* everything is written, but the medium does not say so */
	bool read_fails;
	size_t reads, bytes; /* so far */
	size_t fails_at;     /* the one read that fails, from 1; 0: none */
};

/* `f` must stay, its fields are the test's to set. */
struct flash sick_flash(struct sick *f, struct nor *n);

#endif
