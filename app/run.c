/* run: the daemon's command line.
 * SPDX-License-Identifier: Apache-2.0 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "app/cli.h"
#include "ports/linux/daemon.h"
#include "ports/linux/pinfile.h"
#include "ports/linux/tty.h"

#define BOARD_DIRECTORY "dir:"
#define WAIT_MAX_S 86400

static const struct {
	char letter; /* what getopt_long returns */
	const char *name;
	const char *argument; /* NULL: it takes none */
	const char *what;
} options[] = {
	{ 'm', "modem", "TTY", "the modem's AT port, best by a name that stays: /dev/serial/by-id/..." },
	{ 'b', "board", "dir:DIR", "a board whose pins are files in DIR: the daemon writes outlet and\n"
		"microrelay (0 or 1), led_power, led_gsm, led_mic and led_out (the\n"
		"pattern's name); whenever they change it reads button, sensor, jack and\n"
		"mains (0 or 1), battery (percent) and temperature (degrees Celsius);\n"
		"not there: button up, sensor open, jack in, mains on, battery full,\n"
		"temperature unknown" },
	{ 's', "state", "DIR", "where settings and the state of the outlet are kept: 64 KiB in DIR/flash,\n"
		"taken in full at the first start" },
	{ 'M', "model", "MODEL", "706 (default), 707, 706-light or 707-light" },
	{ 'B', "baud", "N", "the speed of the line, 115200 if not given" },
	{ 'P', "pin-file", "FILE", "its first line is the SIM's PIN, 4 to 8 digits: entered once, and never when\n"
		"the card refused it before or has but one try left" },
	{ 'w', "wait", "S", "give up when no modem has answered after S seconds (default 30; 0: never)" },
	{ 'p', "private", NULL, "show whole telephone numbers and message texts in the log" },
	{ 'v', "verbose", NULL, "log what a maintainer wants to read" },
	{ 'h', "help", NULL, "this text" },
};
#define OPTION_COUNT (sizeof options / sizeof *options)

static void help(void)
{
	fputs("Usage: smsocket run --modem TTY --board dir:DIR --state DIR [OPTION...]\n\n"
		"Runs the socket: takes commands by SMS from the modem and switches the board.\n\n", stdout);
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		char left[32];

		snprintf(left, sizeof left, "--%s %s", options[i].name, options[i].argument ? options[i].argument : "");
		printf("  -%c, %-17s ", options[i].letter, left);
		for (const char *c = options[i].what; *c; c++)
			*c == '\n' ? fputs("\n                        ", stdout) : putchar(*c);
		putchar('\n');
	}
	fputs("\nThe log goes to standard error. Directories are made if their parent exists.\n"
		"A modem that goes away later is waited for. SIGTERM and SIGINT end the daemon; they leave the board's files as\n"
		"they are, and at the next start the outlet returns to its resting state.\n\n"
		"Exit status: 0 ended by a signal; 1 could not start, or no modem answered; 2 wrong usage.\n", stdout);
}

struct request {
	struct daemon_config daemon;
	const char *pin_file;
	struct pinfile pin;
	bool private, verbose, help;
};

static int take_baud(struct request *r, const char *value)
{
	char known[160];
	size_t len = 0;

	for (size_t i = 0; tty_baud(i) != 0; i++) {
		char baud[16];

		snprintf(baud, sizeof baud, "%u", tty_baud(i));
		if (strcmp(baud, value) == 0) {
			r->daemon.baud = tty_baud(i);
			return EXIT_DONE;
		}
		len += (size_t)snprintf(known + len, sizeof known - len, "%s%s", i > 0 ? ", " : "", baud);
	}
	return cli_usage("run", "--baud %s is no speed it knows; expected one of %s", value, known);
}

static int take_model(struct request *r, const char *value)
{
	int model = model_parse(value);

	if (model < 0)
		return cli_usage("run", "--model %s is not known; expected 706, 707, 706-light or 707-light", value);
	r->daemon.model = (enum model)model;
	return EXIT_DONE;
}

static int take_wait(struct request *r, const char *value)
{
	long long wait_s;

	if (!cli_number(value, 0, WAIT_MAX_S, &wait_s))
		return cli_usage("run", "--wait %s is no number of seconds; expected 0 to %d", value, WAIT_MAX_S);
	r->daemon.wait_s = (unsigned)wait_s;
	return EXIT_DONE;
}

static int take_board(struct request *r, const char *value)
{
	size_t len = strlen(BOARD_DIRECTORY);

	if (strncmp(value, BOARD_DIRECTORY, len) != 0 || value[len] == '\0')
		return cli_usage("run", "--board %s is not known; expected dir:DIR", value);
	r->daemon.board_directory = value + len;
	return EXIT_DONE;
}

static int take(struct request *r, int letter, const char *value)
{
	switch (letter) {
	case 'm': r->daemon.modem = value; return EXIT_DONE;
	case 'b': return take_board(r, value);
	case 's': r->daemon.state_directory = value; return EXIT_DONE;
	case 'M': return take_model(r, value);
	case 'B': return take_baud(r, value);
	case 'P': r->pin_file = value; return EXIT_DONE;
	case 'w': return take_wait(r, value);
	case 'p': r->private = true; return EXIT_DONE;
	case 'v': r->verbose = true; return EXIT_DONE;
	default: r->help = true; return EXIT_DONE;
	}
}

/* `word` is what stands on the command line, `letter` what getopt_long made of it: '?' or ':'. */
static int refuse(int letter, const char *word)
{
	if (letter == ':')
		return cli_usage("run", "%s wants a value", word);
	return cli_usage("run", "%s is no option, or takes no value", word);
}

static int read_options(struct request *r, int argc, char **argv)
{
	struct option table[OPTION_COUNT + 1] = { 0 };
	char letters[2 * OPTION_COUNT + 3] = "+:";
	size_t len = 2;
	int letter, result = EXIT_DONE;

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		table[i].name = options[i].name;
		table[i].has_arg = options[i].argument ? required_argument : no_argument;
		table[i].val = options[i].letter;
		letters[len++] = options[i].letter;
		if (options[i].argument)
			letters[len++] = ':';
	}
	while (result == EXIT_DONE && !r->help) {
		int before = optind;

		letter = getopt_long(argc, argv, letters, table, NULL);
		if (letter == -1)
			break;
		result = letter == '?' || letter == ':' ? refuse(letter, argv[before]) : take(r, letter, optarg);
	}
	if (result == EXIT_DONE && !r->help && optind < argc)
		return cli_usage("run", "%s is one word too many", argv[optind]);
	return result;
}

static int check(const struct daemon_config *c)
{
	if (!c->modem)
		return cli_usage("run", "--modem TTY is missing");
	if (!c->board_directory)
		return cli_usage("run", "--board dir:DIR is missing");
	if (!c->state_directory)
		return cli_usage("run", "--state DIR is missing");
	return EXIT_DONE;
}

int run_main(int argc, char **argv)
{
	struct request r = { .daemon = { .baud = TTY_BAUD_DEFAULT, .model = MODEL_706, .wait_s = DAEMON_WAIT_DEFAULT_S } };
	struct why why;
	int result = read_options(&r, argc, argv);

	if (result != EXIT_DONE)
		return result;
	if (r.help) {
		help();
		return EXIT_DONE;
	}
	result = check(&r.daemon);
	if (result != EXIT_DONE)
		return result;
	log_init(&r.daemon.log, r.verbose, r.private);
	if (r.pin_file != NULL) {
		if (pinfile_read(&r.pin, r.pin_file, &r.daemon.log, &why) != 0)
			return cli_failed("%s", why.text);
		r.daemon.pin = r.pin.pin;
	}
	if (daemon_run(&r.daemon, &why) != 0)
		return cli_failed("%s", why.text);
	return EXIT_DONE;
}
