/* plate: who this device is, as its maker or owner has written it: the model, and the PIN of the SIM. It lies in a sector of
 * its own behind the store, which never touches it; a factory reset leaves it as it is.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_CORTEXM_PLATE_H
#define PORTS_CORTEXM_PLATE_H

#include <stdint.h>

#include "store/flash.h"

#define PLATE_MAGIC "smsplate" /* without its NUL */
#define PLATE_VERSION 1

/* As it stands on the flash, little-endian. */
struct plate {
	char magic[8];
	uint8_t version;
	uint8_t model; /* enum model */
	char pin[9];   /* 4 to 8 digits and NULs; "": none */
	uint8_t spare[1];
	uint32_t crc;  /* crc_32 of what is before */
};
_Static_assert(sizeof(struct plate) == 24, "nothing between the fields");

/* What is written there; where there is none, or a broken one: a 706 without a PIN. */
void plate_read(struct plate *p, const struct flash *f);
/* "707-light 1234" or "707-light", as somebody types it; the text is as it was when this returns. ERR_SYNTAX: no such model,
 * or no such PIN; *p is then undefined. */
int plate_parse(struct plate *p, char *text);
/* 0 or ERR_IO: whoever reads it then finds one or none. */
int plate_write(const struct plate *p, const struct flash *f);

#endif
