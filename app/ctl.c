/* ctl: the client of a running daemon; doc/ctl.md tells what is asked and answered.
 * SPDX-License-Identifier: Apache-2.0 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "app/cli.h"
#include "app/ctlask.h"
#include "app/ctlsettings.h"
#include "app/ctlshow.h"

#define SOCKET_DEFAULT "/run/smsocket/smsocket.sock"
#define TIMEOUT_MAX_S 86400

static const struct option_row {
	char letter;
	const char *name;
	const char *argument; /* NULL: it takes none */
	const char *what;
	const char *verb;     /* that alone has it; NULL: all have */
} options[] = {
	{ 'S', "socket", "PATH", "the daemon's control socket (default " SOCKET_DEFAULT ")", NULL },
	{ 't', "timeout", "S", "seconds to wait for an answer (default 10; sms and import: 60)", NULL },
	{ 'j', "json", NULL, "answers for programs: an object a line (doc/ctl.md)", NULL },
	{ 'c', "check", NULL, "status: in one line, with an exit status for monitoring", "status" },
	{ 'f', "follow", NULL, "events: goes on with what happens", "events" },
	{ 's', "secrets", NULL, "settings export: passwords too", "settings" },
	{ 'k', "keep-going", NULL, "settings import: goes on behind a line that is refused", "settings" },
	{ 'n', "dry-run", NULL, "settings import: only reads the file, asks no daemon", "settings" },
	{ 'M', "model", "MODEL", "of --dry-run: 706 (default), 707, 706-light or 707-light", "settings" },
	{ 'h', "help", NULL, "this text", NULL },
};
#define OPTION_COUNT (sizeof options / sizeof *options)

static void help(void)
{
	fputs("Usage: smsocket ctl [OPTION...] status | events | log | selftest\n"
	      "       smsocket ctl [OPTION...] sms \"TEXT\"\n"
	      "       smsocket ctl [OPTION...] settings export | import [FILE]\n\n"
	      "Looks at a running daemon, and commands it, over its control socket.\n\n"
	      "  status    the state of everything\n"
	      "  events    what has happened lately: notes, messages, outlet, microrelay, lamps, registration\n"
	      "  log       when the last alarms were, newest first, and the notes of the log that are still in memory\n"
	      "  selftest  what answers: each part of the board; memory, modem, SIM, network and signal\n"
	      "  sms       gives the daemon a command as if it came by SMS, and prints the answer; neither list nor password\n"
	      "            are asked for, and the daemon's own configuration says whether settings may be changed\n"
	      "  settings  export prints the commands that make the settings what they are; import gives such commands, from\n"
	      "            a file or standard input, to the daemon, up to the first that is refused\n\n", stdout);
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		char left[32];

		snprintf(left, sizeof left, "--%s %s", options[i].name, options[i].argument ? options[i].argument : "");
		printf("  -%c, %-14s %s\n", options[i].letter, left, options[i].what);
	}
	fputs("\nExit status: 0 done; 1 refused or failed; 2 wrong usage; 3 no daemon could be reached; 4 no answer in time; 5 not\n"
	      "allowed. Of status --check: 0 fine; 1 alarm; 2 the mains is lost; 3 not registered, or nobody answered; of\n"
	      "several, the mains first, then the alarm.\n", stdout);
}

/* --- The verbs. --- */

static int show_status(struct ctl *q, const cJSON *line)
{
	q->known = true;
	if (q->check)
		return ctlshow_check(line, !q->json);
	if (!q->json)
		ctlshow_status(line);
	return EXIT_DONE;
}

/* Monitoring knows four states: what could not be asked is unknown. */
static int run_status(struct ctl *q)
{
	int result = ctlask_simply(q, "status", NULL, false, show_status);

	return q->check && !q->known ? EXIT_UNREACHED : result;
}

static int show_event(struct ctl *q, const cJSON *line)
{
	if (!q->json)
		ctlshow_event(line);
	return EXIT_DONE;
}

static int run_events(struct ctl *q)
{
	return ctlask_simply(q, "events", q->follow ? "follow" : NULL, q->follow, show_event);
}

static int run_log(struct ctl *q)
{
	return ctlask_simply(q, "log", NULL, false, show_event);
}

static int show_part(struct ctl *q, const cJSON *line)
{
	if (!q->json)
		ctlshow_part(line);
	return ctlshow_truth(line, "answers") ? EXIT_DONE : EXIT_FAILED;
}

static int run_selftest(struct ctl *q)
{
	return ctlask_simply(q, "selftest", NULL, false, show_part);
}

static int show_answer(struct ctl *q, const cJSON *line)
{
	if (!q->json)
		ctlshow_text(ctlshow_string(line, "text"));
	return ctlask_result(line);
}

static int run_sms(struct ctl *q)
{
	int result = ctlask_open(q);

	if (result != EXIT_DONE)
		return result;
	result = ctlask_command(q, q->words[1], show_answer);
	ctlask_close(q);
	return result;
}

static int run_settings(struct ctl *q)
{
	bool import = strcmp(q->words[1], "import") == 0;

	if (!import && strcmp(q->words[1], "export") != 0)
		return cli_usage("ctl", "\"settings %s\" is nothing it does; expected export or import", q->words[1]);
	if (!import && q->count > 2)
		return cli_usage("ctl", "\"%s\" is one word too many: export prints to standard output", q->words[2]);
	return import ? ctlsettings_import(q, q->words[2]) : ctlsettings_export(q);
}

static const struct verb {
	const char *name;
	int words_min, words_max; /* with itself */
	const char *expected;     /* behind it */
	int (*run)(struct ctl *q);
} verbs[] = {
	{ "status", 1, 1, "", run_status },
	{ "events", 1, 1, "", run_events },
	{ "log", 1, 1, "", run_log },
	{ "selftest", 1, 1, "", run_selftest },
	{ "sms", 2, 2, "one text, in quotes if it holds a blank", run_sms },
	{ "settings", 2, 3, "export, or import and a file", run_settings },
};
#define VERB_COUNT (sizeof verbs / sizeof *verbs)

const char *ctl_request(size_t index)
{
	return index < VERB_COUNT ? verbs[index].name : NULL;
}

/* --- The command line. --- */

static int take_timeout(struct ctl *q, const char *value)
{
	long long timeout_s;

	if (!cli_number(value, 1, TIMEOUT_MAX_S, &timeout_s))
		return cli_usage("ctl", "--timeout \"%s\": expected 1 to %d seconds", value, TIMEOUT_MAX_S);
	q->timeout_s = (int)timeout_s;
	return EXIT_DONE;
}

static int take_model(struct ctl *q, const char *value)
{
	int model = model_parse(value);

	if (model < 0)
		return cli_usage("ctl", "--model \"%s\" is not known; expected 706, 707, 706-light or 707-light", value);
	q->model = (enum model)model;
	return EXIT_DONE;
}

static int take(struct ctl *q, int letter, const char *value)
{
	switch (letter) {
	case 'S': q->socket = value; return EXIT_DONE;
	case 't': return take_timeout(q, value);
	case 'j': q->json = true; return EXIT_DONE;
	case 'c': q->check = true; return EXIT_DONE;
	case 'f': q->follow = true; return EXIT_DONE;
	case 's': q->secrets = true; return EXIT_DONE;
	case 'k': q->keep_going = true; return EXIT_DONE;
	case 'n': q->dry_run = true; return EXIT_DONE;
	case 'M': return take_model(q, value);
	default: q->help = true; return EXIT_DONE;
	}
}

/* `*used` gets a bit for each option, by its row. */
static int read_options(struct ctl *q, int argc, char **argv, unsigned *used)
{
	struct option table[OPTION_COUNT + 1] = { 0 };
	char letters[2 * OPTION_COUNT + 2] = ":";
	size_t len = 1;
	int letter, result = EXIT_DONE;

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		table[i].name = options[i].name;
		table[i].has_arg = options[i].argument ? required_argument : no_argument;
		table[i].val = options[i].letter;
		letters[len++] = options[i].letter;
		if (options[i].argument)
			letters[len++] = ':';
	}
	opterr = 0;
	while (result == EXIT_DONE && (letter = getopt_long(argc, argv, letters, table, NULL)) != -1) {
		if (letter == ':')
			return cli_usage("ctl", "%s wants a value", argv[optind - 1]);
		if (letter == '?')
			return cli_usage("ctl", "\"%s\" is no option", argv[optind - 1]);
		for (size_t i = 0; i < OPTION_COUNT; i++)
			*used |= letter == options[i].letter ? 1u << i : 0;
		result = take(q, letter, optarg);
	}
	q->count = argc - optind;
	q->words = argv + optind;
	return result;
}

static const struct verb *verb_of(const char *name)
{
	for (size_t i = 0; i < VERB_COUNT; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static int run(struct ctl *q, unsigned used)
{
	const struct verb *verb = q->count > 0 ? verb_of(q->words[0]) : NULL;

	if (verb == NULL)
		return cli_usage("ctl", "%s; expected status, events, log, selftest, sms or settings",
				 q->count > 0 ? "that is nothing it does" : "there is nothing to do");
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if ((used & 1u << i) != 0 && options[i].verb != NULL && strcmp(options[i].verb, verb->name) != 0)
			return cli_usage("ctl", "--%s is for %s, not for %s", options[i].name, options[i].verb, verb->name);
	if (q->count < verb->words_min)
		return cli_usage("ctl", "%s is not all; expected %s", verb->name, verb->expected);
	if (q->count > verb->words_max)
		return cli_usage("ctl", "\"%s\" is one word too many", q->words[verb->words_max]);
	return verb->run(q);
}

int ctl_main(int argc, char **argv)
{
	struct ctl q = { .socket = SOCKET_DEFAULT, .model = MODEL_706 };
	unsigned used = 0;
	int result = read_options(&q, argc, argv, &used);

	if (result != EXIT_DONE)
		return result;
	if (q.help) {
		help();
		return EXIT_DONE;
	}
	return run(&q, used);
}
