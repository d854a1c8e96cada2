/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/vmodem.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/err.h"
#include "sim/at.h"

#define HUNG_FOR_MS 60000
#define SLOW_FOR_MS 60000
#define SLOW_MS 5000
#define GARBLED_COUNT 40
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
	atset_reset(v);
	memcpy(v->saved, v->set, sizeof v->saved);
	vmodem_insert(v, SIM_READY);
	return v;
}

void vmodem_free(struct vmodem *v)
{
	if (v == NULL)
		return;
	network_attach(v->network, NULL);
	at_news_forget(v);
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

void vmodem_insert(struct vmodem *v, enum vmodem_sim sim)
{
	v->inserted = sim;
	v->pin_tries = VMODEM_PIN_TRIES;
	v->puk_tries = VMODEM_PUK_TRIES;
	strcpy(v->pin, VMODEM_PIN);
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
	v->listening = v->messages_up = false;
	v->card = CARD_BUSY;
	at_radio(v);
	at_call_reset(v);
	at_ussd_reset(v);
	v->shown = STATE_NOT_SEARCHING;
	v->messages_due_ms = NEVER;
	v->start_due_ms = NEVER;
	v->hung_until_ms = 0;
	v->garble_count = 0;
}

void at_restart(struct vmodem *v, bool mute)
{
	lose_session(v);
	memcpy(v->set, v->saved, sizeof v->set);
	v->charset = CHARSET_GSM;
	v->function = 1;
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
		lose_session(v);
}

/* The next line of the start; what it stands for has come up. */
static void start_line(struct vmodem *v)
{
	const struct family_start *line = &v->family->start[v->start_at++];
	const char *state = "";
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
		state = at_card_text(v);
		break;
	case STAGE_MESSAGES:
		heard = heard && v->card == CARD_READY;
		v->messages_up = v->card == CARD_READY;
		break;
	}
	if (heard)
		at_news(v, "%s%s", line->text, state);
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
	if (!v->listening || hung(v))
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
	if (!v->listening || hung(v))
		return;
	if (v->messages_due_ms <= now_ms) {
		v->messages_up = true;
		v->messages_due_ms = NEVER;
	}
	at_registration_step(v);
	at_call_step(v);
	at_ussd_step(v);
	at_run(v);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t vmodem_deadline_ms(const struct vmodem *v)
{
	uint64_t due = v->start_due_ms;

	if (!v->powered)
		return NEVER;
	if (!v->listening)
		return due;
	uint64_t work = earlier(v->messages_due_ms, at_deadline_ms(v));
	work = earlier(work, earlier(at_call_deadline_ms(v), at_ussd_deadline_ms(v)));
	if (network_registration(v->network) != v->shown)
		work = 0;
	/* What falls due meanwhile waits for the end of the silence. */
	return earlier(due, work < v->hung_until_ms ? v->hung_until_ms : work);
}

/* --- Faults --- */

static void reboots(struct vmodem *v)
{
	at_restart(v, false);
}

static void reboots_silently(struct vmodem *v)
{
	at_restart(v, true);
}

/* Until its power is cut. */
static void dies(struct vmodem *v)
{
	v->hung_until_ms = UINT64_MAX;
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

static const struct {
	const char *name;
	void (*inject)(struct vmodem *v);
} faults[] = {
	{ "reboots", reboots },
	{ "reboots-silently", reboots_silently },
	{ "hangs", hangs },
	{ "dies", dies },
	{ "garbles", garbles },
	{ "slow", slow },
};

const char *vmodem_fault_name(size_t index)
{
	return index < sizeof faults / sizeof *faults ? faults[index].name : NULL;
}

int vmodem_fault(struct vmodem *v, uint64_t now_ms, const char *name)
{
	v->now_ms = now_ms;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		if (strcmp(faults[i].name, name) == 0) {
			if (v->powered)
				faults[i].inject(v);
			return 0;
		}
	return ERR_MISSING;
}

void vmodem_slow(struct vmodem *v, uint32_t each_ms)
{
	v->slow_ms = each_ms;
	v->slow_until_ms = NEVER;
}
