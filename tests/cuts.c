/* cuts: power fails at every operation of the flash, in four ways, and again at every operation of the recovery; after
 * each, all that was promised of what lasts is looked at.
 * Usage: cuts [--short]
 *        cuts store|device ROOM STRETCH OP TORN [OP TORN]     one case again, as a broken promise prints it
 * Prints a line a room (TAP), the cuts and the time it took, and "N passed, N failed".
 * SPDX-License-Identifier: Apache-2.0 */
#include "tests/cuts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static const char *const torn_names[NOR_TORN_COUNT] = {
	[TORN_HALF] = "half", [TORN_NOTHING] = "nothing", [TORN_GARBAGE] = "garbage", [TORN_ALL] = "all",
};

void cuts_broken(const char *level, size_t room, unsigned stretch, struct cut first, struct cut second, const char *what)
{
	printf("# broken: %s; replay: cuts %s %zu %u %u %s", what, level, room, stretch, first.op, torn_names[first.torn]);
	if (second.op > 0)
		printf(" %u %s", second.op, torn_names[second.torn]);
	printf("\n");
	fflush(stdout);
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Of the processor, the children's too. */
static double work_seconds(void)
{
	double sum = 0;

	for (int i = 0; i < 2; i++) {
		struct rusage used;

		getrusage(i == 0 ? RUSAGE_SELF : RUSAGE_CHILDREN, &used);
		sum += (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
		       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
	}
	return sum;
}

static int usage(void)
{
	fprintf(stderr, "usage: cuts [--short] | cuts store|device ROOM STRETCH OP TORN [OP TORN]\n");
	return 2;
}

static bool read_cut(char **words, struct cut *cut)
{
	cut->op = (unsigned)atoi(words[0]);
	for (cut->torn = 0; cut->torn < NOR_TORN_COUNT; cut->torn++)
		if (strcmp(words[1], torn_names[cut->torn]) == 0)
			return cut->op > 0;
	return false;
}

static int replay(int count, char **words)
{
	bool device = strcmp(words[0], "device") == 0;
	struct replay r = { .wanted = true };
	struct tally tally = { 0 };

	if ((count != 5 && count != 7) || (!device && strcmp(words[0], "store") != 0))
		return usage();
	size_t room = (size_t)atoi(words[1]);
	r.stretch = (unsigned)atoi(words[2]);
	if (room >= (device ? cuts_device_rooms() : cuts_store_rooms()) || !read_cut(words + 3, &r.first) ||
	    (count == 7 && !read_cut(words + 5, &r.second)))
		return usage();
	(device ? cuts_device : cuts_store)(room, true, &r, &tally);
	printf("%u cuts, %s\n", (unsigned)tally.cuts,
	       tally.cuts == 0 ? "no such case" : tally.broken ? "broken" : "all well");
	return tally.cuts > 0 && tally.broken == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	bool brief = argc == 2 && strcmp(argv[1], "--short") == 0;
	const struct replay all = { .wanted = false };
	size_t stores = cuts_store_rooms(), rooms = stores + cuts_device_rooms();
	double since = seconds();
	unsigned passed = 0;
	uint64_t cuts = 0;

	if (argc > 1 && !brief)
		return replay(argc - 1, argv + 1);
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("1..%zu\n", rooms);
	for (size_t i = 0; i < rooms; i++) {
		struct tally tally = { 0 };

		if (i < stores)
			cuts_store(i, !brief, &all, &tally);
		else
			cuts_device(i - stores, !brief, &all, &tally);
		printf("%s %zu %s: %u cuts, %u broken\n", tally.broken ? "not ok" : "ok", i + 1,
		       i < stores ? cuts_store_name(i) : cuts_device_name(i - stores), (unsigned)tally.cuts, tally.broken);
		passed += tally.broken == 0 ? 1 : 0;
		cuts += tally.cuts;
	}
	printf("# %u cuts in %.1f s, %.1f s of one core\n", (unsigned)cuts, seconds() - since, work_seconds());
	printf("%u passed, %u failed\n", passed, (unsigned)rooms - passed);
	return passed == rooms ? 0 : 1;
}
