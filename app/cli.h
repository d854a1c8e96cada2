/* cli: how every subcommand complains: one line on standard error that says what is wrong and what to do.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_CLI_H
#define APP_CLI_H

#include <stdbool.h>
#include <stddef.h>

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* "smsocket: ..."; returns EXIT_FAILED, so that `return cli_failed(...)` ends a subcommand. */
int cli_failed(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* "smsocket COMMAND: ... (see smsocket COMMAND --help)"; returns EXIT_USAGE. */
int cli_usage(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A whole number in low..high from an option's argument, or false. */
bool cli_number(const char *text, long long low, long long high, long long *value);

/* The subcommands: argv[0] is the subcommand's name; the result is the exit status. */
int sim_main(int argc, char **argv);
int play_main(int argc, char **argv);
int explore_main(int argc, char **argv);
int modem_main(int argc, char **argv);
int run_main(int argc, char **argv);
int ctl_main(int argc, char **argv);
int commands_main(int argc, char **argv);
/* Their names and a few words on each, in order; false beyond the last. */
struct cli_command {
	const char *name, *what;
};
bool cli_command(size_t index, struct cli_command *command);
/* What `ctl` can be asked for; NULL beyond the last. */
const char *ctl_request(size_t index);

#endif
