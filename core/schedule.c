/* SPDX-License-Identifier: Apache-2.0 */
#include "core/schedule.h"

#include <string.h>

#include "base/civil.h"
#include "base/err.h"

#define DAY_S 86400
#define MINUTE_S 60
#define NO_DAY -1

static const char *const actions[] = { "ON", "OFF", "INF", "AON", "AOF" };
#define ACTIONS (sizeof actions / sizeof *actions)

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "hh:mm" at the start of `text`: the minute of the day, or ERR_RANGE. */
static int parse_time(const char *text)
{
	if (!digit(text[0]) || !digit(text[1]) || text[2] != ':' || !digit(text[3]) || !digit(text[4]))
		return ERR_RANGE;
	int hour = (text[0] - '0') * 10 + (text[1] - '0');
	int minute = (text[3] - '0') * 10 + (text[4] - '0');

	return hour < 24 && minute < 60 ? hour * 60 + minute : ERR_RANGE;
}

static int parse_rule(const char *text, struct schedule_rule *rule)
{
	int minute = parse_time(text);

	if (minute < 0 || text[5] != ',' || text[6] == '\0' || text[7] != ',')
		return ERR_RANGE;
	if (text[6] != '*' && (text[6] < '1' || text[6] > '7'))
		return ERR_RANGE;
	for (uint8_t i = 0; i < ACTIONS; i++) {
		if (!text_same(text + 8, actions[i]))
			continue;
		*rule = (struct schedule_rule){ .minute = (uint16_t)minute, .action = i, .ran_day = NO_DAY };
		rule->day = (uint8_t)(text[6] == '*' ? SCHEDULE_EVERY_DAY : text[6] - '0');
		return 0;
	}
	return ERR_RANGE;
}

static bool same(const struct schedule_rule *a, const struct schedule_rule *b)
{
	return a->minute == b->minute && a->day == b->day && a->action == b->action;
}

int schedule_add(struct schedule *s, const char *text)
{
	struct schedule_rule rule;
	uint8_t at = s->count;

	if (parse_rule(text, &rule) != 0)
		return ERR_RANGE;
	for (uint8_t i = 0; i < s->count; i++)
		if (same(&s->rule[i], &rule))
			return 0;
	if (s->count == SCHEDULE_RULES_MAX)
		return ERR_FULL;
	for (; at > 0 && s->rule[at - 1].minute > rule.minute; at--)
		s->rule[at] = s->rule[at - 1];
	s->rule[at] = rule;
	s->count++;
	return 0;
}

int schedule_remove(struct schedule *s, const char *text)
{
	int minute = parse_time(text);
	uint8_t kept = 0;

	if (minute < 0 || text[5] != '\0')
		return ERR_RANGE;
	for (uint8_t i = 0; i < s->count; i++)
		if (s->rule[i].minute != minute)
			s->rule[kept++] = s->rule[i];
	bool found = kept < s->count;
	s->count = kept;
	return found ? 0 : ERR_RANGE;
}

void schedule_clear(struct schedule *s)
{
	s->count = 0;
}

static void print_rule(const struct schedule_rule *rule, struct text *t)
{
	text_padded(t, rule->minute / 60u, 2);
	text_char(t, ':');
	text_padded(t, rule->minute % 60u, 2);
	text_char(t, ',');
	text_char(t, rule->day == SCHEDULE_EVERY_DAY ? '*' : (char)('0' + rule->day));
	text_char(t, ',');
	text_str(t, actions[rule->action]);
}

void schedule_print(const struct schedule *s, struct text *t)
{
	for (uint8_t i = 0; i < s->count; i++) {
		if (i > 0)
			text_char(t, '\n');
		print_rule(&s->rule[i], t);
	}
}

static int64_t day_of(int64_t local_s)
{
	return local_s / DAY_S;
}

/* The rule's moment on a day. */
static int64_t moment(const struct schedule_rule *rule, int64_t day)
{
	return day * DAY_S + rule->minute * MINUTE_S;
}

static bool on_day(const struct schedule_rule *rule, int64_t day)
{
	return rule->day == SCHEDULE_EVERY_DAY || rule->day == civil_weekday(day * DAY_S);
}

/* The rule's first moment after seen_s on a day that it has not run on. */
static int64_t next_moment(const struct schedule *s, const struct schedule_rule *rule)
{
	int64_t day = day_of(s->seen_s);

	for (int i = 0; i <= 8; i++, day++)
		if (on_day(rule, day) && moment(rule, day) > s->seen_s && day != rule->ran_day)
			return moment(rule, day);
	return SCHEDULE_NEVER;
}

void schedule_skip(struct schedule *s, int64_t local_s)
{
	s->looked = true;
	s->seen_s = local_s;
}

/* The rule that comes next, or count; its moment to *at_s. */
static uint8_t next_rule(const struct schedule *s, int64_t *at_s)
{
	uint8_t found = s->count;

	*at_s = SCHEDULE_NEVER;
	for (uint8_t i = 0; s->looked && i < s->count; i++) {
		int64_t rule_s = next_moment(s, &s->rule[i]);

		if (rule_s >= *at_s)
			continue;
		*at_s = rule_s;
		found = i;
	}
	return found;
}

int64_t schedule_next_s(const struct schedule *s)
{
	int64_t at_s;

	next_rule(s, &at_s);
	return at_s;
}

int schedule_due(struct schedule *s, int64_t local_s)
{
	int64_t at_s;
	uint8_t i = next_rule(s, &at_s);

	if (at_s > local_s) {
		if (s->looked && local_s > s->seen_s)
			s->seen_s = local_s;
		return ERR_MISSING;
	}
	s->rule[i].ran_day = (int32_t)day_of(at_s);
	/* Others of the same minute are still to come. */
	s->seen_s = at_s - 1;
	return s->rule[i].action;
}

size_t schedule_save(const struct schedule *s, uint8_t *out)
{
	for (uint8_t i = 0; i < s->count; i++) {
		out[i * SCHEDULE_RULE_LEN] = (uint8_t)s->rule[i].minute;
		out[i * SCHEDULE_RULE_LEN + 1] = (uint8_t)(s->rule[i].minute >> 8);
		out[i * SCHEDULE_RULE_LEN + 2] = s->rule[i].day;
		out[i * SCHEDULE_RULE_LEN + 3] = s->rule[i].action;
	}
	return (size_t)s->count * SCHEDULE_RULE_LEN;
}

int schedule_load(struct schedule *s, const uint8_t *value, size_t len)
{
	if (len % SCHEDULE_RULE_LEN != 0 || len > SCHEDULE_RULES_MAX * SCHEDULE_RULE_LEN)
		return ERR_RANGE;
	*s = (struct schedule){ .count = 0 };
	for (size_t i = 0; i < len; i += SCHEDULE_RULE_LEN) {
		struct schedule_rule rule = { .minute = (uint16_t)(value[i] | value[i + 1] << 8), .day = value[i + 2],
					      .action = value[i + 3], .ran_day = NO_DAY };

		if (rule.minute >= 24 * 60 || rule.day > 7 || rule.action >= ACTIONS) {
			s->count = 0;
			return ERR_RANGE;
		}
		s->rule[s->count++] = rule;
	}
	return 0;
}
