/* play: plays scenario files and tells of each whether it passed.
 * SPDX-License-Identifier: Apache-2.0 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "app/cli.h"
#include "app/transcript.h"
#include "app/view.h"
#include "emulator/machine.h"
#include "emulator/mcuqemu.h"
#include "sim/play.h"

#define IMAGE "build-firmware/smsocket-ast1030.elf"

/* What the options say. */
struct wanted {
	const char *profile; /* NULL: none was named */
	bool emulated;
	const char *image;
	int verbose;
	bool phones;
};

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
	      "  -t, --target TARGET\n"
	      "                 where the device runs: sim, in this process (default), or qemu, as the firmware's image in QEMU\n"
	      "  -i, --image FILE\n"
	      "                 that image (default " IMAGE ")\n"
	      "  -p, --phones   also print what people's phones get, and when: messages, and what becomes of calls\n"
	      "  -h, --help     this text\n\n"
	      "A scenario is a text file, a statement a line, # begins a comment:\n\n", stdout);
	view_statements(WHEN_BEFORE);
	puts("\nExit status: 0 all passed; 1 some failed; 2 wrong usage.");
}

static void tell(void *ctx, const struct world_news *news)
{
	const struct wanted *w = ctx;
	bool of_phones = news->kind == NEWS_ARRIVED || news->kind == NEWS_PHONE;

	if ((w->phones && of_phones) || w->verbose >= (news->kind == NEWS_LINE ? 2 : 1))
		transcript_news(stdout, news);
}

static struct mcu emulated(void *ctx)
{
	return mcuqemu_new(ctx);
}

static enum play_verdict play_one(int number, const char *file, struct wanted *w, const struct play_target *target)
{
	const struct world_watch watch = { .ctx = w, .tell = tell };
	char why[PLAY_WHY_CAP];
	struct text reason;

	text_init(&reason, why, sizeof why);
	enum play_verdict verdict = play_file(file, w->profile, target, &watch, &reason);
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

static int play_files(char **files, int count, struct wanted *w, const struct play_target *target)
{
	int counts[] = { [VERDICT_PASSED] = 0, [VERDICT_FAILED] = 0, [VERDICT_SKIPPED] = 0 };

	for (int i = 0; i < count; i++)
		counts[play_one(i + 1, files[i], w, target)]++;
	printf("%d passed, %d failed", counts[VERDICT_PASSED], counts[VERDICT_FAILED]);
	if (w->profile != NULL)
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

/* With the firmware's image in the place of the device. */
static int play_emulated(char **files, int count, struct wanted *w)
{
	char buffer[PLAY_WHY_CAP];
	struct image image;
	struct text why;

	text_init(&why, buffer, sizeof buffer);
	if (!process_found(MACHINE_PROGRAM))
		return cli_failed(MACHINE_PROGRAM " is not installed; tools/setup firmware installs it");
	if (!image_open(&image, w->image, &why))
		return cli_failed("%s; make firmware builds the firmware's image", buffer);
	return play_files(files, count, w, &(struct play_target){ .ctx = &image, .mcu = emulated });
}

/* Reads the options: the exit status of one that ends it, or -1. */
static int parse(int argc, char **argv, struct wanted *w)
{
	static const struct option options[] = {
		{ "verbose", no_argument, NULL, 'v' },
		{ "profile", required_argument, NULL, 'P' },
		{ "target", required_argument, NULL, 't' },
		{ "image", required_argument, NULL, 'i' },
		{ "phones", no_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":P:t:i:pvh", options, NULL)) != -1) {
		switch (option) {
		case 'v':
			w->verbose++;
			break;
		case 'P':
			w->profile = optarg;
			if (!known(w->profile))
				return cli_usage("play", "--profile \"%s\": expected one of those that --help lists",
						 w->profile);
			break;
		case 't':
			w->emulated = strcmp(optarg, "qemu") == 0;
			if (!w->emulated && strcmp(optarg, "sim") != 0)
				return cli_usage("play", "--target \"%s\": expected sim or qemu", optarg);
			break;
		case 'i':
			w->image = optarg;
			break;
		case 'p':
			w->phones = true;
			break;
		case 'h':
			help();
			return EXIT_DONE;
		case ':':
			return cli_usage("play", "%s: expected a value", argv[optind - 1]);
		default:
			return cli_usage("play", "\"%s\" is no option; expected --verbose, --profile, --target, --image, "
						 "--phones or --help",
					 argv[optind - 1]);
		}
	}
	return -1;
}

int play_main(int argc, char **argv)
{
	struct wanted w = { .image = IMAGE };
	int status = parse(argc, argv, &w);

	if (status >= 0)
		return status;
	if (optind == argc)
		return cli_usage("play", "expected a scenario file");
	return w.emulated ? play_emulated(argv + optind, argc - optind, &w) : play_files(argv + optind, argc - optind, &w, NULL);
}
