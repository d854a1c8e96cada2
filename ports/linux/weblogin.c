/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/weblogin.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/assert.h"

void weblogin_init(struct weblogin *l, const char *hash)
{
	*l = (struct weblogin){ 0 };
	snprintf(l->hash, sizeof l->hash, "%s", hash);
}

/* --- Sessions. --- */

static bool current(const struct weblogin_session *session, uint64_t now_ms)
{
	return session->token[0] != '\0' && now_ms - session->from_ms < WEBLOGIN_SESSION_MS;
}

static void open_session(struct weblogin *l, uint64_t now_ms, char token[WEBLOGIN_TOKEN_CAP])
{
	struct weblogin_session *place = &l->session[0];
	uint8_t chance[(WEBLOGIN_TOKEN_CAP - 1) / 2];

	for (size_t i = 1; i < WEBLOGIN_SESSIONS_MAX && current(place, now_ms); i++)
		if (!current(&l->session[i], now_ms) || l->session[i].from_ms < place->from_ms)
			place = &l->session[i];
	ASSERT(getrandom(chance, sizeof chance, 0) == sizeof chance);
	for (size_t i = 0; i < sizeof chance; i++)
		snprintf(token + 2 * i, 3, "%02x", chance[i]);
	memcpy(place->token, token, sizeof place->token);
	place->from_ms = now_ms;
}

/* The token in "a=b; smsocket=TOKEN; c=d"; NULL: there is none. It is followed by a NUL or more. */
static const char *token_in(const char *cookie)
{
	static const char name[] = WEBLOGIN_COOKIE "=";

	while (cookie != NULL && *cookie != '\0') {
		cookie += strspn(cookie, "; \t");
		size_t len = strcspn(cookie, ";");

		if (len == sizeof name - 1 + WEBLOGIN_TOKEN_CAP - 1 && strncmp(cookie, name, sizeof name - 1) == 0)
			return cookie + sizeof name - 1;
		cookie += len;
	}
	return NULL;
}

static const struct weblogin_session *find(const struct weblogin *l, const char *cookie)
{
	const char *token = token_in(cookie);
	const struct weblogin_session *found = NULL;

	for (size_t i = 0; token != NULL && i < WEBLOGIN_SESSIONS_MAX; i++) {
		unsigned differ = l->session[i].token[0] == '\0';

		/* In a time that does not tell how much of it is right. */
		for (size_t k = 0; k < WEBLOGIN_TOKEN_CAP - 1; k++)
			differ |= (unsigned char)(l->session[i].token[k] ^ token[k]);
		if (differ == 0)
			found = &l->session[i];
	}
	return found;
}

bool weblogin_known(const struct weblogin *l, uint64_t now_ms, const char *cookie)
{
	const struct weblogin_session *session = find(l, cookie);

	return session != NULL && current(session, now_ms);
}

void weblogin_leave(struct weblogin *l, const char *cookie)
{
	const struct weblogin_session *session = find(l, cookie);

	if (session != NULL)
		l->session[session - l->session] = (struct weblogin_session){ 0 };
}

/* --- Tries. --- */

static void count_wrong(struct weblogin *l, uint64_t now_ms)
{
	uint64_t wait_ms = WEBLOGIN_WAIT_MS;

	l->wrong++;
	l->wrong_at_ms = now_ms;
	for (unsigned i = WEBLOGIN_TRIES; i < l->wrong && wait_ms < WEBLOGIN_WAIT_MAX_MS; i++)
		wait_ms *= 2;
	if (l->wrong >= WEBLOGIN_TRIES)
		l->wait_until_ms = now_ms + (wait_ms < WEBLOGIN_WAIT_MAX_MS ? wait_ms : WEBLOGIN_WAIT_MAX_MS);
}

enum weblogin_result weblogin_try(struct weblogin *l, uint64_t now_ms, const char *password,
				  char token[WEBLOGIN_TOKEN_CAP], unsigned *wait_s)
{
	if (now_ms < l->wait_until_ms) {
		*wait_s = (unsigned)((l->wait_until_ms - now_ms + 999) / 1000);
		return LOGIN_WAIT;
	}
	if (now_ms - l->wrong_at_ms > WEBLOGIN_FORGET_MS)
		l->wrong = 0;
	if (!password_fits(l->hash, password)) {
		count_wrong(l, now_ms);
		return LOGIN_WRONG;
	}
	l->wrong = 0;
	open_session(l, now_ms, token);
	return LOGIN_WELCOME;
}
