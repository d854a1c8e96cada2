/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/vmodem.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/err.h"
#include "sim/at.h"

#define NEVER UINT64_MAX

struct vmodem *vmodem_new(const char *profile, struct network *network, const struct vmodem_line *line, uint64_t seed)
{
	const struct family *family = family_find(profile);

	if (family == NULL)
		return NULL;
	struct vmodem *v = calloc(1, sizeof *v);
	ASSERT(v != NULL);
	v->family = family;
	v->network = network;
	v->line = *line;
	v->chance.state = seed;
	atset_begin(v);
	atset_reset(v);
	memcpy(v->saved, v->set, sizeof v->saved);
	vmodem_insert(v, SIM_READY);
	at_fault_mend(v);
	return v;
}

void vmodem_free(struct vmodem *v)
{
	if (v == NULL)
		return;
	network_attach(v->network, NULL);
	at_news_forget(v);
	at_answer_forget(v);
	at_out_clear(v);
	free(v);
}

void vmodem_hurry(struct vmodem *v)
{
	v->hurry = true;
}

const char *vmodem_profile(size_t index)
{
	const struct family *family = family_at(index);

	return family == NULL ? NULL : family->name;
}

bool vmodem_serves(const char *profile, enum vmodem_service service)
{
	const struct family *family = family_find(profile);

	if (family == NULL)
		return false;
	switch (service) {
	case SERVICE_VOICE:
		return family->voice;
	case SERVICE_CODES:
		return family->ussd != USSD_NONE;
	}
	return false;
}

void vmodem_insert(struct vmodem *v, enum vmodem_sim sim)
{
	v->inserted = sim;
	v->card_out = false;
	v->pin_tries = VMODEM_PIN_TRIES;
	v->puk_tries = VMODEM_PUK_TRIES;
	strcpy(v->pin, VMODEM_PIN);
}

enum vmodem_sim vmodem_inserted(const struct vmodem *v)
{
	return v->inserted;
}

/* --- On and off --- */

void at_radio(struct vmodem *v)
{
	const struct network_radio radio = { .ctx = v, .deliver = at_deliver };
	bool wanted = v->listening && v->card == CARD_READY && v->function == 1 && v->selection != 2;

	if (wanted != v->radio_on)
		network_attach(v->network, wanted ? &radio : NULL);
	v->radio_on = wanted;
}

static void lose_session(struct vmodem *v)
{
	at_reset(v);
	at_deliver_reset(v);
	v->listening = v->messages_up = false;
	v->card = CARD_BUSY;
	v->card_due_ms = NEVER;
	at_radio(v);
	at_call_reset(v);
	at_ussd_reset(v);
	v->shown = STATE_NOT_SEARCHING;
	v->messages_due_ms = NEVER;
	v->start_due_ms = NEVER;
	v->pause_until_ms = 0;
	at_own_reset(v);
	v->hung_until_ms = 0;
	v->garble_count = 0;
}

static void lose_power(struct vmodem *v)
{
	lose_session(v);
	at_out_clear(v);
}

void at_restart(struct vmodem *v, bool mute)
{
	lose_session(v);
	memcpy(v->set, v->saved, sizeof v->set);
	v->charset = CHARSET_GSM;
	v->function = v->family->function;
	v->selection = 0;
	v->name_form = 0;
	at_clock_reset(v);
	at_boxes_reset(v);
	v->mute_start = mute;
	v->start_at = 0;
	v->start_due_ms = v->now_ms + v->family->start[0].after_ms;
	if (!v->hurry)
		v->start_due_ms += chance_between(&v->chance, v->family->boot_min_ms, v->family->boot_max_ms);
}

void at_power_down(struct vmodem *v)
{
	at_news_forget(v);
	at_form_news(v, v->family->power_down);
	at_news_flush(v);
	lose_session(v);
}

void vmodem_power(struct vmodem *v, uint64_t now_ms, bool on)
{
	v->now_ms = now_ms;
	if (on == v->powered)
		return;
	v->powered = on;
	v->slow_until_ms = 0;
	if (on)
		at_restart(v, false);
	else
		lose_power(v);
}

/* The next line of the start; what it stands for has come up. */
static void start_line(struct vmodem *v)
{
	const struct family_start *line = &v->family->start[v->start_at++];
	bool heard = !v->mute_start;

	switch (line->stage) {
	case STAGE_NONE:
		break;
	case STAGE_LISTENING:
		v->listening = true;
		break;
	case STAGE_CARD:
		at_card_start(v);
		at_radio(v);
		break;
	case STAGE_MESSAGES:
		heard = heard && v->card == CARD_READY;
		v->messages_up = v->card == CARD_READY;
		break;
	}
	if (heard)
		at_form_news(v, line->form);
	v->start_due_ms = NEVER;
	if (v->start_at < v->family->start_count)
		v->start_due_ms = v->now_ms + (v->hurry ? 0 : v->family->start[v->start_at].after_ms);
}

static bool hung(const struct vmodem *v)
{
	return v->now_ms < v->hung_until_ms;
}

/* --- The line --- */

void vmodem_feed(struct vmodem *v, uint64_t now_ms, const uint8_t *bytes, size_t len)
{
	v->now_ms = now_ms;
	if (!v->listening || hung(v) || now_ms < v->pause_until_ms)
		return;
	/* What aborts a command is no command itself. */
	if (len > 0 && at_call_abort(v))
		len = 0;
	at_feed(v, bytes, len);
	at_run(v);
}

void vmodem_step(struct vmodem *v, uint64_t now_ms)
{
	v->now_ms = now_ms;
	if (!v->powered)
		return;
	while (v->start_due_ms <= now_ms)
		start_line(v);
	at_fault_step(v);
	if (hung(v))
		return;
	at_out_step(v);
	if (!v->listening) {
		at_news_flush(v);
		return;
	}
	at_card_step(v);
	at_deliver_step(v);
	if (v->messages_due_ms <= now_ms) {
		v->messages_up = true;
		v->messages_due_ms = NEVER;
	}
	at_registration_step(v);
	at_call_step(v);
	at_ussd_step(v);
	at_own_step(v);
	at_run(v);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Of a modem that listens. */
static uint64_t work_due_ms(const struct vmodem *v)
{
	uint64_t due = earlier(v->messages_due_ms, at_deadline_ms(v));

	if (network_registration(v->network) != v->shown)
		return 0;
	due = earlier(due, earlier(v->card_due_ms, at_deliver_deadline_ms(v)));
	due = earlier(due, earlier(at_call_deadline_ms(v), at_ussd_deadline_ms(v)));
	return earlier(due, at_own_deadline_ms(v));
}

uint64_t vmodem_deadline_ms(const struct vmodem *v)
{
	uint64_t due = v->start_due_ms;

	if (!v->powered)
		return NEVER;
	due = earlier(due, at_fault_deadline_ms(v));
	uint64_t work = at_out_deadline_ms(v);
	if (v->listening)
		work = earlier(work, work_due_ms(v));
	/* What falls due meanwhile waits for the end of the silence. */
	return earlier(due, work < v->hung_until_ms ? v->hung_until_ms : work);
}

/* --- Faults --- */

const char *vmodem_fault_name(size_t index)
{
	const struct fault_row *row = fault_row(index);

	return row == NULL ? NULL : row->name;
}

int vmodem_fault(struct vmodem *v, uint64_t now_ms, const char *name)
{
	int fault = fault_find(name);

	v->now_ms = now_ms;
	if (fault < 0)
		return fault;
	at_fault_begin(v, (enum fault)fault);
	return 0;
}

void vmodem_mend(struct vmodem *v, uint64_t now_ms)
{
	v->now_ms = now_ms;
	at_fault_mend(v);
}

void vmodem_trouble(struct vmodem *v, uint64_t now_ms, uint64_t seed, uint32_t every_ms)
{
	v->now_ms = now_ms;
	at_fault_trouble(v, seed, every_ms);
}

void vmodem_slow(struct vmodem *v, uint32_t each_ms)
{
	v->slow_ms = each_ms;
	v->slow_until_ms = NEVER;
}
