/* mcunative: the mcu that is the device in this process, on a flash in memory (sim/nor.h).
 * Hosted code with a heap. Each call of the device is the deed of the same name; its clock begins anew at each start, as a
 * board's does.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_MCUNATIVE_H
#define SIM_MCUNATIVE_H

#include "sim/mcu.h"
#include "sim/nor.h"

/* With an erased flash; mcu.deeds->close frees it. */
struct mcu mcunative_new(void);
/* Whether it is one. What follows takes no other. */
bool mcunative_is(const struct mcu *mcu);
const struct device *mcunative_device(const struct mcu *mcu);
/* The device's clocks at that moment of the world. */
struct core_now mcunative_now(const struct mcu *mcu, uint64_t now_ms);
struct nor *mcunative_nor(const struct mcu *mcu);

#endif
