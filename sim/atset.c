/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/atset.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/err.h"
#include "sim/at.h"

/* What every modem has, unless its family says otherwise. */
static const struct atset_row rows[SETTING_COUNT] = {
	[SETTING_ECHO] = { "E", 1, .fields = { { 1, "0,1" } } },
	[SETTING_VERBOSE] = { "V", 1, .fields = { { 1, "0,1" } } },
	[SETTING_QUIET] = { "Q", 1, .fields = { { 0, "0-2" } } },
	[SETTING_CMEE] = { "+CMEE", 1, .fields = { { 0, "0-2" } } },
	[SETTING_CMGF] = { "+CMGF", 1, .fields = { { 0, "0,1" } } },
	[SETTING_CNMI] = { "+CNMI", 5,
			   .fields = { { 2, "0-3" }, { 1, "0-3" }, { 0, "0-3" }, { 0, "0-2" }, { 0, "0,1" } } },
	[SETTING_CSMP] = { "+CSMP", 4,
			   .fields = { { 17, "0-255" }, { 167, "0-255" }, { 0, "0-255" }, { 0, "0-255" } } },
	[SETTING_CSDH] = { "+CSDH", 1, .fields = { { 0, "0,1" } } },
	[SETTING_CSMS] = { "+CSMS", 1, .fields = { { 0, "0,1" } } },
	[SETTING_CREG] = { "+CREG", 1, .fields = { { 0, "0-2" } } },
	[SETTING_CGREG] = { "+CGREG", 1, .fields = { { 0, "0-2" } } },
	[SETTING_CEREG] = { "+CEREG", 1, .fields = { { 0, "0-2" } } },
	[SETTING_CTZR] = { "+CTZR", 1, .fields = { { 0, "0-3" } } },
	[SETTING_CTZU] = { "+CTZU", 1, .fields = { { 0, "0,1" } } },
	[SETTING_X] = { "X", 1, .fields = { { 4, "0-4" } } },
	[SETTING_S0] = { "S0", 1, .fields = { { 0, "0-255" } } },
	[SETTING_CLIP] = { "+CLIP", 1, .beyond = ",1", .fields = { { 0, "0,1" } } },
	[SETTING_CRC] = { "+CRC", 1, .fields = { { 0, "0,1" } } },
	[SETTING_COLP] = { "+COLP", 1, .beyond = ",1", .fields = { { 0, "0,1" } } },
	[SETTING_CLCC] = { "+CLCC", 1, .fields = { { 0, "0,1" } } },
	[SETTING_CVHU] = { "+CVHU", 1, .fields = { { 0, "0-2" } } },
	[SETTING_CUSD] = { "+CUSD", 1, .fields = { { 0, "0-2" } } },
	[SETTING_CGSMS] = { "+CGSMS", 1, .fields = { { 1, "0-3" } } },

	[SETTING_NAMED_COUNT] = { "L", 1, .fields = { { 1, "0-3" } } },
	{ "M", 1, .fields = { { 1, "0-2" } } },
	{ "&C", 1, .fields = { { 1, "0-2" } } },
	{ "&D", 1, .fields = { { 2, "0-2" } } },
	{ "&K", 1, .fields = { { 3, "0-6" } } },
	{ "&S", 1, .fields = { { 0, "0,1" } } },
	{ "S2", 1, .fields = { { 43, "0-255" } } },
	{ "S3", 1, .fields = { { 13, "13" } } },
	{ "S4", 1, .fields = { { 10, "10" } } },
	{ "S5", 1, .fields = { { 8, "8" } } },
	{ "S6", 1, .fields = { { 2, "0-255" } } },
	{ "S7", 1, .fields = { { 60, "0-255" } } },
	{ "S8", 1, .fields = { { 2, "0-255" } } },
	{ "S10", 1, .fields = { { 15, "0-255" } } },
	{ "S12", 1, .fields = { { 50, "0-255" } } },
	{ "+CMMS", 1, .fields = { { 0, "0-2" } } },
	{ "+CSCB", 1, .more = true, .fields = { { 0, "0,1" } } },
	{ "+CLIR", 1, .beyond = ",4", .fields = { { 0, "0-2" } } },
	{ "+CR", 1, .fields = { { 0, "0,1" } } },
	{ "+CCWA", 1, .more = true, .fields = { { 0, "0,1" } } },
	{ "+CSSN", 2, .fields = { { 0, "0,1" }, { 0, "0,1" } } },
	{ "+CMIC", 2, .fields = { { 0, "0-15" }, { 8, "0-15" } } },
	{ "+CMUT", 1, .fields = { { 0, "0,1" } } },
	{ "+CLVL", 1, .fields = { { 50, "0-100" } } },
	{ "+CSTA", 1, .fields = { { 129, "129,145" } } },
	{ "+CMOD", 1, .fields = { { 0, "0-3" } } },
	{ "+CMER", 5, .fields = { { 0, "0-3" }, { 0, "0-2" }, { 0, "0-2" }, { 0, "0-2" }, { 0, "0,1" } } },
	{ "+CGEREP", 2, .fields = { { 0, "0-2" }, { 0, "0,1" } } },
	{ "+WS46", 1, .fields = { { 25, "12,22,25,28-31" } } },
	{ "+IPR", 1, .fields = { { 0, "0,1200,2400,4800,9600,19200,38400,57600,115200,230400,460800,921600" } } },
	{ "+ICF", 2, .fields = { { 3, "0-6" }, { 3, "0-3" } } },
	{ "+IFC", 2, .fields = { { 0, "0-2" }, { 0, "0-2" } } },
};

/* The place of the family's own row: that of the row it stands for, or a free one. */
static int place(const struct vmodem *v, const struct family_setting *own)
{
	int id = own->stands_for != SETTING_NAMED_COUNT ? own->stands_for : atset_find(v, own->row.name);

	for (int free = SETTING_NAMED_COUNT; id < 0; free++) {
		ASSERT(free < SETTING_COUNT);
		if (v->rows[free] == NULL)
			id = free;
	}
	return id;
}

void atset_begin(struct vmodem *v)
{
	for (size_t id = 0; id < SETTING_COUNT; id++)
		if (rows[id].name != NULL)
			v->rows[id] = &rows[id];
	for (size_t i = 0; i < v->family->setting_count; i++)
		v->rows[place(v, &v->family->settings[i])] = &v->family->settings[i].row;
}

void atset_reset(struct vmodem *v)
{
	for (size_t id = 0; id < SETTING_COUNT; id++)
		for (size_t i = 0; v->rows[id] != NULL && i < v->rows[id]->count; i++)
			v->set[id][i] = v->rows[id]->fields[i].factory;
}

int atset_find(const struct vmodem *v, const char *name)
{
	for (int id = 0; id < SETTING_COUNT; id++)
		if (v->rows[id] != NULL && strcmp(v->rows[id]->name, name) == 0)
			return family_lacks(v->family, name) ? ERR_MISSING : id;
	return ERR_MISSING;
}

/* `values`: like "0-2" or "0,2,128". */
static bool among(const char *values, int wanted)
{
	for (const char *at = values; *at != '\0'; at += *at == ',') {
		char *end;
		long low = strtol(at, &end, 10);
		long high = *end == '-' ? strtol(end + 1, &end, 10) : low;

		if (wanted >= low && wanted <= high)
			return true;
		at = end;
	}
	return false;
}

static bool extended(const struct atset_row *row)
{
	return row->name[0] != '&' && !(row->name[0] >= 'A' && row->name[0] <= 'Z');
}

static void read_row(struct vmodem *v, const struct atset_row *row, const int *values)
{
	char line[80];
	struct text t;

	text_init(&t, line, sizeof line);
	if (extended(row)) {
		text_str(&t, row->name);
		text_str(&t, ": ");
	}
	for (size_t i = 0; i < row->count; i++) {
		if (i > 0)
			text_char(&t, ',');
		if (extended(row))
			text_number(&t, values[i]);
		else
			text_padded(&t, (uint32_t)values[i], 3); /* V.250 5.3.2 */
	}
	if (row->beyond != NULL)
		text_str(&t, row->beyond);
	at_say_text(v, &t);
}

static void test_row(struct vmodem *v, const struct atset_row *row)
{
	char line[120];
	struct text t;

	text_init(&t, line, sizeof line);
	text_str(&t, row->name);
	text_str(&t, ": ");
	for (size_t i = 0; i < row->count; i++) {
		text_str(&t, i > 0 ? ",(" : "(");
		text_bytes(&t, row->fields[i].values, strcspn(row->fields[i].values, "/"));
		text_char(&t, ')');
	}
	at_say_text(v, &t);
}

static bool set_row(const struct atset_row *row, int *values, const struct at_args *args)
{
	int wanted[ATSET_FIELDS_MAX];

	if (args->count > row->count && !row->more)
		return false;
	memcpy(wanted, values, sizeof wanted);
	for (size_t i = 0; i < row->count; i++) {
		const char *told = row->fields[i].values;
		const char *fewer = strchr(told, '/');

		if (!at_number(args, i, INT_MIN, INT_MAX, &wanted[i]) ||
		    !among(fewer != NULL ? fewer + 1 : told, wanted[i]))
			return false;
	}
	memcpy(values, wanted, sizeof wanted);
	return true;
}

bool atset_run(struct vmodem *v, int id, const struct at_args *args)
{
	const struct atset_row *row = v->rows[id];
	int *values = v->set[id];

	switch (args->op) {
	case OP_READ:
		read_row(v, row, values);
		return true;
	case OP_TEST:
		if (extended(row))
			test_row(v, row);
		return extended(row);
	case OP_SET:
		return args->count > 0 && set_row(row, values, args);
	case OP_RUN:
		if (row->name[0] == 'S')
			return true; /* V.250 5.3.2: chooses the register, no more */
		/* A basic command without its number means 0 (V.250 5.3.1); the others go back to the factory values, as
		 * 27.005 3.4.1 has it for +CNMI. */
		for (size_t i = 0; i < row->count; i++)
			values[i] = extended(row) ? row->fields[i].factory : 0;
		return true;
	}
	return false;
}
