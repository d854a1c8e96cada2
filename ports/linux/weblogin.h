/* weblogin: who may use the panel of a daemon that has a password: tries, their limits, and the sessions of those who
 * knew it. A session is a cookie of 128 bits of chance that no script of a page can read; it lasts for
 * WEBLOGIN_SESSION_MS or until the daemon ends. After WEBLOGIN_TRIES wrong passwords each further one makes everybody
 * wait, longer each time: it does not matter where they come from.
 * Time is an argument. No allocation but password_fits' own.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_WEBLOGIN_H
#define PORTS_LINUX_WEBLOGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "ports/linux/password.h"

#define WEBLOGIN_SESSIONS_MAX 16 /* the oldest goes */
#define WEBLOGIN_SESSION_MS (12 * 3600000u)
#define WEBLOGIN_TRIES 5
#define WEBLOGIN_WAIT_MS 30000u      /* after the first try too many; doubled by each further one, up to */
#define WEBLOGIN_WAIT_MAX_MS 960000u
#define WEBLOGIN_FORGET_MS 3600000u  /* without a try, wrong ones are forgotten */
#define WEBLOGIN_TOKEN_CAP 33
#define WEBLOGIN_COOKIE "smsocket"

struct weblogin {
	char hash[PASSWORD_HASH_CAP];
	struct weblogin_session {
		char token[WEBLOGIN_TOKEN_CAP]; /* "": free */
		uint64_t from_ms;
	} session[WEBLOGIN_SESSIONS_MAX];
	unsigned wrong;        /* passwords in a row */
	uint64_t wrong_at_ms;  /* the last of them */
	uint64_t wait_until_ms;
};

void weblogin_init(struct weblogin *l, const char *hash);

enum weblogin_result { LOGIN_WELCOME, LOGIN_WRONG, LOGIN_WAIT };
/* LOGIN_WELCOME: a session, whose token is written. LOGIN_WAIT: not even looked at, for `*wait_s` from now. */
enum weblogin_result weblogin_try(struct weblogin *l, uint64_t now_ms, const char *password,
				  char token[WEBLOGIN_TOKEN_CAP], unsigned *wait_s);
/* A Cookie header (RFC 6265 4.2.1) that holds a session; NULL: there was none. */
bool weblogin_known(const struct weblogin *l, uint64_t now_ms, const char *cookie);
/* Ends that session. */
void weblogin_leave(struct weblogin *l, const char *cookie);

#endif
