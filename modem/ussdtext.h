/* ussdtext: the text of a USSD answer, out of the many forms that modems give it (27.007 7.15, 23.038 5).
 * Pure; goes by the coding scheme where that can be believed, and by what is there.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_USSDTEXT_H
#define MODEM_USSDTEXT_H

#include <stdbool.h>

#include "base/text.h"

/* What is known of the modem that wrote it. */
struct ussdtext_from {
	bool gsm;    /* it writes in the GSM alphabet, not in ASCII or UTF-8 */
	bool packed; /* it writes digits of packed septets */
};

/* Appends the text of `answer`, `"<text>",<dcs>` or what is left of it, to the empty `t`, in UTF-8; line ends of all kinds
 * become one, none stands at the end. */
void ussdtext_read(struct text *t, const char *answer, struct ussdtext_from from);
/* Appends `code`, of characters that the GSM alphabet has in their ASCII places, as digits of packed septets, or of UCS-2. */
void ussdtext_pack(struct text *t, const char *code);
void ussdtext_widen(struct text *t, const char *code);

#endif
