/* at: messages that have come in and are kept (27.005 3.1, 3.2.2, 3.4).
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "sim/at.h"

struct smsbox *at_mem_box(struct vmodem *v, enum at_mem mem)
{
	return &v->boxes[v->mem[mem]];
}

/* --- Which storage --- */

static enum at_result mems_read(struct vmodem *v, const struct at_args *args)
{
	char line[80];
	struct text t;

	text_init(&t, line, sizeof line);
	text_str(&t, "+CPMS: ");
	for (int i = MEM_READ; i <= MEM_RECEIVE; i++) {
		const struct smsbox *box = at_mem_box(v, (enum at_mem)i);

		if (i > MEM_READ)
			text_char(&t, ',');
		if (args->op == OP_READ) {
			text_char(&t, '"');
			text_str(&t, box->name);
			text_str(&t, "\",");
		}
		text_number(&t, (int64_t)smsbox_used(box));
		text_char(&t, ',');
		text_number(&t, (int64_t)box->cap);
	}
	at_say_text(v, &t);
	return RESULT_OK;
}

static enum at_result mems_test(struct vmodem *v, const struct at_args *args)
{
	const char *all = v->boxes[BOX_OWN].cap == 0 ? "(\"SM\")" : "(\"SM\",\"ME\")";

	(void)args;
	at_say(v, "+CPMS: %s,%s,%s", all, all, all);
	return RESULT_OK;
}

static enum at_result mems_set(struct vmodem *v, const struct at_args *args)
{
	enum at_box wanted[3] = { v->mem[0], v->mem[1], v->mem[2] };

	if (args->count > 3 || at_text(args, 0) == NULL)
		return at_cms(v, 302);
	for (size_t i = 0; i < args->count; i++) {
		const char *name = at_text(args, i);
		int box = 0;

		if (name == NULL)
			continue;
		while (box < AT_BOX_COUNT && !text_same(name, v->boxes[box].name))
			box++;
		if (box == AT_BOX_COUNT || v->boxes[box].cap == 0)
			return at_cms(v, 302);
		wanted[i] = (enum at_box)box;
	}
	memcpy(v->mem, wanted, sizeof wanted);
	return mems_read(v, args);
}

/* --- Reading and deleting --- */

static void say_message(struct vmodem *v, const char *head, struct smsbox_slot *slot, enum at_view view, bool keep)
{
	char shown[AT_SHOWN_CAP];
	struct text t;

	text_init(&t, shown, sizeof shown);
	at_show(v, head, slot, view, &t);
	at_say_text(v, &t);
	if (slot->stat == STAT_REC_UNREAD && !keep)
		slot->stat = STAT_REC_READ;
}

static enum at_result read_one(struct vmodem *v, const struct at_args *args)
{
	int index = -1;
	int keep = 0;

	if (!at_number(args, 0, 0, 255, &index) || !at_number(args, 1, 0, 1, &keep))
		return at_cms(v, 321);
	struct smsbox_slot *slot = smsbox_slot(at_mem_box(v, MEM_READ), index);
	if ((slot == NULL || !slot->used) && at_faulty(v, FAULT_ANNOUNCED_WRONGLY) &&
	    at_turn(v, FAULT_ANNOUNCED_WRONGLY, 2) == 0)
		return RESULT_OK;
	if (slot == NULL || !slot->used)
		return slot != NULL && v->family->empty_is_ok ? RESULT_OK : at_cms(v, 321);
	say_message(v, "+CMGR: ", slot, VIEW_READ, keep == 1);
	return RESULT_OK;
}

#define LIST_ALL SMSBOX_STAT_COUNT /* beside the states */

static bool parse_list(const struct vmodem *v, const struct at_args *args, int *which)
{
	const char *name = at_text(args, 0);

	if (v->set[SETTING_CMGF][0] == 0)
		return at_number(args, 0, 0, LIST_ALL, which);
	if (name == NULL)
		return true;
	*which = text_same(name, "ALL") ? LIST_ALL : smsbox_stat_find(name);
	return *which >= 0;
}

static enum at_result list_some(struct vmodem *v, const struct at_args *args)
{
	struct smsbox *box = at_mem_box(v, MEM_READ);
	int which = STAT_REC_UNREAD;
	int keep = 0;

	if (args->op == OP_SET && !parse_list(v, args, &which))
		return at_cms(v, v->set[SETTING_CMGF][0] == 0 ? 304 : 305);
	if (args->op == OP_SET && !at_number(args, 1, 0, 1, &keep))
		return at_cms(v, 302);
	for (size_t i = 0; i < box->cap; i++) {
		struct smsbox_slot *slot = &box->slots[i];
		char head[24];

		if (!slot->used || (which != LIST_ALL && (int)slot->stat != which))
			continue;
		snprintf(head, sizeof head, "+CMGL: %zu,", i + box->first);
		say_message(v, head, slot, VIEW_LIST, keep == 1);
	}
	return RESULT_OK;
}

static enum at_result list_test(struct vmodem *v, const struct at_args *args)
{
	char line[120];
	struct text t;

	(void)args;
	text_init(&t, line, sizeof line);
	text_str(&t, "+CMGL: (");
	for (int i = 0; v->set[SETTING_CMGF][0] == 1 && i < SMSBOX_STAT_COUNT; i++) {
		text_char(&t, '"');
		text_str(&t, smsbox_stat_name((enum smsbox_stat)i));
		text_str(&t, "\",");
	}
	text_str(&t, v->set[SETTING_CMGF][0] == 1 ? "\"ALL\")" : "0-4)");
	at_say_text(v, &t);
	return RESULT_OK;
}

/* By <delflag> of 3.5.4: which states go; 0 deletes one place. */
static const bool doomed[5][SMSBOX_STAT_COUNT] = {
	[1] = { [STAT_REC_READ] = true },
	[2] = { [STAT_REC_READ] = true, [STAT_STO_SENT] = true },
	[3] = { [STAT_REC_READ] = true, [STAT_STO_SENT] = true, [STAT_STO_UNSENT] = true },
	[4] = { true, true, true, true },
};

static enum at_result delete_some(struct vmodem *v, const struct at_args *args)
{
	struct smsbox *box = at_mem_box(v, MEM_READ);
	int index = -1;
	int flag = 0;

	if (!at_number(args, 0, 0, 255, &index) || !at_number(args, 1, 0, 4, &flag))
		return at_cms(v, 302);
	if (at_faulty(v, FAULT_DELETE_IGNORED))
		return RESULT_OK;
	if (flag == 0) {
		struct smsbox_slot *slot = smsbox_slot(box, index);

		if (slot == NULL)
			return at_cms(v, 321);
		slot->used = false;
	}
	for (size_t i = 0; i < box->cap; i++)
		if (doomed[flag][box->slots[i].stat])
			box->slots[i].used = false;
	network_memory_available(v->network);
	return RESULT_OK;
}

static enum at_result delete_test(struct vmodem *v, const struct at_args *args)
{
	const struct smsbox *box = at_mem_box(v, MEM_READ);
	char line[500];
	struct text t;
	bool any = false;

	(void)args;
	text_init(&t, line, sizeof line);
	text_str(&t, "+CMGD: (");
	for (size_t i = 0; i < box->cap; i++) {
		if (!box->slots[i].used)
			continue;
		if (any)
			text_char(&t, ',');
		text_number(&t, (int64_t)(i + box->first));
		any = true;
	}
	text_str(&t, "),(0-4)");
	at_say_text(v, &t);
	return RESULT_OK;
}

static const struct at_row rows[] = {
	{ "+CPMS", OP_READ, NEEDS_MESSAGES, mems_read },
	{ "+CPMS", OP_TEST, NEEDS_NOTHING, mems_test },
	{ "+CPMS", OP_SET, NEEDS_MESSAGES, mems_set },
	{ "+CMGR", OP_SET, NEEDS_MESSAGES, read_one },
	{ "+CMGR", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+CMGL", OP_RUN | OP_SET, NEEDS_MESSAGES, list_some },
	{ "+CMGL", OP_TEST, NEEDS_NOTHING, list_test },
	{ "+CMGD", OP_SET, NEEDS_MESSAGES, delete_some },
	{ "+CMGD", OP_TEST, NEEDS_MESSAGES, delete_test },
};

const struct at_table atstore_table = { rows, sizeof rows / sizeof *rows };
