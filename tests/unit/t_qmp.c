/* Objects of the emulated machine, against one who answers as QEMU's machine protocol does.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "emulator/qmp.h"
#include "tests/unit/peer.h"

#define GREETING "{\"QMP\": {\"version\": {\"qemu\": {\"major\": 7}}, \"capabilities\": []}}\r\n"
#define DONE "{\"return\": {}}\r\n"
#define EVENT "{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"RESUME\"}\r\n"

struct bench {
	struct peer peer;
	struct qmp qmp;
};

static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	peer_open(&b->peer);
	peer_says(&b->peer, GREETING DONE);
	qmp_open(&b->qmp, b->peer.ours);
	assert_true(qmp_greet(&b->qmp, peer_why(&b->peer)));
	assert_string_equal(peer_heard(&b->peer), "{\"execute\":\"qmp_capabilities\"}");
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	qmp_close(&b->qmp);
	peer_close(&b->peer);
	free(b);
	return 0;
}

static void sets_properties(void **state)
{
	struct bench *b = *state;

	peer_says(&b->peer, DONE DONE);
	assert_true(qmp_set_bool(&b->qmp, "/machine/soc/gpio", "gpioB3", true, peer_why(&b->peer)));
	assert_string_equal(peer_heard(&b->peer), "{\"execute\":\"qom-set\",\"arguments\":{\"path\":\"/machine/soc/gpio\","
						  "\"property\":\"gpioB3\",\"value\":true}}");
	assert_true(qmp_set_number(&b->qmp, "/machine/unattached/device[21]", "temperature", -12250, peer_why(&b->peer)));
	assert_non_null(strstr(peer_heard(&b->peer), "\"property\":\"temperature\",\"value\":-12250}}"));
}

static void what_it_tells_of_its_own_accord_is_passed_over(void **state)
{
	struct bench *b = *state;

	peer_says(&b->peer, EVENT EVENT DONE);
	assert_true(qmp_stop(&b->qmp, peer_why(&b->peer)));
	assert_string_equal(peer_heard(&b->peer), "{\"execute\":\"stop\"}");
}

static void a_refusal_is_told(void **state)
{
	struct bench *b = *state;

	peer_says(&b->peer, "{\"error\": {\"class\": \"GenericError\", \"desc\": \"Property 'x.gpioZ9' not found\"}}\r\n");
	assert_false(qmp_set_bool(&b->qmp, "/machine/soc/gpio", "gpioZ9", true, peer_why(&b->peer)));
	assert_non_null(strstr(b->peer.why_buffer, "Property 'x.gpioZ9' not found, to {\"execute\":\"qom-set\""));
}

static void finds_a_child_by_its_type(void **state)
{
	struct bench *b = *state;
	char path[QMP_PATH_CAP];

	peer_says(&b->peer, "{\"return\": [{\"name\": \"type\", \"type\": \"string\"},"
			    "{\"name\": \"device[20]\", \"type\": \"child<tmp105x>\"},"
			    "{\"name\": \"device[21]\", \"type\": \"child<tmp105>\"}]}\r\n");
	assert_true(qmp_find(&b->qmp, "/machine/unattached", "tmp105", path, peer_why(&b->peer)));
	assert_string_equal(path, "/machine/unattached/device[21]");
	peer_says(&b->peer, "{\"return\": []}\r\n");
	assert_false(qmp_find(&b->qmp, "/machine/unattached", "tmp105", path, peer_why(&b->peer)));
	assert_string_equal(b->peer.why_buffer, "the emulator has no tmp105");
}

static void tells_where_the_guests_memory_is(void **state)
{
	struct bench *b = *state;
	uintptr_t at = 0;

	peer_says(&b->peer, "{\"return\": \"Host virtual address for 0x80020 (sram) is 0x7f0012345678\\r\\n\"}\r\n");
	assert_true(qmp_host_address(&b->qmp, 0x80020, &at, peer_why(&b->peer)));
	assert_int_equal(at, 0x7f0012345678);
	assert_non_null(strstr(peer_heard(&b->peer), "\"command-line\":\"gpa2hva 0x80020\""));
	peer_says(&b->peer, "{\"return\": \"No memory is mapped at address 0x80020\\r\\n\"}\r\n");
	assert_false(qmp_host_address(&b->qmp, 0x80020, &at, peer_why(&b->peer)));
}

static void what_is_no_json_is_told(void **state)
{
	struct bench *b = *state;

	peer_says(&b->peer, "{\"return\": \r\n");
	assert_false(qmp_stop(&b->qmp, peer_why(&b->peer)));
	assert_string_equal(b->peer.why_buffer, "the emulator's qmp: \"{\"return\": \" is no JSON");
}

static void one_who_does_not_greet_is_told(void **state)
{
	struct bench *b = *state;
	struct peer mute;
	struct qmp qmp;

	(void)b;
	peer_open(&mute);
	peer_close(&mute);
	qmp_open(&qmp, mute.ours);
	assert_false(qmp_greet(&qmp, peer_why(&mute)));
	assert_string_equal(mute.why_buffer, "the emulator's qmp: it has gone, waiting for its greeting");
	qmp_close(&qmp);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(sets_properties, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_it_tells_of_its_own_accord_is_passed_over, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_refusal_is_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(finds_a_child_by_its_type, set_up, tear_down),
		cmocka_unit_test_setup_teardown(tells_where_the_guests_memory_is, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_no_json_is_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_who_does_not_greet_is_told, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
