/* A storm: whatever happens in whatever order, no assertion breaks, each step leaves the core sane, and what was saved
 * is what a restart finds.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/corebench.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define SEEDS 200u
#define EVENTS 1000u

static const char *const texts[] = {
	"ON", "OFF", "ON1", "OFF720", "ONM", "OFFM", "ONALL", "OFFALL", "RESTART", "RESTARTM", "RESTARTTIME=600",
	"STATUS", "RUNTIME", "RING=MIC", "RING=SWITCH", "RING=RESTART", "RINGCONFIRMTYPE=CALL",
	"RINGCONFIRMTYPE=SMS", "SECNUMBER+33600000001", "SECNUMBER+33600000002", "SECNUMBER-33600000001",
	"SECNUMBER-ALL", "SECLIST=ON", "SECLIST=OFF", "PASSWORD=12abc", "12abcPASSWORD=NO", "12abcSTATUS",
	"RENEWINTERVALPW=123456abc", "RENEWINTERVAL123456abc", "SMSCONFIRM=ON", "ERROR=ON", "TEMPERATURE",
	"THERMOSTATON", "THERMOSTATOFF", "THERMOSTAT=COOLING", "THERMOSTAT=HEATING", "TEMPOFF=20", "THERMALERT=ON",
	"TRISEALERT=20", "TFALLALERT=15", "TEMPCAL=9", "ALERTNUMBER+33600000001", "ALERTNUMBER+33600000002",
	"ALERTNUMBER+33600000003", "ALERTNUMBER-ALL", "DATE", "DATE=26/01/05,12:00:00+01",
	"DATE=26/01/05,11:58:00-12", "ALARMON", "ALARMOFF", "ALARM?", "MICRORELAYTIME=5", "SENSORTYPE=NC",
	"SENSORTYPE=NO", "ALERT=SMS", "ALERT=CALL", "ALERT=SMSCHANGE", "ALERT=OFF", "SHOWALARMLOG", "MICLEVEL=3",
	"CALLBACK", "SCHEDULER+12:00,*,ON", "SCHEDULER+12:00,*,INF", "SCHEDULER+12:00,1,AON",
	"SCHEDULER+12:01,*,AOF", "SCHEDULER+12:01,*,OFF", "SCHEDULER-12:00", "SCHEDULER?", "POWERSTATE=ON",
	"SALDOUMS=*100#", "SALDO", "SIMCARD*1#", "nonsense",
};
static const char *const people[] = { OWNER, STRANGER, "+33600000003", "12345", "Adverts", "" };

struct storm {
	struct corebench bench;
	uint64_t chance;
	char answer[2 * CORE_ANSWER_CAP];
};

/* 0 to below `n`. */
static unsigned any(struct storm *s, unsigned n)
{
	s->chance = s->chance * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(s->chance >> 33) % n;
}

static void call(struct storm *s)
{
	corebench_call(&s->bench, (enum core_call)any(s, CALL_OVER + 1), people[any(s, COUNT(people))]);
}

static void operator_speaks(struct storm *s)
{
	memset(s->answer, 'x', sizeof s->answer - 1);
	s->answer[any(s, sizeof s->answer)] = '\0';
	corebench_step(&s->bench, &(struct core_event){ .kind = EVENT_USSD, .ussd = { any(s, 2), s->answer } });
}

static void world_changes(struct storm *s)
{
	struct corebench *b = &s->bench;

	switch (any(s, 6)) {
	case 0:
		corebench_temperature(b, (int)any(s, 600) - 100);
		return;
	case 1:
		corebench_no_temperature(b);
		return;
	case 2:
		corebench_radio(b, (enum radio)any(s, RADIO_REGISTERED + 1));
		return;
	case 3:
		corebench_network_time(b, COREBENCH_MONDAY_S + any(s, 86400), (int)any(s, 120) - 60);
		return;
	case 4:
		corebench_step(b, &(struct core_event){ .kind = EVENT_BATTERY, .battery_pct = (int)any(s, 101) });
		return;
	default:
		corebench_step(b, &(struct core_event){ .kind = EVENT_SIGNAL, .signal_dbm = -(int)any(s, 63) - 51 });
	}
}

static void input_changes(struct storm *s)
{
	const enum core_input input = (enum core_input)any(s, INPUTS_COUNT);
	const bool level = any(s, 2);

	corebench_step(&s->bench, &(struct core_event){ .kind = EVENT_INPUT, .input = { input, level, false } });
}

/* A cut, or a reset; what was saved before is all that is left. */
static void restarts(struct storm *s)
{
	corebench_reset(&s->bench);
	corebench_start(&s->bench, any(s, 2));
}

static void something_happens(struct storm *s)
{
	static const unsigned waits_ms[] = { 1, 29, 30, 999, 5000, 20000, 60000, 600000, 1800000, 3600000 };
	struct corebench *b = &s->bench;
	const unsigned what = any(s, 100);

	if (what < 50)
		corebench_message(b, people[any(s, COUNT(people))], texts[any(s, COUNT(texts))]);
	else if (what < 65)
		corebench_wait(b, waits_ms[any(s, COUNT(waits_ms))]);
	else if (what < 75)
		call(s);
	else if (what < 85)
		input_changes(s);
	else if (what < 88)
		operator_speaks(s);
	else if (what < 99)
		world_changes(s);
	else
		restarts(s);
}

/* A restart from what was saved has the settings and lists of now. */
static void nothing_is_unsaved(const struct corebench *b)
{
	static struct core loaded;

	core_init(&loaded, &b->core.config);
	for (uint16_t key = 1; key <= CORE_KEY_LAST; key++)
		if (b->flash_len[key] > 0)
			assert_int_equal(core_load(&loaded, key, b->flash[key], b->flash_len[key]), 0);
	assert_memory_equal(loaded.settings.value, b->core.settings.value, sizeof loaded.settings.value);
	assert_string_equal(loaded.settings.password, b->core.settings.password);
	assert_string_equal(loaded.settings.renew_password, b->core.settings.renew_password);
	assert_string_equal(loaded.settings.balance_code, b->core.settings.balance_code);
	assert_int_equal(loaded.secnumbers.count, b->core.secnumbers.count);
	assert_int_equal(loaded.alertnumbers.count, b->core.alertnumbers.count);
	assert_int_equal(loaded.schedule.count, b->core.schedule.count);
	assert_memory_equal(loaded.alarm.log, b->core.alarm.log, b->core.alarm.log_count * sizeof *loaded.alarm.log);
}

static void storm(uint64_t chance)
{
	static struct storm s;

	s.chance = chance;
	corebench_init(&s.bench, (enum model)any(&s, MODEL_COUNT));
	corebench_start(&s.bench, true);
	for (unsigned i = 0; i < EVENTS; i++) {
		something_happens(&s);
		corebench_forget(&s.bench);
		if (s.bench.erased)
			restarts(&s);
		nothing_is_unsaved(&s.bench);
	}
}

static uint64_t seed; /* of the storm under way; 0: it is over */

static void any_order_of_events_is_survived(void **state)
{
	(void)state;
	for (seed = 1; seed <= SEEDS; seed++)
		storm(seed);
	seed = 0;
}

static int tell_seed(void **state)
{
	(void)state;
	if (seed != 0)
		print_error("the storm of seed %u\n", (unsigned)seed);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(any_order_of_events_is_survived, tell_seed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
