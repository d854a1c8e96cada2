/* at: what a form of the family's row becomes: each %x in it stands for something that the modem knows.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/assert.h"
#include "base/civil.h"
#include "sim/at.h"

#define QUARTER_S 900

static struct civil local_time(const struct vmodem *v)
{
	return civil_of(network_local_s(v->network, v->now_ms));
}

static struct civil universal_time(const struct vmodem *v)
{
	return civil_of(network_local_s(v->network, v->now_ms) - network_zone_qh(v->network) * QUARTER_S);
}

static void print_clock(const struct civil *c, unsigned year_digits, struct text *out)
{
	text_padded(out, (uint32_t)c->year % (year_digits == 2 ? 100 : 10000), year_digits);
	text_char(out, '/');
	text_padded(out, (uint32_t)c->month, 2);
	text_char(out, '/');
	text_padded(out, (uint32_t)c->day, 2);
	text_char(out, ',');
	text_padded(out, (uint32_t)c->hour, 2);
	text_char(out, ':');
	text_padded(out, (uint32_t)c->minute, 2);
	text_char(out, ':');
	text_padded(out, (uint32_t)c->second, 2);
}

static void local_short(const struct vmodem *v, struct text *out)
{
	const struct civil c = local_time(v);

	print_clock(&c, 2, out);
}

static void local_long(const struct vmodem *v, struct text *out)
{
	const struct civil c = local_time(v);

	print_clock(&c, 4, out);
}

static void universal_long(const struct vmodem *v, struct text *out)
{
	const struct civil c = universal_time(v);

	print_clock(&c, 4, out);
}

static void universal_bare(const struct vmodem *v, struct text *out)
{
	const struct civil c = universal_time(v);
	const int fields[] = { c.year, c.month, c.day, c.hour, c.minute, c.second };

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		if (i > 0)
			text_char(out, ',');
		text_number(out, fields[i]);
	}
}

static void print_zone(const struct vmodem *v, unsigned digits, struct text *out)
{
	int zone_qh = at_clock_zone(v);

	text_char(out, zone_qh < 0 ? '-' : '+');
	text_padded(out, (uint32_t)(zone_qh < 0 ? -zone_qh : zone_qh), digits);
}

static void zone(const struct vmodem *v, struct text *out)
{
	print_zone(v, 2, out);
}

static void zone_bare(const struct vmodem *v, struct text *out)
{
	print_zone(v, 1, out);
}

static void time_of_day(const struct vmodem *v, struct text *out)
{
	const struct civil c = local_time(v);

	text_padded(out, (uint32_t)(c.hour % 12 == 0 ? 12 : c.hour % 12), 2);
	text_char(out, ':');
	text_padded(out, (uint32_t)c.minute, 2);
	text_str(out, c.hour < 12 ? "AM" : "PM");
}

static void pin_tries(const struct vmodem *v, struct text *out)
{
	text_number(out, v->pin_tries);
}

static void puk_tries(const struct vmodem *v, struct text *out)
{
	text_number(out, v->puk_tries);
}

static void card(const struct vmodem *v, struct text *out)
{
	text_str(out, at_card_text(v));
}

static void signal_quality(const struct vmodem *v, struct text *out)
{
	text_number(out, v->radio_on ? network_csq(v->network) : 99);
}

static void memory(const struct vmodem *v, struct text *out)
{
	text_str(out, v->boxes[v->mem[MEM_RECEIVE]].name);
}

static uint32_t talked_for_s(const struct vmodem *v)
{
	return v->active_at_ms == 0 ? 0 : (uint32_t)((v->now_ms - v->active_at_ms) / 1000);
}

static void duration(const struct vmodem *v, struct text *out)
{
	text_number(out, talked_for_s(v));
}

static void end_cause(const struct vmodem *v, struct text *out)
{
	text_number(out, v->end_cause);
}

/* Nothing of a call that was never answered. */
static void duration_told(const struct vmodem *v, struct text *out)
{
	uint32_t s = talked_for_s(v);

	if (v->active_at_ms == 0)
		return;
	text_str(out, ": ");
	text_padded(out, s / 3600, 2);
	text_padded(out, s / 60 % 60, 2);
	text_padded(out, s % 60, 2);
}

static const struct number *peer(const struct vmodem *v)
{
	return voice_peer(network_voice(v->network));
}

static void number(const struct vmodem *v, struct text *out)
{
	if (!voice_hidden(network_voice(v->network)))
		text_str(out, peer(v)->text);
}

static void number_type(const struct vmodem *v, struct text *out)
{
	text_number(out, peer(v)->kind == NUMBER_INTERNATIONAL ? 145 : 129);
}

static void direction(const struct vmodem *v, struct text *out)
{
	text_number(out, voice_incoming(network_voice(v->network)));
}

static const struct {
	char letter;
	void (*print)(const struct vmodem *v, struct text *out);
} letters[] = {
	{ 'l', local_short },     /* 26/01/05,12:00:00 */
	{ 'L', local_long },      /* 2026/01/05,12:00:00 */
	{ 'U', universal_long },  /* the same, of Greenwich */
	{ 'u', universal_bare },  /* 2026,1,5,11,0,0 */
	{ 'z', zone },            /* in quarter hours: +04 */
	{ 'Z', zone_bare },       /* +4 */
	{ 't', time_of_day },     /* 12:00PM */
	{ 'p', pin_tries },
	{ 'k', puk_tries },
	{ 'c', card },            /* READY */
	{ 'q', signal_quality },  /* as +CSQ has it */
	{ 'm', memory },          /* for new messages: SM */
	{ 'd', duration },        /* of the call, in seconds */
	{ 'D', duration_told },   /* ": 000041", or nothing */
	{ 'x', end_cause },       /* of the last one: 16 */
	{ 'n', number },          /* of the other side */
	{ 'y', number_type },
	{ 'i', direction },       /* 1: the other side has called */
};

static void print_letter(const struct vmodem *v, char letter, struct text *out)
{
	size_t i = 0;

	while (letters[i].letter != letter) {
		i++;
		ASSERT(i < sizeof letters / sizeof *letters);
	}
	letters[i].print(v, out);
}

void at_form(const struct vmodem *v, const char *form, struct text *out)
{
	for (; *form != '\0'; form++) {
		if (*form == '%')
			print_letter(v, *++form, out);
		else
			text_char(out, *form);
	}
}

void at_form_news(struct vmodem *v, const char *form)
{
	char line[AT_FORM_CAP];
	struct text t;

	if (form == NULL)
		return;
	text_init(&t, line, sizeof line);
	at_form(v, form, &t);
	at_news_text(v, &t);
}

void at_form_say(struct vmodem *v, const char *form)
{
	char line[AT_FORM_CAP];
	struct text t;

	text_init(&t, line, sizeof line);
	at_form(v, form, &t);
	at_say_text(v, &t);
}
