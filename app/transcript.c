/* SPDX-License-Identifier: Apache-2.0 */
#include "app/transcript.h"

#include "sim/lexis.h"
#include "sim/play.h"

static void print_text(FILE *out, const char *s)
{
	char line[PLAY_WHY_CAP];
	struct text text;

	text_init(&text, line, sizeof line);
	lexis_print_text(s, &text);
	fprintf(out, "%s\n", line);
}

static void transcribe_note(FILE *out, const struct note *note)
{
	fprintf(out, "note    %s", note->what);
	if (note->why != NULL)
		fprintf(out, ": %s", note->why);
	if (note->who != NULL)
		fprintf(out, ", %s", note->who->text);
	if (note->text == NULL) {
		fputc('\n', out);
		return;
	}
	fputs(": ", out);
	print_text(out, note->text);
}

/* "modem < AT\r" */
static void transcribe_line(FILE *out, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '\r')
			fputs("\\r", out);
		else if (bytes[i] == '\n')
			fputs("\\n", out);
		else if (bytes[i] < ' ' || bytes[i] > '~')
			fprintf(out, "\\x%02X", bytes[i]);
		else
			fputc(bytes[i], out);
	}
	fputc('\n', out);
}

/* "    1:00:03.250 outlet  on" */
void transcript_news(FILE *out, const struct world_news *news)
{
	unsigned long long ms = news->at_ms;

	fprintf(out, "%6llu:%02llu:%02llu.%03llu ", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000);
	switch (news->kind) {
	case NEWS_POWER:
		fprintf(out, "power   %s\n", news->on ? "on" : "off");
		return;
	case NEWS_RESTART:
		fputs("restart\n", out);
		return;
	case NEWS_OUTLET:
		fprintf(out, "outlet  %s\n", news->on ? "on" : "off");
		return;
	case NEWS_MICRORELAY:
		fprintf(out, "relay   %s\n", news->on ? "on" : "off");
		return;
	case NEWS_MIC:
		fprintf(out, "mic     %s\n", news->on ? "live" : "off");
		return;
	case NEWS_LED:
		fprintf(out, "led     %s %s\n", led_name(news->led.led), led_pattern_name(news->led.pattern));
		return;
	case NEWS_NOTE:
		transcribe_note(out, news->note);
		return;
	case NEWS_SENT:
		fprintf(out, "%s > ", news->sent.from);
		print_text(out, news->sent.text);
		return;
	case NEWS_ARRIVED:
		fprintf(out, "%s < ", news->arrived->to);
		print_text(out, news->arrived->text);
		return;
	case NEWS_PHONE:
		fprintf(out, "%s %s\n", news->phone.who, voice_phone_name(news->phone.is));
		return;
	case NEWS_LINE:
		fprintf(out, "modem %c ", news->line.to_modem ? '<' : '>');
		transcribe_line(out, news->line.bytes, news->line.len);
		return;
	case NEWS_ANSWER:
		fputs("console < ", out);
		print_text(out, news->answer);
		return;
	}
}
