/* play: plays scenario files and tells of each whether it passed.
 * SPDX-License-Identifier: Apache-2.0 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "app/cli.h"
#include "app/transcript.h"
#include "app/view.h"
#include "sim/play.h"

static void help(void)
{
	fputs("Usage: smsocket play [OPTION...] FILE...\n\n"
	      "Plays scenarios, each in a fresh simulated world and in virtual time: a day takes milliseconds.\n"
	      "Prints a line a file, \"ok\" or \"not ok\" with the line that failed and why, then how many passed.\n\n"
	      "  -v, --verbose  also print what happens, and when, as it is played; twice: with every byte between\n"
	      "                 the socket and its modem\n"
	      "  -P, --profile PROFILE\n"
	      "                 the modem's family where a scenario names none; one that needs voice calls or USSD is skipped\n"
	      "                 when the family has none:\n"
	      "                ", stdout);
	for (size_t i = 0; vmodem_profile(i) != NULL; i++)
		printf(" %s", vmodem_profile(i));
	fputs("\n"
	      "  -h, --help     this text\n\n"
	      "A scenario is a text file, a statement a line, # begins a comment:\n\n", stdout);
	view_statements(WHEN_BEFORE);
	puts("\nExit status: 0 all passed; 1 some failed; 2 wrong usage.");
}

static void tell(void *ctx, const struct world_news *news)
{
	const int *verbose = ctx;

	if (news->kind != NEWS_LINE || *verbose >= 2)
		transcript_news(stdout, news);
}

static enum play_verdict play_one(int number, const char *file, const char *profile, const struct world_watch *watch)
{
	char why[PLAY_WHY_CAP];
	struct text reason;

	text_init(&reason, why, sizeof why);
	enum play_verdict verdict = play_file(file, profile, watch, &reason);
	switch (verdict) {
	case VERDICT_PASSED:
		printf("ok %d %s\n", number, file);
		break;
	case VERDICT_SKIPPED:
		printf("ok %d %s # skipped: %s\n", number, file, why);
		break;
	case VERDICT_FAILED:
		printf("not ok %d %s\n", number, why);
		break;
	}
	fflush(stdout);
	return verdict;
}

static int play_files(char **files, int count, const char *profile, const struct world_watch *watch)
{
	int counts[] = { [VERDICT_PASSED] = 0, [VERDICT_FAILED] = 0, [VERDICT_SKIPPED] = 0 };

	for (int i = 0; i < count; i++)
		counts[play_one(i + 1, files[i], profile, watch)]++;
	printf("%d passed, %d failed", counts[VERDICT_PASSED], counts[VERDICT_FAILED]);
	if (profile != NULL)
		printf(", %d skipped", counts[VERDICT_SKIPPED]);
	putchar('\n');
	return counts[VERDICT_FAILED] == 0 ? EXIT_DONE : EXIT_FAILED;
}

static bool known(const char *profile)
{
	size_t i = 0;

	while (vmodem_profile(i) != NULL && strcmp(vmodem_profile(i), profile) != 0)
		i++;
	return vmodem_profile(i) != NULL;
}

int play_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "verbose", no_argument, NULL, 'v' },
		{ "profile", required_argument, NULL, 'P' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct world_watch watch = { 0 };
	const char *profile = NULL;
	int option, verbose = 0;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":P:vh", options, NULL)) != -1) {
		switch (option) {
		case 'v':
			verbose++;
			watch = (struct world_watch){ .ctx = &verbose, .tell = tell };
			break;
		case 'P':
			profile = optarg;
			if (!known(profile))
				return cli_usage("play", "--profile \"%s\": expected one of those that --help lists",
						 profile);
			break;
		case 'h':
			help();
			return EXIT_DONE;
		case ':':
			return cli_usage("play", "%s: expected a value", argv[optind - 1]);
		default:
			return cli_usage("play", "\"%s\" is no option; expected --verbose, --profile or --help",
					 argv[optind - 1]);
		}
	}
	if (optind == argc)
		return cli_usage("play", "expected a scenario file");
	return play_files(argv + optind, argc - optind, profile, &watch);
}
