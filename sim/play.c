/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/play.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "sim/expect.h"
#include "sim/lexis.h"

static void told(void *ctx, const struct world_news *news)
{
	struct play *p = ctx;

	expect_news(p);
	if (p->watch.tell != NULL)
		p->watch.tell(p->watch.ctx, news);
}

static bool make_world(struct play *p, struct text *why)
{
	p->world = world_new(&p->config, &(struct world_watch){ .ctx = p, .tell = told });
	if (p->world != NULL)
		return true;
	lexis_print_text(p->config.profile, why);
	text_str(why, " is no profile; expected ");
	lexis_expected(lexis_kind("PROFILE", strlen("PROFILE")), why);
	return false;
}

static void prepare(struct play *p, const struct world_config *config, const struct world_watch *watch)
{
	*p = (struct play){ .config = *config };
	if (watch != NULL)
		p->watch = *watch;
}

bool play_begin(struct play *p, const struct world_config *config, const struct world_watch *watch, struct text *why)
{
	prepare(p, config, watch);
	return make_world(p, why);
}

void play_end(struct play *p)
{
	if (p->world != NULL)
		world_free(p->world);
	free(p->read);
	*p = (struct play){ 0 };
}

bool play_statement(struct play *p, const struct statement *s, struct text *why)
{
	if (s->row == NULL)
		return true;
	if (s->row->when == WHEN_BEFORE && p->plugged_in) {
		text_str(why, "too late: this comes before the first \"mains on\"");
		return false;
	}
	/* In a file these were played before the world was made. */
	if (s->row->when == WHEN_BEFORE)
		return true;
	world_run_until(p->world, world_now_ms(p->world));
	bool fine = s->row->play(p, s, why);
	const char *trouble = world_trouble(p->world);
	if (trouble == NULL)
		return fine;
	/* Whatever else failed did for that reason. */
	text_init(why, why->at, why->cap);
	text_str(why, trouble);
	return false;
}

static void grow(struct play *p, size_t cap)
{
	bool *read = realloc(p->read, cap * sizeof *read);

	ASSERT(read != NULL);
	memset(read + p->read_cap, 0, (cap - p->read_cap) * sizeof *read);
	p->read = read;
	p->read_cap = cap;
}

const struct network_sms *play_unread(struct play *p, const char *phone)
{
	struct network *network = world_network(p->world);
	size_t count = network_arrived(network);

	if (count > p->read_cap)
		grow(p, count * 2);
	for (size_t i = 0; i < count; i++) {
		const struct network_sms *sms = network_sms(network, i);

		if (p->read[i] || !network_same_phone(sms->to, phone))
			continue;
		p->read[i] = true;
		return sms;
	}
	return NULL;
}

uint64_t play_after_ms(const struct play *p, uint64_t for_ms)
{
	return world_now_ms(p->world) + for_ms;
}

/* --- A file. --- */

struct script {
	struct statement *list;
	size_t count, cap;
};

static void add(struct script *script, struct statement s)
{
	if (script->count == script->cap) {
		script->cap = script->cap * 2 + 64;
		script->list = realloc(script->list, script->cap * sizeof *script->list);
		ASSERT(script->list != NULL);
	}
	script->list[script->count++] = s;
}

/* FILE: WHAT, or with a line's number FILE:LINE: WHAT; `why` is empty so far. */
static bool fail(struct text *why, const char *path, size_t line, const char *what)
{
	text_str(why, path);
	if (line > 0) {
		text_char(why, ':');
		text_number(why, (int64_t)line);
	}
	text_str(why, ": ");
	text_str(why, what);
	return false;
}

static bool parse_line(struct script *script, const char *line, size_t len, struct text *why)
{
	struct statement s;

	if (strlen(line) != len) {
		text_str(why, "the line holds a NUL byte");
		return false;
	}
	if (statement_parse(&s, line, why) != 0)
		return false;
	add(script, s);
	return true;
}

/* Statement n of a script is line n + 1 of its file. */
static bool parse_lines(struct script *script, FILE *file, const char *path, struct text *why)
{
	char reason[PLAY_WHY_CAP];
	struct text what;
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	bool fine = true;

	text_init(&what, reason, sizeof reason);
	while (fine && (len = getline(&line, &cap, file)) >= 0)
		fine = parse_line(script, line, (size_t)len, &what);
	free(line);
	if (!fine)
		return fail(why, path, script->count + 1, reason);
	return !ferror(file) || fail(why, path, 0, strerror(errno));
}

static bool parse(struct script *script, const char *path, struct text *why)
{
	FILE *file = fopen(path, "r");

	if (file == NULL)
		return fail(why, path, 0, strerror(errno));
	bool fine = parse_lines(script, file, path, why);
	fclose(file);
	return fine;
}

/* What comes before the world. */
static bool set_up(struct play *p, const struct script *script, const char *path, struct text *why)
{
	char reason[PLAY_WHY_CAP];
	struct text what;

	text_init(&what, reason, sizeof reason);
	for (size_t i = 0; i < script->count; i++) {
		const struct statement *s = &script->list[i];

		if (s->row != NULL && s->row->when == WHEN_BEFORE && !s->row->play(p, s, &what))
			return fail(why, path, i + 1, reason);
	}
	return true;
}

/* What a statement needs and modems of that profile lack; NULL: nothing. */
static const char *lacking(const struct script *script, const char *profile)
{
	for (size_t i = 0; i < script->count; i++) {
		const struct statement_row *row = script->list[i].row;

		if (row == NULL)
			continue;
		if (row->when == WHEN_VOICE && !vmodem_serves(profile, SERVICE_VOICE))
			return "voice";
		if (row->when == WHEN_CODES && !vmodem_serves(profile, SERVICE_CODES))
			return "USSD";
	}
	return NULL;
}

static bool play_script(struct play *p, const struct script *script, const char *path, const struct play_target *target,
			struct text *why)
{
	char reason[PLAY_WHY_CAP];
	struct text what;

	text_init(&what, reason, sizeof reason);
	if (target != NULL)
		p->config.mcu = target->mcu(target->ctx);
	if (!make_world(p, &what))
		return fail(why, path, 0, reason);
	for (size_t i = 0; i < script->count; i++)
		if (!play_statement(p, &script->list[i], &what))
			return fail(why, path, i + 1, reason);
	return true;
}

static bool skip(const struct play *p, const struct script *script, struct text *why)
{
	const char *what = lacking(script, p->config.profile);

	if (what == NULL)
		return false;
	text_str(why, p->config.profile);
	text_str(why, " has no ");
	text_str(why, what);
	return true;
}

enum play_verdict play_file(const char *path, const char *profile, const struct play_target *target,
			    const struct world_watch *watch, struct text *why)
{
	const struct world_config config = { .model = MODEL_706,
					     .profile = profile != NULL ? profile : "generic",
					     .seed = 1 };
	enum play_verdict verdict = VERDICT_FAILED;
	struct script script = { 0 };
	struct play p;

	prepare(&p, &config, watch);
	if (parse(&script, path, why) && set_up(&p, &script, path, why)) {
		if (profile != NULL && skip(&p, &script, why))
			verdict = VERDICT_SKIPPED;
		else if (play_script(&p, &script, path, target, why))
			verdict = VERDICT_PASSED;
	}
	play_end(&p);
	for (size_t i = 0; i < script.count; i++)
		statement_free(&script.list[i]);
	free(script.list);
	return verdict;
}
