/* explore: random worlds, a seed each; the first sentence that breaks ends a world, and is told.
 * SPDX-License-Identifier: Apache-2.0 */
#include "explore/explore.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/cli.h"
#include "app/visit.h"
#include "base/assert.h"

#define SEEDS_MAX 1000000000ll
#define HOURS_MAX 87600
#define JOBS_MAX 64
#define EVENTS_SHOWN 40 /* before the sentence broke */

struct request {
	long long first, last;
	struct explore_config config;
	long long jobs;
	bool shrink, stop, verbose;
};

static void help(void)
{
	fputs("Usage: smsocket explore [OPTION...]\n\n"
	      "Lets the socket live in random worlds: owners, strangers and automata text and call it while modem, network,\n"
	      "power, flash, sensors and clock fail. Sentences that must be true of it are held against each step; then the\n"
	      "troubles end, and it has five minutes to serve again. The same seed is the same world. Of a world in which a\n"
	      "sentence breaks it prints what happened last, the sentence, and the command that shows all of it again.\n\n"
	      "  -s, --seeds A..B       worlds to visit, or one: A (default 1..20)\n"
	      "  -H, --hours N          of troubled life in each, virtual (default 720)\n"
	      "  -P, --profile PROFILE  the modem's family (default: the seed chooses)\n"
	      "  -w, --without KIND     leaves a kind of trouble out; may be said again. Kinds are network, mains, cut,\n"
	      "                         thermometer, signal, clock, flash, and each fault of the virtual modem\n"
	      "  -k, --shrink           of a world that fails: leaves out time and kinds of trouble while it still fails\n"
	      "  -x, --stop             ends with the first world that fails\n"
	      "  -j, --jobs N           worlds at a time (default: one a processor)\n"
	      "  -v, --verbose          tells all that happens, the dialogue with the modem too\n"
	      "  -h, --help             this text\n\n"
	      "SIGINT and SIGTERM end it after the worlds under way, and what was found is told all the same.\n\n"
	      "Exit status: 0 all sentences held; 1 one broke; 2 wrong usage.\n", stdout);
}

/* --- A world that fails. --- */

static size_t kind_count(void)
{
	size_t count = 0;

	while (explore_kind(count) != NULL)
		count++;
	return count;
}

static void print_moment(uint64_t ms)
{
	printf("%llu:%02llu:%02llu.%03llu", (unsigned long long)ms / 3600000, (unsigned long long)ms / 60000 % 60,
	       (unsigned long long)ms / 1000 % 60, (unsigned long long)ms % 1000);
}

static void print_broken(const struct explore_config *config, const struct explore_result *result)
{
	printf("seed %llu: broken: %s\n  at ", (unsigned long long)config->seed, result->broken);
	print_moment(result->at_ms);
	printf(": %s\n  a %s with a %s modem; troubles:", result->why, model_name(result->model), result->profile);
	size_t troubles = 0;
	for (size_t i = 0; i < kind_count(); i++)
		if (result->troubled[i]) {
			printf(" %s", explore_kind(i));
			troubles++;
		}
	printf("%s\n  replay: smsocket explore --seeds %llu --hours %u", troubles == 0 ? " none" : "",
	       (unsigned long long)config->seed, config->hours);
	if (config->profile != NULL)
		printf(" --profile %s", config->profile);
	for (size_t i = 0; i < kind_count(); i++)
		if (config->without[i])
			printf(" --without %s", explore_kind(i));
	puts(" --verbose");
}

/* What was told last, for whoever looks for the reason. */
static void print_last(FILE *told)
{
	char *lines[EVENTS_SHOWN] = { NULL };
	size_t count = 0, cap = 0;
	char *line = NULL;

	rewind(told);
	for (; getline(&line, &cap, told) > 0; line = NULL, cap = 0) {
		free(lines[count % EVENTS_SHOWN]);
		lines[count++ % EVENTS_SHOWN] = line;
	}
	free(line);
	for (size_t i = count < EVENTS_SHOWN ? 0 : count - EVENTS_SHOWN; i < count; i++)
		fputs(lines[i % EVENTS_SHOWN], stdout);
	for (size_t i = 0; i < EVENTS_SHOWN; i++)
		free(lines[i]);
}

/* true, and then the result: the same sentence breaks also with another configuration. */
static bool breaks_too(const struct explore_config *config, struct explore_result *result)
{
	static struct explore_result *other;

	if (other == NULL)
		other = visit_results(1);
	visit_world(config, NULL, other);
	bool same = other->broken == result->broken;
	if (same)
		*result = *other;
	return same;
}

static void shorten(struct explore_config *config, struct explore_result *result)
{
	for (bool shorter = true; shorter && config->hours > 1;) {
		unsigned hours = config->hours;
		unsigned needed = (unsigned)(result->at_ms / 3600000) + 1;

		config->hours = needed < hours ? needed : hours / 2;
		shorter = breaks_too(config, result);
		if (!shorter)
			config->hours = hours;
	}
}

/* Leaves out what is not needed for the same sentence to break: time and kinds of trouble. */
static void shrink(struct explore_config *config, struct explore_result *result)
{
	shorten(config, result);
	for (size_t i = 0; i < kind_count(); i++) {
		if (!result->troubled[i])
			continue;
		config->without[i] = true;
		if (!breaks_too(config, result))
			config->without[i] = false;
	}
	shorten(config, result);
}

/* The world of `config` failed so: what happened last, and how to see it again. */
static void report(const struct request *r, struct explore_config config, const struct explore_result *found)
{
	struct explore_result *result = visit_results(1);
	struct visit_teller teller = { .out = tmpfile() };

	ASSERT(teller.out != NULL);
	*result = *found;
	if (r->shrink)
		shrink(&config, result);
	visit_world(&config, &teller, result);
	print_last(teller.out);
	fclose(teller.out);
	print_broken(&config, result->broken != NULL ? result : found);
	if (result->broken == NULL)
		puts("  once more it held: the same seed must be the same world, and was not");
	fflush(stdout);
}

/* --- Many. --- */

struct tally {
	uint64_t worlds, texts, switched, cuts, failed;
};

static void add(struct tally *t, const struct explore_result *result)
{
	t->worlds++;
	t->texts += result->texts;
	t->switched += result->switched;
	t->cuts += result->cuts;
	t->failed += result->broken != NULL;
}

struct job {
	pid_t child; /* 0: none */
	struct explore_config config;
	struct explore_result *result;
};

/* Waits until one of them is through. */
static void reap(const struct request *r, struct job *jobs, struct tally *t)
{
	int status;
	pid_t child = wait(&status);
	struct job *job = jobs;

	ASSERT(child > 0);
	while (job->child != child)
		job++;
	job->child = 0;
	visit_end(job->result, status);
	add(t, job->result);
	if (job->result->broken != NULL)
		report(r, job->config, job->result);
}

static volatile sig_atomic_t enough; /* somebody does not want to wait for all worlds */

static void on_signal(int number)
{
	(void)number;
	enough = 1;
}

/* The first time it ends after the worlds under way, the second time at once. */
static void heed_signals(void)
{
	const struct sigaction heed = { .sa_handler = on_signal, .sa_flags = (int)(SA_RESTART | SA_RESETHAND) };

	sigaction(SIGINT, &heed, NULL);
	sigaction(SIGTERM, &heed, NULL);
}

static void show_progress(const struct request *r, const struct tally *t)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%llu of %lld worlds \r", (unsigned long long)t->worlds, r->last - r->first + 1);
}

static struct tally visit_all(const struct request *r)
{
	struct explore_result *results = visit_results((size_t)r->jobs);
	struct job jobs[JOBS_MAX] = { 0 };
	struct tally t = { 0 };
	long long next = r->first, running = 0;

	heed_signals();
	for (;;) {
		bool more = next <= r->last && !enough && (t.failed == 0 || !r->stop);

		if (!more && running == 0)
			break;
		if (!more || running == r->jobs) {
			reap(r, jobs, &t);
			show_progress(r, &t);
			running--;
			continue;
		}
		long long free_job = 0;
		while (jobs[free_job].child != 0)
			free_job++;
		struct job *job = &jobs[free_job];
		job->result = &results[free_job];
		job->config = r->config;
		job->config.seed = (uint64_t)next++;
		job->child = visit_begin(&job->config, NULL, job->result);
		running++;
	}
	return t;
}

/* One after the other, and tells all. */
static struct tally tell_all(const struct request *r)
{
	struct explore_result *result = visit_results(1);
	struct visit_teller teller = { stdout, true };
	struct tally t = { 0 };

	for (long long seed = r->first; seed <= r->last && (t.failed == 0 || !r->stop); seed++) {
		struct explore_config config = r->config;

		config.seed = (uint64_t)seed;
		visit_world(&config, &teller, result);
		add(&t, result);
		if (result->broken != NULL)
			print_broken(&config, result);
	}
	return t;
}

/* --- The command line. --- */

static int take_seeds(struct request *r, const char *value)
{
	char first[24];
	const char *dots = strstr(value, "..");
	size_t len = dots == NULL ? strlen(value) : (size_t)(dots - value);

	if (len < sizeof first) {
		memcpy(first, value, len);
		first[len] = '\0';
		if (cli_number(first, 0, SEEDS_MAX, &r->first) &&
		    cli_number(dots == NULL ? first : dots + 2, r->first, SEEDS_MAX, &r->last))
			return EXIT_DONE;
	}
	return cli_usage("explore", "--seeds \"%s\": expected a seed like 7, or two like 1..500", value);
}

static int take_without(struct request *r, const char *kind)
{
	for (size_t i = 0; i < kind_count(); i++)
		if (strcmp(kind, explore_kind(i)) == 0) {
			r->config.without[i] = true;
			return EXIT_DONE;
		}
	return cli_usage("explore", "--without \"%s\": expected network, mains, cut, thermometer, signal, clock, flash, or a fault "
			 "that smsocket play --help lists", kind);
}

static int take_profile(struct request *r, const char *profile)
{
	for (size_t i = 0; vmodem_profile(i) != NULL; i++)
		if (strcmp(profile, vmodem_profile(i)) == 0) {
			r->config.profile = profile;
			return EXIT_DONE;
		}
	return cli_usage("explore", "--profile \"%s\": expected one that smsocket modem --help lists", profile);
}

static int take_number(const char *option, const char *value, long long high, long long *number)
{
	if (cli_number(value, 1, high, number))
		return EXIT_DONE;
	return cli_usage("explore", "%s \"%s\": expected a number from 1 to %lld", option, value, high);
}

static int explore(const struct request *r)
{
	struct tally t = r->verbose ? tell_all(r) : visit_all(r);
	double years = (double)t.worlds * r->config.hours / 8766.0;

	printf("%llu worlds, %.1f device-years, %llu messages taken, the outlet switched %llu times, the power failed %llu "
	       "times: ", (unsigned long long)t.worlds, years, (unsigned long long)t.texts,
	       (unsigned long long)t.switched, (unsigned long long)t.cuts);
	if (t.failed == 0)
		puts("all held");
	else
		printf("BROKEN in %llu\n", (unsigned long long)t.failed);
	return t.failed == 0 ? EXIT_DONE : EXIT_FAILED;
}

int explore_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "seeds", required_argument, NULL, 's' }, { "hours", required_argument, NULL, 'H' },
		{ "profile", required_argument, NULL, 'P' }, { "without", required_argument, NULL, 'w' },
		{ "shrink", no_argument, NULL, 'k' }, { "stop", no_argument, NULL, 'x' }, { "jobs", required_argument, NULL, 'j' },
		{ "verbose", no_argument, NULL, 'v' }, { "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
	};
	struct request r = { .first = 1, .last = 20, .config = { .hours = 720 }, .jobs = sysconf(_SC_NPROCESSORS_ONLN) };
	long long hours = r.config.hours;
	int option, result = EXIT_DONE;

	opterr = 0;
	while (result == EXIT_DONE && (option = getopt_long(argc, argv, ":s:H:P:w:kxj:vh", options, NULL)) != -1) {
		switch (option) {
		case 's': result = take_seeds(&r, optarg); break;
		case 'H': result = take_number("--hours", optarg, HOURS_MAX, &hours); break;
		case 'P': result = take_profile(&r, optarg); break;
		case 'w': result = take_without(&r, optarg); break;
		case 'k': r.shrink = true; break;
		case 'j': result = take_number("--jobs", optarg, JOBS_MAX, &r.jobs); break;
		case 'x': r.stop = true; break;
		case 'v': r.verbose = true; break;
		case 'h': help(); return EXIT_DONE;
		case ':': return cli_usage("explore", "%s: expected a value", argv[optind - 1]);
		default: return cli_usage("explore", "\"%s\" is no option", argv[optind - 1]);
		}
	}
	if (result != EXIT_DONE)
		return result;
	if (optind < argc)
		return cli_usage("explore", "\"%s\": expected options only", argv[optind]);
	r.config.hours = (unsigned)hours;
	r.jobs = r.verbose || r.jobs < 1 ? 1 : r.jobs > JOBS_MAX ? JOBS_MAX : r.jobs;
	return explore(&r);
}
