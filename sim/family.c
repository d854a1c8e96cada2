/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/family.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct family_start generic_start[] = {
	{ 0, STAGE_LISTENING, "RDY" },
	{ 20, STAGE_NONE, "+CFUN: 1" },
	{ 600, STAGE_CARD, "+CPIN: " },
	{ 1500, STAGE_MESSAGES, "SMS Ready" },
};

static const struct family families[] = {
	{
		.name = "generic",
		.manufacturer = "smsocket",
		.model = "Virtual",
		.revision = "smsocket-virtual-1",
		.imei = "001010123456780",
		.abilities = "+CGSM",
		.prompt = "\r\n> ",
		.access = 7,
		.boot_min_ms = 1000,
		.boot_max_ms = 3000,
		.start = generic_start,
		.start_count = COUNT(generic_start),
		.card_slots = 20,
		.own_slots = 100,
		.slot_first = 1,
	},
};

const struct family *family_find(const char *name)
{
	for (size_t i = 0; i < COUNT(families); i++)
		if (strcmp(families[i].name, name) == 0)
			return &families[i];
	return NULL;
}

const struct family *family_at(size_t index)
{
	return index < COUNT(families) ? &families[index] : NULL;
}
