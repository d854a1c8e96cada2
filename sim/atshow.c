/* at_show: a message as PDU mode and text mode present it (27.005 3.4.1, 4.1, 4.2 and 3.4.2, 3.4.3).
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "sim/at.h"

#define CUT_DIGITS 5
#define PAD_OCTETS 4

static void comma_number(struct text *out, int number)
{
	text_char(out, ',');
	text_number(out, number);
}

static void quoted(const struct vmodem *v, const char *s, struct text *out)
{
	text_char(out, '"');
	charset_print(v->charset, s, out);
	text_char(out, '"');
}

/* What stands behind a PDU, or instead of its last digits, in a faulty modem. */
static void spoil_pdu(struct vmodem *v, enum at_view view, struct text *out)
{
	static const char *const glues[] = { " ", "" };

	if (view != VIEW_NEW && at_strikes(v, FAULT_PDU_CUT))
		out->at[out->len -= CUT_DIGITS] = '\0';
	for (int i = 0; view != VIEW_NEW && i < PAD_OCTETS && at_faulty(v, FAULT_PDU_PADDED); i++)
		text_hex(out, 0);
	if (at_faulty(v, FAULT_NEWS_GLUED)) {
		text_str(out, glues[at_turn(v, FAULT_NEWS_GLUED, 2)]);
		at_chatter(v, NULL, out);
	}
}

static void show_pdu(struct vmodem *v, const struct smsbox_slot *slot, enum at_view view, struct text *out)
{
	if (view != VIEW_NEW) {
		text_number(out, (int)slot->stat);
		text_char(out, ',');
	}
	if (v->family->alpha != NULL)
		text_str(out, v->family->alpha);
	comma_number(out, (int)(slot->len - slot->centre_len));
	text_str(out, "\r\n");
	for (size_t i = 0; i < slot->len; i++)
		text_hex(out, slot->pdu[i]);
	spoil_pdu(v, view, out);
}

static void show_body(const struct vmodem *v, const struct payload *payload, struct text *out)
{
	char body[PAYLOAD_TEXT_CAP];
	struct payload_part part;
	struct text t;

	text_init(&t, body, sizeof body);
	text_str(out, "\r\n");
	payload_get(payload, &t, &part);
	switch (payload_alphabet(payload->dcs)) {
	case ALPHABET_GSM7:
		charset_print(v->charset, body, out);
		return;
	case ALPHABET_OCTETS:
		text_str(out, body);
		return;
	case ALPHABET_UCS2:
		/* In hexadecimal digits, whatever the character set is. */
		charset_print(CHARSET_UCS2, body, out);
		return;
	}
}

/* What +CSDH=1 adds of a message: <fo>,<pid>,<dcs> with a SUBMIT's <vp>, <sca>,<tosca>,<length>. */
static void show_details(const struct vmodem *v, const struct tpdu *t, const struct smsbox_slot *slot, struct text *out)
{
	struct number centre;

	tpdu_centre_parse(&centre, slot->pdu, slot->len);
	comma_number(out, t->first);
	comma_number(out, t->pid);
	comma_number(out, t->payload.dcs);
	if (t->kind == TPDU_SUBMIT) {
		text_char(out, ',');
		if (t->validity_len == 1)
			text_number(out, t->validity[0]);
	}
	text_char(out, ',');
	quoted(v, centre.text, out);
	comma_number(out, tpdu_address_type(&centre));
	comma_number(out, t->payload.count);
}

static void show_text(const struct vmodem *v, const struct smsbox_slot *slot, enum at_view view, struct text *out)
{
	bool details = v->set[SETTING_CSDH][0] == 1;
	struct tpdu t;

	if (view != VIEW_NEW) {
		text_char(out, '"');
		text_str(out, smsbox_stat_name(slot->stat));
		text_str(out, "\",");
	}
	/* One that the computer wrote may be anything. */
	if (tpdu_parse(&t, slot->pdu + slot->centre_len, slot->len - slot->centre_len) != 0) {
		text_str(out, "\"\",,\r\n");
		return;
	}
	quoted(v, t.number.text, out);
	text_char(out, ',');
	if (t.kind == TPDU_DELIVER) {
		text_str(out, ",\"");
		tpdu_stamp_print(&t.stamp, out);
		text_char(out, '"');
	} else if (view == VIEW_LIST) {
		text_char(out, ',');
	}
	if (details) {
		comma_number(out, tpdu_address_type(&t.number));
		if (view == VIEW_LIST)
			comma_number(out, t.payload.count);
		else
			show_details(v, &t, slot, out);
	}
	show_body(v, &t.payload, out);
}

void at_show(struct vmodem *v, const char *head, const struct smsbox_slot *slot, enum at_view view, struct text *out)
{
	text_str(out, head);
	if (v->set[SETTING_CMGF][0] == 1)
		show_text(v, slot, view, out);
	else
		show_pdu(v, slot, view, out);
}
