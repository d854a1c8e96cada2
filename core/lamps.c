/* SPDX-License-Identifier: Apache-2.0 */
#include "core/lamps.h"

static bool sim_fault(enum radio radio)
{
	return radio == RADIO_SIM_FAULT || radio == RADIO_SIM_LOCKED;
}

static enum led_pattern gsm(enum radio radio)
{
	switch (radio) {
	case RADIO_SIM_FAULT:
	case RADIO_SIM_LOCKED:
	case RADIO_SEARCHING:
		return PATTERN_1HZ;
	case RADIO_REGISTERED:
		return PATTERN_FLASH3S;
	case RADIO_STARTING:
	case RADIO_DEAD:;
	}
	return PATTERN_OFF;
}

static enum led_pattern power(const struct lamps_state *s)
{
	if (!s->mains)
		return PATTERN_OFF;
	if (sim_fault(s->radio))
		return PATTERN_SIMFAULT;
	if (s->alarm)
		return s->sensor_active ? PATTERN_4HZ : PATTERN_1HZ;
	return PATTERN_ON;
}

static enum led_pattern microphone(const struct lamps_state *s)
{
	if (s->mic_live)
		return PATTERN_ON;
	return s->calling ? PATTERN_1HZ : PATTERN_OFF;
}

static enum led_pattern outlet(const struct lamps_state *s)
{
	if (sim_fault(s->radio) || s->radio == RADIO_DEAD)
		return PATTERN_4HZ;
	return s->outlet ? PATTERN_ON : PATTERN_OFF;
}

enum led_pattern lamps_pattern(const struct lamps_state *s, enum led led)
{
	if (led == LED_GSM)
		return gsm(s->radio);
	if (led == LED_MICROPHONE && !s->has_mic)
		return PATTERN_OFF;
	if (s->armed)
		return PATTERN_4HZ;
	if (s->waking)
		return PATTERN_BLINK3;
	if (led == LED_POWER)
		return power(s);
	return led == LED_OUT ? outlet(s) : microphone(s);
}
