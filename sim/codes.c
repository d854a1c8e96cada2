/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/codes.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/err.h"
#include "sim/payload.h"

#define NEVER UINT64_MAX
#define ANSWER_MIN_MS 1000
#define ANSWER_MAX_MS 3000

struct codes_rule {
	struct codes_rule *next;
	char code[CODES_CODE_CAP];
	enum codes_conduct conduct;
	char *text; /* NULL: none */
};

void codes_init(struct codes *u, uint64_t seed)
{
	*u = (struct codes){ .chance = { seed }, .due_ms = NEVER };
}

void codes_clear(struct codes *u)
{
	while (u->rules != NULL) {
		struct codes_rule *next = u->rules->next;

		free(u->rules->text);
		free(u->rules);
		u->rules = next;
	}
}

void codes_hurry(struct codes *u)
{
	u->hurry = true;
}

static struct codes_rule *find(const struct codes *u, const char *code)
{
	struct codes_rule *rule = u->rules;

	while (rule != NULL && strcmp(rule->code, code) != 0)
		rule = rule->next;
	return rule;
}

static struct codes_rule *rule_of(struct codes *u, const char *code)
{
	struct codes_rule *rule = find(u, code);

	if (rule != NULL)
		return rule;
	rule = calloc(1, sizeof *rule);
	ASSERT(rule != NULL);
	strcpy(rule->code, code);
	rule->next = u->rules;
	u->rules = rule;
	return rule;
}

/* A character beyond 16 bits takes two places of UCS-2, one with an escape two of GSM-7. */
static bool fits(const char *text)
{
	struct payload whole = { .dcs = payload_plain(text) ? 0x00 : 0x08 };
	size_t max = whole.dcs == 0x00 ? CODES_PLAIN_MAX : CODES_WIDE_MAX, places = 0;

	while (*text != '\0') {
		text += payload_put(&whole, text, NULL);
		places += whole.dcs == 0x00 ? whole.count : whole.count / 2u;
	}
	return places <= max;
}

int codes_lay_down(struct codes *u, const char *code, enum codes_conduct conduct, const char *text)
{
	if (code[0] == '\0' || strlen(code) >= CODES_CODE_CAP)
		return ERR_SYNTAX;
	if (conduct == CONDUCT_ANSWERS && !fits(text))
		return ERR_FULL;
	struct codes_rule *rule = rule_of(u, code);
	free(rule->text);
	rule->text = NULL;
	rule->conduct = conduct;
	if (conduct == CONDUCT_ANSWERS) {
		rule->text = strdup(text);
		ASSERT(rule->text != NULL);
	}
	return 0;
}

void codes_ask(struct codes *u, uint64_t now_ms, const char *code)
{
	const struct codes_rule *rule = find(u, code);

	ASSERT(!u->open && strlen(code) < sizeof u->code);
	strcpy(u->code, code);
	u->open = true;
	u->due_ms = NEVER;
	if (rule == NULL || rule->conduct != CONDUCT_SILENT)
		u->due_ms = now_ms + (u->hurry ? 0 : chance_between(&u->chance, ANSWER_MIN_MS, ANSWER_MAX_MS));
}

bool codes_open(const struct codes *u)
{
	return u->open;
}

void codes_cancel(struct codes *u)
{
	u->open = false;
	u->due_ms = NEVER;
}

enum codes_outcome codes_take(struct codes *u, uint64_t now_ms, bool served, const char **text)
{
	const struct codes_rule *rule = find(u, u->code);

	if (u->due_ms > now_ms)
		return OUTCOME_NOT_YET;
	codes_cancel(u);
	if (!served)
		return OUTCOME_LOST;
	if (rule == NULL || rule->conduct != CONDUCT_ANSWERS)
		return OUTCOME_REFUSED;
	*text = rule->text;
	return OUTCOME_ANSWERED;
}

uint64_t codes_deadline_ms(const struct codes *u)
{
	return u->due_ms;
}
