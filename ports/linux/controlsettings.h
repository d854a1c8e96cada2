/* controlsettings: the settings as the commands that make them: each line a command that a message could hold, in an order
 * in which all of them succeed, on whatever device of the model; `#` begins a remark. Lists begin by being emptied.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_CONTROLSETTINGS_H
#define PORTS_LINUX_CONTROLSETTINGS_H

#include "base/text.h"
#include "core/core.h"

#define CONTROLSETTINGS_CAP 4096 /* room for all of it */

/* Lines with a line feed each. Without `secrets`, passwords that are set are remarked upon and left out. */
void controlsettings_print(const struct core *c, bool secrets, struct text *t);

#endif
