/* err: the few ways a call can fail.
 * Functions that can fail return 0 (or a value >= 0) on success and one of these on failure.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum err {
	ERR_FULL = -1,    /* no room; nothing was changed */
	ERR_IO = -2,      /* the world below failed (flash, tty, file) */
	ERR_SYNTAX = -3,  /* the input is not of the expected form */
	ERR_RANGE = -4,   /* well formed, but outside the legal values */
	ERR_MISSING = -5, /* there is no such thing */
};

#endif
