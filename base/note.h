/* note: one line for the log, as data; who prints it decides the form and hides what is private.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_NOTE_H
#define BASE_NOTE_H

#include "base/number.h"

enum note_level {
	NOTE_ERROR,   /* somebody must act */
	NOTE_WARNING, /* it went wrong and was survived */
	NOTE_INFO,    /* what an owner would want to read */
	NOTE_DEBUG,   /* what a maintainer would */
};

struct note {
	enum note_level level;
	const char *what;         /* a constant English phrase, for instance "message dropped: too long" */
	const char *why;          /* a detail that anyone may read, or NULL */
	const struct number *who; /* whom it concerns, or NULL; private */
	const char *text;         /* what was said, by a person or the modem, or NULL; private */
};

#endif
