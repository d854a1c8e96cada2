/* at: messages that come in: where they go, and how the computer hears of them (27.005 3.4.1, 3.4.4).
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "sim/at.h"

#define ACK_WITHIN_MS 15000
#define OLD_AGE_S 90000 /* how long ago the messages came that a full card holds: beyond a day */

static const char *const names[AT_BOX_COUNT] = { [BOX_CARD] = "SM", [BOX_OWN] = "ME" };

static struct number centre_of_network(void)
{
	struct number n;

	number_parse(&n, NETWORK_CENTRE);
	return n;
}

/* Messages that were read long ago, in all free places. */
static void fill(struct vmodem *v, struct smsbox *box)
{
	struct number centre = centre_of_network();
	struct tpdu t = { .kind = TPDU_DELIVER, .first = 0x04 };
	uint8_t octets[TPDU_CAP];
	char text[40];

	number_parse(&t.number, ODDSMS_SENDER);
	t.stamp.local_s = network_local_s(v->network, v->now_ms) - OLD_AGE_S;
	t.stamp.zone_qh = network_zone_qh(v->network);
	for (size_t i = 0; i < box->cap; i++) {
		struct smsbox_slot old;

		snprintf(text, sizeof text, "old message %zu", i + 1);
		payload_put(&t.payload, text, NULL);
		smsbox_fill(&old, STAT_REC_READ, &centre, octets, tpdu_print(&t, octets));
		if (smsbox_put(box, &old) < 0)
			return;
	}
}

void at_box_fill(struct vmodem *v)
{
	fill(v, at_mem_box(v, MEM_RECEIVE));
}

void at_box_tell_full(struct vmodem *v)
{
	at_form_news(v, v->family->full);
}

void at_mems_reset(struct vmodem *v)
{
	v->mem[MEM_READ] = v->mem[MEM_WRITE] = v->mem[MEM_RECEIVE] = v->family->own_first ? BOX_OWN : BOX_CARD;
}

void at_boxes_reset(struct vmodem *v)
{
	const size_t caps[AT_BOX_COUNT] = { [BOX_CARD] = v->family->card_slots, [BOX_OWN] = v->family->own_slots };

	for (int i = 0; i < AT_BOX_COUNT; i++) {
		v->boxes[i].name = names[i];
		v->boxes[i].cap = caps[i];
		v->boxes[i].first = v->family->slot_first;
	}
	at_mems_reset(v);
	v->centre = centre_of_network();
	if (v->inserted == SIM_FULL)
		fill(v, &v->boxes[BOX_CARD]);
}

/* --- A message comes in --- */

static void tell_directly(struct vmodem *v, const struct smsbox_slot *slot)
{
	char shown[AT_SHOWN_CAP];
	struct text t;

	text_init(&t, shown, sizeof shown);
	at_show(v, "+CMT: ", slot, VIEW_NEW, &t);
	at_news_text(v, &t);
}

/* It comes from the network again unless the computer says in time that it has it (3.4.4). */
static void await_ack(struct vmodem *v)
{
	if (v->set[SETTING_CSMS][0] == 0 && !v->family->acknowledges)
		return;
	v->unacknowledged = true;
	v->ack_due_ms = 0;
}

/* Where a new message goes. */
static struct smsbox *receiving(struct vmodem *v)
{
	enum at_box box = v->mem[MEM_RECEIVE];
	enum at_box other = box == BOX_CARD ? BOX_OWN : BOX_CARD;

	return &v->boxes[at_faulty(v, FAULT_OTHER_MEMORY) && v->boxes[other].cap > 0 ? other : box];
}

/* The last place where nothing lies. */
static int vacant(const struct smsbox *box)
{
	size_t place = box->cap;

	while (place > 0 && box->slots[place - 1].used)
		place--;
	return (int)(box->first + (place > 0 ? place - 1 : box->cap));
}

static void announce(struct vmodem *v, const struct smsbox *box, int index)
{
	unsigned times = at_faulty(v, FAULT_ANNOUNCED_TWICE) ? 2 : 1;

	if (at_faulty(v, FAULT_ANNOUNCES_NOTHING))
		return;
	if (at_faulty(v, FAULT_ANNOUNCED_WRONGLY))
		index = vacant(box);
	for (unsigned i = 0; i < times; i++) {
		if (at_faulty(v, FAULT_ANNOUNCED_NOWHERE))
			at_news(v, "+CMTI: ,-1");
		else
			at_news(v, "+CMTI: \"%s\",%d", box->name, index);
	}
}

bool at_deliver(void *vmodem, const uint8_t *octets, size_t len)
{
	struct vmodem *v = vmodem;
	struct number centre = centre_of_network();
	struct smsbox *box = receiving(v);
	const int *cnmi = v->set[SETTING_CNMI];
	struct smsbox_slot slot;

	/* One at a time: the next when this one is acknowledged. */
	if (v->unacknowledged || v->delivery_stopped || v->deaf)
		return false;
	/* <mode> 0 keeps the news; who then wants it directly finds it stored (3.4.1). */
	smsbox_fill(&slot, STAT_REC_UNREAD, &centre, octets, len);
	if ((cnmi[1] == 2 && cnmi[0] != 0) || at_faulty(v, FAULT_DELIVERS_DIRECTLY)) {
		tell_directly(v, &slot);
		await_ack(v);
		return true;
	}
	int index = smsbox_put(box, &slot);
	if (index < 0)
		return false;
	if (at_faulty(v, FAULT_DELIVERED_TWICE))
		tell_directly(v, &slot);
	if (cnmi[1] != 0 && cnmi[0] != 0)
		announce(v, box, index);
	if (smsbox_used(box) == box->cap)
		at_box_tell_full(v);
	return true;
}

void at_hear(struct vmodem *v)
{
	if (v->deaf)
		network_memory_available(v->network);
	v->deaf = false;
}

void at_rouse(struct vmodem *v, const char *command, enum at_op op)
{
	static const char *const about_messages[] = { "+CMGS", "+CNMI", "+CPMS", "+CMGL" };

	for (size_t i = 0; i < sizeof about_messages / sizeof *about_messages; i++)
		if (strcmp(command, about_messages[i]) == 0)
			at_hear(v);
	if (!v->delivery_stopped || op != OP_SET || strcmp(command, "+CNMI") != 0)
		return;
	v->delivery_stopped = false;
	network_memory_available(v->network);
}

static void take_back(struct vmodem *v)
{
	if (v->unacknowledged)
		network_keep(v->network);
	v->unacknowledged = false;
}

void at_deliver_reset(struct vmodem *v)
{
	take_back(v);
	v->delivery_stopped = v->deaf = false;
}

/* 3.4.4: one that was not acknowledged ends the direct delivery of messages and of reports. */
void at_deliver_step(struct vmodem *v)
{
	/* The network's call brings no time along: the wait begins here. */
	if (v->unacknowledged && v->ack_due_ms == 0)
		v->ack_due_ms = v->now_ms + ACK_WITHIN_MS;
	if (!v->unacknowledged || v->ack_due_ms > v->now_ms)
		return;
	take_back(v);
	v->delivery_stopped = true;
	v->set[SETTING_CNMI][1] = v->set[SETTING_CNMI][3] = 0;
}

uint64_t at_deliver_deadline_ms(const struct vmodem *v)
{
	return v->unacknowledged ? v->ack_due_ms : UINT64_MAX;
}
