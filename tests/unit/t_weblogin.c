/* SPDX-License-Identifier: Apache-2.0 */
#include <crypt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ports/linux/weblogin.h"

#define RIGHT "correct horse"
#define HOUR_MS 3600000u

/* Of RIGHT, by a method that takes no time: crypt(5), sha256crypt with 1000 rounds. */
static const char quick_hash[] = "$5$rounds=1000$abcdefgh$";
static char hash[PASSWORD_HASH_CAP];
static struct weblogin login;
static char token[WEBLOGIN_TOKEN_CAP];
static unsigned wait_s;

static int setup(void **state)
{
	(void)state;
	weblogin_init(&login, hash);
	wait_s = 0;
	return 0;
}

static enum weblogin_result try(uint64_t now_ms, const char *password)
{
	return weblogin_try(&login, now_ms, password, token, &wait_s);
}

static bool known(uint64_t now_ms, const char *form)
{
	char cookie[200];

	snprintf(cookie, sizeof cookie, form, token);
	return weblogin_known(&login, now_ms, cookie);
}

static void lets_in_who_knows_it(void **state)
{
	(void)state;
	assert_int_equal(try(1000, RIGHT), LOGIN_WELCOME);
	assert_int_equal(strlen(token), 32);
	assert_true(known(1000, "smsocket=%s"));
	assert_true(known(1000, "a=b; smsocket=%s; c=d"));
	assert_true(known(1000, "a=b;smsocket=%s"));
	assert_false(known(1000, "smsocket=%s0"));
	assert_false(known(1000, "smsocket=x%s"));
	assert_false(known(1000, "xsmsocket=%s"));
	assert_false(known(1000, "Smsocket=%s"));
	assert_false(known(1000, "%s"));
	assert_false(weblogin_known(&login, 1000, NULL));
	assert_false(weblogin_known(&login, 1000, ""));
	assert_false(weblogin_known(&login, 1000, "smsocket="));
	token[31] = (char)(token[31] == '0' ? '1' : '0');
	assert_false(known(1000, "smsocket=%s"));
	/* What lies in a free place opens nothing. */
	memset(token, 0, sizeof token);
	assert_false(known(1000, "smsocket=%s"));
}

static void a_session_ends(void **state)
{
	char first[WEBLOGIN_TOKEN_CAP], cookie[100];

	(void)state;
	assert_int_equal(try(1000, RIGHT), LOGIN_WELCOME);
	strcpy(first, token);
	assert_true(known(1000 + WEBLOGIN_SESSION_MS - 1, "smsocket=%s"));
	assert_false(known(1000 + WEBLOGIN_SESSION_MS, "smsocket=%s"));
	assert_int_equal(try(2000, RIGHT), LOGIN_WELCOME);
	assert_string_not_equal(first, token);
	snprintf(cookie, sizeof cookie, "smsocket=%s", first);
	assert_true(weblogin_known(&login, 2000, cookie));
	weblogin_leave(&login, cookie);
	assert_false(weblogin_known(&login, 2000, cookie));
	assert_true(known(2000, "smsocket=%s"));
	weblogin_leave(&login, cookie);
	weblogin_leave(&login, NULL);
	assert_true(known(2000, "smsocket=%s"));
}

static void the_oldest_session_makes_room(void **state)
{
	static char tokens[WEBLOGIN_SESSIONS_MAX + 1][WEBLOGIN_TOKEN_CAP];

	(void)state;
	for (unsigned i = 0; i <= WEBLOGIN_SESSIONS_MAX; i++) {
		assert_int_equal(try(1000 + i, RIGHT), LOGIN_WELCOME);
		strcpy(tokens[i], token);
	}
	for (unsigned i = 0; i <= WEBLOGIN_SESSIONS_MAX; i++) {
		strcpy(token, tokens[i]);
		assert_int_equal(known(2000, "smsocket=%s"), i > 0);
	}
}

static void wrong(uint64_t now_ms, unsigned times)
{
	while (times-- > 0)
		assert_int_equal(try(now_ms, "wrong horse"), LOGIN_WRONG);
}

static void makes_guessing_slow(void **state)
{
	uint64_t now_ms = 10 * HOUR_MS;

	(void)state;
	wrong(now_ms, 5);
	assert_int_equal(try(now_ms, RIGHT), LOGIN_WAIT);
	assert_int_equal(wait_s, 30);
	assert_int_equal(try(now_ms + 29001, RIGHT), LOGIN_WAIT);
	assert_int_equal(wait_s, 1);
	/* Each further one takes twice as long, 16 minutes at most. */
	for (unsigned expected_s = 60; expected_s < 4000; expected_s *= 2) {
		now_ms += 16 * 60000;
		wrong(now_ms, 1);
		assert_int_equal(try(now_ms, RIGHT), LOGIN_WAIT);
		assert_int_equal(wait_s, expected_s < 960 ? expected_s : 960);
	}
	now_ms += 16 * 60000;
	assert_int_equal(try(now_ms, RIGHT), LOGIN_WELCOME);
	wrong(now_ms, 4);
	assert_int_equal(try(now_ms, RIGHT), LOGIN_WELCOME);
}

static void forgets_what_was_wrong_long_ago(void **state)
{
	uint64_t now_ms = 10 * HOUR_MS;

	(void)state;
	wrong(now_ms, 4);
	wrong(now_ms + HOUR_MS, 1);
	assert_int_equal(try(now_ms + HOUR_MS, RIGHT), LOGIN_WAIT);
	weblogin_init(&login, hash);
	wrong(now_ms, 4);
	wrong(now_ms + HOUR_MS + 1, 4);
	assert_int_equal(try(now_ms + HOUR_MS + 1, RIGHT), LOGIN_WELCOME);
}

static void fits(void **state)
{
	char made[PASSWORD_HASH_CAP], long_one[PASSWORD_LEN_MAX + 2];
	struct why why;

	(void)state;
	assert_true(password_fits(hash, RIGHT));
	assert_false(password_fits(hash, "correct hors") || password_fits(hash, "") || password_fits(hash, RIGHT "x"));
	assert_false(password_fits("", "") || password_fits("*0", RIGHT) || password_fits("x", RIGHT) ||
		     password_fits("$y$", RIGHT));
	assert_int_equal(password_hash(RIGHT, made, &why), 0);
	assert_memory_equal(made, "$y$", 3);
	assert_true(password_fits(made, RIGHT));
	assert_false(password_fits(made, "Correct horse"));
	assert_true(password_hash("1234567", made, &why) < 0);
	memset(long_one, 'x', sizeof long_one);
	long_one[PASSWORD_LEN_MAX + 1] = '\0';
	assert_true(password_hash(long_one, made, &why) < 0);
	assert_false(password_fits(hash, long_one));
}

static int make_hash(void **state)
{
	void *work = NULL;
	int size = 0;

	(void)state;
	snprintf(hash, sizeof hash, "%s", crypt_ra(RIGHT, quick_hash, &work, &size));
	free(work);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(lets_in_who_knows_it, setup),
		cmocka_unit_test_setup(a_session_ends, setup),
		cmocka_unit_test_setup(the_oldest_session_makes_room, setup),
		cmocka_unit_test_setup(makes_guessing_slow, setup),
		cmocka_unit_test_setup(forgets_what_was_wrong_long_ago, setup),
		cmocka_unit_test(fits),
	};

	return cmocka_run_group_tests(tests, make_hash, NULL);
}
