/* hostpanel: the daemon's web panel: its device as the state of a web server.
 * Nothing of it exists unless hostpanel_open was called; every call below but that one then does nothing. Numbers and
 * texts in its news are as the log has them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_HOSTPANEL_H
#define PORTS_LINUX_HOSTPANEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ports/linux/host.h"
#include "ports/linux/webfiles.h"
#include "ports/linux/why.h"

struct event_base;
struct json;
struct web;

/* What a program brings along: the page, and the reference of a model's commands, as JSON. */
struct hostpanel_page {
	const struct webfile *files;
	size_t file_count;
	void (*commands)(enum model model, struct text *json);
};

/* Strings are kept. */
struct hostpanel_config {
	const char *listen;        /* "ADDRESS:PORT" */
	const char *hosts;         /* further names of this host; "": none */
	const char *password_file; /* "": none is asked for, which only this machine's own address may do */
};

struct hostpanel {
	struct web *web; /* NULL: closed */
	struct host *host;
	const struct log *log;
	const struct hostpanel_page *page;
	bool login;             /* there is a password */
	struct json *answers;   /* of the command that is under way; NULL: none is */
	bool looked;            /* what follows is known */
	bool outlet, microrelay, mic;
	enum led_pattern led[LED_COUNT];
};

/* All is kept. ERR_IO with `why`: it cannot listen there, or must not, or the password's file is no good. */
int hostpanel_open(struct hostpanel *p, struct event_base *base, const struct hostpanel_config *config,
	const struct hostpanel_page *page, struct host *host, const struct log *log, struct why *why);
void hostpanel_close(struct hostpanel *p);

/* What the device's port is told. */
void hostpanel_note(struct hostpanel *p, const struct note *note);
void hostpanel_answer(struct hostpanel *p, const char *text);
void hostpanel_line(struct hostpanel *p, bool to_modem, const uint8_t *bytes, size_t len);
/* After each call of the device: tells what has changed. */
void hostpanel_look(struct hostpanel *p);

#endif
