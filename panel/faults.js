/* faults: trouble to be made in the simulated world: with the modem, the network, the card, the power, the sensors.
 * SPDX-License-Identifier: Apache-2.0 */
import { get } from './api.js';
import { degrees } from './clock.js';
import { say } from './commands.js';
import { by, el, put, set } from './dom.js';
import { t } from './texts.js';

/* Groups of buttons: key of the text, line of the simulator's console, what of the world shows that it is so. */
const GROUPS = {
	modem: [
		['modemHangs', 'modem hangs'],
		['modemReboots', 'modem reboots'],
		['modemGarbles', 'modem garbles'],
		['modemSlow', 'modem slow 5s'],
		['mended', 'modem mended'],
	],
	network: [
		['networkLost', 'network lost'],
		['networkDenied', 'network denied'],
		['networkBack', 'network back'],
	],
	sim: [
		['simMissing', 'sim missing', 'missing'],
		['simPin', 'sim pin', 'pin'],
		['simFull', 'sim full', 'full'],
		['simReady', 'sim ready', 'ready'],
	],
	power: [
		['cut', 'cut'],
		['mainsOff', 'mains off'],
		['mainsOn', 'mains on'],
	],
	thermometer: [
		['thermRoom', 'temperature room', 'room'],
		['thermNone', 'temperature none', 'none'],
	],
};
let signal,
	signalShown,
	heat,
	heatShown,
	names,
	asked = false;

const group = (name, ...more) =>
	el(
		'fieldset',
		{ class: 'fault-group', ...(name === 'thermometer' && { 'data-feature': 'room' }) },
		el('legend', { t: 'faults_' + name }),
		el(
			'div',
			{ class: 'row' },
			...GROUPS[name].map(([key, line, is]) =>
				el('button', { type: 'button', 'data-say': line, 'data-is': is, t: key, onClick: () => say(line) }),
			),
			...more,
		),
	);

function slider(low, high, step, labelKey, onChange) {
	return el('input', {
		type: 'range',
		min: low,
		max: high,
		step,
		tLabel: labelKey,
		onChange,
		onInput: (event) => event.target.dispatchEvent(new Event('moved')),
	});
}

export function startFaults() {
	signalShown = el('output', { class: 'hint' });
	signal = slider(0, 31, 1, 'csq', () => say(`signal ${signal.value}`));
	signal.addEventListener('moved', () => put(signalShown, `${2 * signal.value - 113} dBm`));
	heatShown = el('output', { class: 'hint' });
	heat = slider(-20, 60, 0.5, 'thermSteady', () => say(`temperature ${Number(heat.value).toFixed(1)}`));
	heat.addEventListener('moved', () => put(heatShown, degrees(heat.value * 10)));
	names = el('select', { tLabel: 'faultName' });
	const named = el(
		'form',
		{
			class: 'row',
			hidden: true,
			onSubmit: (event) => {
				event.preventDefault();
				say(`modem fault ${names.value}`);
			},
		},
		names,
		el('button', { type: 'submit', t: 'makeFault' }),
	);

	by('faults').append(
		el('p', { class: 'hint', t: 'faultsHelp' }),
		group('modem', named),
		group('network', el('label', { class: 'inline' }, el('span', { t: 'fact_signal' }), signal), signalShown),
		group('sim'),
		group('power'),
		group('thermometer', el('label', { class: 'inline' }, el('span', { t: 'thermSteady' }), heat), heatShown),
	);
}

/* Asked for once it is known that there is a world. */
function loadNames() {
	get('faults').then(
		(all) => {
			names.replaceChildren(...all.map((name) => el('option', {}, name)));
			names.form.hidden = all.length === 0;
		},
		() => {
			/* this world has no list of them */
		},
	);
}

export function showFaults(state) {
	const { world } = state;

	if (!asked) loadNames();
	asked = true;
	for (const [name, is] of [
		['sim', world.sim_card],
		['thermometer', world.thermometer],
	])
		for (const [, line, which] of GROUPS[name])
			set(
				by('faults').querySelector(`[data-say="${line}"]`),
				'aria-pressed',
				is === undefined ? null : String(which === is),
			);
	if (document.activeElement !== signal && world.signal !== undefined && world.signal <= 31) {
		signal.value = world.signal;
		put(signalShown, `${2 * world.signal - 113} dBm`);
	}
	if (document.activeElement !== heat && (state.raw_dc ?? null) !== null) {
		heat.value = state.raw_dc / 10;
		put(heatShown, world.thermometer === 'room' ? t('thermRoom') : degrees(state.raw_dc));
	}
}
