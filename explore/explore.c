/* SPDX-License-Identifier: Apache-2.0 */
#include "explore/explore.h"

#include <string.h>

#include "base/assert.h"
#include "explore/parts.h"

#define SECOND_MS 1000u
#define MINUTE_MS 60000u
#define HOUR_MS 3600000ull
#define LIFE_EVERY_MAX_S 9600    /* between two things that somebody does, at most */
#define TROUBLE_EVERY_MAX_S 14400
#define CALM_FOR_MS (5 * MINUTE_MS)  /* after the last trouble it has so long to be back */
#define LATE_FOR_MS (70 * MINUTE_MS) /* and so long to have done with all that waited: a retry waits an hour */

static void tell(void *ctx, const struct world_news *news)
{
	struct explore *e = ctx;

	if (e->config->watch != NULL)
		e->config->watch->tell(e->config->watch->ctx, news);
	book_news(e, news);
}

void explore_chance(struct explore *e, enum chance_use use, uint64_t number)
{
	struct chance mixed = { e->config->seed };

	mixed.state = chance_draw(&mixed) + use;
	e->chance.state = chance_draw(&mixed) + number;
}

uint32_t explore_between(struct explore *e, uint32_t low, uint32_t high)
{
	return chance_between(&e->chance, low, high);
}

static const char *choose_profile(struct explore *e)
{
	uint32_t count = 0;

	while (vmodem_profile(count) != NULL)
		count++;
	const char *chosen = vmodem_profile(explore_between(e, 0, count - 1));

	return e->config->profile != NULL ? e->config->profile : chosen;
}

static void choose(struct explore *e)
{
	static const enum model models[] = { MODEL_706, MODEL_706, MODEL_707, MODEL_706_LIGHT, MODEL_707_LIGHT };

	e->model = e->result->model = models[explore_between(e, 0, sizeof models / sizeof *models - 1)];
	e->result->profile = choose_profile(e);
	trouble_choose(e);
	life_choose(e);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Lets things happen up to then, step by step, each held against the sentences. */
static bool live_until(struct explore *e, uint64_t end_ms)
{
	while (world_advance(e->world, end_ms))
		if (!sentences_hold(e))
			return false;
	return sentences_hold(e);
}

/* The same; or until the automaton has an answer to send. */
static bool live_until_answer(struct explore *e, uint64_t end_ms)
{
	while (world_advance(e->world, earlier(end_ms, e->respond_at_ms)))
		if (!sentences_hold(e))
			return false;
	return sentences_hold(e);
}

bool explore_pass(struct explore *e, uint64_t for_ms)
{
	return live_until(e, world_now_ms(e->world) + for_ms);
}

/* When the next thing of a kind happens that happens at most so rarely; its own chance begins. */
static uint64_t next_at_ms(struct explore *e, enum chance_use use, uint64_t *number, uint32_t most_s)
{
	explore_chance(e, use, (*number)++);
	return world_now_ms(e->world) + (uint64_t)explore_between(e, 1, most_s) * SECOND_MS;
}

static bool troubled_life(struct explore *e)
{
	uint64_t end_ms = world_now_ms(e->world) + e->config->hours * HOUR_MS;
	uint64_t acts = 0, troubles = 0;
	uint64_t life_at_ms = next_at_ms(e, CHANCE_LIFE, &acts, LIFE_EVERY_MAX_S);
	uint64_t trouble_at_ms = next_at_ms(e, CHANCE_TROUBLE, &troubles, TROUBLE_EVERY_MAX_S);

	while (world_now_ms(e->world) < end_ms && e->result->broken == NULL) {
		uint64_t at_ms = earlier(earlier(life_at_ms, trouble_at_ms), earlier(trouble_deadline_ms(e), end_ms));

		if (!live_until_answer(e, at_ms))
			return false;
		trouble_step(e);
		if (world_now_ms(e->world) >= life_at_ms) {
			explore_chance(e, CHANCE_LIFE, acts++);
			life_act(e);
			life_at_ms = next_at_ms(e, CHANCE_LIFE, &acts, LIFE_EVERY_MAX_S);
		}
		if (world_now_ms(e->world) >= e->respond_at_ms) {
			e->respond_at_ms = EXPLORE_NEVER;
			life_text(e, WHO_RESPONDER, "I am driving");
		}
		if (world_now_ms(e->world) >= trouble_at_ms) {
			explore_chance(e, CHANCE_TROUBLE, troubles++);
			trouble_act(e);
			trouble_at_ms = next_at_ms(e, CHANCE_TROUBLE, &troubles, TROUBLE_EVERY_MAX_S);
		}
	}
	return e->result->broken == NULL;
}

/* Somebody who was silent so far is answered. */
static bool serves(struct explore *e)
{
	uint64_t end_ms = world_now_ms(e->world) + CALM_FOR_MS;

	life_text(e, WHO_INSPECTOR, "STATUS");
	while (e->ledger.arrived[WHO_INSPECTOR] == 0 && world_advance(e->world, end_ms))
		if (!sentences_hold(e))
			return false;
	if (e->ledger.arrived[WHO_INSPECTOR] > 0)
		return true;
	return sentences_broken(e, "Five minutes after the last trouble it answers.", "radio state %d",
				(int)world_device(e->world)->core.radio);
}

static void run(struct explore *e)
{
	if (!life_begin(e) || !troubled_life(e))
		return;
	trouble_end(e);
	if (!serves(e) || !live_until(e, world_now_ms(e->world) + LATE_FOR_MS))
		return;
	/* Else an alarm of each minute is under way when all are counted. */
	world_sense(e->world, INPUT_SENSOR, false);
	if (live_until(e, world_now_ms(e->world) + CALM_FOR_MS))
		sentences_hold_at_end(e);
}

void explore_run(const struct explore_config *config, struct explore_result *result)
{
	struct explore e = { .config = config, .result = result };
	const struct world_watch watch = { &e, tell };

	*result = (struct explore_result){ .broken = NULL };
	e.alive_since_ms = e.respond_at_ms = e.restored_at_ms = EXPLORE_NEVER;
	e.outlet.flip_at_ms = e.outlet.restart_end_ms = e.outlet.wrong_since_ms = EXPLORE_NEVER;
	explore_chance(&e, CHANCE_CHOICE, 0);
	choose(&e);
	const struct world_config world = { .model = e.model, .profile = result->profile, .seed = config->seed };
	e.world = world_new(&world, &watch);
	ASSERT(e.world != NULL);
	run(&e);
	world_free(e.world);
	ledger_free(&e.ledger);
}
