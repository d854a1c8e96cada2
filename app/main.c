/* smsocket: one program, a subcommand a file.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "app/cli.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *what;
} commands[] = {
	{ "sim", sim_main, "a simulated socket, its modem and people's phones: needs no hardware" },
	{ "run", run_main, "the daemon: a real modem on a tty, a real board" },
	{ "ctl", ctl_main, "looks at a running daemon, and commands it" },
	{ "modem", modem_main, "the virtual modem alone, on a pty, for any AT software" },
	{ "play", play_main, "plays scenarios, the tests that read like a manual" },
	{ "explore", explore_main, "random worlds in which everything fails" },
	{ "commands", commands_main, "the reference of all commands" },
};

#define COMMAND_COUNT (sizeof commands / sizeof *commands)

bool cli_command(size_t index, struct cli_command *command)
{
	if (index >= COMMAND_COUNT)
		return false;
	*command = (struct cli_command){ commands[index].name, commands[index].what };
	return true;
}

static void help(FILE *to)
{
	fputs("smsocket: a smart power socket commanded by SMS\n\nUsage: smsocket COMMAND [OPTION...]\n\n", to);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(to, "  %-8s %s\n", commands[i].name, commands[i].what);
	fputs("\nsmsocket COMMAND --help tells of one; smsocket --version of this build.\n", to);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		help(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		help(stdout);
		return EXIT_DONE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("smsocket " SMSOCKET_VERSION);
		return EXIT_DONE;
	}
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr, "smsocket: \"%s\" is no command; expected ", argv[1]);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(stderr, "%s, ", commands[i].name);
	fputs("or --help\n", stderr);
	return EXIT_USAGE;
}
