/* at: the clock, and the network's time (27.007 8.15, 8.40, 8.41).
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/civil.h"
#include "sim/at.h"

#define QUARTER_S 900
#define DAY_S 86400
#define JUMP_S 36000

static struct tpdu_stamp network_time(const struct vmodem *v)
{
	return (struct tpdu_stamp){ .local_s = network_local_s(v->network, v->now_ms),
				    .zone_qh = network_zone_qh(v->network) };
}

void at_clock_set(struct vmodem *v, const struct tpdu_stamp *local)
{
	v->clock_s = local->local_s;
	v->clock_zone_qh = local->zone_qh;
	v->clock_ms = v->now_ms;
}

void at_clock_reset(struct vmodem *v)
{
	static const struct civil birth = { .year = 1980, .month = 1, .day = 6 };

	at_clock_set(v, &(struct tpdu_stamp){ .local_s = civil_seconds(&birth) });
}

static void spoil_clock(struct vmodem *v, struct tpdu_stamp *s)
{
	static const struct civil long_ago = { .year = 1970, .month = 1, .day = 1 };

	bool is_utc = v->family->clock[v->set[SETTING_CTZU][0]] == CLOCK_UNIVERSAL;

	if (at_faulty(v, FAULT_CLOCK_UTC) && !is_utc)
		s->local_s -= s->zone_qh * QUARTER_S;
	if (at_faulty(v, FAULT_CLOCK_1970))
		s->local_s = civil_seconds(&long_ago) + s->local_s % DAY_S;
	if (at_faulty(v, FAULT_CLOCK_JUMPS) && at_turn(v, FAULT_CLOCK_JUMPS, 2) == 1)
		s->local_s += JUMP_S;
}

int at_clock_zone(const struct vmodem *v)
{
	int zone_qh = network_zone_qh(v->network);

	if (at_faulty(v, FAULT_ZONE_128))
		return 128;
	return at_faulty(v, FAULT_ZONE_HOURS) ? zone_qh / 4 : zone_qh;
}

static enum at_result clock_read(struct vmodem *v, const struct at_args *args)
{
	struct tpdu_stamp s = { .local_s = v->clock_s + (int64_t)((v->now_ms - v->clock_ms) / 1000),
				.zone_qh = v->clock_zone_qh };
	char line[40];
	struct text t;

	(void)args;
	spoil_clock(v, &s);
	text_init(&t, line, sizeof line);
	text_str(&t, "+CCLK: \"");
	tpdu_stamp_print(&s, &t);
	text_char(&t, '"');
	at_say_text(v, &t);
	return RESULT_OK;
}

static enum at_result clock_set(struct vmodem *v, const struct at_args *args)
{
	struct civil c;
	int zone = 0;
	int len = 0;
	const char *text = at_text(args, 0);

	if (text == NULL || sscanf(text, "%2d/%2d/%2d,%2d:%2d:%2d%n", &c.year, &c.month, &c.day, &c.hour, &c.minute,
				   &c.second, &len) != 6)
		return at_cme(v, 50);
	text += len;
	len = 0;
	if (*text != '\0' && (sscanf(text, "%3d%n", &zone, &len) != 1 || text[len] != '\0' || zone < -96 || zone > 96))
		return at_cme(v, 50);
	c.year += c.year >= 70 ? 1900 : 2000;
	if (!civil_valid(&c))
		return at_cme(v, 50);
	at_clock_set(v, &(struct tpdu_stamp){ .local_s = civil_seconds(&c), .zone_qh = zone });
	return RESULT_OK;
}

/* The network's time is known as long as the modem is registered. */
bool at_clock_known(const struct vmodem *v)
{
	return v->shown == STATE_HOME && network_tells_time(v->network);
}

void at_clock_choose(struct vmodem *v)
{
	struct tpdu_stamp now = network_time(v);

	if (!at_clock_known(v))
		return;
	switch (v->family->clock[v->set[SETTING_CTZU][0]]) {
	case CLOCK_OWN:
		return;
	case CLOCK_UNIVERSAL:
		now.local_s -= now.zone_qh * QUARTER_S;
		break;
	case CLOCK_LOCAL:
		break;
	}
	at_clock_set(v, &now);
}

static void tell_own_times(struct vmodem *v)
{
	for (size_t i = 0; i < v->family->time_count && v->set[SETTING_CTZU][0] == 1; i++)
		at_form_news(v, v->family->times[i]);
}

static void tell_reported(struct vmodem *v)
{
	struct tpdu_stamp now = network_time(v);
	int form = v->set[SETTING_CTZR][0];
	struct civil c = civil_of(form == 3 ? now.local_s - now.zone_qh * 900 : now.local_s);
	char zone[8];

	snprintf(zone, sizeof zone, "%+03d", at_clock_zone(v));
	if (form == 1)
		at_news(v, "+CTZV: \"%s\"", zone);
	if (form >= 2)
		at_news(v, "%s: \"%s\",0,\"%04d/%02d/%02d,%02d:%02d:%02d\"", form == 2 ? "+CTZE" : "+CTZEU", zone, c.year,
			c.month, c.day, c.hour, c.minute, c.second);
}

void at_clock_tell(struct vmodem *v)
{
	tell_own_times(v);
	tell_reported(v);
}

static const struct at_row rows[] = {
	{ "+CCLK", OP_READ, NEEDS_NOTHING, clock_read },
	{ "+CCLK", OP_SET, NEEDS_NOTHING, clock_set },
	{ "+CCLK", OP_TEST, NEEDS_NOTHING, at_nothing },
};

const struct at_table atclock_table = { rows, sizeof rows / sizeof *rows };
