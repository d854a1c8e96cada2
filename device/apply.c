/* SPDX-License-Identifier: Apache-2.0 */
#include "device/apply.h"

#include "base/err.h"
#include "device/keys.h"

void apply_note(struct device *d, enum note_level level, const char *what, const struct number *who, const char *text)
{
	const struct note n = { .level = level, .what = what, .who = who, .text = text };

	d->port.note(d->port.ctx, &n);
}

static void queue(struct device *d, const struct number *to, const char *text, bool alert, uint64_t now_ms)
{
	uint32_t dropped = d->outbox.dropped;

	if (outbox_add(&d->outbox, &d->store, to, text, alert, now_ms) != 0)
		apply_note(d, NOTE_ERROR, "outbox full: message dropped", to, text);
	else if (d->outbox.dropped != dropped)
		apply_note(d, NOTE_ERROR, "outbox full: an older reply dropped", NULL, NULL);
}

/* Writes the open batch. Each failure is counted, and the first of several told: what was refused is tried again at each
 * event. */
static bool commit(struct device *d)
{
	int err = store_commit(&d->store);
	bool again = d->refused;

	d->refused = err != 0;
	if (err == 0)
		return true;
	d->write_failures++;
	if (!again)
		apply_note(d, NOTE_ERROR, err == ERR_FULL ? "not written: the flash is full" : "not written: the flash fails",
			   NULL, NULL);
	return false;
}

/* An alert to ten numbers may be more than one write holds: as many writes as it takes, before all else of the step, so
 * that what made it never lasts without it. */
static void queue_alert(struct device *d, const struct core_effect *effect, uint64_t now_ms)
{
	size_t size = outbox_size(effect->alert.text);

	store_begin(&d->store);
	for (uint8_t i = 0; i < effect->alert.count; i++) {
		struct number to = numbers_at(&d->core.alertnumbers, i);

		if (store_room(&d->store) < size) {
			commit(d);
			store_begin(&d->store);
		}
		queue(d, &to, effect->alert.text, true, now_ms);
	}
	commit(d);
}

static void gather(struct device *d, const struct core_effect *effect, uint64_t now_ms)
{
	if (effect->kind == EFFECT_SAVE)
		d->unsaved[effect->key] = true;
	if (effect->kind == EFFECT_MESSAGE && effect->message.to->kind != NUMBER_CONSOLE)
		queue(d, effect->message.to, effect->message.text, false, now_ms);
}

static void show(struct device *d, const struct core_effect *effect, uint64_t now_ms)
{
	switch (effect->kind) {
	case EFFECT_SAVE:
	case EFFECT_ALERT:
		return;
	case EFFECT_MESSAGE:
		if (effect->message.to->kind != NUMBER_CONSOLE || d->port.answer == NULL)
			return;
		d->refusal = effect->message.refusal;
		d->port.answer(d->port.ctx, effect->message.text);
		return;
	case EFFECT_OUTLET:
		d->port.outlet(d->port.ctx, effect->on);
		return;
	case EFFECT_MICRORELAY:
		d->port.microrelay(d->port.ctx, effect->on);
		return;
	case EFFECT_LED:
		d->port.led(d->port.ctx, effect->led.led, effect->led.pattern);
		return;
	case EFFECT_NOTE:
		d->port.note(d->port.ctx, &effect->note);
		return;
	case EFFECT_DIAL:
		modem_dial(&d->modem, now_ms, effect->who);
		return;
	case EFFECT_ANSWER:
		modem_answer(&d->modem, now_ms);
		return;
	case EFFECT_HANG_UP:
		modem_hang_up(&d->modem, now_ms);
		return;
	case EFFECT_USSD:
		modem_ussd(&d->modem, now_ms, effect->code);
		return;
	case EFFECT_MIC_LEVEL:
		modem_mic_level(&d->modem, effect->level);
		return;
	case EFFECT_ERASE:
		d->erase = true;
		return;
	case EFFECT_SHUT_DOWN:
		d->port.shut_down(d->port.ctx);
		return;
	}
}

static void put_unsaved(struct device *d)
{
	uint8_t value[CORE_VALUE_MAX];

	for (uint16_t key = 1; key <= CORE_KEY_LAST; key++)
		if (d->unsaved[key])
			store_put(&d->store, (uint16_t)(KEYS_CORE + key), value, core_save(&d->core, key, value));
}

void apply_commit(struct device *d)
{
	put_unsaved(d);
	if (!commit(d))
		return;
	for (uint16_t key = 1; key <= CORE_KEY_LAST; key++)
		d->unsaved[key] = false;
}

/* Forgets everything, and asks the port for a start. */
static void erase(struct device *d)
{
	store_begin(&d->store);
	store_clear(&d->store);
	if (store_commit(&d->store) != 0)
		apply_note(d, NOTE_ERROR, "factory reset failed: the flash fails", NULL, NULL);
	d->port.restart(d->port.ctx);
}

void apply_event(struct device *d, const struct core_event *ev, uint64_t mark, struct core_now now)
{
	core_step(&d->core, ev, now, &d->effects);
	for (size_t i = 0; i < d->effects.count; i++)
		if (d->effects.list[i].kind == EFFECT_ALERT)
			queue_alert(d, &d->effects.list[i], now.mono_ms);
	store_begin(&d->store);
	for (size_t i = 0; i < d->effects.count; i++)
		gather(d, &d->effects.list[i], now.mono_ms);
	if (mark != 0)
		journal_put(&d->journal, &d->store, mark);
	apply_commit(d);
	for (size_t i = 0; i < d->effects.count; i++)
		show(d, &d->effects.list[i], now.mono_ms);
	if (!d->erase)
		return;
	d->erase = false;
	erase(d);
}
