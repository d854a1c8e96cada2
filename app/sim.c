/* sim: a simulated socket in real time, its world told what to do from a console on standard input and output.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/cli.h"
#include "app/pace.h"
#include "app/panel.h"
#include "app/simcontrol.h"
#include "app/typed.h"
#include "app/view.h"
#include "base/assert.h"
#include "sim/play.h"

#define SPEED_MAX 1000000
#define LINE_MAX_LEN 8192u
#define LINGER_MS 60000u /* after the end of a script: what was sent is answered by then */

struct sim {
	struct play play;
	struct view view;
	struct event_base *base;
	struct event *input, *timer;
	struct evbuffer *typed;
	uint64_t speed;
	struct pace pace;
	const char *socket;       /* for ctl; NULL: none */
	struct simcontrol control;
	const char *listen, *www; /* the panel's; NULL: not said */
	struct panel panel;
	unsigned line;            /* of the input */
	bool failed;              /* a line of a script did */
};

static void help(void)
{
	fputs("Usage: smsocket sim [OPTION...]\n\n"
	      "A simulated socket with its modem, its network and people's phones. Type\n\n"
	      "  +33612345678 ON\n\n"
	      "and the phone of that number texts ON to the socket; what it answers is printed. \"help\" lists what else can\n"
	      "be said: every statement of the scenarios that \"smsocket play\" plays. Lines may also come from a pipe or a\n"
	      "file; at its end a minute of the world passes at once, so that everything is answered.\n\n"
	      "  -M, --model MODEL      706 (default), 707, 706-light or 707-light\n"
	      "  -P, --profile PROFILE  the virtual modem's family, generic (default) or another:\n"
	      "                        ", stdout);
	for (size_t i = 0; vmodem_profile(i) != NULL; i++)
		printf(" %s", vmodem_profile(i));
	fputs("\n"
	      "  -s, --seed N           the world's chance; equal seeds, equal worlds (default 1)\n"
	      "  -x, --speed N          N times as fast as real time (default 1)\n"
	      "  -l, --listen ADDR:PORT where its panel, a web page, is served; port 0: any free one; \"none\": nowhere.\n"
	      "                         Unless said 127.0.0.1:8706, if that is free and a person sits at the terminal\n"
	      "  -w, --www DIR          the panel's files from there instead of those built in: for whoever changes them\n"
	      "  -c, --control PATH     a socket for smsocket ctl\n"
	      "  -h, --help             this text\n\n"
	      "With --listen or --control the end of a pipe or file does not end the simulation; where they are served is then\n"
	      "printed on standard error.\n\n"
	      "Exit status: 0 ended; 1 a line that did not come from a terminal failed; 2 wrong usage.\n", stdout);
}

/* --- Time. --- */

/* Sleeps until the world's next thing is due. */
static void plan(struct sim *s)
{
	uint64_t due_ms = world_next_deadline_ms(s->play.world);

	simcontrol_look(&s->control);
	view_settle(&s->view, world_now_ms(s->play.world));
	event_del(s->timer);
	if (s->view.starting && due_ms > s->view.settled_at_ms)
		due_ms = s->view.settled_at_ms;
	uint64_t for_ms = pace_wait_ms(&s->pace, due_ms);
	if (for_ms == UINT64_MAX)
		return;
	const struct timeval wait = { .tv_sec = (time_t)(for_ms / 1000), .tv_usec = (suseconds_t)(for_ms % 1000 * 1000) };
	event_add(s->timer, &wait);
}

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
	struct sim *s = ctx;

	(void)fd;
	(void)what;
	pace_catch_up(&s->pace);
	plan(s);
}

/* --- What is typed. --- */

static void complain(struct sim *s, const char *why)
{
	if (s->view.prompts) {
		puts(why);
		return;
	}
	s->failed = true;
	fflush(stdout);
	cli_failed("line %u: %s", s->line, why);
}

static void type(struct sim *s, char *line)
{
	char reason[PLAY_WHY_CAP];
	struct text why;

	text_init(&why, reason, sizeof reason);
	if (!typed_do(&s->play, line, &why))
		complain(s, reason);
	pace_anchor(&s->pace);
	panel_changed(&s->panel);
}

/* false: that was the last line. */
static bool execute(struct sim *s, char *line)
{
	s->line++;
	line += strspn(line, " \t");
	line[strcspn(line, "\r")] = '\0';
	if (strcmp(line, "quit") == 0)
		return false;
	if (strcmp(line, "help") == 0)
		view_help();
	else if (strcmp(line, "status") == 0)
		view_status(s->play.world);
	else
		type(s, line);
	return true;
}

/* Whoever asked for the panel or the control socket and typed nothing more goes on to use it. */
static bool goes_on(const struct sim *s)
{
	return (s->socket != NULL || (s->listen != NULL && s->panel.web != NULL)) && !s->view.prompts;
}

static void end(struct sim *s)
{
	if (!s->view.prompts)
		world_run_until(s->play.world, world_now_ms(s->play.world) + LINGER_MS);
	event_base_loopbreak(s->base);
}

/* Executes the lines that are whole; false: one of them was the last. */
static bool execute_typed(struct sim *s)
{
	char *line;
	bool more = true;

	while (more && (line = evbuffer_readln(s->typed, NULL, EVBUFFER_EOL_LF)) != NULL) {
		view_entered(&s->view);
		more = execute(s, line);
		free(line);
	}
	if (evbuffer_get_length(s->typed) <= LINE_MAX_LEN)
		return more;
	complain(s, "the line is too long");
	evbuffer_drain(s->typed, evbuffer_get_length(s->typed));
	return more;
}

static void on_input(evutil_socket_t fd, short what, void *ctx)
{
	struct sim *s = ctx;
	int got = evbuffer_read(s->typed, fd, LINE_MAX_LEN);
	bool ended = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);

	(void)what;
	pace_catch_up(&s->pace);
	if (ended && evbuffer_get_length(s->typed) > 0)
		evbuffer_add(s->typed, "\n", 1);
	if (!execute_typed(s)) {
		event_base_loopbreak(s->base);
		return;
	}
	if (ended && !goes_on(s)) {
		end(s);
		return;
	}
	if (ended)
		event_del(s->input);
	plan(s);
}

/* --- Start and end. --- */

static void greet(const struct sim *s)
{
	if (!s->view.prompts)
		return;
	printf("A simulated socket %s, just plugged in; it looks for its network, which takes some seconds.\n"
	       "Text it from any phone, for instance:  +33612345678 ON\n"
	       "\"help\" lists what else can be said, \"quit\" ends.\n", model_name(s->play.config.model));
}

static void tell(void *ctx, const struct world_news *news)
{
	struct sim *s = ctx;

	view_tell(&s->view, news);
	panel_tell(&s->panel, news);
	simcontrol_tell(&s->control, news);
}

static void on_moved(void *ctx)
{
	plan(ctx);
}

static int open_panel(struct sim *s)
{
	const char *listen = s->listen != NULL ? s->listen : PANEL_LISTEN;
	struct why why;

	/* Whoever pipes a script in wants no panel; many may do so at once. */
	if (strcmp(listen, "none") == 0 || (s->listen == NULL && !s->view.prompts))
		return EXIT_DONE;
	if (panel_open(&s->panel, s->base, listen, s->www, &s->play, &s->pace, on_moved, s, &why) == 0) {
		fprintf(s->view.prompts ? stdout : stderr, "panel: %s\n", panel_address(&s->panel));
		return EXIT_DONE;
	}
	if (s->listen != NULL)
		return cli_failed("%s", why.text);
	printf("no panel: %s; --listen takes another address\n", why.text);
	return EXIT_DONE;
}

static int open_control(struct sim *s)
{
	struct why why;

	if (s->socket == NULL)
		return EXIT_DONE;
	if (simcontrol_open(&s->control, s->base, s->socket, s->play.world, &s->pace, on_moved, s, &why) != 0)
		return cli_failed("%s", why.text);
	fprintf(s->view.prompts ? stdout : stderr, "control: smsocket ctl --socket %s\n", s->socket);
	return EXIT_DONE;
}

static void plug_in(struct sim *s)
{
	s->play.plugged_in = true;
	world_mains(s->play.world, true);
	pace_anchor(&s->pace);
	plan(s);
}

static void make_loop(struct sim *s)
{
	struct event_config *config = event_config_new();

	ASSERT(config != NULL);
	/* Standard input may be a file, which epoll refuses. */
	event_config_require_features(config, EV_FEATURE_FDS);
	s->base = event_base_new_with_config(config);
	event_config_free(config);
	ASSERT(s->base != NULL);
	s->input = event_new(s->base, STDIN_FILENO, EV_READ | EV_PERSIST, on_input, s);
	s->timer = evtimer_new(s->base, on_timer, s);
	s->typed = evbuffer_new();
	ASSERT(s->input != NULL && s->timer != NULL && s->typed != NULL);
	event_add(s->input, NULL);
}

static void free_loop(struct sim *s)
{
	evbuffer_free(s->typed);
	event_free(s->timer);
	event_free(s->input);
	event_base_free(s->base);
}

static int run(struct sim *s, const struct world_config *config)
{
	char reason[PLAY_WHY_CAP];
	struct text why;

	text_init(&why, reason, sizeof reason);
	if (!play_begin(&s->play, config, &(struct world_watch){ .ctx = s, .tell = tell }, &why))
		return cli_usage("sim", "%s", reason);
	s->view.network = world_network(s->play.world);
	s->view.prompts = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	make_loop(s);
	pace_begin(&s->pace, s->play.world, s->speed);
	greet(s);
	int result = open_panel(s);
	if (result == EXIT_DONE)
		result = open_control(s);
	if (result == EXIT_DONE) {
		plug_in(s);
		event_base_dispatch(s->base);
		view_finish(&s->view);
	}
	simcontrol_close(&s->control);
	panel_close(&s->panel);
	free_loop(s);
	play_end(&s->play);
	return result == EXIT_DONE && s->failed ? EXIT_FAILED : result;
}

static int read_model(const char *name, enum model *model)
{
	int found = model_parse(name);

	if (found < 0)
		return cli_usage("sim", "\"%s\" is no model; expected 706, 707, 706-light or 707-light", name);
	*model = (enum model)found;
	return EXIT_DONE;
}

static int read_number(const char *option, const char *text, long long low, long long high, uint64_t *number)
{
	long long value;

	if (!cli_number(text, low, high, &value))
		return cli_usage("sim", "--%s \"%s\": expected %lld to %lld", option, text, low, high);
	*number = (uint64_t)value;
	return EXIT_DONE;
}

int sim_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "model", required_argument, NULL, 'M' }, { "profile", required_argument, NULL, 'P' },
		{ "seed", required_argument, NULL, 's' },  { "speed", required_argument, NULL, 'x' },
		{ "listen", required_argument, NULL, 'l' }, { "www", required_argument, NULL, 'w' },
		{ "control", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },        { NULL, 0, NULL, 0 },
	};
	struct world_config config = { .model = MODEL_706, .profile = "generic", .seed = 1, .in_room = true };
	struct sim s = { .speed = 1 };
	int option, result = EXIT_DONE;

	opterr = 0;
	while (result == EXIT_DONE && (option = getopt_long(argc, argv, ":M:P:s:x:l:w:c:h", options, NULL)) != -1) {
		switch (option) {
		case 'M':
			result = read_model(optarg, &config.model);
			break;
		case 'P':
			config.profile = optarg;
			break;
		case 's':
			result = read_number("seed", optarg, 0, INT64_MAX, &config.seed);
			break;
		case 'x':
			result = read_number("speed", optarg, 1, SPEED_MAX, &s.speed);
			break;
		case 'l':
			s.listen = optarg;
			break;
		case 'w':
			s.www = optarg;
			break;
		case 'c':
			s.socket = optarg;
			break;
		case 'h':
			help();
			return EXIT_DONE;
		case ':':
			return cli_usage("sim", "%s wants a value", argv[optind - 1]);
		default:
			return cli_usage("sim", "\"%s\" is no option", argv[optind - 1]);
		}
	}
	if (result != EXIT_DONE)
		return result;
	if (optind < argc)
		return cli_usage("sim", "\"%s\" is not expected here", argv[optind]);
	return run(&s, &config);
}
