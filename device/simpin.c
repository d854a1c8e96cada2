/* SPDX-License-Identifier: Apache-2.0 */
#include "device/simpin.h"

#include <string.h>

#include "base/crc.h"
#include "device/keys.h"

static void put_check(uint8_t *value, uint32_t check)
{
	for (int i = 0; i < SIMPIN_VALUE_LEN; i++)
		value[i] = (uint8_t)(check >> 8 * i);
}

void simpin_start(struct simpin *p, const struct store *s, struct modem *m, const char *pin)
{
	uint8_t wanted[SIMPIN_VALUE_LEN], kept[SIMPIN_VALUE_LEN];

	*p = (struct simpin){ .check = 0 };
	if (pin == NULL)
		return;
	p->check = crc_32(0, pin, strlen(pin));
	put_check(wanted, p->check);
	p->refused = store_get(s, KEYS_PIN, kept, sizeof kept) == SIMPIN_VALUE_LEN && memcmp(kept, wanted, sizeof kept) == 0;
	modem_pin(m, pin);
	if (p->refused)
		modem_pin_doubted(m);
}

bool simpin_refused(struct simpin *p, struct store *s, const struct modem *m)
{
	uint8_t value[SIMPIN_VALUE_LEN];

	if (p->refused || !modem_pin_refused(m))
		return false;
	p->refused = true;
	put_check(value, p->check);
	store_put(s, KEYS_PIN, value, sizeof value);
	return true;
}
