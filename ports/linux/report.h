/* report: the state of a running daemon in words, for whoever looks at the service or its log. Nothing private is in it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_REPORT_H
#define PORTS_LINUX_REPORT_H

#include "base/text.h"
#include "device/device.h"
#include "ports/linux/board.h"
#include "ports/linux/log.h"

/* One line: "registered, signal -67 dBm, outlet on". */
void report_short(const struct device *d, struct text *t);
/* A few lines of the log: what is so, what waits, what went wrong since the start, which parts of the board do not answer. */
void report_log(const struct device *d, const struct board *board, const struct log *log, struct core_now now);

#endif
