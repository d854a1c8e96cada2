/* Models, inputs and lamps: what a model has, what a contact that bounces means, and what the four lamps show.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "core/inputs.h"
#include "core/lamps.h"
#include "core/model.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void models_have_what_the_manual_says(void **state)
{
	static const struct {
		const char *name;
		enum model model;
		uint32_t features;
	} rows[] = {
		{ "706", MODEL_706, FEATURE_ROOM | FEATURE_USSD },
		{ "707", MODEL_707, FEATURE_ROOM | FEATURE_BATTERY },
		{ "706-light", MODEL_706_LIGHT, FEATURE_USSD },
		{ "707-light", MODEL_707_LIGHT, FEATURE_BATTERY },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(model_parse(rows[i].name), rows[i].model);
		assert_string_equal(model_name(rows[i].model), rows[i].name);
		assert_int_equal(model_features(rows[i].model), rows[i].features);
	}
	assert_int_equal(model_parse("706-Light"), MODEL_706_LIGHT);
	assert_int_equal(model_parse("708"), ERR_MISSING);
	assert_int_equal(model_parse(""), ERR_MISSING);
}

static void a_level_counts_when_it_stays(void **state)
{
	struct inputs in;

	(void)state;
	inputs_init(&in);
	assert_int_equal(inputs_deadline_ms(&in), UINT64_MAX);
	inputs_take(&in, INPUT_SENSOR, true, 1000);
	assert_int_equal(inputs_deadline_ms(&in), 1030);
	/* The same again is no news. */
	inputs_take(&in, INPUT_SENSOR, true, 1020);
	assert_int_equal(inputs_deadline_ms(&in), 1030);
	assert_int_equal(inputs_settle(&in, 1029), ERR_MISSING);
	assert_false(in.level[INPUT_SENSOR]);
	assert_int_equal(inputs_settle(&in, 1030), INPUT_SENSOR);
	assert_true(in.level[INPUT_SENSOR]);
	assert_int_equal(inputs_settle(&in, 1030), ERR_MISSING);
}

static void a_bounce_is_nothing(void **state)
{
	struct inputs in;

	(void)state;
	inputs_init(&in);
	inputs_take(&in, INPUT_BUTTON, true, 1000);
	inputs_take(&in, INPUT_BUTTON, false, 1020);
	assert_int_equal(inputs_deadline_ms(&in), UINT64_MAX);
	inputs_take(&in, INPUT_BUTTON, true, 1025);
	assert_int_equal(inputs_settle(&in, 1040), ERR_MISSING);
	assert_int_equal(inputs_settle(&in, 1055), INPUT_BUTTON);
}

static void inputs_settle_one_after_the_other(void **state)
{
	struct inputs in;

	(void)state;
	inputs_init(&in);
	inputs_take(&in, INPUT_MAINS, false, 1000);
	inputs_take(&in, INPUT_BUTTON, true, 1010);
	inputs_take(&in, INPUT_JACK, false, 1020);
	assert_int_equal(inputs_deadline_ms(&in), 1030);
	assert_int_equal(inputs_settle(&in, 1050), INPUT_BUTTON);
	assert_int_equal(inputs_settle(&in, 1050), INPUT_JACK);
	assert_int_equal(inputs_settle(&in, 1050), INPUT_MAINS);
	assert_int_equal(inputs_settle(&in, 1050), ERR_MISSING);
}

#define RADIOS 6u

/* The manual's table of lamps. */
static enum led_pattern oracle(const struct lamps_state *s, enum led led)
{
	const bool sim_bad = s->radio == RADIO_SIM_FAULT || s->radio == RADIO_SIM_LOCKED;

	switch (led) {
	case LED_GSM:
		if (s->radio == RADIO_REGISTERED)
			return PATTERN_FLASH3S;
		return s->radio == RADIO_STARTING || s->radio == RADIO_DEAD ? PATTERN_OFF : PATTERN_1HZ;
	case LED_POWER:
		if (s->armed || s->waking)
			return s->armed ? PATTERN_4HZ : PATTERN_BLINK3;
		if (!s->mains)
			return PATTERN_OFF;
		if (sim_bad)
			return PATTERN_SIMFAULT;
		if (!s->alarm)
			return PATTERN_ON;
		return s->sensor_active ? PATTERN_4HZ : PATTERN_1HZ;
	case LED_MICROPHONE:
		if (!s->has_mic)
			return PATTERN_OFF;
		if (s->armed || s->waking)
			return s->armed ? PATTERN_4HZ : PATTERN_BLINK3;
		if (s->mic_live)
			return PATTERN_ON;
		return s->calling ? PATTERN_1HZ : PATTERN_OFF;
	case LED_OUT:
		if (s->armed || s->waking)
			return s->armed ? PATTERN_4HZ : PATTERN_BLINK3;
		if (sim_bad || s->radio == RADIO_DEAD)
			return PATTERN_4HZ;
		return s->outlet ? PATTERN_ON : PATTERN_OFF;
	}
	return PATTERN_OFF;
}

static void lamps_show_what_the_manual_says(void **state)
{
	(void)state;
	for (unsigned bits = 0; bits < 1u << 9; bits++)
		for (unsigned radio = 0; radio < RADIOS; radio++) {
			const struct lamps_state s = {
				.outlet = bits & 1u, .mains = bits & 2u, .waking = bits & 4u, .armed = bits & 8u,
				.has_mic = bits & 16u, .mic_live = bits & 32u, .calling = bits & 64u,
				.alarm = bits & 128u, .sensor_active = bits & 256u, .radio = (enum radio)radio,
			};

			for (enum led led = 0; led < LED_COUNT; led++)
				assert_int_equal(lamps_pattern(&s, led), oracle(&s, led));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(models_have_what_the_manual_says),
		cmocka_unit_test(a_level_counts_when_it_stays),
		cmocka_unit_test(a_bounce_is_nothing),
		cmocka_unit_test(inputs_settle_one_after_the_other),
		cmocka_unit_test(lamps_show_what_the_manual_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
