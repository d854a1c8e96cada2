/* controlrequest: a request of `smsocket ctl`, read from its line of JSON:
 *   {"do":"status"}                     the state of everything
 *   {"do":"sms","text":"ON"}            a command, as if it came by message
 *   {"do":"events","follow":true}       what has happened lately; `follow`: and what happens from now on
 *   {"do":"log"}                        the alarm log, and the notes kept
 *   {"do":"settings","secrets":true}    the commands that make the settings what they are; `secrets`: all of them
 *   {"do":"selftest"}                   what answers
 * Nothing else is accepted: an unknown member is an error, not a misunderstanding.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_CONTROLREQUEST_H
#define PORTS_LINUX_CONTROLREQUEST_H

#include <stdbool.h>
#include <stddef.h>

#define CONTROLREQUEST_LINE_MAX 8192 /* bytes of a request, without its line feed */
#define CONTROLREQUEST_TEXT_CAP 512  /* of a command, NUL included */
#define CONTROLREQUEST_DEPTH_MAX 4   /* brackets that may be open */

enum controlrequest_deed { DEED_STATUS, DEED_SMS, DEED_EVENTS, DEED_LOG, DEED_SETTINGS, DEED_SELFTEST };
#define CONTROLREQUEST_DEEDS 6

struct controlrequest {
	enum controlrequest_deed deed;
	char text[CONTROLREQUEST_TEXT_CAP]; /* of sms: UTF-8, not checked further */
	bool follow;                        /* of events */
	bool secrets;                       /* of settings */
};

/* What is wrong with a request, and what would be right; constants. */
struct controlrequest_fault {
	const char *what, *expected;
};

/* Reads a line of `len` bytes, which need not end in NUL. 0, or ERR_SYNTAX, and *r is of no meaning. */
int controlrequest_read(const char *line, size_t len, struct controlrequest *r, struct controlrequest_fault *fault);

#endif
