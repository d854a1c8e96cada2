/* One step: what is due happens, then the event, then the outputs are made to agree with the state.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/core.h"

#include "base/assert.h"
#include "base/err.h"
#include "core/configure.h"
#include "core/effects.h"
#include "core/lamps.h"
#include "core/listen.h"
#include "core/status.h"

#define NETWORK_STEP_MAX_S 10800 /* a correction of the clock within which no rule is passed over: summer time and the like */
#define MIC_LEVEL_UNKNOWN -1

bool core_has(const struct core *c, uint32_t feature)
{
	return (c->features & feature) != 0;
}

int core_setting(const struct core *c, enum setting id)
{
	return settings_get(&c->settings, id);
}

void core_list_changed(struct core *c, enum core_list list)
{
	c->changed = (uint8_t)(c->changed | 1u << list);
}

bool core_outlet_on(const struct core *c)
{
	return relay_on(&c->outlet) && power_mains(c);
}

bool core_mic_live(const struct core *c)
{
	return c->line.up && core_has(c, FEATURE_ROOM);
}

void core_init(struct core *c, const struct core_config *config)
{
	static const struct budget_limits limits = BUDGET_LIMITS;

	ASSERT(config->product != NULL && config->version != NULL);
	*c = (struct core){
		.config = *config,
		.limits = config->limits != NULL ? *config->limits : limits,
		.features = model_features(config->model),
		.signal_dbm = RADIO_NO_SIGNAL,
	};
	settings_reset(&c->settings);
	c->settings.changed = 0;
	relay_init(&c->outlet);
	relay_init(&c->microrelay);
	inputs_init(&c->inputs);
}

/* --- Time. --- */

/* Rules between the old time and the new are passed over, unless the network has corrected the clock by a little. */
void core_clock_stepped(struct core *c, uint64_t now_ms, bool by_network)
{
	int64_t local_s = clock_local_s(&c->clock, now_ms);
	int64_t ahead_s = local_s - c->schedule.seen_s;

	settings_set(&c->settings, SETTING_ZONE_QH, c->clock.zone_qh);
	if (!by_network || !c->schedule.looked || ahead_s < 0 || ahead_s > NETWORK_STEP_MAX_S)
		schedule_skip(&c->schedule, local_s);
}

static void hear_time(struct core *c, enum clock_source source, int64_t utc_s, int zone_qh, uint64_t now_ms)
{
	if (clock_set(&c->clock, source, utc_s, zone_qh, now_ms))
		core_clock_stepped(c, now_ms, source == SOURCE_NETWORK);
}

static void send_status(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	struct text t = effects_text(out);

	status_print(c, now_ms, &t);
	effects_alert(c, out, &t, now_ms);
}

/* One rule a step at most: what it wants has room, and the next is due at once. */
static void run_schedule(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	if (!c->clock.known || !core_has(c, FEATURE_ROOM))
		return;
	int action = schedule_due(&c->schedule, clock_local_s(&c->clock, now_ms));
	if (action < 0)
		return;
	switch ((enum schedule_action)action) {
	case ACTION_ON:
	case ACTION_OFF:
		if (!core_setting(c, SETTING_THERMOSTAT_ON))
			relay_set(&c->outlet, action == ACTION_ON);
		return;
	case ACTION_INF:
		send_status(c, now_ms, out);
		return;
	case ACTION_AON:
	case ACTION_AOF:;
	}
	alarm_enable(c, action == ACTION_AON, now_ms, out);
}

static void settle_inputs(struct core *c, uint64_t now_ms, struct core_effects *out)
{
	int input;

	while ((input = inputs_settle(&c->inputs, now_ms)) >= 0) {
		if (input == INPUT_BUTTON)
			button_changed(c, now_ms, out);
		if (input == INPUT_MAINS)
			power_mains_changed(c, now_ms);
	}
}

static void do_due(struct core *c, struct core_now now, struct core_effects *out)
{
	uint64_t now_ms = now.mono_ms;

	if (now.wall_known && !c->clock.known)
		hear_time(c, SOURCE_BOARD, now.wall_s, core_setting(c, SETTING_ZONE_QH), now_ms);
	relay_step(&c->outlet, now_ms);
	relay_step(&c->microrelay, now_ms);
	settle_inputs(c, now_ms, out);
	button_step(c, now_ms);
	run_schedule(c, now_ms, out);
	heat_step(c, now_ms, out);
	balance_step(c, now_ms, out);
}

static void start(struct core *c, bool power_lost, uint64_t now_ms)
{
	ASSERT(!c->started);
	c->started = true;
	c->waking_until_ms = now_ms + PATTERN_BLINK3_FOR_MS;
	c->window_until_ms = now_ms + LISTEN_WINDOW_MS;
	c->on_since_ms = now_ms;
	c->shown.mic_level = MIC_LEVEL_UNKNOWN;
	configure_settle(c);
	c->outlet.resting = core_setting(c, SETTING_RESTING);
	power_start(c, power_lost, now_ms);
	heat_start(c, now_ms);
	alarm_settle(c);
}

static void identify(struct core *c, const struct core_event *ev)
{
	struct text t;

	text_init(&t, c->imei, sizeof c->imei);
	text_str(&t, ev->identity.imei);
	c->own = *ev->identity.own;
}

static void take_input(struct core *c, const struct core_event *ev, uint64_t now_ms)
{
	enum core_input input = ev->input.input;

	if (!ev->input.initial) {
		inputs_take(&c->inputs, input, ev->input.level, now_ms);
		return;
	}
	inputs_begin(&c->inputs, input, ev->input.level);
	if (input == INPUT_BUTTON)
		c->button.held_at_start = ev->input.level;
	if (input == INPUT_SENSOR)
		alarm_settle(c);
}

static void take_event(struct core *c, const struct core_event *ev, uint64_t now_ms, struct core_effects *out)
{
	switch (ev->kind) {
	case EVENT_MESSAGE:
		if (ev->message.sent_known)
			hear_time(c, SOURCE_STAMP, ev->message.sent_s, ev->message.zone_qh, now_ms);
		listen_message(c, ev, now_ms, out);
		return;
	case EVENT_RADIO:
		c->radio = ev->radio;
		return;
	case EVENT_SIGNAL:
		ASSERT(ev->signal_dbm <= 0 && ev->signal_dbm >= -113);
		c->signal_dbm = ev->signal_dbm;
		return;
	case EVENT_NETWORK_TIME:
		hear_time(c, SOURCE_NETWORK, ev->time.utc_s, ev->time.zone_qh, now_ms);
		return;
	case EVENT_IDENTITY:
		identify(c, ev);
		return;
	case EVENT_CALL:
		line_event(c, ev, now_ms, out);
		return;
	case EVENT_USSD:
		balance_event(c, ev, now_ms, out);
		return;
	case EVENT_INPUT:
		take_input(c, ev, now_ms);
		return;
	case EVENT_TEMPERATURE:
		heat_sense(c, ev->temperature.known, ev->temperature.raw_dc);
		return;
	case EVENT_BATTERY:
		c->power.battery_pct = ev->battery_pct;
		return;
	case EVENT_START:
	case EVENT_TIME:;
	}
}

/* --- What shows and what lasts. --- */

static void save_changes(struct core *c, struct core_effects *out)
{
	settings_set(&c->settings, SETTING_RESTING, c->outlet.resting);
	for (enum setting id = 0; id < SETTING_COUNT; id++)
		if ((c->settings.changed >> id & 1) != 0)
			effects_want(out, EFFECT_SAVE)->key = settings_key(id);
	for (unsigned list = 0; list < CORE_LISTS; list++)
		if ((c->changed >> list & 1) != 0)
			effects_want(out, EFFECT_SAVE)->key = (uint16_t)(CORE_KEY_LISTS + list);
	c->settings.changed = 0;
	c->changed = 0;
}

static void show_relays(struct core *c, uint64_t now_ms, struct core_effects *out, bool always)
{
	bool outlet = core_outlet_on(c);
	bool microrelay = relay_on(&c->microrelay);

	if (outlet && !c->shown.outlet)
		c->on_since_ms = now_ms;
	if (always || outlet != c->shown.outlet)
		effects_want(out, EFFECT_OUTLET)->on = outlet;
	if (core_has(c, FEATURE_ROOM) && (always || microrelay != c->shown.microrelay))
		effects_want(out, EFFECT_MICRORELAY)->on = microrelay;
	c->shown.outlet = outlet;
	c->shown.microrelay = microrelay;
}

static void show_lamps(struct core *c, uint64_t now_ms, struct core_effects *out, bool always)
{
	const struct lamps_state state = {
		.outlet = c->shown.outlet,
		.mains = power_mains(c),
		.waking = now_ms < c->waking_until_ms,
		.armed = button_armed(c, now_ms),
		.has_mic = core_has(c, FEATURE_ROOM),
		.mic_live = core_mic_live(c),
		.calling = line_calling(c),
		.alarm = core_setting(c, SETTING_ALARM_ON),
		.sensor_active = c->alarm.active,
		.radio = c->radio,
	};

	for (enum led led = 0; led < LED_COUNT; led++) {
		enum led_pattern pattern = lamps_pattern(&state, led);

		if (!always && c->shown.led[led] == pattern)
			continue;
		c->shown.led[led] = pattern;
		struct core_effect *effect = effects_want(out, EFFECT_LED);
		effect->led.led = led;
		effect->led.pattern = pattern;
	}
}

static void show_mic_level(struct core *c, struct core_effects *out)
{
	int level = core_setting(c, SETTING_MICLEVEL);

	if (!core_has(c, FEATURE_ROOM) || level == c->shown.mic_level)
		return;
	c->shown.mic_level = level;
	effects_want(out, EFFECT_MIC_LEVEL)->level = level;
}

static uint64_t lamps_deadline_ms(const struct core *c)
{
	return c->shown.led[LED_POWER] == PATTERN_BLINK3 ? c->waking_until_ms : CORE_NEVER;
}

static uint64_t schedule_deadline_ms(const struct core *c)
{
	int64_t next_s = c->clock.known ? schedule_next_s(&c->schedule) : SCHEDULE_NEVER;

	return next_s == SCHEDULE_NEVER ? CORE_NEVER : clock_mono_ms(&c->clock, next_s);
}

static uint64_t next_due_ms(const struct core *c)
{
	const uint64_t deadlines[] = {
		relay_deadline_ms(&c->outlet), relay_deadline_ms(&c->microrelay), inputs_deadline_ms(&c->inputs),
		schedule_deadline_ms(c),       heat_deadline_ms(c),               alarm_deadline_ms(c),
		power_deadline_ms(c),          line_deadline_ms(c),               balance_deadline_ms(c),
		button_deadline_ms(c),         lamps_deadline_ms(c),
	};
	uint64_t at_ms = CORE_NEVER;

	for (size_t i = 0; !c->erased && i < sizeof deadlines / sizeof *deadlines; i++)
		if (deadlines[i] < at_ms)
			at_ms = deadlines[i];
	return at_ms;
}

void core_step(struct core *c, const struct core_event *ev, struct core_now now, struct core_effects *out)
{
	bool first = ev->kind == EVENT_START;

	ASSERT(first != c->started);
	out->count = 0;
	out->texts_len = 0;
	if (c->erased)
		return;
	if (first)
		start(c, ev->power_lost, now.mono_ms);
	/* What was due before the event happens before it. */
	do_due(c, now, out);
	take_event(c, ev, now.mono_ms, out);
	alarm_step(c, now.mono_ms, out);
	power_step(c, now.mono_ms, out);
	line_step(c, now.mono_ms, out);
	save_changes(c, out);
	show_relays(c, now.mono_ms, out, first);
	show_lamps(c, now.mono_ms, out, first);
	show_mic_level(c, out);
	c->due_ms = next_due_ms(c);
}

uint64_t core_deadline_ms(const struct core *c)
{
	return c->due_ms;
}

bool core_sane(const struct core *c)
{
	bool listed = c->secnumbers.count > 0 || !core_setting(c, SETTING_SECLIST);
	bool ring = core_setting(c, SETTING_SECLIST) || core_setting(c, SETTING_RING) == RING_NOACTION;
	bool renewal = configure_secured(c) || c->settings.renew_password[0] == '\0';
	bool alerts = c->alertnumbers.count > 0 ||
		      (!core_setting(c, SETTING_THERMALERT) && core_setting(c, SETTING_TRISEALERT) == SETTINGS_OFF &&
		       core_setting(c, SETTING_TFALLALERT) == SETTINGS_OFF);
	bool shown = !c->started || (c->shown.outlet == core_outlet_on(c) &&
				     core_setting(c, SETTING_RESTING) == (c->outlet.resting ? 1 : 0));

	return listed && ring && renewal && alerts && shown && c->settings.changed == 0 && c->changed == 0 &&
	       c->secnumbers.count <= NUMBERS_MAX && c->alertnumbers.count <= NUMBERS_MAX &&
	       c->schedule.count <= SCHEDULE_RULES_MAX && (!c->line.up || c->line.use != USE_NONE);
}

/* --- The store. --- */

size_t core_save(const struct core *c, uint16_t key, uint8_t *out)
{
	ASSERT(key <= CORE_KEY_LAST);
	if (key < CORE_KEY_LISTS) {
		int id = settings_of_key(key);

		ASSERT(id >= 0);
		return settings_save(&c->settings, (enum setting)id, out);
	}
	switch ((enum core_list)(key - CORE_KEY_LISTS)) {
	case LIST_SECNUMBERS:
		return numbers_save(&c->secnumbers, out);
	case LIST_ALERTNUMBERS:
		return numbers_save(&c->alertnumbers, out);
	case LIST_SCHEDULE:
		return schedule_save(&c->schedule, out);
	case LIST_ALARMS:;
	}
	return alarm_save(&c->alarm, out);
}

int core_load(struct core *c, uint16_t key, const uint8_t *value, size_t len)
{
	ASSERT(!c->started);
	if (key < CORE_KEY_LISTS) {
		int id = settings_of_key(key);

		return id < 0 ? ERR_MISSING : settings_load(&c->settings, (enum setting)id, value, len);
	}
	switch (key - CORE_KEY_LISTS) {
	case LIST_SECNUMBERS:
		return numbers_load(&c->secnumbers, value, len);
	case LIST_ALERTNUMBERS:
		return numbers_load(&c->alertnumbers, value, len);
	case LIST_SCHEDULE:
		return schedule_load(&c->schedule, value, len);
	case LIST_ALARMS:
		return alarm_load(&c->alarm, value, len);
	default:
		return ERR_MISSING;
	}
}
