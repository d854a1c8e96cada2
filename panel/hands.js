/* hands: what one can do to the socket with one's hands: switch it, press the hidden button, pull plugs.
 * In a daemon's panel only what its local console can do.
 * SPDX-License-Identifier: Apache-2.0 */
import { command, say } from './commands.js';
import { by, el, put, set } from './dom.js';
import { t } from './texts.js';

const HOLD_MS = 5000;

/* Toggles: what they are of the state, their two names, what each way does. */
const TOGGLES = [
	{
		id: 'switch',
		key: ['switchOn', 'switchOff'],
		is: (s) => s.outlet,
		act: (on) => command(on ? 'ON' : 'OFF', true),
		main: true,
	},
	{
		id: 'relay',
		key: ['relayClose', 'relayOpen'],
		is: (s) => s.microrelay,
		act: (on) => command(on ? 'ONM' : 'OFFM', true),
		feature: 'room',
	},
	{
		id: 'plug',
		key: ['plugIn', 'pullPlug'],
		is: (s) => s.mains,
		act: (on) => say(on ? 'mains on' : 'mains off'),
		only: 'sim',
	},
	{
		id: 'contact',
		key: ['contactClose', 'contactRelease'],
		is: (s) => s.sensor,
		act: (on) => say(on ? 'sensor on' : 'sensor off'),
		only: 'sim',
		feature: 'room',
	},
	{
		id: 'jack',
		key: ['jackIn', 'jackOut'],
		is: (s) => s.jack,
		act: (on) => say(on ? 'jack in' : 'jack out'),
		only: 'sim',
		feature: 'room',
	},
];
let last = null;

const condition = (toggle) => ({
	...(toggle.only && { 'data-only': toggle.only }),
	...(toggle.feature && { 'data-feature': toggle.feature }),
});

/* Held by pointer or key; what it will do when let go shows on it. */
function hiddenButton() {
	const button = el(
		'button',
		{ type: 'button', id: 'button', class: 'hold', 'data-only': 'sim', 'aria-describedby': 'button-help' },
		el('span', { class: 'hold-fill', 'aria-hidden': 'true' }),
		el('span', { t: 'button' }),
	);
	let held = false,
		timer = 0;
	const down = () => {
		if (held) return;
		held = true;
		set(button, 'data-held', 'short');
		/* The socket counts in the time of its world, which may be quicker. */
		timer = setTimeout(() => set(button, 'data-held', 'long'), HOLD_MS / Math.max(1, last?.world.speed ?? 1));
		say('button down');
	};
	const up = () => {
		if (!held) return;
		held = false;
		clearTimeout(timer);
		set(button, 'data-held', null);
		say('button up');
	};

	button.addEventListener('pointerdown', (event) => {
		button.setPointerCapture(event.pointerId);
		down();
	});
	button.addEventListener('keydown', (event) => {
		if (event.key === ' ' || event.key === 'Enter') {
			event.preventDefault();
			down();
		}
	});
	button.addEventListener('keyup', (event) => {
		if (event.key === ' ' || event.key === 'Enter') up();
	});
	for (const end of ['pointerup', 'pointercancel', 'blur']) button.addEventListener(end, up);
	button.addEventListener('contextmenu', (event) => event.preventDefault());
	return button;
}

export function startHands() {
	by('hands').append(
		...TOGGLES.map((toggle) =>
			el('button', {
				type: 'button',
				id: toggle.id,
				class: toggle.main ? 'primary' : '',
				...condition(toggle),
				onClick: () => last && toggle.act(!toggle.is(last)),
			}),
		),
		hiddenButton(),
		el('p', { id: 'button-help', class: 'hint', 'data-only': 'sim', t: 'buttonHelp' }),
	);
}

export function showHands(state) {
	last = state;
	for (const toggle of TOGGLES) put(by(toggle.id), t(toggle.key[toggle.is(state) ? 1 : 0]));
	set(by('switch'), 'aria-pressed', String(state.outlet));
	by('switch').disabled = !state.alive;
	by('relay').disabled = !state.alive;
}
