/* SPDX-License-Identifier: Apache-2.0 */
#include "app/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/console.h"
#include "base/civil.h"
#include "sim/lexis.h"

#define PROMPT "> "
#define START_FOR_MS 20000u /* a socket that is not registered by then has told its lamps all the same */
#define STATUS_NOTES_MAX 5u

/* Takes the prompt back, so that a line can be written in its place. */
static void begin(struct view *v)
{
	if (v->prompted)
		fputs("\r\033[K", stdout);
	v->prompted = false;
}

/* The lamps that changed at one moment make one line; those of the start wait until it is over. */
static void show_lamps(struct view *v)
{
	const char *between = "led ";

	if (v->starting)
		return;
	for (enum led led = 0; led < LED_COUNT; led++) {
		if (!v->lamps_changed[led])
			continue;
		v->lamps_changed[led] = false;
		begin(v);
		printf("%s%s %s", between, led_name(led), led_pattern_name(v->lamps[led]));
		between = ", ";
	}
	if (between[0] == ',')
		putchar('\n');
}

/* Time has come to at_ms: the start may be over, and lamps kept back are of an earlier moment. */
static void pass(struct view *v, uint64_t at_ms)
{
	if (v->starting && at_ms >= v->settled_at_ms)
		v->starting = false;
	if (at_ms > v->lamps_at_ms)
		show_lamps(v);
}

static void tell_power(struct view *v, const struct world_news *news)
{
	begin(v);
	puts(news->on ? "power on" : "power off");
	v->powered = v->starting = news->on;
	v->settled_at_ms = news->at_ms + START_FOR_MS;
}

static void tell_led(struct view *v, const struct world_news *news)
{
	v->lamps[news->led.led] = news->led.pattern;
	v->lamps_changed[news->led.led] = v->powered;
	v->lamps_at_ms = news->at_ms;
	if (!v->starting || v->lamps[LED_GSM] != PATTERN_FLASH3S)
		return;
	v->starting = false;
	begin(v);
	puts("ready: the socket is on the network");
}

/* That it starts well is said otherwise. */
static bool worth_a_line(const struct view *v, const struct note *note)
{
	return note->level <= NOTE_WARNING || (note->level == NOTE_INFO && (note->who != NULL || !v->starting));
}

static void tell_note(struct view *v, const struct note *note)
{
	/* That a message is taken shows in what it does; whoever sits here has typed it. */
	if (!worth_a_line(v, note) || strcmp(note->what, "message") == 0)
		return;
	begin(v);
	printf("note %s", note->what);
	if (note->why != NULL)
		printf(": %s", note->why);
	if (note->who != NULL)
		printf(" (%s)", note->who->text);
	putchar('\n');
}

void view_tell(void *ctx, const struct world_news *news)
{
	struct view *v = ctx;

	pass(v, news->at_ms);
	switch (news->kind) {
	case NEWS_POWER:
		tell_power(v, news);
		return;
	case NEWS_RESTART:
		begin(v);
		puts("the socket begins anew");
		return;
	case NEWS_OUTLET:
		begin(v);
		printf("outlet %s\n", news->on ? "on" : "off");
		return;
	case NEWS_MICRORELAY:
		begin(v);
		printf("microrelay %s\n", news->on ? "on" : "off");
		return;
	case NEWS_MIC:
		begin(v);
		printf("microphone %s\n", news->on ? "live" : "off");
		return;
	case NEWS_PHONE:
		begin(v);
		printf("%s %s\n", news->phone.who, voice_phone_name(news->phone.is));
		return;
	case NEWS_LED:
		tell_led(v, news);
		return;
	case NEWS_NOTE:
		tell_note(v, news->note);
		return;
	case NEWS_ARRIVED:
		begin(v);
		console_arrivals(v->network, &v->arrivals_shown, stdout);
		return;
	case NEWS_SENT:
	case NEWS_LINE:
	case NEWS_ANSWER:
		return;
	}
}

void view_settle(struct view *v, uint64_t now_ms)
{
	pass(v, now_ms);
	show_lamps(v);
	if (v->prompts && !v->prompted) {
		fputs(PROMPT, stdout);
		v->prompted = true;
	}
	fflush(stdout);
}

void view_finish(struct view *v)
{
	begin(v);
	v->starting = false;
	show_lamps(v);
	fflush(stdout);
}

void view_entered(struct view *v)
{
	v->prompted = false;
}

/* --- What was asked for. --- */

static void print_network(struct world *w)
{
	static const char *const states[] = { "not searching", "registered", "searching", "denied" };
	struct network *n = world_network(w);
	struct civil c = civil_of(network_local_s(n, world_now_ms(w)));

	printf("network  %s, signal %d\n", states[network_registration(n)], network_csq(n));
	printf("time     %02d/%02d/%02d,%02d:%02d:%02d\n", c.year % 100, c.month, c.day, c.hour, c.minute, c.second);
}

/* The newest that an owner would want to read. */
static void print_notes(const struct world *w)
{
	size_t first = world_note_count(w), shown = 0;

	while (first > 0 && shown < STATUS_NOTES_MAX)
		shown += world_note(w, --first)->level < NOTE_DEBUG;
	for (size_t i = first; i < world_note_count(w); i++) {
		const struct world_note *note = world_note(w, i);
		unsigned long long s = note->at_ms / 1000;

		if (note->level == NOTE_DEBUG)
			continue;
		printf("note     %llu:%02llu:%02llu %s%s%s\n", s / 3600, s / 60 % 60, s % 60, note->what,
		       note->who[0] != '\0' ? ", " : "", note->who);
	}
}

static void print_degrees(int dc)
{
	printf("%s%d.%d C", dc < 0 ? "-" : "", abs(dc) / 10, abs(dc) % 10);
}

/* What the full models have on their boards. */
static void print_room(struct world *w)
{
	int raw_dc;

	printf("relay    %s\n", world_microrelay(w) ? "on" : "off");
	printf("sensor   %s, jack %s\n", world_sensed(w, INPUT_SENSOR) ? "closed" : "open",
	       world_sensed(w, INPUT_JACK) ? "in" : "out");
	printf("mic      %s\n", world_mic(w) ? "live" : "off");
	fputs("room     ", stdout);
	print_degrees(world_room_dc(w));
	fputs(", in the case ", stdout);
	if (world_raw_dc(w, &raw_dc))
		print_degrees(raw_dc);
	else
		fputs("no reading", stdout);
	putchar('\n');
}

static void print_counts(const struct world *w)
{
	for (size_t i = 0; world_alive(w) && i < DEVICE_COUNTS; i++)
		if (world_count(w, i).count > 0)
			printf("count    %s: %u\n", world_count(w, i).what, (unsigned)world_count(w, i).count);
}

void view_status(struct world *w)
{
	printf("model    %s\n", model_name(world_model(w)));
	printf("mains    %s%s\n", world_has_mains(w) ? "on" : "off", world_alive(w) ? "" : ", the socket is dead");
	if ((model_features(world_model(w)) & FEATURE_BATTERY) != 0)
		printf("battery  %d %%\n", world_battery_percent(w));
	printf("outlet   %s\n", world_outlet(w) ? "on" : "off");
	fputs("led      ", stdout);
	for (enum led led = 0; led < LED_COUNT; led++)
		printf("%s%s %s", led > 0 ? ", " : "", led_name(led), led_pattern_name(world_led(w, led)));
	putchar('\n');
	if ((model_features(world_model(w)) & FEATURE_ROOM) != 0)
		print_room(w);
	print_network(w);
	print_counts(w);
	print_notes(w);
}

#define HELP_LINE "  %-46s %s\n"
#define HELP_COLUMNS 120
#define KIND_COLUMN 9

/* The names of a list go on below the first when they do not fit its line. */
static void print_kind(const char *name)
{
	char list[4000];
	struct text text;
	int column;

	text_init(&text, list, sizeof list);
	lexis_expected(lexis_kind(name, strlen(name)), &text);
	column = printf("%-*s", KIND_COLUMN, name);
	for (const char *word = list; *word != '\0'; word += strspn(word, " ")) {
		int len = (int)strcspn(word, " ");

		if (column + 1 + len > HELP_COLUMNS)
			column = printf("\n%*s", KIND_COLUMN, "") - 1;
		column += printf(" %.*s", len, word);
		word += len;
	}
	putchar('\n');
}

void view_statements(enum statement_when when)
{
	static const char *const kinds[] = { "N", "DURATION", "TIME", "CELSIUS", "MODEL", "PROFILE", "LED", "PATTERN", "FAULT" };

	for (size_t i = 0; statement_row(i) != NULL; i++)
		if (when == WHEN_BEFORE || statement_row(i)->when != WHEN_BEFORE)
			printf(HELP_LINE, statement_row(i)->grammar, statement_row(i)->help);
	puts("\nWords in [ ] may be left out. A TEXT stands in \"quotes\", with \\n, \\\" and \\\\.");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		print_kind(kinds[i]);
}

void view_help(void)
{
	printf(HELP_LINE, "N TEXT to the end of the line, unquoted", "phone N texts the socket: +33612345678 ON");
	printf(HELP_LINE, "status", "the socket and its world at this moment");
	printf(HELP_LINE, "help", "this list");
	printf(HELP_LINE, "quit", "ends the simulation, as does the end of input");
	puts("\nand the statements of the scenarios:\n");
	view_statements(WHEN_EVER);
}
