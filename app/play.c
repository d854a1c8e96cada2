/* play: plays scenario files and tells of each whether it passed.
 * SPDX-License-Identifier: Apache-2.0 */
#include <getopt.h>
#include <stdio.h>

#include "app/cli.h"
#include "app/view.h"
#include "sim/lexis.h"
#include "sim/play.h"

static void help(void)
{
	fputs("Usage: smsocket play [--verbose] FILE...\n\n"
	      "Plays scenarios, each in a fresh simulated world and in virtual time: a day takes milliseconds.\n"
	      "Prints a line a file, \"ok\" or \"not ok\" with the line that failed and why, then how many passed.\n\n"
	      "  -v, --verbose  also print what happens, and when, as it is played; twice: with every byte between\n"
	      "                 the socket and its modem\n"
	      "  -h, --help     this text\n\n"
	      "A scenario is a text file, a statement a line, # begins a comment:\n\n", stdout);
	view_statements(WHEN_BEFORE);
	puts("\nExit status: 0 all passed; 1 some failed; 2 wrong usage.");
}

static void print_text(const char *s)
{
	char line[PLAY_WHY_CAP];
	struct text text;

	text_init(&text, line, sizeof line);
	lexis_print_text(s, &text);
	puts(line);
}

static void transcribe_note(const struct note *note)
{
	printf("note    %s", note->what);
	if (note->why != NULL)
		printf(": %s", note->why);
	if (note->who != NULL)
		printf(", %s", note->who->text);
	if (note->text == NULL) {
		putchar('\n');
		return;
	}
	fputs(": ", stdout);
	print_text(note->text);
}

/* "modem < AT\r" */
static void transcribe_line(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '\r')
			fputs("\\r", stdout);
		else if (bytes[i] == '\n')
			fputs("\\n", stdout);
		else if (bytes[i] < ' ' || bytes[i] > '~')
			printf("\\x%02X", bytes[i]);
		else
			putchar(bytes[i]);
	}
	putchar('\n');
}

/* "    1:00:03.250 outlet  on" */
static void transcribe(void *ctx, const struct world_news *news)
{
	unsigned long long ms = news->at_ms;
	const int *verbose = ctx;

	if (news->kind == NEWS_LINE && *verbose < 2)
		return;
	printf("%6llu:%02llu:%02llu.%03llu ", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000);
	switch (news->kind) {
	case NEWS_POWER:
		printf("power   %s\n", news->on ? "on" : "off");
		return;
	case NEWS_RESTART:
		puts("restart");
		return;
	case NEWS_OUTLET:
		printf("outlet  %s\n", news->on ? "on" : "off");
		return;
	case NEWS_MICRORELAY:
		printf("relay   %s\n", news->on ? "on" : "off");
		return;
	case NEWS_MIC:
		printf("mic     %s\n", news->on ? "live" : "off");
		return;
	case NEWS_LED:
		printf("led     %s %s\n", led_name(news->led.led), led_pattern_name(news->led.pattern));
		return;
	case NEWS_NOTE:
		transcribe_note(news->note);
		return;
	case NEWS_SENT:
		printf("%s > ", news->sent.from);
		print_text(news->sent.text);
		return;
	case NEWS_ARRIVED:
		printf("%s < ", news->arrived->to);
		print_text(news->arrived->text);
		return;
	case NEWS_PHONE:
		printf("%s %s\n", news->phone.who, voice_phone_name(news->phone.is));
		return;
	case NEWS_LINE:
		printf("modem %c ", news->line.to_modem ? '<' : '>');
		transcribe_line(news->line.bytes, news->line.len);
		return;
	}
}

static int play_files(char **files, int count, const struct world_watch *watch)
{
	char why[PLAY_WHY_CAP];
	struct text reason;
	int failed = 0;

	for (int i = 0; i < count; i++) {
		text_init(&reason, why, sizeof why);
		if (play_file(files[i], watch, &reason)) {
			printf("ok %d %s\n", i + 1, files[i]);
		} else {
			printf("not ok %d %s\n", i + 1, why);
			failed++;
		}
		fflush(stdout);
	}
	printf("%d passed, %d failed\n", count - failed, failed);
	return failed == 0 ? EXIT_DONE : EXIT_FAILED;
}

int play_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "verbose", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct world_watch watch = { 0 };
	int option, verbose = 0;

	opterr = 0;
	while ((option = getopt_long(argc, argv, "vh", options, NULL)) != -1) {
		switch (option) {
		case 'v':
			verbose++;
			watch = (struct world_watch){ .ctx = &verbose, .tell = transcribe };
			break;
		case 'h':
			help();
			return EXIT_DONE;
		default:
			return cli_usage("play", "\"%s\" is no option; expected --verbose or --help", argv[optind - 1]);
		}
	}
	if (optind == argc)
		return cli_usage("play", "expected a scenario file");
	return play_files(argv + optind, argc - optind, &watch);
}
