/* deeds: the device's port on this board: what it wants is done to pins and lines, or noted for the loop.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_CORTEXM_DEEDS_H
#define PORTS_CORTEXM_DEEDS_H

#include <stdbool.h>

#include "device/port.h"

/* All of it but the flash. */
void deeds_fill(struct port *port);

/* What the device has asked for, once each: to begin anew; to be without power. */
bool deeds_take_restart(void);
bool deeds_take_shut_down(void);

#endif
