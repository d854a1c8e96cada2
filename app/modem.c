/* modem: the virtual modem alone, on a pty, in real time.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "app/cli.h"
#include "app/console.h"
#include "app/link.h"
#include "app/orders.h"
#include "base/assert.h"
#include "sim/vmodem.h"

#define LINE_LEN_MAX 4096u
/* Unread by any client; what the modem says beyond it is lost, as on a line that nobody listens to. */
#define UNREAD_LEN_MAX 262144u

struct bench {
	const char *link, *profile, *number;
	uint64_t seed;
	enum vmodem_sim card;
	bool hurry;
	char tty[64];
	int master, slave;
	uint64_t began_ms;
	struct network *network;
	struct vmodem *modem;
	struct orders orders;
	size_t shown;
	struct event_base *base;
	struct event *readable, *writable, *typed, *timer, *interrupt, *terminate;
	struct evbuffer *unread, *line;
};

static void help(void)
{
	fputs("Usage: smsocket modem [OPTION...]\n\n"
	      "A virtual modem on a pseudo terminal, for any software that speaks AT commands, with a phone network behind\n"
	      "it. Its first line tells where it is: \"modem on /dev/pts/5\". Then type\n\n"
	      "  +33612345678 ON\n\n"
	      "and the phone of that number texts ON to the modem's; a name may stand for the number: Orange, \"My bank\".\n"
	      "What arrives at a phone is printed, further lines of a text below its first one:\n\n"
	      "  +33612345678 < Power socket ON\n\n"
	      "These lines are no texts:\n\n", stdout);
	orders_help(stdout);
	fputs("\n"
	      "The end of input ends the reading only; SIGINT (Ctrl-C) and SIGTERM end the modem.\n\n"
	      "  -l, --link PATH        a symbolic link to the terminal, removed at the end; it replaces one that leads nowhere\n"
	      "                         or to a pseudo terminal, nothing else\n"
	      "  -n, --number NUMBER    the modem's own number (default +33600000000)\n"
	      "  -P, --profile PROFILE  the modem's family, generic (default) or another:\n"
	      "                        ", stdout);
	for (size_t i = 0; vmodem_profile(i) != NULL; i++)
		printf(" %s", vmodem_profile(i));
	fputs("\n"
	      "  -c, --card STATE       the SIM card: ready (default), missing, pin (it wants " VMODEM_PIN "), full of old messages\n"
	      "  -H, --hurry            no search for the network, no transit times: for tests and measurements\n"
	      "  -s, --seed N           chance: transit times and the like (default 1)\n"
	      "  -h, --help             this text\n\n"
	      "Exit status: 0 ended by a signal; 1 no terminal or no link could be made; 2 wrong usage.\n", stdout);
}

static uint64_t monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static uint64_t now_ms(const struct bench *b)
{
	return monotonic_ms() - b->began_ms;
}

/* --- The terminal --- */

static void write_unread(struct bench *b)
{
	if (evbuffer_get_length(b->unread) > 0)
		evbuffer_write(b->unread, b->master);
	if (evbuffer_get_length(b->unread) > 0)
		event_add(b->writable, NULL);
}

static void on_writable(evutil_socket_t fd, short what, void *ctx)
{
	(void)fd;
	(void)what;
	write_unread(ctx);
}

static void line_send(void *ctx, const uint8_t *bytes, size_t len)
{
	struct bench *b = ctx;

	if (evbuffer_get_length(b->unread) + len <= UNREAD_LEN_MAX)
		evbuffer_add(b->unread, bytes, len);
}

/* --- What is due --- */

static uint64_t due_ms(const struct bench *b)
{
	uint64_t network = network_deadline_ms(b->network);
	uint64_t modem = vmodem_deadline_ms(b->modem);

	return network < modem ? network : modem;
}

/* Does all that is due, then sleeps until the next. */
static void carry_on(struct bench *b)
{
	uint64_t now = now_ms(b);

	while (due_ms(b) <= now) {
		network_step(b->network, now);
		vmodem_step(b->modem, now);
	}
	write_unread(b);
	console_arrivals(b->network, &b->shown, stdout);
	orders_calls(&b->orders, stdout);
	event_del(b->timer);
	if (due_ms(b) == UINT64_MAX)
		return;
	uint64_t for_ms = due_ms(b) - now;
	const struct timeval wait = { .tv_sec = (time_t)(for_ms / 1000), .tv_usec = (suseconds_t)(for_ms % 1000 * 1000) };
	event_add(b->timer, &wait);
}

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
	(void)fd;
	(void)what;
	carry_on(ctx);
}

static void on_readable(evutil_socket_t fd, short what, void *ctx)
{
	struct bench *b = ctx;
	uint8_t bytes[4096];
	ssize_t len = read(fd, bytes, sizeof bytes);

	(void)what;
	/* A client's claim to be the only one would outlive it, for the terminal is kept open, and shut out the next. */
	ioctl(b->slave, TIOCNXCL);
	if (len > 0)
		vmodem_feed(b->modem, now_ms(b), bytes, (size_t)len);
	carry_on(b);
}

static int open_terminal(struct bench *b)
{
	struct termios t;

	b->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (b->master < 0 || grantpt(b->master) != 0 || unlockpt(b->master) != 0 ||
	    ptsname_r(b->master, b->tty, sizeof b->tty) != 0)
		return cli_failed("no pseudo terminal: %s", strerror(errno));
	/* Kept open, so that clients may come and go and find it raw. */
	b->slave = open(b->tty, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (b->slave < 0 || tcgetattr(b->slave, &t) != 0)
		return cli_failed("%s: %s", b->tty, strerror(errno));
	cfmakeraw(&t);
	if (tcsetattr(b->slave, TCSANOW, &t) != 0)
		return cli_failed("%s: %s", b->tty, strerror(errno));
	return EXIT_DONE;
}

/* --- The console --- */

static void take_line(struct bench *b, char *line)
{
	char reason[ORDERS_WHY_CAP];
	struct text why;

	text_init(&why, reason, sizeof reason);
	if (!orders_take(&b->orders, now_ms(b), line, &why)) {
		const char *wrong = console_text(b->network, now_ms(b), line);

		text_str(&why, wrong == NULL ? "" : wrong);
	}
	if (why.len > 0)
		cli_failed("%s", why.at);
}

static void on_typed(evutil_socket_t fd, short what, void *ctx)
{
	struct bench *b = ctx;
	int len = evbuffer_read(b->line, fd, LINE_LEN_MAX);
	char *line;

	(void)what;
	if (len == 0 || (len < 0 && errno != EAGAIN && errno != EINTR)) {
		event_del(b->typed);
		evbuffer_add(b->line, "\n", 1);
	}
	while ((line = evbuffer_readln(b->line, NULL, EVBUFFER_EOL_LF)) != NULL) {
		take_line(b, line);
		free(line);
	}
	if (evbuffer_get_length(b->line) > LINE_LEN_MAX) {
		evbuffer_drain(b->line, evbuffer_get_length(b->line));
		cli_failed("the line is too long: expected at most %u bytes", LINE_LEN_MAX);
	}
	carry_on(b);
}

/* --- Start and end --- */

static void on_signal(evutil_socket_t number, short what, void *ctx)
{
	struct bench *b = ctx;

	(void)number;
	(void)what;
	event_base_loopbreak(b->base);
}

static void make_loop(struct bench *b)
{
	struct event_config *config = event_config_new();

	ASSERT(config != NULL);
	/* Standard input may be a file, which epoll refuses. */
	event_config_require_features(config, EV_FEATURE_FDS);
	b->base = event_base_new_with_config(config);
	event_config_free(config);
	ASSERT(b->base != NULL);
	b->readable = event_new(b->base, b->master, EV_READ | EV_PERSIST, on_readable, b);
	b->writable = event_new(b->base, b->master, EV_WRITE, on_writable, b);
	b->typed = event_new(b->base, STDIN_FILENO, EV_READ | EV_PERSIST, on_typed, b);
	b->timer = evtimer_new(b->base, on_timer, b);
	b->interrupt = evsignal_new(b->base, SIGINT, on_signal, b);
	b->terminate = evsignal_new(b->base, SIGTERM, on_signal, b);
	b->unread = evbuffer_new();
	b->line = evbuffer_new();
	ASSERT(b->readable && b->writable && b->typed && b->timer && b->interrupt && b->terminate && b->unread && b->line);
	event_add(b->readable, NULL);
	event_add(b->typed, NULL);
	event_add(b->interrupt, NULL);
	event_add(b->terminate, NULL);
}

static void free_loop(struct bench *b)
{
	struct event *const events[] = { b->readable, b->writable, b->typed, b->timer, b->interrupt, b->terminate };

	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		event_free(events[i]);
	evbuffer_free(b->unread);
	evbuffer_free(b->line);
	event_base_free(b->base);
}

/* The operator's clock shows this computer's time. */
static void set_clock(struct bench *b)
{
	time_t now = time(NULL);
	struct tm local;

	localtime_r(&now, &local);
	network_clock(b->network, 0, (int64_t)now + local.tm_gmtoff, (int)(local.tm_gmtoff / 900), true);
}

static int serve(struct bench *b)
{
	int result = open_terminal(b);

	if (result == EXIT_DONE)
		result = link_make(b->link, b->tty);
	if (result != EXIT_DONE)
		return result;
	signal(SIGPIPE, SIG_IGN);
	make_loop(b);
	set_clock(b);
	vmodem_hurry(b->modem);
	vmodem_insert(b->modem, b->card);
	if (b->hurry)
		network_hurry(b->network);
	vmodem_power(b->modem, 0, true);
	printf("modem on %s\n", b->tty);
	carry_on(b);
	event_base_dispatch(b->base);
	link_remove(b->link, b->tty);
	free_loop(b);
	return EXIT_DONE;
}

static int wrong_profile(const char *profile)
{
	char legal[200] = "";

	for (size_t i = 0; vmodem_profile(i) != NULL; i++)
		snprintf(legal + strlen(legal), sizeof legal - strlen(legal), "%s%s", i > 0 ? ", " : "", vmodem_profile(i));
	return cli_usage("modem", "--profile \"%s\": expected %s", profile, legal);
}

static const char *const cards[] = {
	[SIM_READY] = "ready", [SIM_MISSING] = "missing", [SIM_PIN] = "pin", [SIM_FULL] = "full",
};

static bool take_card(struct bench *b, const char *state)
{
	for (size_t i = 0; i < sizeof cards / sizeof *cards; i++)
		if (strcmp(state, cards[i]) == 0) {
			b->card = (enum vmodem_sim)i;
			return true;
		}
	return false;
}

static int run(struct bench *b)
{
	const struct vmodem_line line = { .ctx = b, .send = line_send };
	int result;

	b->began_ms = monotonic_ms();
	b->network = network_new(b->number, b->seed);
	if (b->network == NULL)
		return cli_usage("modem", "--number \"%s\": expected digits, with or without a +", b->number);
	b->modem = vmodem_new(b->profile, b->network, &line, b->seed);
	b->orders = (struct orders){ .network = b->network, .modem = b->modem };
	result = b->modem == NULL ? wrong_profile(b->profile) : serve(b);
	vmodem_free(b->modem);
	network_free(b->network);
	if (b->slave >= 0)
		close(b->slave);
	if (b->master >= 0)
		close(b->master);
	return result;
}

int modem_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "link", required_argument, NULL, 'l' }, { "number", required_argument, NULL, 'n' },
		{ "profile", required_argument, NULL, 'P' }, { "seed", required_argument, NULL, 's' },
		{ "card", required_argument, NULL, 'c' }, { "hurry", no_argument, NULL, 'H' },
		{ "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
	};
	struct bench b = { .profile = "generic", .number = "+33600000000", .seed = 1, .master = -1, .slave = -1 };
	long long seed;
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":c:l:n:P:s:Hh", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			if (!take_card(&b, optarg))
				return cli_usage("modem", "--card \"%s\": expected ready, missing, pin or full", optarg);
			break;
		case 'l':
			b.link = optarg;
			break;
		case 'n':
			b.number = optarg;
			break;
		case 'P':
			b.profile = optarg;
			break;
		case 's':
			if (!cli_number(optarg, 0, INT64_MAX, &seed))
				return cli_usage("modem", "--seed \"%s\": expected a number from 0 on", optarg);
			b.seed = (uint64_t)seed;
			break;
		case 'H':
			b.hurry = true;
			break;
		case 'h':
			help();
			return EXIT_DONE;
		case ':':
			return cli_usage("modem", "%s: expected a value", argv[optind - 1]);
		default:
			return cli_usage("modem", "\"%s\" is no option", argv[optind - 1]);
		}
	}
	if (optind < argc)
		return cli_usage("modem", "\"%s\": expected options only", argv[optind]);
	return run(&b);
}
