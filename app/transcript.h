/* transcript: what happens in a world, a line each, with its moment.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_TRANSCRIPT_H
#define APP_TRANSCRIPT_H

#include <stdio.h>

#include "sim/world.h"

/* "    1:00:03.250 outlet  on" */
void transcript_news(FILE *out, const struct world_news *news);

#endif
