/* mic: how sensitive the modem's microphone is, by the command of its family.
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_MIC_H
#define MODEM_MIC_H

#include <stdbool.h>
#include <stdint.h>

#define MIC_LEVEL_MAX 15

struct modem;

struct mic {
	bool known; /* a level was given */
	bool due;   /* the modem is to be told */
	uint8_t level;
};

void mic_level(struct modem *m, uint8_t level);
/* The modem may have forgotten it, or taken it at a time when it takes none. */
void mic_again(struct modem *m);
bool mic_next(struct modem *m);
/* When mic_next has something to ask; UINT64_MAX: never. */
uint64_t mic_deadline_ms(const struct modem *m);

#endif
