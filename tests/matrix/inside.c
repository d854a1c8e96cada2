/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/matrix/inside.h"

#include "base/assert.h"
#include "sim/at.h"

bool inside_faulty(const struct vmodem *v, enum fault fault)
{
	return fault == FAULT_GARBLES ? v->garble_count > 0 : at_faulty(v, fault);
}

struct inside_family inside_family(const char *profile)
{
	const struct family *family = family_find(profile);

	ASSERT(family != NULL);
	return (struct inside_family){
		.voice = family->voice,
		.codes = family->ussd != USSD_NONE,
		.memories = (unsigned)(family->card_slots > 0) + (family->own_slots > 0),
		.acknowledges = family->acknowledges,
	};
}
