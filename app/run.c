/* run: the daemon's command line.
 * SPDX-License-Identifier: Apache-2.0 */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "app/cli.h"
#include "app/reference.h"
#include "panel/files.h"
#include "ports/linux/configfile.h"
#include "ports/linux/daemon.h"
#include "ports/linux/log.h"
#include "ports/linux/password.h"
#include "ports/linux/pinfile.h"

/* What is no setting; letters that config.c leaves free. */
static const struct {
	char letter; /* what getopt_long returns */
	const char *name;
	const char *argument; /* NULL: it takes none */
	const char *what;
} extras[] = {
	{ 'c', "config", "FILE", "what holds where the command line says nothing (doc/daemon.md); read again on\n"
		"SIGHUP" },
	{ 'k', "check", NULL, "only read the configuration, and say what is wrong with it" },
	{ 'H', "hash-password", NULL, "read a password for the panel, print the hash of it that belongs into the file\n"
		"that [panel] password-file names" },
	{ 'h', "help", NULL, "this text" },
};
#define EXTRA_COUNT (sizeof extras / sizeof *extras)
#define OPTIONS_MAX (CONFIGFILE_SAID_MAX + EXTRA_COUNT)

static void help_option(char letter, const char *name, const char *argument, const char *what)
{
	char left[32];

	snprintf(left, sizeof left, "--%s %s", name, argument ? argument : "");
	printf("  -%c, %-17s ", letter, left);
	for (const char *c = what; *c; c++)
		*c == '\n' ? fputs("\n                        ", stdout) : putchar(*c);
	putchar('\n');
}

static void help(void)
{
	fputs("Usage: smsocket run --modem TTY --board BOARD --state DIR [OPTION...]\n"
		"       smsocket run --config FILE [OPTION...]\n\n"
		"Runs the socket: takes commands by SMS from the modem and switches the board.\n\n", stdout);
	for (size_t i = 0; i < config_row_count; i++)
		if (config_rows[i].option)
			help_option(config_rows[i].letter, config_rows[i].option, config_rows[i].argument, config_rows[i].what);
	for (size_t i = 0; i < EXTRA_COUNT; i++)
		help_option(extras[i].letter, extras[i].name, extras[i].argument, extras[i].what);
	fputs("\nThe log goes to standard error. Directories are made if their parent exists.\n"
		"A modem that goes away later is waited for; with --wait 0, one that is not there yet is, too.\n"
		"SIGTERM and SIGINT end the daemon; they leave the board as it is, and at the next start the outlet returns to its\n"
		"resting state. SIGHUP reads the configuration again, SIGUSR1 writes the state to the log.\n\n"
		"Exit status: 0 ended by a signal; 1 could not start, or no modem answered; 2 wrong usage or configuration.\n",
		stdout);
}

struct request {
	struct configfile_source source;
	bool check, hash, help;
};

static const struct config_row *row_of_letter(int letter)
{
	for (size_t i = 0; i < config_row_count; i++)
		if (config_rows[i].option && config_rows[i].letter == letter)
			return &config_rows[i];
	return NULL;
}

static int take(struct request *r, int letter, const char *value)
{
	const struct config_row *row = row_of_letter(letter);
	struct config scratch;
	struct why why;

	if (row) {
		value = row->argument ? value : "yes";
		if (config_take(&scratch, row, value, &why) != 0)
			return cli_usage("run", "--%s %s", row->option, why.text);
		configfile_say(&r->source, row, value);
	} else if (letter == 'c') {
		r->source.path = value;
	} else if (letter == 'k') {
		r->check = true;
	} else if (letter == 'H') {
		r->hash = true;
	} else {
		r->help = true;
	}
	return EXIT_DONE;
}

/* `word` is what stands on the command line, `letter` what getopt_long made of it: '?' or ':'. */
static int refuse(int letter, const char *word)
{
	if (letter == ':')
		return cli_usage("run", "%s wants a value", word);
	return cli_usage("run", "%s is no option, or takes no value", word);
}

/* What getopt_long wants to know of the options, in both of its forms. */
struct tables {
	struct option options[OPTIONS_MAX + 1];
	char letters[2 * OPTIONS_MAX + 3];
	size_t count, len;
};

static void add(struct tables *t, char letter, const char *name, bool argument)
{
	t->options[t->count++] = (struct option){ name, argument ? required_argument : no_argument, NULL, letter };
	t->letters[t->len++] = letter;
	if (argument)
		t->letters[t->len++] = ':';
}

static int read_options(struct request *r, int argc, char **argv)
{
	struct tables t = { .letters = "+:", .len = 2 };
	int letter, result = EXIT_DONE;

	for (size_t i = 0; i < config_row_count; i++)
		if (config_rows[i].option)
			add(&t, config_rows[i].letter, config_rows[i].option, config_rows[i].argument != NULL);
	for (size_t i = 0; i < EXTRA_COUNT; i++)
		add(&t, extras[i].letter, extras[i].name, extras[i].argument != NULL);
	while (result == EXIT_DONE && !r->help) {
		int before = optind;

		letter = getopt_long(argc, argv, t.letters, t.options, NULL);
		if (letter == -1)
			break;
		result = letter == '?' || letter == ':' ? refuse(letter, argv[before]) : take(r, letter, optarg);
	}
	if (result == EXIT_DONE && !r->help && optind < argc)
		return cli_usage("run", "%s is one word too many", argv[optind]);
	return result;
}

/* From the file that the configuration names, else from systemd's credential; `*pin` is "" without either. */
static int read_pin(const struct config *c, struct pinfile *pin, struct why *why)
{
	char credential[PATH_MAX];
	struct log log;

	*pin = (struct pinfile){ .pin = "" };
	log_init(&log, c->verbose, c->private);
	if (c->pin_file[0] != '\0')
		return pinfile_read(pin, c->pin_file, &log, why);
	if (pinfile_credential(credential))
		return pinfile_read(pin, credential, NULL, why);
	return 0;
}

static int run(const struct request *r, struct config *config)
{
	const struct hostpanel_page page = { panel_files, panel_files_count, reference_print_json };
	struct pinfile pin;
	struct why why;

	if (read_pin(config, &pin, &why) != 0)
		return cli_failed("%s", why.text);
	if (r->check) {
		printf("%s%sno fault found\n", r->source.path ? r->source.path : "", r->source.path ? ": " : "");
		return EXIT_DONE;
	}
	if (daemon_run(config, &r->source, pin.pin[0] != '\0' ? pin.pin : NULL, &page, &why) != 0)
		return cli_failed("%s", why.text);
	return EXIT_DONE;
}

/* A line of standard input, which a terminal does not show. */
static bool read_unseen(char *line, int cap)
{
	struct termios usual, unseen;
	bool typed = tcgetattr(STDIN_FILENO, &usual) == 0;

	if (typed) {
		fputs("Password: ", stderr);
		unseen = usual;
		unseen.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
	}
	bool read = fgets(line, cap, stdin) != NULL;
	if (typed) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &usual);
		fputc('\n', stderr);
	}
	return read;
}

/* A password stands on no command line: every user of the machine could read it there. */
static int print_hash(void)
{
	char password[PASSWORD_LEN_MAX + 3], hash[PASSWORD_HASH_CAP];
	struct why why;

	if (!read_unseen(password, sizeof password))
		return cli_failed("there is no password on standard input");
	password[strcspn(password, "\r\n")] = '\0';
	if (password_hash(password, hash, &why) != 0)
		return cli_failed("%s", why.text);
	puts(hash);
	return EXIT_DONE;
}

int run_main(int argc, char **argv)
{
	struct request r = { .source = { .path = NULL } };
	struct config config;
	struct why why;
	int result = read_options(&r, argc, argv);

	if (result != EXIT_DONE)
		return result;
	if (r.help) {
		help();
		return EXIT_DONE;
	}
	if (r.hash)
		return print_hash();
	if (configfile_load(&config, &r.source, &why) != 0) {
		if (!r.source.path)
			return cli_usage("run", "%s", why.text);
		cli_failed("%s", why.text);
		return EXIT_USAGE;
	}
	return run(&r, &config);
}
