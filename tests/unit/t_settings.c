/* Settings: what is legal, how it is shown, and what is taken back from a store that may hold anything.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "core/settings.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define BAD INT32_MIN

static struct settings factory(void)
{
	struct settings s = { .changed = 0 };

	settings_reset(&s);
	s.changed = 0;
	return s;
}

static const char *texts_of(const struct settings *s, enum setting id)
{
	if (id == SETTING_PASSWORD)
		return s->password;
	return id == SETTING_SALDOUMS ? s->balance_code : s->renew_password;
}

static void values_are_taken_up_to_their_limits(void **state)
{
	static const struct {
		enum setting id;
		const char *text;
		int value;
	} rows[] = {
		{ SETTING_RESTARTTIME, "1", 1 },         { SETTING_RESTARTTIME, "600", 600 },
		{ SETTING_RESTARTTIME, "0600", 600 },    { SETTING_RESTARTTIME, "0", BAD },
		{ SETTING_RESTARTTIME, "601", BAD },     { SETTING_RESTARTTIME, "", BAD },
		{ SETTING_RESTARTTIME, "-1", BAD },      { SETTING_RESTARTTIME, "+5", BAD },
		{ SETTING_RESTARTTIME, "5s", BAD },      { SETTING_RESTARTTIME, "5.", BAD },
		{ SETTING_RESTARTTIME, "65541", BAD },   { SETTING_RESTARTTIME, "99999999999999999999", BAD },
		{ SETTING_TEMPOFF, "0", 0 },             { SETTING_TEMPOFF, "50", 50 },
		{ SETTING_TEMPOFF, "51", BAD },          { SETTING_TEMPOFF, "-1", BAD },
		{ SETTING_TEMPCAL, "1", 1 },             { SETTING_TEMPCAL, "9", 9 },
		{ SETTING_TEMPCAL, "0", BAD },           { SETTING_TEMPCAL, "10", BAD },
		{ SETTING_MICRORELAYTIME, "0", 0 },      { SETTING_MICRORELAYTIME, "900", 900 },
		{ SETTING_MICRORELAYTIME, "901", BAD },  { SETTING_MICLEVEL, "0", 0 },
		{ SETTING_MICLEVEL, "16", BAD },         { SETTING_TRISEALERT, "-10", -10 },
		{ SETTING_TRISEALERT, "-11", BAD },      { SETTING_TRISEALERT, "50", 50 },
		{ SETTING_TRISEALERT, "51", BAD },       { SETTING_TRISEALERT, "-", BAD },
		{ SETTING_TRISEALERT, "--1", BAD },      { SETTING_TRISEALERT, "-0", 0 },
		{ SETTING_TFALLALERT, "30", 30 },        { SETTING_TFALLALERT, "off", SETTINGS_OFF },
		{ SETTING_TFALLALERT, "OFFF", BAD },     { SETTING_TEMPOFF, "OFF", BAD },
		{ SETTING_ERROR, "off", 0 },             { SETTING_ERROR, "ON", 1 },
		{ SETTING_ERROR, "1", BAD },             { SETTING_ERROR, "", BAD },
		{ SETTING_ALERT, "smschange", ALERT_SMSCHANGE }, { SETTING_ALERT, "OFF", ALERT_OFF },
		{ SETTING_ALERT, "SMSC", BAD },          { SETTING_POWERSTATE, "Remember", POWERSTATE_REMEMBER },
		{ SETTING_RING, "MIC", RING_MIC },       { SETTING_RING, "MICS", BAD },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct settings s = factory();
		const int before = settings_get(&s, rows[i].id);

		assert_int_equal(settings_parse(&s, rows[i].id, rows[i].text, true),
				 rows[i].value == BAD ? ERR_RANGE : 0);
		assert_int_equal(settings_get(&s, rows[i].id), rows[i].value == BAD ? before : rows[i].value);
		assert_int_equal(s.changed != 0, settings_get(&s, rows[i].id) != before);
	}
}

static void texts_are_taken_in_their_form(void **state)
{
	static const struct {
		enum setting id;
		const char *text;
		const char *kept; /* NULL: refused */
	} rows[] = {
		{ SETTING_PASSWORD, "12aBz", "12aBz" },  { SETTING_PASSWORD, "no", "" },
		{ SETTING_PASSWORD, "1234", NULL },      { SETTING_PASSWORD, "123456", NULL },
		{ SETTING_PASSWORD, "12 45", NULL },     { SETTING_PASSWORD, "12:45", NULL },
		{ SETTING_PASSWORD, "12[45", NULL },     { SETTING_PASSWORD, "12\xC3\xA9" "4", NULL },
		{ SETTING_PASSWORD, "", NULL },          { SETTING_RENEWINTERVALPW, "123456abc", "123456abc" },
		{ SETTING_RENEWINTERVALPW, "12345", NULL }, { SETTING_SALDOUMS, "*100#", "*100#" },
		{ SETTING_SALDOUMS, "##", "##" },        { SETTING_SALDOUMS, "#", NULL },
		{ SETTING_SALDOUMS, "100#", NULL },      { SETTING_SALDOUMS, "*100", NULL },
		{ SETTING_SALDOUMS, "*1a0#", NULL },     { SETTING_SALDOUMS, "*1/0#", NULL },
		{ SETTING_SALDOUMS, "*1*2#3#", "*1*2#3#" },
		{ SETTING_SALDOUMS, "*123456789012345678#", "*123456789012345678#" },
		{ SETTING_SALDOUMS, "*1234567890123456789#", NULL }, { SETTING_SALDOUMS, "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct settings s = factory();

		assert_int_equal(settings_parse(&s, rows[i].id, rows[i].text, true),
				 rows[i].kept == NULL ? ERR_RANGE : 0);
		assert_string_equal(texts_of(&s, rows[i].id), rows[i].kept == NULL ? "" : rows[i].kept);
	}
}

static void a_password_changes_by_its_case_alone(void **state)
{
	struct settings s = factory();

	(void)state;
	assert_int_equal(settings_parse(&s, SETTING_PASSWORD, "abcde", true), 0);
	s.changed = 0;
	assert_int_equal(settings_parse(&s, SETTING_PASSWORD, "abcde", true), 0);
	assert_int_equal(s.changed, 0);
	assert_int_equal(settings_parse(&s, SETTING_PASSWORD, "abcdE", true), 0);
	assert_string_equal(s.password, "abcdE");
	assert_int_equal(s.changed, 1ull << SETTING_PASSWORD);
	settings_clear(&s, SETTING_PASSWORD);
	assert_string_equal(s.password, "");
}

static void a_light_model_has_no_microphone_to_choose(void **state)
{
	struct settings s = factory();
	char buffer[64];
	struct text t;

	(void)state;
	assert_int_equal(settings_parse(&s, SETTING_RING, "MIC", false), ERR_RANGE);
	assert_int_equal(settings_parse(&s, SETTING_RING, "SWITCH", false), 0);
	text_init(&t, buffer, sizeof buffer);
	settings_print(&s, SETTING_RING, false, &t);
	assert_string_equal(buffer, "RING=NOACTION,RESTART,(SWITCH)");
	text_init(&t, buffer, sizeof buffer);
	settings_print_legal(SETTING_RING, false, &t);
	assert_string_equal(buffer, "NOACTION|RESTART|SWITCH");
}

/* As a factory-new socket answers NAME?, and as a reference tells what NAME= takes. */
static void settings_show_themselves(void **state)
{
	static const struct {
		enum setting id;
		const char *shown, *legal;
	} rows[] = {
		{ SETTING_SECLIST, "SECLIST=(OFF),ON", "ON|OFF" },
		{ SETTING_ERROR, "ERROR=(ON),OFF", "ON|OFF" },
		{ SETTING_RING, "RING=(NOACTION),RESTART,SWITCH,MIC", "NOACTION|RESTART|SWITCH|MIC" },
		{ SETTING_RINGCONFIRMTYPE, "RINGCONFIRMTYPE=(SMS),CALL", "SMS|CALL" },
		{ SETTING_ALERT, "ALERT=(SMS),CALL,SMSCHANGE,OFF", "SMS|CALL|SMSCHANGE|OFF" },
		{ SETTING_RESTARTTIME, "RESTARTTIME=10 seconds", "<1..600>" },
		{ SETTING_TEMPCAL, "TEMPCAL=5", "<1..9>" },
		{ SETTING_TRISEALERT, "TRISEALERT=OFF", "<-10..50>|OFF" },
		{ SETTING_SALDOUMS, "SALDOUMS=NO", "" },
	};
	struct settings s = factory();
	char buffer[64];
	struct text t;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		text_init(&t, buffer, sizeof buffer);
		settings_print(&s, rows[i].id, true, &t);
		assert_string_equal(buffer, rows[i].shown);
		assert_memory_equal(buffer, settings_name(rows[i].id), strlen(settings_name(rows[i].id)));
		text_init(&t, buffer, sizeof buffer);
		settings_print_legal(rows[i].id, true, &t);
		assert_string_equal(buffer, rows[i].legal);
	}
	settings_set(&s, SETTING_TRISEALERT, -10);
	text_init(&t, buffer, sizeof buffer);
	settings_print(&s, SETTING_TRISEALERT, true, &t);
	assert_string_equal(buffer, "TRISEALERT=-10");
	settings_set(&s, SETTING_ERROR, 0);
	text_init(&t, buffer, sizeof buffer);
	settings_print(&s, SETTING_ERROR, true, &t);
	assert_string_equal(buffer, "ERROR=ON,(OFF)");
}

/* What stands behind NAME= sets it again. */
static void values_are_what_sets_them(void **state)
{
	static const struct {
		enum setting id;
		const char *value;
	} rows[] = {
		{ SETTING_SECLIST, "ON" },    { SETTING_ERROR, "OFF" },          { SETTING_RING, "MIC" },
		{ SETTING_TEMPCAL, "9" },     { SETTING_RESTARTTIME, "600" },    { SETTING_TRISEALERT, "-10" },
		{ SETTING_TFALLALERT, "OFF" }, { SETTING_SALDOUMS, "*100#" },    { SETTING_SALDOUMS, "NO" },
		{ SETTING_PASSWORD, "12abC" },
	};
	struct settings s = factory();
	char buffer[64];
	struct text t;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(settings_parse(&s, rows[i].id, rows[i].value, true), 0);
		text_init(&t, buffer, sizeof buffer);
		settings_print_value(&s, rows[i].id, &t);
		assert_string_equal(buffer, rows[i].value);
	}
}

static void only_passwords_are_secret(void **state)
{
	(void)state;
	for (enum setting id = 0; id < SETTING_COUNT; id++)
		assert_int_equal(settings_secret(id), id == SETTING_PASSWORD || id == SETTING_RENEWINTERVALPW);
}

static void keys_lead_back_to_their_settings(void **state)
{
	int known = 0;

	(void)state;
	for (enum setting id = 0; id < SETTING_COUNT; id++)
		assert_int_equal(settings_of_key(settings_key(id)), id);
	for (uint16_t key = 0; key <= SETTINGS_KEY_MAX + 1; key++)
		known += settings_of_key(key) >= 0;
	assert_int_equal(known, SETTING_COUNT);
	assert_int_equal(settings_of_key(0), ERR_MISSING);
}

static void what_is_saved_comes_back(void **state)
{
	static const struct {
		enum setting id;
		const char *text;
	} rows[] = { { SETTING_TRISEALERT, "-10" }, { SETTING_TFALLALERT, "50" },      { SETTING_RESTARTTIME, "600" },
		     { SETTING_RING, "MIC" },       { SETTING_PASSWORD, "12abc" },
		     { SETTING_SALDOUMS, "*123456789012345678#" },
		     { SETTING_ERROR, "OFF" },      { SETTING_RENEWINTERVALPW, "123456abc" } };
	struct settings s = factory(), other = factory();
	uint8_t value[SETTINGS_VALUE_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(settings_parse(&s, rows[i].id, rows[i].text, true), 0);
	for (enum setting id = 0; id < SETTING_COUNT; id++) {
		const size_t len = settings_save(&s, id, value);

		assert_in_range(len, 1, SETTINGS_VALUE_MAX);
		assert_int_equal(settings_load(&other, id, value, len), 0);
	}
	assert_memory_equal(other.value, s.value, sizeof s.value);
	assert_string_equal(other.password, "12abc");
	assert_string_equal(other.renew_password, "123456abc");
	assert_string_equal(other.balance_code, "*123456789012345678#");
	/* It is saved as it is. */
	assert_int_equal(other.changed, 0);
}

static void nothing_illegal_is_loaded(void **state)
{
	static const struct {
		enum setting id;
		const char *value;
		size_t len;
	} rows[] = {
		{ SETTING_RESTARTTIME, "", 0 },           { SETTING_RESTARTTIME, "\5", 1 },
		{ SETTING_RESTARTTIME, "\5\0\0", 3 },     { SETTING_RESTARTTIME, "\0\0", 2 },
		{ SETTING_RESTARTTIME, "\x59\2", 2 },     { SETTING_RESTARTTIME, "\0\x80", 2 },
		{ SETTING_ERROR, "\2\0", 2 },             { SETTING_RING, "\4\0", 2 },
		{ SETTING_TRISEALERT, "\x33\0", 2 },      { SETTING_TRISEALERT, "\xF5\xFF", 2 },
		{ SETTING_PASSWORD, "", 0 },              { SETTING_PASSWORD, "12abc", 5 },
		{ SETTING_PASSWORD, "12ab", 5 },          { SETTING_PASSWORD, "12\0bc", 6 },
		{ SETTING_PASSWORD, "12ab!", 6 },         { SETTING_PASSWORD, "123456", 7 },
		{ SETTING_SALDOUMS, "*1234567890123456789#", 22 }, { SETTING_SALDOUMS, "*100", 5 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct settings s = factory();
		const struct settings before = s;

		assert_int_equal(settings_load(&s, rows[i].id, (const uint8_t *)rows[i].value, rows[i].len), ERR_RANGE);
		assert_memory_equal(&s, &before, sizeof s);
	}
}

static void a_factory_reset_names_what_it_changes(void **state)
{
	struct settings s = factory();

	(void)state;
	settings_set(&s, SETTING_TEMPCAL, 9);
	assert_int_equal(settings_parse(&s, SETTING_PASSWORD, "12abc", true), 0);
	s.changed = 0;
	settings_reset(&s);
	assert_int_equal(s.changed, 1ull << SETTING_TEMPCAL | 1ull << SETTING_PASSWORD);
	assert_int_equal(settings_get(&s, SETTING_TEMPCAL), 5);
}

static void an_illegal_value_set_by_code_is_a_mistake_of_ours(void **state)
{
	struct settings s = factory();

	(void)state;
	expect_assert_failure(settings_set(&s, SETTING_TEMPCAL, 0));
	expect_assert_failure(settings_set(&s, SETTING_PASSWORD, 0));
	expect_assert_failure(settings_clear(&s, SETTING_TEMPCAL));
	settings_set(&s, SETTING_TRISEALERT, SETTINGS_OFF);
	expect_assert_failure(settings_set(&s, SETTING_TEMPOFF, SETTINGS_OFF));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_taken_up_to_their_limits),
		cmocka_unit_test(texts_are_taken_in_their_form),
		cmocka_unit_test(a_password_changes_by_its_case_alone),
		cmocka_unit_test(a_light_model_has_no_microphone_to_choose),
		cmocka_unit_test(settings_show_themselves),
		cmocka_unit_test(values_are_what_sets_them),
		cmocka_unit_test(only_passwords_are_secret),
		cmocka_unit_test(keys_lead_back_to_their_settings),
		cmocka_unit_test(what_is_saved_comes_back),
		cmocka_unit_test(nothing_illegal_is_loaded),
		cmocka_unit_test(a_factory_reset_names_what_it_changes),
		cmocka_unit_test(an_illegal_value_set_by_code_is_a_mistake_of_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
