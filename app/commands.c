/* commands: the reference of the commands, from the one table: to read, for programs, for the guides, for fuzzers.
 * SPDX-License-Identifier: Apache-2.0 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "app/cli.h"
#include "app/completion.h"
#include "app/reference.h"
#include "base/err.h"
#include "core/settings.h"

#define FORM_CAP 80
#define DICTIONARY_CAP 8192
#define EVERY_FEATURE (FEATURE_ROOM | FEATURE_USSD | FEATURE_BATTERY)

static void help(void)
{
	fputs("Usage: smsocket commands [--model MODEL] [--json]\n"
	      "       smsocket commands --markdown | --man | --dictionary\n"
	      "       smsocket commands --completion SHELL\n\n"
	      "Prints the commands that a socket understands, by chapters of its manual: how each is written, whether it\n"
	      "is a control (at any time), a query (at any time) or a configuration (within 30 minutes of power-on or of\n"
	      "the last accepted one), what the factory has set, what it does, and an example.\n\n"
	      "  -M, --model MODEL  706 (default), 707, 706-light or 707-light\n"
	      "  -j, --json         the same as a JSON array, for programs\n"
	      "  -m, --markdown     of all models, as in doc/commands.md\n"
	      "  -n, --man          the same for scdoc, as in doc/man/smsocket-commands.7.scd\n"
	      "  -d, --dictionary   their words for libFuzzer, as in tests/fuzz/commands.dict\n"
	      "  -c, --completion SHELL\n"
	      "                     what completes words in bash or zsh, as in dist/completion.bash and .zsh\n"
	      "  -h, --help         this text\n", stdout);
}

/* How a command is written on a model with `features`; `buffer` of FORM_CAP. */
static const char *form(enum command_id id, uint32_t features, char *buffer)
{
	struct text t;

	text_init(&t, buffer, FORM_CAP);
	reference_print_form(id, features, &t);
	return buffer;
}

/* What the factory has set; "" where a command sets nothing; `buffer` of FORM_CAP. */
static const char *initial(enum command_id id, char *buffer)
{
	struct text t;

	text_init(&t, buffer, FORM_CAP);
	reference_print_default(id, &t);
	return buffer;
}

/* --- To read. --- */

static void print_text(enum model model)
{
	const char *chapter = "";

	for (enum command_id id = 0; id < COMMAND_COUNT; id++) {
		char written[FORM_CAP], set[FORM_CAP];

		if (!reference_has(model, id))
			continue;
		if (strcmp(chapter, reference_chapter(id)) != 0) {
			printf("%s%s\n\n", *chapter == '\0' ? "" : "\n", reference_chapter(id));
			chapter = reference_chapter(id);
		}
		printf("  %-34s %s", form(id, model_features(model), written), reference_type(id));
		if (*initial(id, set) != '\0')
			printf(", default %s", set);
		printf("\n      %s", reference_words[id].help);
		if (strcmp(reference_words[id].example, written) != 0)
			printf(" Example: %s", reference_words[id].example);
		putchar('\n');
	}
}

static int print_json(enum model model)
{
	static char buffer[REFERENCE_JSON_CAP];
	struct text json;

	text_init(&json, buffer, sizeof buffer);
	reference_print_json(model, &json);
	if (json.cut)
		return cli_failed("the reference is longer than %d bytes; REFERENCE_JSON_CAP must grow", REFERENCE_JSON_CAP);
	fputs(json.at, stdout);
	return EXIT_DONE;
}

/* --- For the guides. --- */

/* In a table a bar would end the cell. */
static void print_cell(const char *s)
{
	for (; *s != '\0'; s++)
		printf(*s == '|' ? "\\%c" : "%c", *s);
}

static void print_models(enum command_id id)
{
	const char *between = "";

	if (command_table[id].features == 0) {
		fputs("all", stdout);
		return;
	}
	for (enum model model = 0; model < MODEL_COUNT; model++) {
		if (!reference_has(model, id))
			continue;
		printf("%s%s", between, model_name(model));
		between = ", ";
	}
}

static void print_row(enum command_id id)
{
	const struct command *row = &command_table[id];
	char written[FORM_CAP], light[FORM_CAP], set[FORM_CAP];

	fputs("| `", stdout);
	print_cell(form(id, EVERY_FEATURE, written));
	printf("` | %s", reference_words[id].help);
	if ((row->features & FEATURE_ROOM) == 0 && strcmp(form(id, EVERY_FEATURE & ~FEATURE_ROOM, light), written) != 0) {
		fputs(" Light models: `", stdout);
		print_cell(light);
		fputs("`.", stdout);
	}
	printf(" | %s | %s | `%s` | ", reference_type(id), initial(id, set), reference_words[id].example);
	print_models(id);
	fputs(" |\n", stdout);
}

static void print_markdown(void)
{
	const char *chapter = "";

	fputs("# Commands\n\n"
	      "All commands of all models; the [manual](manual.md) tells what they are good for. `make doc` writes this page\n"
	      "from the table that the socket itself reads messages by.\n\n"
	      "A **control** and a **query** are served at any time, a **configuration** only within 30 minutes of power-on\n"
	      "or of the last accepted one. `<1..9>` stands for a number from 1 to 9, `|` for \"or\". Upper and lower case\n"
	      "are the same.\n",
	      stdout);
	for (enum command_id id = 0; id < COMMAND_COUNT; id++) {
		if (strcmp(chapter, reference_chapter(id)) != 0) {
			chapter = reference_chapter(id);
			printf("\n## %s\n\n| Command | What it does | Type | Default | Example | Models |\n|---|---|---|---|---|---|\n",
			       chapter);
		}
		print_row(id);
	}
}

/* What scdoc reads as markup in running text. */
static void print_escaped(const char *s)
{
	for (; *s != '\0'; s++)
		printf(strchr("*_\\", *s) != NULL ? "\\%c" : "%c", *s);
}

static void print_title(const char *chapter)
{
	printf("\n# ");
	for (; *chapter != '\0'; chapter++)
		putchar(*chapter >= 'a' && *chapter <= 'z' ? *chapter - 'a' + 'A' : *chapter);
	printf("\n\n");
}

static void print_entry(enum command_id id)
{
	char written[FORM_CAP], set[FORM_CAP];

	putchar('*');
	print_escaped(form(id, EVERY_FEATURE, written));
	printf("*\n\t");
	print_escaped(reference_words[id].help);
	printf(" A %s", reference_type(id));
	if (*initial(id, set) != '\0')
		printf(", default %s", set);
	if (command_table[id].features != 0) {
		fputs("; only ", stdout);
		print_models(id);
	}
	putchar('.');
	if (strcmp(reference_words[id].example, written) != 0) {
		fputs(" Example: *", stdout);
		print_escaped(reference_words[id].example);
		putchar('*');
	}
	printf("\n\n");
}

static void print_man(void)
{
	const char *chapter = "";

	fputs("smsocket-commands(7)\n\n"
	      "; `make doc` writes this page from the table that the socket itself reads messages by.\n"
	      "; SPDX-License-Identifier: Apache-2.0\n\n"
	      "# NAME\n\n"
	      "smsocket-commands - what can be texted to an SMS-commanded power socket\n\n"
	      "# DESCRIPTION\n\n"
	      "A control and a query are served at any time, a configuration only within 30 minutes of power-on or of the last\n"
	      "accepted one. <1..9> stands for a number from 1 to 9, | for \"or\". Upper and lower case are the same. A command\n"
	      "may come by SMS, by *smsocket ctl sms* or from the simulator's console.\n", stdout);
	for (enum command_id id = 0; id < COMMAND_COUNT; id++) {
		if (strcmp(chapter, reference_chapter(id)) != 0) {
			chapter = reference_chapter(id);
			print_title(chapter);
		}
		print_entry(id);
	}
	fputs("# SEE ALSO\n\n*smsocket*(1), *smsocket-ctl*(1), *smsocket-run*(8), *smsocket-sim*(1)\n", stdout);
}

/* --- For fuzzers. --- */

/* A line of the word, unless it is there. */
static void add_word(struct text *t, const char *word, size_t len)
{
	char buffer[FORM_CAP];
	struct text line;

	text_init(&line, buffer, sizeof buffer);
	text_str(&line, "\n\"");
	text_bytes(&line, word, len);
	text_str(&line, "\"\n");
	if (strstr(t->at, line.at) == NULL)
		text_str(t, line.at + 1);
}

/* The words of "A|B|<1..9>". */
static void add_words(struct text *t, const char *legal)
{
	while (*legal != '\0') {
		size_t len = strcspn(legal, "|");

		if (*legal != '<')
			add_word(t, legal, len);
		legal += len + (legal[len] == '|' ? 1 : 0);
	}
}

static int print_dictionary(void)
{
	static char buffer[DICTIONARY_CAP];
	struct text t;

	text_init(&t, buffer, sizeof buffer);
	text_str(&t, "# The words of the commands; `make doc` writes them from the table of commands.\n"
		     "# SPDX-License-Identifier: Apache-2.0\n");
	for (enum command_id id = 0; id < COMMAND_COUNT; id++) {
		const struct command *row = &command_table[id];

		add_word(&t, row->name, strlen(row->name));
		add_word(&t, reference_words[id].example, strlen(reference_words[id].example));
		if (row->value == VALUE_SETTING) {
			char legal[FORM_CAP];
			struct text words;

			text_init(&words, legal, sizeof legal);
			settings_print_legal((enum setting)row->low, true, &words);
			add_words(&t, legal);
		}
	}
	if (t.cut)
		return cli_failed("the dictionary is longer than %d bytes; DICTIONARY_CAP must grow", DICTIONARY_CAP);
	fputs(t.at, stdout);
	return EXIT_DONE;
}

/* --- The command line. --- */

struct request {
	int format; /* the letter of its option; 't': the text */
	int model;  /* or ERR_MISSING: none was named */
	const char *shell;
};

static int wrong_option(char **argv)
{
	return cli_usage("commands", "\"%s\" is no option; expected --model, --json, --markdown, --man, --dictionary, --completion or --help",
			 argv[optind - 1]);
}

/* EXIT_DONE: `request` is filled in; 'h' in its format: help was asked for. */
static int read_options(int argc, char **argv, struct request *request)
{
	static const struct option options[] = {
		{ "model", required_argument, NULL, 'M' }, { "json", no_argument, NULL, 'j' },
		{ "markdown", no_argument, NULL, 'm' },    { "man", no_argument, NULL, 'n' },
		{ "dictionary", no_argument, NULL, 'd' },  { "completion", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":M:jmndc:h", options, NULL)) != -1) {
		if (option == '?')
			return wrong_option(argv);
		if (option == ':')
			return cli_usage("commands", "%s wants a value", argv[optind - 1]);
		request->shell = option == 'c' ? optarg : request->shell;
		if (option != 'M') {
			request->format = option;
			continue;
		}
		request->model = model_parse(optarg);
		if (request->model < 0)
			return cli_usage("commands", "\"%s\" is no model; expected 706, 707, 706-light or 707-light", optarg);
	}
	if (optind < argc)
		return cli_usage("commands", "\"%s\" is one word too many", argv[optind]);
	if (strchr("mndc", request->format) != NULL && request->model >= 0)
		return cli_usage("commands", "--markdown, --man, --dictionary and --completion tell of all models; leave --model out");
	return EXIT_DONE;
}

int commands_main(int argc, char **argv)
{
	struct request request = { .format = 't', .model = ERR_MISSING };
	int result = read_options(argc, argv, &request);

	if (result != EXIT_DONE)
		return result;
	enum model model = request.model < 0 ? MODEL_706 : (enum model)request.model;
	switch (request.format) {
	case 'h':
		help();
		return EXIT_DONE;
	case 'j':
		return print_json(model);
	case 'm':
		print_markdown();
		return EXIT_DONE;
	case 'n':
		print_man();
		return EXIT_DONE;
	case 'd':
		return print_dictionary();
	case 'c':
		return completion_print(request.shell);
	default:
		print_text(model);
		return EXIT_DONE;
	}
}
