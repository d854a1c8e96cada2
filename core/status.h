/* status: the answers that tell the state of something.
 * Part of core.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_STATUS_H
#define CORE_STATUS_H

#include "core/command.h"
#include "core/core.h"

/* Appends the answer to a query, or to a command that only tells. */
void status_answer(const struct core *c, enum command_id id, uint64_t now_ms, struct text *t);
/* Appends the answer to STATUS. */
void status_print(const struct core *c, uint64_t now_ms, struct text *t);
/* Appends "\nTHERMOSTAT=HEATING\nTEMPOFF=10". */
void status_print_thermostat(const struct core *c, struct text *t);
/* Appends what follows the echo of THERMOSTAT= or TEMPOFF=: the other value, and whether it is at work. */
void status_print_thermostat_after(const struct core *c, enum command_id id, struct text *t);
/* Appends "DATE yy/mm/dd,hh:mm:ss+zz". */
void status_print_date(const struct core *c, uint64_t now_ms, struct text *t);

#endif
