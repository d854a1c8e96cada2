/* leds: the four LEDs in the drawing and beside it in words. The blinking itself is in device.css, a rule a pattern.
 * SPDX-License-Identifier: Apache-2.0 */
import { by, el, put, set } from './dom.js';
import { t } from './texts.js';

const LEDS = ['power', 'gsm', 'mic', 'out'];
/* What a pattern of an LED means, where it means something: the key of the text. */
const MEANINGS = {
	'power on': 'ledPowerOn',
	'power simfault': 'ledSimFault',
	'power 1hz': 'ledAlarmOn',
	'power 4hz': 'ledAlarmActive',
	'power off': 'ledPowerOff',
	'gsm 1hz': 'ledSearching',
	'gsm flash3s': 'ledRegistered',
	'gsm off': 'ledModemDead',
	'mic on': 'ledMicLive',
	'mic off': 'ledMicOff',
	'mic 1hz': 'ledCalling',
	'out on': 'ledOutOn',
	'out off': 'ledOutOff',
	'out 4hz': 'ledFault',
};

export function startLeds() {
	by('leds').append(
		...LEDS.map((led) =>
			el(
				'li',
				{ 'data-led': led, ...(led === 'mic' && { 'data-feature': 'room' }) },
				el('i', { class: 'led', 'aria-hidden': 'true' }),
				el('b', {}, led === 'mic' ? 'MICROPHONE' : led.toUpperCase()),
				el('span', { class: 'led-pattern' }),
				el('span', { class: 'led-meaning' }),
			),
		),
	);
}

export function showLeds(state) {
	/* While a reset could be confirmed all but GSM blink together, whatever else they mean. */
	const armed =
		['power', 'out'].every((led) => state.leds[led] === '4hz') &&
		(state.leds.mic === '4hz' || !state.features.includes('room'));

	for (const led of LEDS) {
		const pattern = state.alive ? state.leds[led] : 'off';
		const item = by('leds').querySelector(`[data-led=${led}]`);
		const key = !state.alive
			? 'ledDead'
			: armed && led !== 'gsm'
				? 'ledArmed'
				: pattern === 'blink3'
					? 'ledStarting'
					: MEANINGS[`${led} ${pattern}`];

		for (const node of document.querySelectorAll(`[data-led=${led}]`)) set(node, 'data-pattern', pattern);
		put(item.querySelector('.led-pattern'), t(`pattern_${pattern}`));
		put(item.querySelector('.led-meaning'), key ? t(key) : '');
	}
}
