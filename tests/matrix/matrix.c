/* matrix: every fault of the virtual modem with every family of modems, and troubles by chance: a trial each.
 * SPDX-License-Identifier: Apache-2.0 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/fault.h"
#include "sim/vmodem.h"
#include "tests/matrix/trial.h"

enum { EXIT_PASSED = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static const char help[] =
	"Usage: matrix [OPTION...]\n\n"
	"Lets a socket live through each fault of its modem, for each family of modems, and through troubles by chance.\n"
	"Prints a line a fault (TAP), what broke and how to see it again, and last \"N passed, N failed\": trials.\n\n"
	"  --fault NAME    that one only; \"troubles\": only those by chance\n"
	"  --profile NAME  that family only\n"
	"  --seeds N       so many seeds of each, from 1; 2 unless said\n"
	"  --seed N        that seed only\n"
	"  --quick         each fault with one family, each family with some faults\n"
	"  --list          prints the faults, a line each: id, name, what the modem does; and plays none\n"
	"  --verbose       prints what happens, and every byte between the socket and its modem\n"
	"  --help          this text\n\n"
	"Exit status: 0 all passed; 1 some failed; 2 wrong usage.\n";

struct choice {
	const char *fault, *profile; /* NULL: all */
	uint64_t seed_first, seed_last;
	bool quick, verbose;
};

struct total {
	unsigned passed, failed;
};

/* What came of one fault, with all families and seeds. */
struct row {
	unsigned families, survived; /* to which it means something; which it never broke */
	const char *needless;        /* why it means nothing to some other */
	uint64_t back_after_ms;      /* the longest */
};

/* Of the quick ones: a different family for each fault, and the first with all. */
static bool chosen_quick(size_t fault, size_t profile)
{
	return profile == 0 || fault % 12 == profile;
}

static void print_indented(const char *text)
{
	fputs("# ", stdout);
	for (const char *p = text; *p != '\0'; p++) {
		putchar(*p);
		if (*p == '\n' && p[1] != '\0')
			fputs("# ", stdout);
	}
}

static void complain(const struct trial *trial, const struct trial_result *result)
{
	printf("# %s, %s, seed %llu: again with\n# build/tests/matrix --fault %s --profile %s --seed %llu --verbose\n",
	       trial->fault, trial->profile, (unsigned long long)trial->seed, trial->fault, trial->profile,
	       (unsigned long long)trial->seed);
	print_indented(result->room);
}

/* With one family, all seeds. true: it survived them. */
static bool survives(const struct choice *choice, const char *fault, const char *profile, struct row *row,
		     struct total *total)
{
	struct trial trial = { .fault = fault, .profile = profile, .verbose = choice->verbose };
	static struct trial_result result;
	bool all = true;

	for (trial.seed = choice->seed_first; trial.seed <= choice->seed_last; trial.seed++) {
		trial_run(&trial, &result);
		*(result.passed ? &total->passed : &total->failed) += 1;
		if (!result.passed && all)
			complain(&trial, &result);
		all = all && result.passed;
		if (result.back_after_ms > row->back_after_ms)
			row->back_after_ms = result.back_after_ms;
	}
	return all;
}

static void print_row(unsigned number, const char *id, const char *fault, const struct row *row)
{
	if (row->families == 0) {
		printf("ok %u - %-4s%-22s # SKIP %s\n", number, id, fault, row->needless);
		return;
	}
	printf("%sok %u - %-4s%-22s %u of %u, back after %llu s at most%s%s\n", row->survived < row->families ? "not " : "",
	       number, id, fault, row->survived, row->families, (unsigned long long)(row->back_after_ms + 999) / 1000,
	       row->needless != NULL ? "; " : "", row->needless != NULL ? row->needless : "");
}

/* With the chosen families; `first`: with the first to which it means something. */
static void play_families(const struct choice *choice, size_t index, const char *fault, bool first, struct row *row,
			  struct total *total)
{
	const char *profile;

	for (size_t i = 0; (profile = vmodem_profile(i)) != NULL; i++) {
		const char *needless = trial_needless(fault, profile);

		if (choice->profile != NULL && strcmp(choice->profile, profile) != 0)
			continue;
		if (first ? row->families > 0 : choice->quick && !chosen_quick(index, i))
			continue;
		if (needless != NULL) {
			row->needless = needless;
			continue;
		}
		row->families++;
		row->survived += survives(choice, fault, profile, row, total);
	}
}

static void play_fault(const struct choice *choice, size_t index, const char *id, const char *fault, unsigned number,
		       struct total *total)
{
	struct row row = { 0 };

	play_families(choice, index, fault, false, &row, total);
	if (choice->quick && row.families == 0)
		play_families(choice, index, fault, true, &row, total);
	print_row(number, id, fault, &row);
	fflush(stdout);
}

static bool chosen(const struct choice *choice, const char *fault)
{
	return choice->fault == NULL || strcmp(choice->fault, fault) == 0;
}

static struct total play_all(const struct choice *choice)
{
	struct total total = { 0 };
	unsigned number = 0;

	printf("1..%d\n", choice->fault != NULL ? 1 : FAULT_COUNT + 1);
	for (size_t i = 0; i < FAULT_COUNT; i++)
		if (chosen(choice, fault_row(i)->name))
			play_fault(choice, i, fault_row(i)->id, fault_row(i)->name, ++number, &total);
	if (chosen(choice, TRIAL_TROUBLES))
		play_fault(choice, 0, "-", TRIAL_TROUBLES, ++number, &total);
	return total;
}

static int list(void)
{
	for (size_t i = 0; i < FAULT_COUNT; i++)
		printf("%s\t%s\t%s\n", fault_row(i)->id, fault_row(i)->name, fault_row(i)->what);
	return EXIT_PASSED;
}

static int usage(const char *what, const char *word)
{
	fprintf(stderr, "matrix: \"%s\" is %s (see matrix --help)\n", word, what);
	return EXIT_USAGE;
}

static bool known_profile(const char *name)
{
	for (size_t i = 0; vmodem_profile(i) != NULL; i++)
		if (strcmp(vmodem_profile(i), name) == 0)
			return true;
	return false;
}

static bool number(const char *text, uint64_t *value)
{
	char *end;

	*value = strtoull(text, &end, 10);
	return *text != '\0' && *end == '\0' && *value > 0;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "fault", required_argument, NULL, 'f' }, { "profile", required_argument, NULL, 'p' },
		{ "seeds", required_argument, NULL, 'n' }, { "seed", required_argument, NULL, 's' },
		{ "quick", no_argument, NULL, 'q' },       { "list", no_argument, NULL, 'l' },
		{ "verbose", no_argument, NULL, 'v' },     { "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct choice choice = { .seed_first = 1, .seed_last = 2 };
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'f':
			if (fault_find(optarg) < 0 && strcmp(optarg, TRIAL_TROUBLES) != 0)
				return usage("no fault", optarg);
			choice.fault = optarg;
			break;
		case 'p':
			if (!known_profile(optarg))
				return usage("no family", optarg);
			choice.profile = optarg;
			break;
		case 'n':
			if (!number(optarg, &choice.seed_last))
				return usage("no number of seeds", optarg);
			break;
		case 's':
			if (!number(optarg, &choice.seed_last))
				return usage("no seed", optarg);
			choice.seed_first = choice.seed_last;
			break;
		case 'q':
			choice.quick = true;
			choice.seed_last = 1;
			break;
		case 'l':
			return list();
		case 'v':
			choice.verbose = true;
			break;
		case 'h':
			fputs(help, stdout);
			return EXIT_PASSED;
		default:
			return EXIT_USAGE;
		}
	}
	struct total total = play_all(&choice);
	printf("%u passed, %u failed\n", total.passed, total.failed);
	return total.failed == 0 ? EXIT_PASSED : EXIT_FAILED;
}
