/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/crc.h"
#include "explore/parts.h"

uint32_t kept_fingerprint(const struct core *c)
{
	uint8_t value[CORE_VALUE_MAX];
	uint32_t sum = 0;

	for (int id = 0; id < SETTING_COUNT; id++)
		if (id != SETTING_ZONE_QH && id != SETTING_RESTING)
			sum = crc_32(sum, value, core_save(c, settings_key((enum setting)id), value));
	for (uint16_t list = LIST_SECNUMBERS; list <= LIST_SCHEDULE; list++)
		sum = crc_32(sum, value, core_save(c, (uint16_t)(CORE_KEY_LISTS + list), value));
	return sum;
}

/* Mostly nothing has changed since the last look, and that costs little to see. */
static bool same(const struct kept *k, const struct core *c)
{
	return k->known && memcmp(&k->settings, &c->settings, sizeof k->settings) == 0 &&
	       memcmp(&k->secnumbers, &c->secnumbers, sizeof k->secnumbers) == 0 &&
	       memcmp(&k->alertnumbers, &c->alertnumbers, sizeof k->alertnumbers) == 0 &&
	       k->rule_count == c->schedule.count &&
	       memcmp(k->rule, c->schedule.rule, k->rule_count * sizeof *k->rule) == 0;
}

static void look(struct kept *k, const struct core *c, uint32_t sum)
{
	k->known = true;
	k->sum = sum;
	k->settings = c->settings;
	k->secnumbers = c->secnumbers;
	k->alertnumbers = c->alertnumbers;
	memcpy(k->rule, c->schedule.rule, sizeof k->rule);
	k->rule_count = c->schedule.count;
}

void kept_in_doubt(struct explore *e)
{
	e->kept.known = false;
}

bool kept_survives(struct explore *e, const char *sentence)
{
	const struct core *c = &world_device(e->world)->core;
	struct kept *k = &e->kept;
	bool born = k->born;

	/* What is kept does not change without a write. */
	if (!world_alive(e->world) || (!born && nor_writes(world_nor(e->world)) == e->writes))
		return true;
	k->born = false;
	if (same(k, c))
		return true;
	bool known = k->known;
	uint32_t before = k->sum;
	look(k, c, kept_fingerprint(c));
	if (!born || !known || e->heard_count > 0 || k->sum == before)
		return true;
	return sentences_broken(e, sentence, "the settings before and after the power was out differ");
}
