/* SPDX-License-Identifier: Apache-2.0 */
#include "core/lamps.h"

static bool sim_fault(enum radio radio)
{
	return radio == RADIO_SIM_FAULT || radio == RADIO_SIM_LOCKED;
}

static enum led_pattern gsm(enum radio radio)
{
	switch (radio) {
	case RADIO_STARTING:
	case RADIO_DEAD:
		return PATTERN_OFF;
	case RADIO_SIM_FAULT:
	case RADIO_SIM_LOCKED:
	case RADIO_SEARCHING:
		return PATTERN_1HZ;
	case RADIO_REGISTERED:
		return PATTERN_FLASH3S;
	}
	return PATTERN_OFF;
}

enum led_pattern lamps_pattern(const struct lamps_state *s, enum led led)
{
	if (led == LED_GSM)
		return gsm(s->radio);
	if (led == LED_MICROPHONE && !s->has_mic)
		return PATTERN_OFF;
	if (s->waking)
		return PATTERN_BLINK3;
	switch (led) {
	case LED_GSM:
	case LED_MICROPHONE:
		return PATTERN_OFF;
	case LED_POWER:
		return sim_fault(s->radio) ? PATTERN_SIMFAULT : PATTERN_ON;
	case LED_OUT:
		if (sim_fault(s->radio) || s->radio == RADIO_DEAD)
			return PATTERN_4HZ;
		return s->outlet ? PATTERN_ON : PATTERN_OFF;
	}
	return PATTERN_OFF;
}
