/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/atset.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "sim/at.h"

struct field {
	int min, max, factory;
};

struct row {
	const char *name;
	size_t count;       /* of fields */
	bool more;          /* further arguments are taken and forgotten */
	const char *beyond; /* what a reading adds */
	struct field fields[ATSET_FIELDS_MAX];
};

static const struct row rows[SETTING_COUNT] = {
	[SETTING_ECHO] = { "E", 1, .fields = { { 0, 1, 1 } } },
	[SETTING_VERBOSE] = { "V", 1, .fields = { { 0, 1, 1 } } },
	[SETTING_QUIET] = { "Q", 1, .fields = { { 0, 2, 0 } } },
	[SETTING_CMEE] = { "+CMEE", 1, .fields = { { 0, 2, 0 } } },
	[SETTING_CMGF] = { "+CMGF", 1, .fields = { { 0, 1, 0 } } },
	[SETTING_CNMI] = { "+CNMI", 5, .fields = { { 0, 3, 2 }, { 0, 3, 1 }, { 0, 3, 0 }, { 0, 2, 0 }, { 0, 1, 0 } } },
	[SETTING_CSMP] = { "+CSMP", 4, .fields = { { 0, 255, 17 }, { 0, 255, 167 }, { 0, 255, 0 }, { 0, 255, 0 } } },
	[SETTING_CSDH] = { "+CSDH", 1, .fields = { { 0, 1, 0 } } },
	[SETTING_CSMS] = { "+CSMS", 1, .fields = { { 0, 1, 0 } } },
	[SETTING_CREG] = { "+CREG", 1, .fields = { { 0, 2, 0 } } },
	[SETTING_CGREG] = { "+CGREG", 1, .fields = { { 0, 2, 0 } } },
	[SETTING_CEREG] = { "+CEREG", 1, .fields = { { 0, 2, 0 } } },
	[SETTING_CTZR] = { "+CTZR", 1, .fields = { { 0, 3, 0 } } },
	[SETTING_CTZU] = { "+CTZU", 1, .fields = { { 0, 1, 0 } } },
	[SETTING_X] = { "X", 1, .fields = { { 0, 4, 4 } } },
	[SETTING_S0] = { "S0", 1, .fields = { { 0, 255, 0 } } },
	[SETTING_CLIP] = { "+CLIP", 1, .beyond = ",1", .fields = { { 0, 1, 0 } } },
	[SETTING_CRC] = { "+CRC", 1, .fields = { { 0, 1, 0 } } },
	[SETTING_COLP] = { "+COLP", 1, .beyond = ",1", .fields = { { 0, 1, 0 } } },
	[SETTING_CLCC] = { "+CLCC", 1, .fields = { { 0, 1, 0 } } },
	[SETTING_CVHU] = { "+CVHU", 1, .fields = { { 0, 2, 0 } } },
	[SETTING_CUSD] = { "+CUSD", 1, .fields = { { 0, 2, 0 } } },

	[SETTING_NAMED_COUNT] = { "L", 1, .fields = { { 0, 3, 1 } } },
	{ "M", 1, .fields = { { 0, 2, 1 } } },
	{ "&C", 1, .fields = { { 0, 2, 1 } } },
	{ "&D", 1, .fields = { { 0, 2, 2 } } },
	{ "&K", 1, .fields = { { 0, 6, 3 } } },
	{ "&S", 1, .fields = { { 0, 1, 0 } } },
	{ "S2", 1, .fields = { { 0, 255, 43 } } },
	{ "S3", 1, .fields = { { 13, 13, 13 } } },
	{ "S4", 1, .fields = { { 10, 10, 10 } } },
	{ "S5", 1, .fields = { { 8, 8, 8 } } },
	{ "S6", 1, .fields = { { 0, 255, 2 } } },
	{ "S7", 1, .fields = { { 0, 255, 60 } } },
	{ "S8", 1, .fields = { { 0, 255, 2 } } },
	{ "S10", 1, .fields = { { 0, 255, 15 } } },
	{ "S12", 1, .fields = { { 0, 255, 50 } } },
	{ "+CMMS", 1, .fields = { { 0, 2, 0 } } },
	{ "+CSCB", 1, .more = true, .fields = { { 0, 1, 0 } } },
	{ "+CLIR", 1, .beyond = ",4", .fields = { { 0, 2, 0 } } },
	{ "+CR", 1, .fields = { { 0, 1, 0 } } },
	{ "+CCWA", 1, .more = true, .fields = { { 0, 1, 0 } } },
	{ "+CSSN", 2, .fields = { { 0, 1, 0 }, { 0, 1, 0 } } },
	{ "+CMIC", 2, .fields = { { 0, 15, 0 }, { 0, 15, 8 } } },
	{ "+CMUT", 1, .fields = { { 0, 1, 0 } } },
	{ "+CLVL", 1, .fields = { { 0, 100, 50 } } },
	{ "+CSTA", 1, .fields = { { 129, 145, 129 } } },
	{ "+CMOD", 1, .fields = { { 0, 3, 0 } } },
	{ "+CGSMS", 1, .fields = { { 0, 3, 1 } } },
	{ "+CMER", 5, .fields = { { 0, 3, 0 }, { 0, 2, 0 }, { 0, 2, 0 }, { 0, 2, 0 }, { 0, 1, 0 } } },
	{ "+CGEREP", 2, .fields = { { 0, 2, 0 }, { 0, 1, 0 } } },
	{ "+WS46", 1, .fields = { { 12, 31, 25 } } },
	{ "+IPR", 1, .fields = { { 0, 921600, 0 } } },
	{ "+ICF", 2, .fields = { { 0, 6, 3 }, { 0, 3, 3 } } },
	{ "+IFC", 2, .fields = { { 0, 2, 0 }, { 0, 2, 0 } } },
};

void atset_reset(struct vmodem *v)
{
	for (size_t id = 0; id < SETTING_COUNT; id++)
		for (size_t i = 0; i < rows[id].count; i++)
			v->set[id][i] = rows[id].fields[i].factory;
}

int atset_find(const char *name)
{
	for (int id = 0; id < SETTING_COUNT && rows[id].name != NULL; id++)
		if (strcmp(rows[id].name, name) == 0)
			return id;
	return ERR_MISSING;
}

static bool extended(const struct row *row)
{
	return row->name[0] == '+';
}

static void read_row(struct vmodem *v, const struct row *row, const int *values)
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

static void test_row(struct vmodem *v, const struct row *row)
{
	char line[120];
	struct text t;

	text_init(&t, line, sizeof line);
	text_str(&t, row->name);
	text_str(&t, ": ");
	for (size_t i = 0; i < row->count; i++) {
		const struct field *field = &row->fields[i];

		text_str(&t, i > 0 ? ",(" : "(");
		text_number(&t, field->min);
		if (field->max > field->min) {
			text_char(&t, field->max == field->min + 1 ? ',' : '-');
			text_number(&t, field->max);
		}
		text_char(&t, ')');
	}
	at_say_text(v, &t);
}

static bool set_row(const struct row *row, int *values, const struct at_args *args)
{
	int wanted[ATSET_FIELDS_MAX];

	if (args->count > row->count && !row->more)
		return false;
	memcpy(wanted, values, sizeof wanted);
	for (size_t i = 0; i < row->count; i++)
		if (!at_number(args, i, row->fields[i].min, row->fields[i].max, &wanted[i]))
			return false;
	memcpy(values, wanted, sizeof wanted);
	return true;
}

bool atset_run(struct vmodem *v, int id, const struct at_args *args)
{
	const struct row *row = &rows[id];
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
