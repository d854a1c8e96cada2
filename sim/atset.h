/* atset: the settings of the virtual modem that are no more than numbers kept: a row gives the name, the ranges and the
 * factory values; reading, testing and setting derive from it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_ATSET_H
#define SIM_ATSET_H

#include <stdbool.h>

struct at_args;
struct vmodem;

#define ATSET_FIELDS_MAX 5

/* Those that other files ask for; the table has more rows after them. */
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
	SETTING_NAMED_COUNT,
};
#define SETTING_COUNT 64

/* Puts the factory values. */
void atset_reset(struct vmodem *v);
/* The row of that name, or ERR_MISSING. */
int atset_find(const char *name);
/* Reads, tests or sets row `id`; false: not with these arguments, nothing was changed. */
bool atset_run(struct vmodem *v, int id, const struct at_args *args);

#endif
