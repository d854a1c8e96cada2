/* execute: what each command does, and what it answers.
 * Part of core; listen.c alone calls execute_command.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_EXECUTE_H
#define CORE_EXECUTE_H

#include "core/command.h"
#include "core/core.h"

/* Executes a command that passed all checks but that of its value, and replies. `command`: as received. */
void execute_command(struct core *c, const char *command, const struct command_call *call, const struct core_event *ev,
		     uint64_t now_ms, struct core_effects *out);

/* Appends a command as received, or in upper case, its secrets as asterisks. `call` NULL: it is none that is known. */
void execute_print_echo(struct text *t, const char *command, const struct command_call *call, bool upper);

#endif
