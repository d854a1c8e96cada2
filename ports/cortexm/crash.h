/* crash: the ends that are no power cut, and what the next start learns of them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_CORTEXM_CRASH_H
#define PORTS_CORTEXM_CRASH_H

#include <stdint.h>

#include "ports/cortexm/view.h"

extern struct reset_record reset_record;

/* Once, at the start: why the processor has begun anew. Whatever ends this run without a word was the watchdog. */
enum reset_cause crash_cause(void);

/* Begins anew: outlet and microrelay at rest, then a reset. */
_Noreturn void crash_restart(enum reset_cause cause);

/* What the processor has refused; `frame`: what it has put on the stack, unless the stack was the fault. */
_Noreturn void crash_fault(const uint32_t *frame);

#endif
