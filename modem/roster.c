/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/roster.h"

#include "modem/field.h"

/* +CLCC: <idx>,<dir>,<stat>,<mode>,<mpty>[,<number>,<type>...] */
bool roster_parse(struct roster *r, const char *line)
{
	static const uint8_t highest[] = { 99, 1, STAT_WAITING, 0 };
	struct field f = { line };
	int32_t values[sizeof highest];

	r->peer = (struct number){ .kind = NUMBER_NONE };
	if (!field_prefix(&f, "+CLCC:"))
		return false;
	for (size_t i = 0; i < sizeof highest; i++) {
		if (!field_number(&f, 0, highest[i], &values[i]))
			return false;
		field_skip(&f);
	}
	r->id = (uint8_t)values[0];
	r->incoming = values[1] == 1;
	r->stat = (uint8_t)values[2];
	if (field_skip(&f))
		field_phone(&f, &r->peer);
	return true;
}
