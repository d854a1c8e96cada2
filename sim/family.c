/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/family.h"

#include <string.h>

#include "sim/familyparts.h"

static const struct family_start generic_start[] = {
	{ 0, STAGE_LISTENING, "RDY" },
	{ 20, STAGE_NONE, "+CFUN: 1" },
	{ 600, STAGE_CARD, "+CPIN: %c" },
	{ 1500, STAGE_MESSAGES, "SMS Ready" },
};

/* As the standards have it. */
static const struct family generic = {
	.name = "generic",
	.manufacturer = "smsocket",
	.model = "Virtual",
	.revision = "smsocket-virtual-1",
	.serial = FAMILY_IMEI,
	.about = "smsocket\r\nVirtual\r\nRevision: smsocket-virtual-1",
	.abilities = "+CGSM",
	.prompt = "\r\n> ",
	.boot_min_ms = 1000,
	.boot_max_ms = 3000,
	.start = generic_start,
	.start_count = FAMILY_COUNT(generic_start),
	.function = 1,
	.busy_cme = 14,
	.access = 7,
	.circuit = 1,
	.error_rate = 99,
	.clock = { CLOCK_OWN, CLOCK_LOCAL },
	.card_slots = 20,
	.own_slots = 100,
	.slot_first = 1,
	.plain_ack = true,
	.numbered_ack = true,
	.voice = true,
	.calls_by = SETTING_NAMED_COUNT,
	.hidden = "\"\",128,,,,1",
	.caller = ",,,,0",
	.listed = "",
	.ussd = USSD_TEXT,
	.gap = "",
	.power_down = "NORMAL POWER DOWN",
};

static const struct {
	const struct family *rows;
	size_t count;
} makers[] = {
	{ &generic, 1 },
	{ familysimcom_rows, FAMILYSIMCOM_COUNT },
	{ familyquectel_rows, FAMILYQUECTEL_COUNT },
	{ familymore_rows, FAMILYMORE_COUNT },
};

const struct family *family_at(size_t index)
{
	for (size_t i = 0; i < FAMILY_COUNT(makers); i++) {
		if (index < makers[i].count)
			return &makers[i].rows[index];
		index -= makers[i].count;
	}
	return NULL;
}

const struct family *family_find(const char *name)
{
	const struct family *f = family_at(0);

	for (size_t i = 0; f != NULL && strcmp(f->name, name) != 0; i++)
		f = family_at(i + 1);
	return f;
}

bool family_lists(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = list; at != NULL && (at = strstr(at, name)) != NULL; at++)
		if (at > list && at[-1] == ' ' && at[len] == ' ')
			return true;
	return false;
}

bool family_lacks(const struct family *f, const char *command)
{
	return family_lists(f->lacks, command);
}
