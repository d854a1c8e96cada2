/* SPDX-License-Identifier: Apache-2.0 */
#include "core/clock.h"

#include "base/civil.h"
#include "base/err.h"

#define FIRST_YEAR 2020     /* an earlier time comes from a clock that was never set */
#define FIRST_S 1577786400  /* when that year began where it began first, at +14 */
#define QUARTER_S 900

bool clock_set(struct clock *c, enum clock_source source, int64_t utc_s, int zone_qh, uint64_t now_ms)
{
	bool late = (source == SOURCE_STAMP && c->known) || (source == SOURCE_NETWORK && c->held);

	if (utc_s < FIRST_S || zone_qh < CLOCK_ZONE_MIN || zone_qh > CLOCK_ZONE_MAX || late)
		return false;
	c->known = true;
	c->held = source == SOURCE_OWNER;
	c->utc_s = utc_s;
	c->mono_ms = now_ms;
	c->zone_qh = (int16_t)zone_qh;
	return true;
}

int64_t clock_utc_s(const struct clock *c, uint64_t now_ms)
{
	return c->utc_s + (int64_t)((now_ms - c->mono_ms) / 1000);
}

int64_t clock_local_s(const struct clock *c, uint64_t now_ms)
{
	return clock_utc_s(c, now_ms) + c->zone_qh * QUARTER_S;
}

uint64_t clock_mono_ms(const struct clock *c, int64_t local_s)
{
	int64_t ahead_s = local_s - c->zone_qh * QUARTER_S - c->utc_s;

	return ahead_s < 0 ? c->mono_ms : c->mono_ms + (uint64_t)ahead_s * 1000;
}

void clock_print_local(struct text *t, int64_t local_s)
{
	struct civil c = civil_of(local_s);
	const struct {
		int n;
		char after;
	} parts[] = { { c.year % 100, '/' }, { c.month, '/' },  { c.day, ',' },
		      { c.hour, ':' },       { c.minute, ':' }, { c.second, '\0' } };

	for (int i = 0; i < 6; i++) {
		text_padded(t, (uint32_t)parts[i].n, 2);
		if (parts[i].after != '\0')
			text_char(t, parts[i].after);
	}
}

void clock_print_zone(struct text *t, int zone_qh)
{
	uint32_t quarters = (uint32_t)(zone_qh < 0 ? -zone_qh : zone_qh);

	text_char(t, zone_qh < 0 ? '-' : '+');
	text_padded(t, quarters / 4, 2);
	if (quarters % 4 != 0) {
		text_char(t, ':');
		text_padded(t, quarters % 4 * 15, 2);
	}
}

void clock_print(const struct clock *c, struct text *t, uint64_t now_ms)
{
	if (c->known)
		clock_print_local(t, clock_local_s(c, now_ms));
	else
		text_str(t, "unknown");
}

/* Two digits and the character behind them; '\0': none is looked for. */
static bool two(const char **s, int *n, char after)
{
	const char *at = *s;

	if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9' || (after != '\0' && at[2] != after))
		return false;
	*n = (at[0] - '0') * 10 + (at[1] - '0');
	*s = at + (after == '\0' ? 2 : 3);
	return true;
}

static bool parse_zone(const char *s, int *zone_qh)
{
	bool behind = *s == '-';
	int hours, minutes = 0;

	if (*s != '+' && *s != '-')
		return false;
	s++;
	if (!two(&s, &hours, '\0'))
		return false;
	if (*s == ':') {
		s++;
		if (!two(&s, &minutes, '\0'))
			return false;
	}
	int quarters = hours * 4 + minutes / 15;
	*zone_qh = behind ? -quarters : quarters;
	return *s == '\0' && minutes % 15 == 0 && minutes < 60 && *zone_qh >= CLOCK_ZONE_MIN && *zone_qh <= CLOCK_ZONE_MAX;
}

int clock_parse(const char *s, int64_t *utc_s, int *zone_qh)
{
	struct civil c = { 0 };
	bool read = two(&s, &c.year, '/') && two(&s, &c.month, '/') && two(&s, &c.day, ',') && two(&s, &c.hour, ':') &&
		    two(&s, &c.minute, ':') && two(&s, &c.second, '\0') && parse_zone(s, zone_qh);

	c.year += 2000;
	if (!read || !civil_valid(&c) || c.year < FIRST_YEAR)
		return ERR_RANGE;
	*utc_s = civil_seconds(&c) - *zone_qh * QUARTER_S;
	return 0;
}
