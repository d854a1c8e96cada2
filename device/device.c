/* SPDX-License-Identifier: Apache-2.0 */
#include "device/device.h"

#include <string.h>

#include "base/assert.h"
#include "base/err.h"
#include "device/apply.h"
#include "device/keys.h"

#define FRESH_FOR_S (24 * 3600) /* an older command is not executed any more */

/* --- What the modem has to tell. Each returns true when there was something. --- */

static bool take_radio(struct device *d, struct core_now now)
{
	static const enum radio radios[] = {
		[MODEM_STARTING] = RADIO_STARTING,     [MODEM_DEAD] = RADIO_DEAD,
		[MODEM_SIM_FAULT] = RADIO_SIM_FAULT,   [MODEM_SIM_LOCKED] = RADIO_SIM_LOCKED,
		[MODEM_SEARCHING] = RADIO_SEARCHING,   [MODEM_REGISTERED] = RADIO_REGISTERED,
	};
	const struct core_event ev = { .kind = EVENT_RADIO, .radio = radios[modem_radio(&d->modem)] };

	if (ev.radio == d->core.radio)
		return false;
	if (ev.radio == RADIO_REGISTERED)
		outbox_hurry(&d->outbox, now.mono_ms);
	apply_event(d, &ev, 0, now);
	return true;
}

static bool take_pin(struct device *d)
{
	store_begin(&d->store);
	if (!simpin_refused(&d->simpin, &d->store, &d->modem))
		return false;
	apply_commit(d);
	return true;
}

static bool take_signal(struct device *d, struct core_now now)
{
	const struct core_event ev = { .kind = EVENT_SIGNAL, .signal_dbm = modem_signal_dbm(&d->modem) };

	if (ev.signal_dbm == d->core.signal_dbm)
		return false;
	apply_event(d, &ev, 0, now);
	return true;
}

static bool take_time(struct device *d, struct core_now now)
{
	struct core_event ev = { .kind = EVENT_NETWORK_TIME };

	if (!modem_take_time(&d->modem, &ev.time.utc_s, &ev.time.zone_qh))
		return false;
	d->network_known = true;
	d->network_s = ev.time.utc_s;
	d->network_at_ms = now.mono_ms;
	apply_event(d, &ev, 0, now);
	return true;
}

/* Asked at every step: quicker than text_same. */
static bool same(const char *a, const char *b)
{
	size_t len = strlen(a);

	return len == strlen(b) && memcmp(a, b, len) == 0;
}

static bool take_identity(struct device *d, struct core_now now)
{
	const struct core_event ev = {
		.kind = EVENT_IDENTITY,
		.identity = { modem_imei(&d->modem), modem_own_number(&d->modem) },
	};

	if (same(ev.identity.imei, d->core.imei) && same(ev.identity.own->text, d->core.own.text))
		return false;
	apply_event(d, &ev, 0, now);
	return true;
}

/* What a call that ends, then what a call that is has to tell. */
static bool take_call(struct device *d, struct core_now now)
{
	static const enum core_call ends[] = {
		[MODEM_END_REJECTED] = CALL_REJECTED,
		[MODEM_END_UNREACHED] = CALL_UNREACHED,
		[MODEM_END_OVER] = CALL_OVER,
	};
	enum modem_call_end end = modem_call_end(&d->modem);
	enum modem_call call = modem_call(&d->modem);
	struct core_event ev = { .kind = EVENT_CALL, .call = { .who = modem_caller(&d->modem) } };

	if (end != MODEM_END_NONE) {
		d->call = MODEM_NO_CALL;
		ev.call.change = ends[end];
		apply_event(d, &ev, 0, now);
		return true;
	}
	if (call == d->call)
		return false;
	d->call = call;
	if (call != MODEM_CALL_IN && call != MODEM_CALL_UP)
		return true;
	ev.call.change = call == MODEM_CALL_IN ? CALL_RINGS : CALL_UP;
	apply_event(d, &ev, 0, now);
	return true;
}

static bool take_ussd(struct device *d, struct core_now now)
{
	struct core_event ev = { .kind = EVENT_USSD };
	enum modem_ussd end = modem_ussd_result(&d->modem, &ev.ussd.text);

	if (end == MODEM_USSD_NONE)
		return false;
	ev.ussd.answered = end == MODEM_USSD_ANSWERED;
	apply_event(d, &ev, 0, now);
	return true;
}

/* Not by the clock that the owner has set: one set far ahead would make every message old, and lock the owner out. */
static bool too_old(const struct device *d, const struct modem_message *msg, struct core_now now)
{
	if (!msg->sent_known || (!d->network_known && !now.wall_known))
		return false;
	int64_t utc_s = now.wall_s;
	if (d->network_known)
		utc_s = d->network_s + (int64_t)((now.mono_ms - d->network_at_ms) / 1000);
	return utc_s - msg->sent_s > FRESH_FOR_S;
}

static bool take_message(struct device *d, struct core_now now)
{
	const struct modem_message *msg = modem_message(&d->modem);

	if (msg == NULL)
		return false;
	uint64_t mark = journal_mark(msg);
	const struct core_event ev = {
		.kind = EVENT_MESSAGE,
		.message = {
			.from = &msg->from,
			.text = msg->text,
			.sent_known = msg->sent_known,
			.sent_s = msg->sent_s,
			.zone_qh = msg->zone_qh,
		},
	};

	if (journal_has(&d->journal, mark)) {
		apply_note(d, NOTE_INFO, "message came again: not executed twice", &msg->from, msg->text);
		store_begin(&d->store);
		journal_again(&d->journal, &d->store, mark);
		apply_commit(d);
	} else if (too_old(d, msg, now)) {
		apply_note(d, NOTE_INFO, "message older than a day: not executed", &msg->from, msg->text);
	} else {
		apply_note(d, NOTE_INFO, DEVICE_NOTE_TAKEN, &msg->from, msg->text);
		apply_event(d, &ev, mark, now);
	}
	modem_message_done(&d->modem, now.mono_ms);
	return true;
}

static void drop(struct device *d, int slot)
{
	store_begin(&d->store);
	outbox_drop(&d->outbox, &d->store, slot);
	apply_commit(d);
}

static void tell_sent(struct device *d)
{
	char text[OUTBOX_READ_CAP];

	if (outbox_text(&d->outbox, &d->store, d->sending, text) == 0)
		apply_note(d, NOTE_DEBUG, DEVICE_NOTE_SENT, &d->outbox.slot[d->sending].to, text);
}

static bool take_send_result(struct device *d, struct core_now now)
{
	enum send_result result = modem_send_result(&d->modem);

	if (result == SEND_NONE)
		return false;
	ASSERT(d->sending >= 0);
	if (result == SEND_NEVER)
		apply_note(d, NOTE_ERROR, "message refused by the network", &d->outbox.slot[d->sending].to, NULL);
	if (result == SEND_UNKNOWN && d->outbox.slot[d->sending].unknown)
		apply_note(d, NOTE_WARNING, "message perhaps not sent: no answer, twice", &d->outbox.slot[d->sending].to, NULL);
	if (outbox_settle(&d->outbox, d->sending, result, d->sending_parts, now.mono_ms)) {
		if (result == SEND_SENT)
			tell_sent(d);
		drop(d, d->sending);
	}
	d->sending = -1;
	return true;
}

/* Not while the modem has it: what comes of that is settled first. */
static bool give_up_old(struct device *d, struct core_now now)
{
	int slot = outbox_expired(&d->outbox, now.mono_ms);

	if (slot < 0)
		return false;
	apply_note(d, NOTE_ERROR, "message given up: a day old", &d->outbox.slot[slot].to, NULL);
	d->outbox.dropped++;
	drop(d, slot);
	return true;
}

/* Acting comes before replying, as long as the outbox has room for the replies. */
static bool may_send(const struct device *d)
{
	return d->sending < 0 && modem_send_ready(&d->modem) &&
	       (!modem_messages_wait(&d->modem) || d->outbox.used_count > OUTBOX_MAX - 8);
}

/* Hands the next part of a slot to the modem. false: its text cannot be read. */
static bool send_part(struct device *d, int slot, struct core_now now)
{
	char text[OUTBOX_READ_CAP];

	if (outbox_text(&d->outbox, &d->store, slot, text) != 0)
		return false;
	const struct submit part = {
		.to = &d->outbox.slot[slot].to,
		.text = text,
		.reference = (uint8_t)d->outbox.slot[slot].order,
		.part = d->outbox.slot[slot].part,
		.again = d->outbox.slot[slot].unknown,
	};
	outbox_take(&d->outbox, slot);
	d->sending = slot;
	d->sending_parts = submit_count(text);
	modem_send(&d->modem, now.mono_ms, &part);
	return true;
}

static bool send_waiting(struct device *d, struct core_now now)
{
	if (!may_send(d))
		return false;
	int slot = outbox_next(&d->outbox, now.mono_ms);
	if (slot < 0)
		return false;
	if (!send_part(d, slot, now)) {
		apply_note(d, NOTE_ERROR, "message lost: the flash fails", &d->outbox.slot[slot].to, NULL);
		drop(d, slot);
		return true;
	}
	/* Here, where the text takes no room on the stack any more. */
	modem_step(&d->modem, now.mono_ms);
	return true;
}

static bool take_due(struct device *d, struct core_now now)
{
	static const struct core_event ev = { .kind = EVENT_TIME };

	if (core_deadline_ms(&d->core) > now.mono_ms)
		return false;
	apply_event(d, &ev, 0, now);
	return true;
}

static bool take_anything(struct device *d, struct core_now now)
{
	return take_due(d, now) || take_time(d, now) || take_identity(d, now) || take_message(d, now) ||
	       take_radio(d, now) || take_pin(d) || take_signal(d, now) || take_call(d, now) || take_ussd(d, now) ||
	       take_send_result(d, now) || give_up_old(d, now) || send_waiting(d, now);
}

/* Until there is nothing more to do at this moment. A device that is erased waits for its restart. */
static void work(struct device *d, struct core_now now)
{
	while (!d->core.erased && take_anything(d, now))
		continue;
}

static void load(struct device *d)
{
	uint8_t value[CORE_VALUE_MAX];

	for (uint16_t key = 1; key <= CORE_KEY_LAST; key++) {
		int len = store_get(&d->store, (uint16_t)(KEYS_CORE + key), value, sizeof value);

		if (len >= 0 && core_load(&d->core, key, value, (size_t)len) != 0)
			apply_note(d, NOTE_WARNING, "setting not understood: the factory's holds", NULL, NULL);
	}
}

int device_start(struct device *d, const struct device_config *config, const struct port *port, struct core_now now)
{
	struct core_event start = { .kind = EVENT_START };
	const struct modem_port modem_port = { port->ctx, port->modem_send, port->note, port->modem_power };

	*d = (struct device){ .port = *port, .sending = -1 };
	if (store_open(&d->store, &port->flash) != 0)
		return ERR_IO;
	ASSERT(STORE_CAPACITY(port->flash.sector_size, port->flash.sector_count, port->flash.unit) >= KEYS_BYTES);
	/* A socket that has never been used has lost nothing. */
	start.power_lost = config->power_lost && !store_empty(&d->store);
	core_init(&d->core, &config->core);
	load(d);
	journal_load(&d->journal, &d->store);
	outbox_load(&d->outbox, &d->store, now.mono_ms);
	modem_start(&d->modem, &modem_port, now.mono_ms);
	simpin_start(&d->simpin, &d->store, &d->modem, config->pin);
	apply_event(d, &start, 0, now);
	device_step(d, now);
	return 0;
}

void device_feed(struct device *d, struct core_now now, const uint8_t *bytes, size_t len)
{
	size_t taken = 0;

	do {
		taken += modem_feed(&d->modem, now.mono_ms, bytes + taken, len - taken);
		work(d, now);
	} while (taken < len);
}

void device_step(struct device *d, struct core_now now)
{
	modem_step(&d->modem, now.mono_ms);
	work(d, now);
	/* What came of that may have something to ask at once. */
	modem_step(&d->modem, now.mono_ms);
}

void device_input_at_start(struct device *d, struct core_now now, enum core_input input, bool level)
{
	const struct core_event ev = { .kind = EVENT_INPUT, .input = { input, level, true } };

	apply_event(d, &ev, 0, now);
	work(d, now);
}

void device_input(struct device *d, struct core_now now, enum core_input input, bool level)
{
	const struct core_event ev = { .kind = EVENT_INPUT, .input = { input, level, false } };

	apply_event(d, &ev, 0, now);
	work(d, now);
}

void device_temperature(struct device *d, struct core_now now, bool known, int raw_dc)
{
	const struct core_event ev = { .kind = EVENT_TEMPERATURE, .temperature = { known, raw_dc } };

	apply_event(d, &ev, 0, now);
	work(d, now);
}

void device_battery(struct device *d, struct core_now now, int percent)
{
	const struct core_event ev = { .kind = EVENT_BATTERY, .battery_pct = percent };

	apply_event(d, &ev, 0, now);
	work(d, now);
}

void device_command(struct device *d, struct core_now now, const char *text, bool may_configure)
{
	const struct core_event ev = {
		.kind = EVENT_MESSAGE,
		.message = { .from = &number_console, .text = text, .may_configure = may_configure },
	};

	apply_note(d, NOTE_INFO, "command", &number_console, text);
	apply_event(d, &ev, 0, now);
	work(d, now);
}

bool device_mic_live(const struct device *d)
{
	return core_mic_live(&d->core);
}

struct device_count device_count(const struct device *d, size_t index)
{
	const uint32_t *recovery = d->modem.recover.count;
	const struct device_count counts[DEVICE_COUNTS] = {
		{ "starts of the modem", d->modem.restarts },
		{ "registrations anew", recovery[STEP_REGISTER] },
		{ "restarts of the radio", recovery[STEP_RADIO] },
		{ "restarts of the modem", recovery[STEP_RESTART] },
		{ "cuts of the modem's power", recovery[STEP_POWER] },
		{ "messages over a budget", d->core.budget.dropped },
		{ "messages given up", d->outbox.dropped },
		{ "writes refused by the flash", d->write_failures },
	};

	ASSERT(index < DEVICE_COUNTS);
	return counts[index];
}

uint64_t device_deadline_ms(const struct device *d)
{
	uint64_t at_ms = core_deadline_ms(&d->core);
	uint64_t modem_at_ms = modem_deadline_ms(&d->modem);

	if (modem_at_ms < at_ms)
		at_ms = modem_at_ms;
	if (outbox_expiry_ms(&d->outbox) < at_ms)
		at_ms = outbox_expiry_ms(&d->outbox);
	if (may_send(d) && outbox_deadline_ms(&d->outbox) < at_ms)
		at_ms = outbox_deadline_ms(&d->outbox);
	return at_ms;
}
