/* bootmark: tells a machine that had no power from a program that was merely started again.
 * The machine's boot has an id: $SMSOCKET_BOOT_ID, which a service manager can give (systemd's %b), else the kernel's. The id
 * under which the daemon last ran lies in the file `boot` of its state.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_BOOTMARK_H
#define PORTS_LINUX_BOOTMARK_H

#include <stdbool.h>

#include "ports/linux/log.h"

/* Whether the machine has booted since this was last asked of the directory; leaves the mark for the next time. False where
 * there was no mark, and where no id can be had. What prevents a new mark is told in the log. */
bool bootmark_renew(int directory_fd, const struct log *log);

#endif
