/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/oddsms.h"

#include <string.h>

#define PID_TYPE_0 0x40
#define PID_CARD 0x7F /* (U)SIM data download */
#define DCS_CLASS_0 0x10
#define DCS_OCTETS 0x04
#define DCS_OCTETS_CLASS_2 0xF6
#define DCS_VOICEMAIL 0xC8 /* discard the text, set the sign for voicemail */

/* To port 2948 from 9200 (23.040 9.2.3.24.4), then a push of a service's address. */
static const uint8_t push[] = "\x06\x05\x04\x0B\x84\x23\xF0" "\x01\x06\x01\xAE\x02\x05\x6A\x00\x45\xC6\x0C\x03"
			      "example.org\x00\x08\x01\x03" "A page for you\x00\x01\x01";
/* The same port; a notification of a message of 300 KB. */
static const uint8_t notice[] = "\x06\x05\x04\x0B\x84\x23\xF0" "\x02\x06\x01\xBE\x8C\x82\x98T1\x00\x8D\x92\x8A\x80"
				"\x8E\x03\x04\x93\xE0\x83http://example.org/1\x00";
/* A command packet for the card (23.048). */
static const uint8_t update[] = "\x02\x70\x00"
				"\x00\x10\x0D\x00\x00\x00\x00\xB0\x00\x10\x00\x00\x00\x00\x00\x00\x00\x00";

static const struct {
	uint8_t pid, dcs;
	const char *text; /* or octets with a header */
	const uint8_t *octets;
	uint8_t count;
} kinds[] = {
	[ODD_CLASS_0] = { .dcs = DCS_CLASS_0, .text = "Your bill is ready" },
	[ODD_TYPE_0] = { .pid = PID_TYPE_0, .text = "" },
	[ODD_WAP_PUSH] = { .dcs = DCS_OCTETS, .octets = push, .count = sizeof push - 1 },
	[ODD_MMS_NOTICE] = { .dcs = DCS_OCTETS, .octets = notice, .count = sizeof notice - 1 },
	[ODD_SIM_UPDATE] = { .pid = PID_CARD, .dcs = DCS_OCTETS_CLASS_2, .octets = update, .count = sizeof update - 1 },
	[ODD_VOICEMAIL] = { .dcs = DCS_VOICEMAIL, .text = "You have 1 new voice message" },
};

void oddsms_make(enum odd kind, const struct tpdu_stamp *stamp, struct tpdu *t)
{
	*t = (struct tpdu){ .kind = TPDU_DELIVER, .first = 0x04, .pid = kinds[kind].pid, .stamp = *stamp,
			    .payload = { .dcs = kinds[kind].dcs } };
	number_parse(&t->number, ODDSMS_SENDER);
	if (kinds[kind].text != NULL) {
		payload_put(&t->payload, kinds[kind].text, NULL);
		return;
	}
	t->payload.header = true;
	t->payload.count = kinds[kind].count;
	memcpy(t->payload.octets, kinds[kind].octets, kinds[kind].count);
}
