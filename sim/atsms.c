/* at: messages that the computer writes and sends, and the service around them (27.005 3.1, 3.2, 3.3, 3.5, 4.3, 4.4).
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "sim/at.h"

#define SEND_MIN_MS 1000
#define SEND_MAX_MS 3000
#define TEXT_CAP 2048

static bool text_mode(const struct vmodem *v)
{
	return v->set[SETTING_CMGF][0] == 1;
}

/* --- The service --- */

static enum at_result service_set(struct vmodem *v, const struct at_args *args)
{
	if (!atset_run(v, SETTING_CSMS, args))
		return at_cms(v, 302);
	at_say(v, "+CSMS: 1,1,1");
	return RESULT_OK;
}

static enum at_result service_read(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CSMS: %d,1,1,1", v->set[SETTING_CSMS][0]);
	return RESULT_OK;
}

static enum at_result acknowledge(struct vmodem *v, const struct at_args *args)
{
	if (args->op == OP_SET ? !v->family->numbered_ack : !v->family->plain_ack)
		return at_cms(v, 302);
	if (!v->unacknowledged)
		return at_cms(v, 340);
	if (at_strikes(v, FAULT_ACK_REFUSED))
		return at_cms(v, 314);
	v->unacknowledged = false;
	network_memory_available(v->network);
	return RESULT_OK;
}

static enum at_result acknowledge_test(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CNMA: (0-2)");
	return RESULT_OK;
}

/* A number as an argument gives it, in the line's character set or plain; `type` 145 makes it international. */
static int parse_number(const struct vmodem *v, const struct at_args *args, size_t i, struct number *n)
{
	const char *given = at_text(args, i);
	char decoded[80] = "";
	int type = 129;
	struct text t;

	text_init(&t, decoded, sizeof decoded);
	if (given == NULL || !at_number(args, i + 1, 0, 255, &type))
		return ERR_SYNTAX;
	if (charset_parse(v->charset, given, strlen(given), &t) != 0 || number_parse(n, decoded) != 0)
		number_parse(n, given);
	if (n->kind == NUMBER_PLAIN && type == 145) {
		char full[NUMBER_CAP + 1];

		snprintf(full, sizeof full, "+%s", n->text);
		number_parse(n, full);
	}
	return n->kind == NUMBER_NONE ? ERR_SYNTAX : 0;
}

static enum at_result centre_read(struct vmodem *v, const struct at_args *args)
{
	char number[4 * NUMBER_CAP];
	struct text t;

	(void)args;
	text_init(&t, number, sizeof number);
	charset_print(v->charset, v->centre.text, &t);
	at_say(v, "+CSCA: \"%s\",%d", number, tpdu_address_type(&v->centre));
	return RESULT_OK;
}

static enum at_result centre_set(struct vmodem *v, const struct at_args *args)
{
	struct number n;

	if (parse_number(v, args, 0, &n) != 0)
		return at_cms(v, 304);
	v->centre = n;
	return RESULT_OK;
}

/* --- From what was typed at the prompt to a draft --- */

/* The length that the command announced counts from behind the centre's address. */
static enum at_result draft_pdu(struct vmodem *v)
{
	uint8_t octets[SMSBOX_PDU_CAP];
	struct number centre;
	size_t digits = 0;

	for (size_t i = 0; i < v->prompt_len; i++)
		if ((uint8_t)v->prompt[i] > ' ')
			v->prompt[digits++] = v->prompt[i];
	int len = v->prompt_cut ? ERR_SYNTAX : charset_hex(v->prompt, digits, octets, sizeof octets);
	if (len <= 0)
		return at_cms(v, 304);
	int centre_len = tpdu_centre_parse(&centre, octets, (size_t)len);
	if (centre_len < 0 || len - centre_len != v->announced_len || v->announced_len > TPDU_CAP)
		return at_cms(v, 304);
	smsbox_fill(&v->draft, v->draft_stat, centre.kind == NUMBER_NONE ? &v->centre : &centre, octets + centre_len,
		    (size_t)(len - centre_len));
	return RESULT_OK;
}

/* For UCS-2 and octets the computer types hexadecimal digits, else characters of its set. */
static bool put_typed(const struct vmodem *v, struct payload *p)
{
	enum payload_alphabet alphabet = payload_alphabet(p->dcs);
	char text[TEXT_CAP];
	struct text t;

	text_init(&t, text, sizeof text);
	if (alphabet == ALPHABET_OCTETS) {
		int len = charset_hex(v->prompt, v->prompt_len, p->octets, sizeof p->octets);

		p->count = (uint8_t)(len > 0 ? len : 0);
		return len >= 0;
	}
	if (charset_parse(alphabet == ALPHABET_UCS2 ? CHARSET_UCS2 : v->charset, v->prompt, v->prompt_len, &t) != 0)
		return false;
	for (char *at = text; *at != '\0'; at++)
		if (*at == '\r')
			*at = '\n';
	return text[payload_put(p, text, NULL)] == '\0';
}

static enum at_result draft_text(struct vmodem *v)
{
	const int *csmp = v->set[SETTING_CSMP];
	struct tpdu t = { .kind = TPDU_SUBMIT, .first = (uint8_t)csmp[0], .number = v->recipient, .pid = (uint8_t)csmp[2],
			  .validity_len = (csmp[0] & 0x18) == 0x10 ? 1 : 0, .validity = { (uint8_t)csmp[1] },
			  .payload = { .dcs = (uint8_t)csmp[3] } };
	uint8_t octets[TPDU_CAP];

	if (v->prompt_cut || !put_typed(v, &t.payload))
		return at_cms(v, 305);
	smsbox_fill(&v->draft, v->draft_stat, &v->centre, octets, tpdu_print(&t, octets));
	return RESULT_OK;
}

/* In the mode of the command, whatever has become of +CMGF since. */
static enum at_result draft(struct vmodem *v)
{
	return v->draft_typed ? draft_text(v) : draft_pdu(v);
}

/* --- Sending --- */

/* What a faulty modem says instead of sending; RESULT_OK: nothing. */
static enum at_result refuse(struct vmodem *v)
{
	static const struct {
		enum fault fault;
		int code;
	} refusals[] = {
		{ FAULT_SEND_REFUSED_38, 38 },   { FAULT_SEND_REFUSED_41, 41 },   { FAULT_SEND_REFUSED_42, 42 },
		{ FAULT_SEND_REFUSED_69, 69 },   { FAULT_SEND_REFUSED_302, 302 }, { FAULT_SEND_REFUSED_330, 330 },
		{ FAULT_SEND_REFUSED_331, 331 }, { FAULT_SEND_REFUSED_512, 512 },
	};

	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
		if (at_faulty(v, refusals[i].fault))
			return at_cms(v, refusals[i].code);
	if (!at_faulty(v, FAULT_SEND_ERROR))
		return RESULT_OK;
	if (at_turn(v, FAULT_SEND_ERROR, 2) == 1)
		return at_cms(v, 500);
	v->error_kind = NULL;
	return RESULT_FAILED;
}

/* The reference, or a negative number when the result is the one to give. */
static int submit(struct vmodem *v, enum at_result *result)
{
	*result = refuse(v);
	/* 1 and 3 prefer or know circuit switched service (27.007 10.1.21). */
	if (*result == RESULT_OK && v->family->needs_circuit && v->set[SETTING_CGSMS][0] % 2 == 0)
		*result = at_cms(v, 500);
	if (*result != RESULT_OK)
		return ERR_IO;
	int reference = network_submit(v->network, v->now_ms, v->draft.pdu + v->draft.centre_len,
				       v->draft.len - v->draft.centre_len);

	if (reference < 0)
		*result = at_cms(v, reference == ERR_MISSING ? 331 : 96);
	return reference;
}

/* An SMS-SUBMIT-REPORT (23.040 9.2.2.2a) of this moment stands for a report. */
static enum at_result say_sent(struct vmodem *v, const char *command, int reference)
{
	static const char *const tails[] = { ",", ",\"010062105021000040\"" };
	bool odd = at_faulty(v, FAULT_SEND_ODD_RESULT);

	if (at_strikes(v, FAULT_SENT_UNANSWERED))
		return RESULT_SILENT;
	at_say(v, "%s: %d%s", command, reference, odd ? tails[at_turn(v, FAULT_SEND_ODD_RESULT, 2)] : "");
	return RESULT_OK;
}

static enum at_result sent(struct vmodem *v)
{
	enum at_result result = RESULT_OK;
	int reference = submit(v, &result);

	return reference < 0 ? result : say_sent(v, "+CMGS", reference);
}

static enum at_result send_typed(struct vmodem *v)
{
	enum at_result result = draft(v);

	if (result == RESULT_OK && at_strikes(v, FAULT_SEND_UNANSWERED))
		return RESULT_SILENT;
	return result == RESULT_OK ? at_later(v, SEND_MIN_MS, SEND_MAX_MS, sent) : result;
}

/* Whatever is typed there is no message of that length. */
void at_prompt_left(struct vmodem *v)
{
	if (!v->listening)
		return;
	at_reset(v);
	v->dial_waits = false;
	v->announced_len = TPDU_CAP;
	v->draft_typed = false;
	v->prompted = send_typed;
	v->prompt_len = 0;
	v->prompt_cut = false;
}

/* Remembers for whom, or how long, the message will be. */
static enum at_result address(struct vmodem *v, const struct at_args *args)
{
	v->announced_len = 0;
	v->draft_typed = text_mode(v);
	if (v->draft_typed)
		return parse_number(v, args, 0, &v->recipient) == 0 ? RESULT_OK : at_cms(v, 305);
	if (!at_number(args, 0, 1, TPDU_CAP, &v->announced_len) || v->announced_len == 0)
		return at_cms(v, 304);
	return RESULT_OK;
}

static enum at_result send_set(struct vmodem *v, const struct at_args *args)
{
	enum at_result result = address(v, args);

	v->draft_stat = STAT_STO_SENT;
	return result == RESULT_OK ? at_prompt(v, send_typed) : result;
}

/* --- Writing into the storage, and sending from it --- */

static enum at_result written(struct vmodem *v)
{
	enum at_result result = draft(v);
	int index;

	if (result != RESULT_OK)
		return result;
	index = smsbox_put(at_mem_box(v, MEM_WRITE), &v->draft);
	if (index < 0)
		return at_cms(v, 322);
	at_say(v, "+CMGW: %d", index);
	return RESULT_OK;
}

static bool parse_stat(const struct vmodem *v, const struct at_args *args, enum smsbox_stat *stat)
{
	size_t at = text_mode(v) ? 2 : 1;
	const char *name = at_text(args, at);
	int number = STAT_STO_UNSENT;

	if (text_mode(v) && name != NULL)
		number = smsbox_stat_find(name);
	else if (!at_number(args, at, 0, SMSBOX_STAT_COUNT - 1, &number))
		return false;
	if (number < 0)
		return false;
	*stat = (enum smsbox_stat)number;
	return true;
}

static enum at_result write_set(struct vmodem *v, const struct at_args *args)
{
	enum at_result result = address(v, args);

	if (result == RESULT_OK && !parse_stat(v, args, &v->draft_stat))
		return at_cms(v, text_mode(v) ? 305 : 304);
	return result == RESULT_OK ? at_prompt(v, written) : result;
}

static enum at_result sent_from_storage(struct vmodem *v)
{
	enum at_result result = RESULT_OK;
	int reference = submit(v, &result);
	struct smsbox_slot *slot = smsbox_slot(at_mem_box(v, MEM_WRITE), v->draft_index);

	if (reference < 0)
		return result;
	if (slot != NULL && slot->used && slot->stat == STAT_STO_UNSENT)
		slot->stat = STAT_STO_SENT;
	return say_sent(v, "+CMSS", reference);
}

static enum at_result send_stored(struct vmodem *v, const struct at_args *args)
{
	struct tpdu t;

	v->draft_index = -1;
	if (!at_number(args, 0, 0, 255, &v->draft_index))
		return at_cms(v, 321);
	const struct smsbox_slot *slot = smsbox_slot(at_mem_box(v, MEM_WRITE), v->draft_index);
	if (slot == NULL || !slot->used)
		return at_cms(v, 321);
	v->draft = *slot;
	if (at_text(args, 1) != NULL) {
		uint8_t octets[TPDU_CAP];

		if (tpdu_parse(&t, slot->pdu + slot->centre_len, slot->len - slot->centre_len) != 0 ||
		    parse_number(v, args, 1, &t.number) != 0)
			return at_cms(v, 304);
		smsbox_fill(&v->draft, slot->stat, &v->centre, octets, tpdu_print(&t, octets));
	}
	return at_later(v, SEND_MIN_MS, SEND_MAX_MS, sent_from_storage);
}

static const struct at_row rows[] = {
	{ "+CSMS", OP_READ, NEEDS_NOTHING, service_read },
	{ "+CSMS", OP_SET, NEEDS_NOTHING, service_set },
	{ "+CNMA", OP_RUN | OP_SET, NEEDS_NOTHING, acknowledge },
	{ "+CNMA", OP_TEST, NEEDS_NOTHING, acknowledge_test },
	{ "+CSCA", OP_READ, NEEDS_CARD, centre_read },
	{ "+CSCA", OP_SET, NEEDS_CARD, centre_set },
	{ "+CSCA", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+CMGS", OP_SET, NEEDS_MESSAGES, send_set },
	{ "+CMGS", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+CMGW", OP_SET, NEEDS_MESSAGES, write_set },
	{ "+CMGW", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+CMSS", OP_SET, NEEDS_MESSAGES, send_stored },
	{ "+CMSS", OP_TEST, NEEDS_NOTHING, at_nothing },
};

const struct at_table atsms_table = { rows, sizeof rows / sizeof *rows };
