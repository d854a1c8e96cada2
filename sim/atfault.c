/* at: which faults are in force, how they begin and end, and troubles: faults at random.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "sim/at.h"
#include "sim/oddsms.h"

#define NEVER UINT64_MAX
#define HUNG_FOR_MS 60000
#define SLOW_FOR_MS 60000
#define SLOW_MS 5000
#define GARBLED_COUNT 40
#define ENDLESS_LEN 10240
#define CHATTER_EACH_MS 500
#define SENDING_FOR_MS 1000 /* after a byte from the computer */
#define FADED_FOR_MS 3000
#define FADE_EACH_MS 20000

bool at_faulty(const struct vmodem *v, enum fault fault)
{
	return v->faults.until_ms[fault] > v->now_ms;
}

bool at_strikes(struct vmodem *v, enum fault fault)
{
	bool on = at_faulty(v, fault);

	v->faults.until_ms[fault] = 0;
	return on;
}

unsigned at_turn(struct vmodem *v, enum fault fault, unsigned count)
{
	return v->faults.turns[fault]++ % count;
}

/* --- Those that happen at once --- */

static void reboots(struct vmodem *v)
{
	at_restart(v, false);
}

static void reboots_silently(struct vmodem *v)
{
	at_restart(v, true);
}

static void dies(struct vmodem *v)
{
	v->hung_until_ms = NEVER;
}

static void hangs(struct vmodem *v)
{
	v->hung_until_ms = v->now_ms + HUNG_FOR_MS;
}

static void garbles(struct vmodem *v)
{
	v->garble_count = GARBLED_COUNT;
}

static void slow(struct vmodem *v)
{
	v->slow_ms = SLOW_MS;
	v->slow_until_ms = v->now_ms + SLOW_FOR_MS;
}

static void memory_full(struct vmodem *v)
{
	at_box_fill(v);
	at_box_tell_full(v);
}

static void endless_line(struct vmodem *v)
{
	char line[ENDLESS_LEN];

	memset(line, '7', sizeof line);
	memcpy(line, "\r\n+CIEV: ", 9);
	at_send(v, line, sizeof line);
}

static void open_quote(struct vmodem *v)
{
	static const char line[] = "\r\n+CUSD: 0,\"Your credit is\r\n";

	at_send(v, line, sizeof line - 1);
}

static void sim_removed(struct vmodem *v)
{
	at_card_pull(v, true);
}

static void sim_inserted(struct vmodem *v)
{
	at_card_pull(v, false);
}

static void class_0(struct vmodem *v)
{
	network_odd(v->network, v->now_ms, ODD_CLASS_0);
}

static void type_0(struct vmodem *v)
{
	network_odd(v->network, v->now_ms, ODD_TYPE_0);
}

static void wap_push(struct vmodem *v)
{
	network_odd(v->network, v->now_ms, ODD_WAP_PUSH);
}

static void mms_notice(struct vmodem *v)
{
	network_odd(v->network, v->now_ms, ODD_MMS_NOTICE);
}

static void sim_update(struct vmodem *v)
{
	network_odd(v->network, v->now_ms, ODD_SIM_UPDATE);
}

/* Text mode, where the family has it. */
static int first_mode(const struct atset_row *row)
{
	return row != NULL && strchr(row->fields[0].values, '1') != NULL;
}

/* All but what shapes the answers; and the mode for a message that is just being sent: nobody could see the loss of that
 * between two commands. */
static void forgets_settings(struct vmodem *v)
{
	bool sending = v->now_ms - v->typed_at_ms < SENDING_FOR_MS;
	int mode = sending ? v->set[SETTING_CMGF][0] : first_mode(v->rows[SETTING_CMGF]);
	int kept[] = { v->set[SETTING_ECHO][0], v->set[SETTING_VERBOSE][0], v->set[SETTING_QUIET][0] };

	atset_reset(v);
	v->set[SETTING_ECHO][0] = kept[0];
	v->set[SETTING_VERBOSE][0] = kept[1];
	v->set[SETTING_QUIET][0] = kept[2];
	v->set[SETTING_CMGF][0] = mode;
	memset(v->set[SETTING_CNMI], 0, sizeof v->set[SETTING_CNMI]);
	v->charset = CHARSET_GSM;
}

static const struct {
	void (*inject)(struct vmodem *v);
	bool always; /* also without power: it does not happen in the modem */
} now[FAULT_COUNT] = {
	[FAULT_REBOOTS] = { reboots, false },
	[FAULT_REBOOTS_SILENTLY] = { reboots_silently, false },
	[FAULT_DIES] = { dies, false },
	[FAULT_HANGS] = { hangs, false },
	[FAULT_POWERS_DOWN] = { at_power_down, false },
	[FAULT_LEFT_AT_PROMPT] = { at_prompt_left, false },
	[FAULT_MEMORY_FULL] = { memory_full, false },
	[FAULT_MEMORY_FULL_SILENTLY] = { at_box_fill, false },
	[FAULT_FORGETS_MEMORY] = { at_mems_reset, false },
	[FAULT_CLASS_0] = { class_0, true },
	[FAULT_TYPE_0] = { type_0, true },
	[FAULT_WAP_PUSH] = { wap_push, true },
	[FAULT_MMS_NOTICE] = { mms_notice, true },
	[FAULT_SIM_UPDATE] = { sim_update, true },
	[FAULT_GARBLES] = { garbles, false },
	[FAULT_ENDLESS_LINE] = { endless_line, false },
	[FAULT_OPEN_QUOTE] = { open_quote, false },
	[FAULT_SIM_REMOVED] = { sim_removed, true },
	[FAULT_SIM_INSERTED] = { sim_inserted, true },
	[FAULT_SLOW] = { slow, false },
	[FAULT_FORGETS_SETTINGS] = { forgets_settings, false },
};

/* --- Beginning and ending --- */

static const struct {
	enum fault fault;
	unsigned disturbance;
} disturbances[] = {
	{ FAULT_LENGTH_TOO_LONG, DISTURB_LENGTH_UP },
	{ FAULT_LENGTH_TOO_SHORT, DISTURB_LENGTH_DOWN },
	{ FAULT_PARTS_SHUFFLED, DISTURB_SHUFFLED },
	{ FAULT_PARTS_SLOW, DISTURB_SLOW },
	{ FAULT_PART_MISSING, DISTURB_MISSING },
	{ FAULT_REFERENCE_REUSED, DISTURB_REFERENCE },
	{ FAULT_ALPHABET_WRONG, DISTURB_ALPHABET },
	{ FAULT_STAMP_BROKEN, DISTURB_STAMP },
	{ FAULT_VOICE_DENIED, DISTURB_VOICE },
};

static void fade(struct vmodem *v)
{
	struct at_faults *f = &v->faults;

	if (!at_faulty(v, FAULT_NETWORK_FLAPS)) {
		f->faded = false;
		f->fade_due_ms = NEVER;
	} else if (f->fade_due_ms == NEVER || f->fade_due_ms <= v->now_ms) {
		f->faded = !f->faded;
		f->fade_due_ms = v->now_ms + (f->faded ? FADED_FOR_MS : FADE_EACH_MS - FADED_FOR_MS);
	}
}

/* What lies with the network: it goes wrong there as long as the fault is in force. */
static void disturb(struct vmodem *v)
{
	unsigned set = v->faults.faded ? DISTURB_FADED : 0;

	for (size_t i = 0; i < sizeof disturbances / sizeof *disturbances; i++)
		if (at_faulty(v, disturbances[i].fault))
			set |= disturbances[i].disturbance;
	network_disturb(v->network, set);
}

/* Whatever has begun or ended. */
static void settle(struct vmodem *v)
{
	struct at_faults *f = &v->faults;
	bool chatters = at_faulty(v, FAULT_CHATTERS);

	f->end_ms = NEVER;
	for (size_t i = 0; i < FAULT_COUNT; i++)
		if (f->until_ms[i] != 0 && f->until_ms[i] < f->end_ms)
			f->end_ms = f->until_ms[i];
	if (chatters != (f->chatter_due_ms != NEVER))
		f->chatter_due_ms = chatters ? v->now_ms + CHATTER_EACH_MS : NEVER;
	fade(v);
	disturb(v);
	if (!at_faulty(v, FAULT_DEAF_AFTER_CALL))
		at_hear(v);
	/* It is told anew what the registration is. */
	if (at_faulty(v, FAULT_VOICE_DENIED) != f->voice_denied)
		v->shown = STATE_NOT_SEARCHING;
	f->voice_denied = at_faulty(v, FAULT_VOICE_DENIED);
}

/* It has power, and is neither dead nor down. */
static bool works(const struct vmodem *v)
{
	return v->powered && v->hung_until_ms != NEVER && (v->listening || v->start_due_ms != NEVER);
}

void at_fault_begin(struct vmodem *v, enum fault fault)
{
	struct at_faults *f = &v->faults;

	switch (fault_row(fault)->kind) {
	case KIND_NOW:
		if (works(v) || now[fault].always)
			now[fault].inject(v);
		return;
	case KIND_NEXT:
	case KIND_LASTS:
		f->turns[fault] = 0;
		f->until_ms[fault] = NEVER;
		settle(v);
		return;
	}
}

/* One that happened at once under troubles, and from which no driver can help itself. */
static void relieve(struct vmodem *v, enum fault fault)
{
	if (fault == FAULT_SIM_REMOVED)
		at_card_pull(v, false);
	else if (fault_row(fault)->kind == KIND_NOW && v->powered)
		at_restart(v, false);
}

static void end(struct vmodem *v, uint64_t before_ms)
{
	for (size_t i = 0; i < FAULT_COUNT; i++) {
		uint64_t *until_ms = &v->faults.until_ms[i];

		if (*until_ms == 0 || *until_ms > before_ms)
			continue;
		*until_ms = 0;
		relieve(v, (enum fault)i);
	}
	settle(v);
}

void at_fault_mend(struct vmodem *v)
{
	v->faults.trouble_every_ms = 0;
	v->faults.trouble_due_ms = NEVER;
	v->slow_until_ms = 0;
	v->garble_count = 0;
	if (v->hung_until_ms != NEVER)
		v->hung_until_ms = 0;
	end(v, NEVER);
}

/* --- Troubles --- */

/* Some ms, mean_ms in the mean: now and then much longer. */
static uint64_t some(struct chance *c, uint32_t mean_ms)
{
	uint32_t step_ms = mean_ms / 8 + 1;
	uint64_t ms = chance_between(c, 1, step_ms);

	while (chance_between(c, 1, 8) != 1)
		ms += step_ms;
	return ms;
}

static void trouble(struct vmodem *v)
{
	struct at_faults *f = &v->faults;
	enum fault fault = (enum fault)chance_between(&f->trouble, 0, FAULT_COUNT - 1);
	uint64_t for_ms = some(&f->trouble, f->trouble_every_ms / 2);
	bool relieved = fault == FAULT_DIES || fault == FAULT_POWERS_DOWN || fault == FAULT_SIM_REMOVED;

	f->trouble_due_ms = v->now_ms + some(&f->trouble, f->trouble_every_ms);
	at_fault_begin(v, fault);
	if (relieved || fault_row(fault)->kind != KIND_NOW)
		f->until_ms[fault] = v->now_ms + for_ms;
	settle(v);
}

void at_fault_trouble(struct vmodem *v, uint64_t seed, uint32_t every_ms)
{
	if (every_ms == 0) {
		at_fault_mend(v);
		return;
	}
	v->faults.trouble.state = seed;
	v->faults.trouble_every_ms = every_ms;
	v->faults.trouble_due_ms = v->now_ms + some(&v->faults.trouble, every_ms);
}

/* --- Time --- */

static void chatter(struct vmodem *v)
{
	char line[80];
	struct text t;

	text_init(&t, line, sizeof line);
	text_str(&t, "\r\n");
	at_chatter(v, NULL, &t);
	text_str(&t, "\r\n");
	if (v->listening && v->hung_until_ms <= v->now_ms)
		at_send(v, line, t.len);
	v->faults.chatter_due_ms += CHATTER_EACH_MS;
}

void at_fault_step(struct vmodem *v)
{
	struct at_faults *f = &v->faults;

	if (f->end_ms <= v->now_ms)
		end(v, v->now_ms);
	if (f->trouble_due_ms <= v->now_ms)
		trouble(v);
	if (f->fade_due_ms <= v->now_ms)
		settle(v);
	while (f->chatter_due_ms <= v->now_ms)
		chatter(v);
}

uint64_t at_fault_deadline_ms(const struct vmodem *v)
{
	const uint64_t dues[] = { v->faults.end_ms, v->faults.trouble_due_ms, v->faults.fade_due_ms,
				  v->faults.chatter_due_ms };
	uint64_t due_ms = NEVER;

	for (size_t i = 0; i < sizeof dues / sizeof *dues; i++)
		if (dues[i] < due_ms)
			due_ms = dues[i];
	return due_ms;
}
