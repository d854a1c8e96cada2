/* bed: a client on a modem that answers at once, with a stopwatch beside it.
 * It starts the client, texts it, and notes when the board's file `outlet` has been written and when the reply was whole
 * at the modem; what a run has shown goes to standard output, a fact a line. All times are of one clock, in one process.
 * SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/assert.h"
#include "bench/quickmodem.h"

#define START_FOR_MS 1000  /* after it has turned to messages */
#define START_MAX_MS 30000 /* until it does */
#define WARM_FOR_MS 6000   /* for the answer to a message of the beginning */
#define WARM_TRIES 4
#define ANSWER_MAX_MS 20000
#define QUIET_FOR_MS 3000 /* before nothing is measured */
#define END_FOR_MS 2000
#define PROCESSES_MAX 64

static struct {
	struct quickmodem modem;
	int master, slave, watch;
	char tty[64];
	const char *link, *board;
	char *const *client;
	pid_t pid;
	double orphans_ms; /* processor time of descendants that ended here */
	char unsent[65536];
	size_t unsent_len;
	unsigned acted, answered; /* since the last text */
	double acted_ms, answered_ms;
	unsigned chance;
	bool on;
	unsigned phone;
} bed;

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

_Noreturn static void fail(const char *what)
{
	fprintf(stderr, "bed: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* --- The line --- */

static void flush_line(void)
{
	ssize_t len = write(bed.master, bed.unsent, bed.unsent_len);

	if (len <= 0)
		return;
	bed.unsent_len -= (size_t)len;
	memmove(bed.unsent, bed.unsent + len, bed.unsent_len);
}

static void line_send(void *ctx, const char *bytes, size_t len)
{
	(void)ctx;
	ASSERT(len <= sizeof bed.unsent - bed.unsent_len);
	memcpy(bed.unsent + bed.unsent_len, bytes, len);
	bed.unsent_len += len;
}

static void line_submitted(void *ctx, unsigned phone)
{
	(void)ctx;
	(void)phone;
	bed.answered++;
	bed.answered_ms = now_ms();
}

static void take_line(void)
{
	char bytes[4096];
	ssize_t len = read(bed.master, bytes, sizeof bytes);

	if (len > 0)
		quickmodem_feed(&bed.modem, bytes, (size_t)len);
	flush_line();
}

static void set_raw(void)
{
	struct termios t;

	if (tcgetattr(bed.slave, &t) != 0)
		fail(bed.tty);
	cfmakeraw(&t);
	if (tcsetattr(bed.slave, TCSANOW, &t) != 0)
		fail(bed.tty);
}

static void open_line(void)
{
	bed.master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (bed.master < 0 || grantpt(bed.master) != 0 || unlockpt(bed.master) != 0 ||
	    ptsname_r(bed.master, bed.tty, sizeof bed.tty) != 0)
		fail("no pseudo terminal");
	bed.slave = open(bed.tty, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (bed.slave < 0)
		fail(bed.tty);
	set_raw();
	unlink(bed.link);
	if (symlink(bed.tty, bed.link) != 0)
		fail(bed.link);
}

/* --- The board --- */

static void open_board(void)
{
	bed.watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	/* IN_OPEN only so that no two events in a row are alike: the kernel would make one of them. */
	if (bed.watch < 0 || inotify_add_watch(bed.watch, bed.board, IN_OPEN | IN_MODIFY | IN_MOVED_TO) < 0)
		fail(bed.board);
}

static void take_board(void)
{
	_Alignas(struct inotify_event) char events[8192];
	double at_ms = now_ms();
	ssize_t len = read(bed.watch, events, sizeof events);

	for (char *at = events; len > 0 && at < events + len;) {
		const struct inotify_event *event = (const struct inotify_event *)(const void *)at;

		if ((event->mask & (IN_MODIFY | IN_MOVED_TO)) != 0 && event->len > 0 && strcmp(event->name, "outlet") == 0) {
			bed.acted++;
			bed.acted_ms = at_ms;
		}
		at += sizeof *event + event->len;
	}
}

/* --- The loop --- */

static void turn(double until_ms)
{
	struct pollfd fds[] = {
		{ .fd = bed.master, .events = (short)(POLLIN | (bed.unsent_len > 0 ? POLLOUT : 0)) },
		{ .fd = bed.watch, .events = POLLIN },
	};
	double for_ms = until_ms - now_ms();
	struct timespec wait;

	if (for_ms < 0)
		for_ms = 0;
	wait = (struct timespec){ (time_t)(for_ms / 1e3), (long)((for_ms - (double)(time_t)(for_ms / 1e3) * 1e3) * 1e6) };
	if (ppoll(fds, 2, &wait, NULL) < 0 && errno != EINTR)
		fail("poll");
	if ((fds[1].revents & POLLIN) != 0)
		take_board();
	if ((fds[0].revents & POLLIN) != 0)
		take_line();
	if ((fds[0].revents & POLLOUT) != 0)
		flush_line();
}

static void pass(double for_ms)
{
	for (double until_ms = now_ms() + for_ms; now_ms() < until_ms;)
		turn(until_ms);
}

/* --- The client, and whom it starts --- */

struct family {
	pid_t pid[PROCESSES_MAX];
	int count;
};

static pid_t parent_of(pid_t pid, unsigned long *ended_ticks)
{
	char path[40], line[1024], *at;
	int parent = -1;
	unsigned long user = 0, system = 0;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	file = fopen(path, "r");
	if (file == NULL)
		return -1;
	at = fgets(line, sizeof line, file) != NULL ? strrchr(line, ')') : NULL;
	fclose(file);
	/* Behind the name: state, parent, and from the sixteenth field the time of children that were waited for. */
	if (at == NULL ||
	    sscanf(at, ") %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %lu %lu", &parent, &user, &system) < 3)
		return -1;
	*ended_ticks = user + system;
	return parent;
}

static bool contains(const struct family *f, pid_t pid)
{
	for (int i = 0; i < f->count; i++)
		if (f->pid[i] == pid)
			return true;
	return false;
}

/* All descendants of this process: those that lost their parent are its own children. */
static struct family find_family(void)
{
	struct family f = { .pid = { getpid() }, .count = 1 };
	bool grown = true;

	while (grown) {
		DIR *proc = opendir("/proc");
		const struct dirent *entry;

		grown = false;
		while (proc != NULL && (entry = readdir(proc)) != NULL) {
			pid_t pid = (pid_t)atoi(entry->d_name);
			unsigned long ticks;

			if (pid <= 0 || contains(&f, pid) || f.count == PROCESSES_MAX ||
			    !contains(&f, parent_of(pid, &ticks)))
				continue;
			f.pid[f.count++] = pid;
			grown = true;
		}
		closedir(proc);
	}
	f.pid[0] = f.pid[--f.count];
	return f;
}

static double usage_ms(const struct rusage *u)
{
	return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) * 1e3 +
	       (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec) * 1e-3;
}

static void reap(void)
{
	struct rusage usage;
	pid_t pid;

	while ((pid = wait4(-1, NULL, WNOHANG, &usage)) > 0) {
		if (pid == bed.pid)
			bed.pid = 0;
		bed.orphans_ms += usage_ms(&usage);
	}
}

/* Processor time of the client and of all it has started, ended or not. */
static double spent_ms(void)
{
	struct family f;
	double sum_ms;

	reap();
	f = find_family();
	sum_ms = bed.orphans_ms;
	for (int i = 0; i < f.count; i++) {
		unsigned long ticks = 0;
		struct timespec t;
		clockid_t clock;

		if (parent_of(f.pid[i], &ticks) < 0)
			continue;
		sum_ms += (double)ticks * 1e3 / (double)sysconf(_SC_CLK_TCK);
		if (clock_getcpuclockid(f.pid[i], &clock) == 0 && clock_gettime(clock, &t) == 0)
			sum_ms += (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
	}
	return sum_ms;
}

/* Resident, and resident at most, of all processes together. */
static void print_memory(void)
{
	struct family f = find_family();
	unsigned long resident = 0, most = 0;

	for (int i = 0; i < f.count; i++) {
		char path[40], line[128];
		unsigned long kib;
		FILE *file;

		snprintf(path, sizeof path, "/proc/%d/status", f.pid[i]);
		file = fopen(path, "r");
		while (file != NULL && fgets(line, sizeof line, file) != NULL) {
			if (sscanf(line, "VmRSS: %lu", &kib) == 1)
				resident += kib;
			if (sscanf(line, "VmHWM: %lu", &kib) == 1)
				most += kib;
		}
		if (file != NULL)
			fclose(file);
	}
	printf("memory %d %lu %lu\n", f.count, resident, most);
}

static void end_client(void)
{
	double until_ms = now_ms() + END_FOR_MS;

	for (bool hard = false;; hard = now_ms() > until_ms) {
		struct family f = find_family();

		if (f.count == 0)
			break;
		for (int i = 0; i < f.count; i++)
			kill(f.pid[i], hard ? SIGKILL : SIGTERM);
		pass(50);
		reap();
	}
	reap();
	bed.pid = 0;
}

static void on_signal(int number)
{
	(void)number;
	exit(1);
}

static void run_client(void)
{
	pid_t bed_pid = getpid();

	quickmodem_reset(&bed.modem);
	bed.unsent_len = 0;
	bed.pid = fork();
	if (bed.pid < 0)
		fail("fork");
	if (bed.pid > 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != bed_pid)
		_exit(1);
	setsid();
	dup2(STDERR_FILENO, STDOUT_FILENO);
	execvp(bed.client[0], bed.client);
	_exit(127);
}

/* --- Measuring --- */

/* The same each time, and each pause likely: a client that looks around at intervals gets no favourable moment. */
static double chance(void)
{
	bed.chance = bed.chance * 1664525u + 1013904223u;
	return (double)(bed.chance >> 8) / (double)(1u << 24);
}

static double text(void)
{
	double at_ms = now_ms();

	bed.on = !bed.on;
	/* The first is the number of the SIM itself. */
	bed.phone = bed.phone % (QUICKMODEM_PHONES - 1) + 1;
	if (!quickmodem_text(&bed.modem, bed.phone, bed.on ? "ON" : "OFF"))
		fail("the client leaves messages in the modem, until there is no room");
	flush_line();
	return at_ms;
}

static void forget(void)
{
	bed.acted = bed.answered = 0;
}

static bool await(unsigned acted, unsigned answered, double for_ms)
{
	for (double until_ms = now_ms() + for_ms; bed.acted < acted || bed.answered < answered;) {
		if (now_ms() > until_ms)
			return false;
		turn(until_ms);
	}
	return true;
}

/* Until it answers a message. */
static void warm_up(void)
{
	double until_ms = now_ms() + START_MAX_MS;

	while (!bed.modem.listening && now_ms() < until_ms && (reap(), bed.pid > 0))
		pass(10);
	pass(START_FOR_MS);
	for (int i = 0; i < WARM_TRIES; i++) {
		forget();
		text();
		if (await(0, 1, WARM_FOR_MS)) {
			pass(START_FOR_MS);
			return;
		}
	}
	errno = 0;
	fail("the client answers no message");
}

static unsigned singles(unsigned count, double for_ms, double pause_ms)
{
	double until_ms = now_ms() + for_ms;
	unsigned done = 0;

	while (done < count && now_ms() < until_ms) {
		double at_ms;

		pass(5 + chance() * pause_ms);
		forget();
		at_ms = text();
		if (!await(1, 1, ANSWER_MAX_MS)) {
			printf("missed %u %u\n", bed.acted, bed.answered);
			return done;
		}
		done++;
		printf("single %.4f %.4f\n", bed.acted_ms - at_ms, bed.answered_ms - at_ms);
	}
	return done;
}

static unsigned burst(unsigned count, double for_ms)
{
	double at_ms = now_ms();

	forget();
	for (unsigned i = 0; i < count; i++)
		text();
	await(count, count, for_ms);
	printf("burst %u %.4f %u %.4f\n", bed.acted, bed.acted_ms - at_ms, bed.answered, bed.answered_ms - at_ms);
	return bed.acted;
}

static void idle(double for_ms)
{
	double before_ms;

	pass(QUIET_FOR_MS);
	before_ms = spent_ms();
	pass(for_ms);
	printf("idle %.4f %.0f\n", spent_ms() - before_ms, for_ms);
}

struct plan {
	unsigned rounds, singles, burst;
	double seconds, pause_ms, idle_s;
};

static void measure(const struct plan *plan)
{
	run_client();
	warm_up();
	if (plan->singles > 0) {
		double before_ms = spent_ms();
		unsigned done = singles(plan->singles, plan->seconds * 1e3, plan->pause_ms);

		pass(100);
		printf("cpu_single %.4f %u\n", spent_ms() - before_ms, done);
	}
	if (plan->burst > 0) {
		double before_ms = spent_ms();
		unsigned done = burst(plan->burst, plan->seconds * 1e3);

		pass(100);
		printf("cpu_burst %.4f %u\n", spent_ms() - before_ms, done);
	}
	if (plan->idle_s > 0)
		idle(plan->idle_s * 1e3);
	print_memory();
	fflush(stdout);
	end_client();
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "link", required_argument, NULL, 'l' },  { "board", required_argument, NULL, 'b' },
		{ "rounds", required_argument, NULL, 'r' }, { "singles", required_argument, NULL, 'n' },
		{ "burst", required_argument, NULL, 'u' },  { "seconds", required_argument, NULL, 's' },
		{ "pause", required_argument, NULL, 'p' },  { "idle", required_argument, NULL, 'i' },
		{ NULL, 0, NULL, 0 },
	};
	struct plan plan = { .rounds = 1, .seconds = 20, .pause_ms = 20 };
	const struct quickmodem_port port = { NULL, line_send, line_submitted };
	int option;

	while ((option = getopt_long(argc, argv, "+l:b:r:n:u:s:p:i:", options, NULL)) != -1) {
		switch (option) {
		case 'l':
			bed.link = optarg;
			break;
		case 'b':
			bed.board = optarg;
			break;
		case 'r':
			plan.rounds = (unsigned)atoi(optarg);
			break;
		case 'n':
			plan.singles = (unsigned)atoi(optarg);
			break;
		case 'u':
			plan.burst = (unsigned)atoi(optarg);
			break;
		case 's':
			plan.seconds = atof(optarg);
			break;
		case 'p':
			plan.pause_ms = atof(optarg);
			break;
		case 'i':
			plan.idle_s = atof(optarg);
			break;
		default:
			return 2;
		}
	}
	if (bed.link == NULL || bed.board == NULL || optind == argc) {
		fputs("Usage: bed --link TTY --board DIR [--rounds N] [--singles N] [--burst N] [--seconds S]\n"
		      "           [--pause MS] [--idle S] CLIENT [ARGUMENT...]\n", stderr);
		return 2;
	}
	bed.client = argv + optind;
	signal(SIGPIPE, SIG_IGN);
	signal(SIGTERM, on_signal);
	signal(SIGINT, on_signal);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	atexit(end_client);
	quickmodem_init(&bed.modem, &port);
	open_line();
	open_board();
	for (unsigned i = 0; i < plan.rounds; i++)
		measure(&plan);
	return 0;
}
