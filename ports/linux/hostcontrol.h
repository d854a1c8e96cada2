/* hostcontrol: what the control socket sees of a host, and does with it; a struct host is its ctx.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_HOSTCONTROL_H
#define PORTS_LINUX_HOSTCONTROL_H

#include "ports/linux/control.h"

extern const struct control_deeds hostcontrol_deeds;

#endif
