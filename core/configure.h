/* configure: changing settings and lists, with what follows from a change.
 * Part of core; execute.c alone calls it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_CONFIGURE_H
#define CORE_CONFIGURE_H

#include "core/command.h"
#include "core/core.h"

enum configure_outcome {
	OUTCOME_DONE,            /* the reply is written */
	OUTCOME_ECHO,            /* the reply is the command and " - OK" */
	OUTCOME_ECHO_THERMOSTAT, /* and then the values of the thermostat that are in force */
	OUTCOME_REFUSED,         /* why is written */
	OUTCOME_SILENT,          /* done; there is nothing to say, or not yet */
};

/* Sets what a NAME=value says; why not to `t`. */
enum configure_outcome configure_setting(struct core *c, const struct command_call *call, struct text *t);
/* SECNUMBER and ALERTNUMBER. 0; ERR_FULL; ERR_RANGE or ERR_MISSING: the number. */
int configure_list(struct core *c, const struct command_call *call);
/* Ends what cannot be with the lists as they are: after loading. */
void configure_settle(struct core *c);
/* Not everybody can command the socket: SECLIST=ON or a password. */
bool configure_secured(const struct core *c);

#endif
