/* What goes wrong: of all kinds of trouble a seed has a few; each comes and goes by chance.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/assert.h"
#include "explore/parts.h"

#define SECOND_MS 1000u
#define MINUTE_MS 60000u

/* In that many seconds; now and then it takes long. */
static uint64_t moment(struct explore *e, uint32_t least_s, uint32_t most_s, uint32_t long_s)
{
	uint32_t top_s = explore_between(e, 0, 9) == 0 ? long_s : most_s;

	return world_now_ms(e->world) + (uint64_t)explore_between(e, least_s, top_s) * SECOND_MS;
}

/* --- The world's own troubles; each says what begins. --- */

static void network_goes(struct explore *e)
{
	bool denied = explore_between(e, 0, 3) == 0;

	network_cover(world_network(e->world), denied);
	network_admit(world_network(e->world), !denied);
	e->network_at_ms = moment(e, 5, 1200, 20000);
}

static void mains_goes(struct explore *e)
{
	world_mains(e->world, false);
	e->mains_moved_ms = world_now_ms(e->world);
	e->mains_at_ms = moment(e, 1, 300, 30000);
}

/* In the middle of a write, when there is one; a write comes with the next command at the latest. */
static void power_cut(struct explore *e)
{
	nor_cut(world_nor(e->world), explore_between(e, 1, 12), (enum nor_torn)explore_between(e, 0, NOR_TORN_COUNT - 1));
	life_text(e, WHO_OWNER, explore_between(e, 0, 1) == 0 ? "ON" : "OFF7");
	e->mains_at_ms = world_now_ms(e->world) + explore_between(e, 30, 300) * SECOND_MS;
}

static void thermometer_goes(struct explore *e)
{
	if (e->dark_since_ms == EXPLORE_NEVER) {
		world_thermometer(e->world, THERMOMETER_NONE, 0);
		e->dark_since_ms = world_now_ms(e->world);
	} else {
		world_thermometer(e->world, THERMOMETER_STEADY, (int)explore_between(e, 0, 600) - 100);
		e->dark_since_ms = EXPLORE_NEVER;
	}
}

static void signal_changes(struct explore *e)
{
	network_signal(world_network(e->world), explore_between(e, 0, 5) == 0 ? 99 : (int)explore_between(e, 0, 31));
}

/* The operator's clock is put right, or wrong. */
static void clock_steps(struct explore *e)
{
	struct network *n = world_network(e->world);
	struct network_stamp time = { network_local_s(n, world_now_ms(e->world)), network_zone_qh(n) };

	time.local_s += explore_between(e, 0, 600);
	world_clock(e->world, explore_between(e, 0, 4) == 0 ? NULL : &time);
}

static void flash_fails(struct explore *e)
{
	nor_fail(world_nor(e->world), true);
	e->flash_at_ms = moment(e, 1, 600, 20000);
}

static const struct {
	const char *name;
	void (*begin)(struct explore *e);
} own[] = {
	{ "network", network_goes }, { "mains", mains_goes },       { "cut", power_cut },
	{ "thermometer", thermometer_goes }, { "signal", signal_changes }, { "clock", clock_steps }, { "flash", flash_fails },
};
#define OWN_COUNT (sizeof own / sizeof *own)
#define FLASH (OWN_COUNT - 1)

const char *explore_kind(size_t index)
{
	return index < OWN_COUNT ? own[index].name : vmodem_fault_name(index - OWN_COUNT);
}

/* With these no receiver could know what was sent: they are shown by scenarios of their own. */
static bool spoils(const char *name)
{
	static const char *const names[] = {
		"garbles", "alphabet-wrong", "length-too-long", "length-too-short", "part-missing", "stamp-broken",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool has(const struct explore *e, const char *name)
{
	for (size_t i = 0; explore_kind(i) != NULL; i++)
		if (e->kind[i] && strcmp(explore_kind(i), name) == 0)
			return true;
	return false;
}

/* What a modem has handed over and does not keep is lost when the power fails in that moment. One that never keeps
 * anything says each message once: a byte that is lost there is lost. */
bool trouble_loses_messages(const struct explore *e)
{
	bool direct = strcmp(e->result->profile, "nrf91") == 0;

	return has(e, "delivers-directly") ||
	       (direct && (has(e, "drops") || has(e, "garbles")));
}

bool trouble_of_modem(const struct explore *e)
{
	for (size_t i = OWN_COUNT; explore_kind(i) != NULL; i++)
		if (e->kind[i])
			return true;
	return false;
}

bool trouble_of_power(const struct explore *e)
{
	return has(e, "mains") || has(e, "cut");
}

void trouble_choose(struct explore *e)
{
	size_t count = 0;

	while (explore_kind(count) != NULL)
		count++;
	ASSERT(count <= EXPLORE_KINDS_MAX);
	/* Half of the world's own, a handful of the modem's: swarms of few find more than all at once. */
	for (size_t i = 0; i < FLASH; i++)
		e->kind[i] = explore_between(e, 0, 1) == 0;
	for (uint32_t left = explore_between(e, 0, 6); left > 0; left--) {
		size_t i = OWN_COUNT + explore_between(e, 0, (uint32_t)(count - OWN_COUNT - 1));

		e->kind[i] = !spoils(explore_kind(i));
	}
	/* What it has not taken is promised until the power fails. */
	e->kind[FLASH] = !trouble_of_power(e) && explore_between(e, 0, 1) == 0;
	for (size_t i = 0; i < count; i++) {
		e->left_out[i] = e->kind[i] && e->config->without[i];
		e->kind[i] = e->kind[i] && !e->config->without[i];
		e->result->troubled[i] = e->kind[i];
	}
	e->mains_at_ms = e->network_at_ms = e->mend_at_ms = e->flash_at_ms = e->dark_since_ms = EXPLORE_NEVER;
}

static void mend_modem(struct explore *e)
{
	vmodem_mend(world_modem(e->world), world_now_ms(e->world));
	vmodem_fault(world_modem(e->world), world_now_ms(e->world), "sim-inserted");
	e->mend_at_ms = EXPLORE_NEVER;
}

static void modem_fails(struct explore *e, const char *fault)
{
	uint64_t until_ms = world_now_ms(e->world) + explore_between(e, 5, 900) * SECOND_MS;

	vmodem_fault(world_modem(e->world), world_now_ms(e->world), fault);
	if (e->mend_at_ms == EXPLORE_NEVER || e->mend_at_ms < until_ms)
		e->mend_at_ms = until_ms;
}

void trouble_act(struct explore *e)
{
	size_t kinds[EXPLORE_KINDS_MAX];
	uint32_t count = 0;

	/* Also what is left out has its turn, so that the others keep theirs. */
	for (size_t i = 0; explore_kind(i) != NULL; i++)
		if (e->kind[i] || e->left_out[i])
			kinds[count++] = i;
	if (count == 0)
		return;
	size_t kind = kinds[explore_between(e, 0, count - 1)];
	if (e->left_out[kind])
		return;
	if (kind < OWN_COUNT)
		own[kind].begin(e);
	else
		modem_fails(e, explore_kind(kind));
}

uint64_t trouble_deadline_ms(const struct explore *e)
{
	uint64_t at_ms = e->mains_at_ms < e->network_at_ms ? e->mains_at_ms : e->network_at_ms;

	if (e->mend_at_ms < at_ms)
		at_ms = e->mend_at_ms;
	return e->flash_at_ms < at_ms ? e->flash_at_ms : at_ms;
}

static void network_back(struct explore *e)
{
	network_cover(world_network(e->world), true);
	network_admit(world_network(e->world), true);
	e->network_at_ms = EXPLORE_NEVER;
}

static void mains_back(struct explore *e)
{
	world_mains(e->world, true);
	e->mains_moved_ms = world_now_ms(e->world);
	e->mains_at_ms = EXPLORE_NEVER;
}

static void mend_flash(struct explore *e)
{
	nor_fail(world_nor(e->world), false);
	e->flash_at_ms = EXPLORE_NEVER;
}

void trouble_step(struct explore *e)
{
	uint64_t now_ms = world_now_ms(e->world);

	if (now_ms >= e->mains_at_ms)
		mains_back(e);
	if (now_ms >= e->network_at_ms)
		network_back(e);
	if (now_ms >= e->mend_at_ms)
		mend_modem(e);
	if (now_ms >= e->flash_at_ms)
		mend_flash(e);
}

void trouble_end(struct explore *e)
{
	if (e->dark_since_ms != EXPLORE_NEVER)
		thermometer_goes(e);
	world_cut_after(e->world, 0);
	mend_modem(e);
	mend_flash(e);
	network_signal(world_network(e->world), 23);
	network_back(e);
	mains_back(e);
}
