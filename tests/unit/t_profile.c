/* Families of modems: how each is known, and what it then gets.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include "tests/unit/script.h"

static void each_is_known_by_what_it_says(void **state)
{
	static const struct {
		const char *maker, *model, *name;
	} rows[] = {
		{ "", "", "generic" },
		{ "Somebody", "Something", "generic" },
		{ "SIMCOM_Ltd", "SIMCOM_SIM900", "SIM800/900" },
		{ "SIMCOM_Ltd", "SIMCOM_SIM800L", "SIM800/900" },
		{ "", "SIM800", "SIM800/900" },
		{ "SIMCOM INCORPORATED", "SIMCOM_SIM7600E-H", "SIM7600" },
		{ "SIMCOM INCORPORATED", "SIM7500E", "SIM7600" },
		{ "INCORPORATED", "A7670E-FASE", "A76xx" },
		{ "SIMCOM INCORPORATED", "A7608SA-H", "A76xx" },
		{ "SIMCOM INCORPORATED", "SIM7670G", "A76xx" },
		{ "Quectel_Ltd", "Quectel_M95", "M95" },
		{ "Quectel_Ltd", "M66", "M95" },
		{ "Quectel_Ltd", "MC60", "M95" },
		{ "Quectel", "EC25", "EC25" },
		{ "Quectel", "EG91", "EC25" },
		{ "QUECTEL", "EG25-G", "EC25" },
		{ "Quectel", "BG96", "BG95" },
		{ "Quectel", "BG95-M3", "BG95" },
		{ "u-blox", "SARA-R410M-02B", "SARA-R" },
		{ "u-blox", "SARA-R510S", "SARA-R" },
		{ "u-blox", "SARA-U201", "SARA-G/U" },
		{ "u-blox", "SARA-G350", "SARA-G/U" },
		{ "Telit", "LE910-EU V2", "Telit" },
		{ "Telit", "HE910", "Telit" },
		{ "huawei", "E173", "Huawei" },
		{ "Huawei Technologies Co., Ltd.", "K3765", "Huawei" },
		{ "Nordic Semiconductor ASA", "nRF9160-SICA", "nRF91" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(profile_find(rows[i].maker, rows[i].model)->name, rows[i].name);
}

/* A modem that has come up, and says that it is this. */
static struct script *up_as(const char *maker, const char *model)
{
	static struct answer rows[3];

	rows[0] = (struct answer){ "AT+CGMI", maker };
	rows[1] = (struct answer){ "AT+CGMM", model };
	struct script *s = script_begin(rows, 0);
	script_run(s, 30000);
	return s;
}

static void it_is_asked_whatever_the_form_of_the_answer(void **state)
{
	static const struct {
		const char *maker, *model, *name;
	} rows[] = {
		{ "\r\nSIMCOM_Ltd\r\n" OK, "\r\nSIMCOM_SIM800\r\n" OK, "SIM800/900" },
		{ "\r\n+CGMI: \"SIMCOM_Ltd\"\r\n" OK, "\r\n+CGMM: \"SIM868\"\r\n" OK, "SIM800/900" },
		{ "\r\n+CREG: 1\r\n\r\nQuectel\r\n" OK, "\r\nEC25\r\n\r\n+CREG: 1\r\n" OK, "EC25" },
		{ "\r\nhuawei\r\n\r\n^RSSI:15\r\n" OK, "\r\n^MODE:3,3\r\n\r\nE173\r\n" OK, "Huawei" },
		{ "\r\nERROR\r\n", "\r\nSIM7600E\r\n" OK, "SIM7600" },
		{ "\r\nTelit\r\n" OK, "\r\nERROR\r\n", "generic" },
		{ "\r\n+CME ERROR: 10\r\n", "\r\n+CME ERROR: 10\r\n", "generic" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct script *s = up_as(rows[i].maker, rows[i].model);

		assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
		assert_string_equal(s->m.profile->name, rows[i].name);
		/* Early, and in this order. */
		assert_true(script_said(s, "/AT+CMEE=1/AT+CGMI/AT+CGMM/"));
	}
}

static void it_stays_known_over_a_restart(void **state)
{
	struct script *s = up_as("\r\nTelit\r\n" OK, "\r\nHE910\r\n" OK);

	(void)state;
	s->rows = NULL;
	script_feed(s, "\r\nRDY\r\n");
	assert_string_equal(s->m.profile->name, "Telit");
}

static void each_has_commands_of_its_own(void **state)
{
	static const struct {
		const char *maker, *model, *said;
	} rows[] = {
		{ "\r\nSIMCOM_Ltd\r\n" OK, "\r\nSIM800\r\n" OK, "/AT+CLTS=1/" },
		{ "\r\nQuectel\r\n" OK, "\r\nEC25\r\n" OK, "/AT+CTZU=3/AT+QSIMSTAT=1/" },
		{ "\r\nQuectel\r\n" OK, "\r\nBG96\r\n" OK, "/AT+CTZU=3/AT+QSIMSTAT=1/" },
		{ "\r\nTelit\r\n" OK, "\r\nLE910\r\n" OK, "/AT#QSS=1/" },
		{ "\r\nhuawei\r\n" OK, "\r\nE3372\r\n" OK, "/AT^CURC=0/" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct script *s = up_as(rows[i].maker, rows[i].model);

		assert_true(script_said(s, rows[i].said));
		/* Of none but its own. */
		for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
			assert_true(strcmp(rows[k].said, rows[i].said) == 0 || !script_said(s, rows[k].said));
	}
}

static void one_that_keeps_no_messages_is_not_asked_for_any(void **state)
{
	struct script *s = up_as("\r\nNordic Semiconductor ASA\r\n" OK, "\r\nnRF9160-SICA\r\n" OK);
	static const char *const never[] = { "AT+CPMS", "AT+CSMS=0", "AT+CNMI=2", "AT+CNMI=1", "AT+CLIP", "AT+CUSD", "AT+CVHU" };

	(void)state;
	assert_int_equal(modem_radio(&s->m), MODEM_REGISTERED);
	assert_true(script_said(s, "/AT+CNMI=3,2,0,1/"));
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		assert_false(script_said(s, never[i]));
}

static void the_level_of_the_microphone_has_each_familys_scale(void **state)
{
	static const struct {
		const char *maker, *model;
		const char *lowest, *middle, *highest; /* of 0, 5 and 15; NULL: it has none */
	} rows[] = {
		{ "\r\nSomebody\r\n" OK, "\r\nSomething\r\n" OK, "/AT+CMIC=0,0/", "/AT+CMIC=0,5/", "/AT+CMIC=0,15/" },
		{ "\r\nSIMCOM_Ltd\r\n" OK, "\r\nSIM800\r\n" OK, "/AT+CMIC=0,0/", "/AT+CMIC=0,5/", "/AT+CMIC=0,15/" },
		{ "\r\nSIMCOM\r\n" OK, "\r\nSIM7600\r\n" OK, "/AT+CMICGAIN=0/", "/AT+CMICGAIN=2/", "/AT+CMICGAIN=7/" },
		{ "\r\nQuectel\r\n" OK, "\r\nM95\r\n" OK, "/AT+QMIC=0,0/", "/AT+QMIC=0,5/", "/AT+QMIC=0,15/" },
		{ "\r\nQuectel\r\n" OK, "\r\nEC25\r\n" OK, "/AT+QMIC=0,14567/", "/AT+QMIC=20577,14567/",
		  "/AT+QMIC=61731,14567/" },
		{ "\r\nTelit\r\n" OK, "\r\nHE910\r\n" OK, "/AT#HFMICG=0/", "/AT#HFMICG=2/", "/AT#HFMICG=7/" },
		{ "\r\nu-blox\r\n" OK, "\r\nSARA-U201\r\n" OK, "/AT+UMGC=0,0,8192/", "/AT+UMGC=0,4,8192/",
		  "/AT+UMGC=0,12,8192/" },
		{ "\r\nu-blox\r\n" OK, "\r\nSARA-R410M\r\n" OK, NULL, NULL, NULL },
		{ "\r\nQuectel\r\n" OK, "\r\nBG96\r\n" OK, NULL, NULL, NULL },
		{ "\r\nhuawei\r\n" OK, "\r\nE173\r\n" OK, NULL, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct script *s = up_as(rows[i].maker, rows[i].model);
		const char *expected[16] = { [0] = rows[i].lowest, [5] = rows[i].middle, [15] = rows[i].highest };

		for (int level = 0; level <= 15; level += 5) {
			script_forget(s);
			modem_mic_level(&s->m, level);
			script_run(s, 1000);
			if (expected[level] != NULL) {
				/* The first line said has no slash before it. */
				assert_memory_equal(s->sent, expected[level] + 1, strlen(expected[level] + 1));
			} else if (rows[i].lowest == NULL) {
				assert_int_equal(s->sent[0], '\0');
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_known_by_what_it_says),
		cmocka_unit_test(it_is_asked_whatever_the_form_of_the_answer),
		cmocka_unit_test(it_stays_known_over_a_restart),
		cmocka_unit_test(each_has_commands_of_its_own),
		cmocka_unit_test(one_that_keeps_no_messages_is_not_asked_for_any),
		cmocka_unit_test(the_level_of_the_microphone_has_each_familys_scale),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
