/* atset: the settings of the virtual modem that are no more than numbers kept: a row gives the name, the ranges and the
 * factory values; reading, testing and setting derive from it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_ATSET_H
#define SIM_ATSET_H

#include <stdbool.h>

#include <stddef.h>

struct at_args;
struct vmodem;

#define ATSET_FIELDS_MAX 5

struct atset_field {
	int factory;
	const char *values; /* as a test tells them: "0-3" or "0,2,128"; behind a `/` those taken, when fewer */
};

struct atset_row {
	const char *name;
	size_t count;       /* of fields */
	bool more;          /* further arguments are taken and forgotten */
	const char *beyond; /* what a reading adds */
	struct atset_field fields[ATSET_FIELDS_MAX];
};

/* Those that other files ask for; the table has more rows after them. One that
 * the family lacks keeps its factory value. */
enum setting {
	SETTING_ECHO,
	SETTING_VERBOSE,
	SETTING_QUIET,
	SETTING_CMEE,
	SETTING_CMGF,
	SETTING_CNMI,
	SETTING_CSMP,
	SETTING_CSDH,
	SETTING_CSMS,
	SETTING_CREG,
	SETTING_CGREG,
	SETTING_CEREG,
	SETTING_CTZR,
	SETTING_CTZU,
	SETTING_X,
	SETTING_S0,
	SETTING_CLIP,
	SETTING_CRC,
	SETTING_COLP,
	SETTING_CLCC,
	SETTING_CVHU,
	SETTING_CUSD,
	SETTING_CGSMS,
	SETTING_CURC, /* of Huawei */
	SETTING_DSCI, /* of Quectel */
	SETTING_NAMED_COUNT,
};
#define SETTING_COUNT 80

/* Lays out the rows that the modem's family has. */
void atset_begin(struct vmodem *v);
/* Puts the factory values. */
void atset_reset(struct vmodem *v);
/* The row of that name, or ERR_MISSING. */
int atset_find(const struct vmodem *v, const char *name);
/* Reads, tests or sets row `id`; false: not with these arguments, nothing was changed. */
bool atset_run(struct vmodem *v, int id, const struct at_args *args);

#endif
