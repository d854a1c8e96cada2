/* identity: who the modem and its SIM say that they are (27.007 5.1 to 5.4, 7.1): the lines of those answers.
 * A modem that says its model gets the profile of its family.
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_IDENTITY_H
#define MODEM_IDENTITY_H

#include "base/number.h"

#define IDENTITY_IMEI_MAX 16 /* digits; 15, or 16 with a version (23.003 6.2) */
#define IDENTITY_MAKER_CAP 16

struct modem;

/* Kept over a restart until they say it again. */
struct identity {
	char maker[IDENTITY_MAKER_CAP];   /* "": not known, as below */
	char imei[IDENTITY_IMEI_MAX + 1];
	struct number own;                /* NUMBER_NONE: the SIM does not know it */
};

/* A line behind AT+CGMI, AT+CGMM, AT+CGSN, AT+CNUM; one that is something else is handed on, or changes nothing. */
void identity_maker(struct modem *m, const char *line);
void identity_model(struct modem *m, const char *line);
void identity_imei(struct modem *m, const char *line);
void identity_own(struct modem *m, const char *line);

#endif
