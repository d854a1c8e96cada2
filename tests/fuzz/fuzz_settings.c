/* Settings as text and as stored: what is not legal changes nothing, what is legal comes back the same, and a core that
 * has loaded anything at all starts sane.
 * Input: a byte, the model; then records: a key, the length of its value, the value, which is also tried as text.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/assert.h"
#include "core/core.h"
#include "tests/fuzz/fuzz.h"

static bool same(const struct settings *a, const struct settings *b)
{
	return memcmp(a->value, b->value, sizeof a->value) == 0 && strcmp(a->password, b->password) == 0 &&
	       strcmp(a->renew_password, b->renew_password) == 0 && strcmp(a->balance_code, b->balance_code) == 0;
}

/* --- As text. --- */

static void try_text(struct settings *s, enum setting id, const char *text, bool room)
{
	const struct settings before = *s;
	int err = settings_parse(s, id, text, room);
	struct settings again;
	uint8_t value[SETTINGS_VALUE_MAX];
	char printed[200];
	struct text t;

	text_init(&t, printed, sizeof printed);
	if (settings_name(id) != NULL)
		settings_print(s, id, room, &t);
	ASSERT(!t.cut);
	if (err != 0) {
		ASSERT(same(&before, s) && before.changed == s->changed);
		return;
	}
	ASSERT(same(&before, s) || (s->changed >> id & 1) != 0);
	again = before;
	ASSERT(settings_load(&again, id, value, settings_save(s, id, value)) == 0 && same(&again, s));
}

/* --- As stored. --- */

static void load(struct core *c, uint16_t key, const uint8_t *value, size_t len)
{
	const struct settings before = c->settings;
	int err = core_load(c, key, value, len);

	if (key < CORE_KEY_LISTS && err != 0)
		ASSERT(same(&before, &c->settings));
	if (err != 0 || (key < CORE_KEY_LISTS && settings_of_key(key) < 0))
		return;
	uint8_t back[CORE_VALUE_MAX];
	size_t back_len = core_save(c, key, back);
	ASSERT(back_len <= sizeof back);
	ASSERT(core_load(c, key, back, back_len) == 0);
}

static void start(struct core *c, struct core_effects *out)
{
	const struct core_event ev = { .kind = EVENT_START, .power_lost = true };
	const struct core_event time = { .kind = EVENT_TIME };

	core_step(c, &ev, (struct core_now){ .mono_ms = 1 }, out);
	ASSERT(core_sane(c));
	for (uint64_t now_ms = 1; now_ms < 3600000 && core_deadline_ms(c) != CORE_NEVER; now_ms += 60000) {
		core_step(c, &time, (struct core_now){ now_ms, 1767225600 + (int64_t)(now_ms / 1000), true }, out);
		ASSERT(core_sane(c));
	}
}

/* What a core would save, another takes: all of it. */
static void hand_over(const struct core *from, struct core *to)
{
	uint8_t value[CORE_VALUE_MAX];

	core_init(to, &from->config);
	for (uint16_t key = 1; key <= CORE_KEY_LAST; key++)
		if (key >= CORE_KEY_LISTS || settings_of_key(key) >= 0)
			ASSERT(core_load(to, key, value, core_save(from, key, value)) == 0);
	ASSERT(same(&from->settings, &to->settings));
	ASSERT(from->secnumbers.count == to->secnumbers.count && from->alertnumbers.count == to->alertnumbers.count &&
	       from->schedule.count == to->schedule.count && from->alarm.log_count == to->alarm.log_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct core core, heir;
	static struct core_effects out;
	struct input in = { bytes, len };
	const struct core_config config = { .model = (enum model)(fuzz_byte(&in) & 3), .product = "smsocket", .version = "0" };
	struct settings settings = { .changed = 0 };

	core_init(&core, &config);
	settings_reset(&settings);
	while (in.left > 0) {
		char text[CORE_VALUE_MAX + 1] = "";
		uint16_t key = fuzz_byte(&in);
		size_t value_len = fuzz_byte(&in);

		value_len = value_len < in.left ? value_len : in.left;
		value_len = value_len < CORE_VALUE_MAX ? value_len : CORE_VALUE_MAX;
		memcpy(text, in.at, value_len);
		load(&core, key, in.at, value_len);
		in.at += value_len;
		in.left -= value_len;
		for (enum setting id = 0; id < SETTING_COUNT; id++)
			try_text(&settings, id, text, (config.model & 2) == 0);
	}
	start(&core, &out);
	hand_over(&core, &heir);
	start(&heir, &out);
	return 0;
}
