/* face: the drawing of the socket and its surroundings, and the same as a list of facts.
 * The state goes into data attributes of the drawing; device.css makes a picture of them.
 * SPDX-License-Identifier: Apache-2.0 */
import { degrees } from './clock.js';
import { by, el, put, set } from './dom.js';
import { t } from './texts.js';

const COLD_DC = -50,
	WARM_DC = 350; /* the ends of the drawn thermometer */

const onOff = (on) => t(on ? 'on' : 'off');

function signalWord(dbm) {
	const word =
		[
			[-65, 'Excellent'],
			[-75, 'Good'],
			[-85, 'Fair'],
			[-95, 'Weak'],
		].find(([low]) => dbm >= low)?.[1] ?? 'Bad';

	return `${t('signal' + word)} (${dbm} dBm)`;
}

const bars = (dbm) => ((dbm ?? null) === null ? 0 : [-95, -85, -75, -65].filter((low) => dbm >= low).length);

function duration(s) {
	return s >= 60 ? t('minutes', { n: Math.ceil(s / 60) }) : t('seconds', { n: s });
}

/* Key of the name, what stands beside it (null: the socket has no such thing), and whether it deserves a colour. */
const FACTS = [
	['outlet', (s) => [onOff(s.outlet), s.outlet ? 'good' : '']],
	[
		'microrelay',
		(s) => (s.features.includes('room') ? [t(s.microrelay ? 'closed' : 'open'), s.microrelay ? 'good' : ''] : null),
	],
	['mains', (s) => [t(s.mains ? 'pluggedIn' : 'pulledOut'), s.mains ? '' : 'bad']],
	[
		'battery',
		(s) =>
			s.features.includes('battery') && s.battery !== null
				? [`${s.battery} %`, s.battery < 20 ? 'bad' : '']
				: null,
	],
	[
		'network',
		(s) =>
			!s.alive
				? [t('dead'), 'bad']
				: [t('radio_' + s.radio.replaceAll(' ', '_')), s.radio === 'registered' ? '' : 'warn'],
	],
	['signal', (s) => [(s.signal_dbm ?? null) === null ? t('unknown') : signalWord(s.signal_dbm), '']],
	['sim', (s) => (!s.alive ? null : [t('sim_' + s.sim), s.sim === 'ok' ? '' : 'bad'])],
	[
		'sensor',
		(s) =>
			s.features.includes('room')
				? [t(s.sensor ? 'contactClosed' : 'contactOpen'), s.sensor ? 'warn' : '']
				: null,
	],
	[
		'jack',
		(s) => (s.features.includes('room') ? [t(s.jack ? 'pluggedIn' : 'pulledOut'), s.jack ? '' : 'warn'] : null),
	],
	['microphone', (s) => (s.features.includes('room') ? [t(s.mic ? 'live' : 'off'), s.mic ? 'warn' : ''] : null)],
	['shown', (s) => (s.features.includes('room') && s.alive ? [degrees(s.temperature_dc), ''] : null)],
	['raw', (s) => (s.features.includes('room') && s.alive ? [degrees(s.raw_dc), ''] : null)],
	['room', (s) => (s.room_dc !== null && s.room_dc !== undefined ? [degrees(s.room_dc), ''] : null)],
	[
		'clock',
		(s) => (s.features.includes('room') && s.alive ? [s.clock?.replace(',', ' ') ?? t('unknown'), ''] : null),
	],
	['window', (s) => (!s.alive ? null : [s.window_s > 0 ? duration(s.window_s) : t('shut'), ''])],
];

export function startFace() {
	by('facts').append(
		...FACTS.map(([name]) => el('div', { 'data-fact': name }, el('dt', { t: 'fact_' + name }), el('dd'))),
	);
}

function inWords(s) {
	const parts = [
		t('fact_outlet') + ' ' + onOff(s.outlet),
		t('fact_mains') + ' ' + t(s.mains ? 'pluggedIn' : 'pulledOut'),
	];

	if (s.features.includes('room'))
		parts.push(
			t('fact_sensor') + ' ' + t(s.sensor ? 'contactClosed' : 'contactOpen'),
			t('fact_microrelay') + ' ' + t(s.microrelay ? 'closed' : 'open'),
		);
	return `${t('scene', { model: s.model })}: ${parts.join(', ')}`;
}

function showScene(s) {
	const scene = by('scene');
	const shown = s.room_dc ?? s.temperature_dc;
	const warmth = Math.min(1, Math.max(0.04, ((shown ?? COLD_DC) - COLD_DC) / (WARM_DC - COLD_DC)));

	for (const [name, value] of Object.entries({
		outlet: s.outlet ? 'on' : 'off',
		mains: s.mains ? 'in' : 'out',
		microrelay: s.microrelay ? 'on' : 'off',
		sensor: s.sensor ? 'on' : 'off',
		jack: s.jack ? 'in' : 'out',
		button: s.button ? 'down' : 'up',
		alive: s.alive ? 'yes' : 'no',
		bars: s.alive && s.radio === 'registered' ? bars(s.signal_dbm) : 0,
	}))
		set(scene, 'data-' + name, value);
	scene.style.setProperty('--warmth', warmth.toFixed(3));
	put(by('scene-room'), degrees(shown));
	put(by('scene-model'), s.model);
	put(by('scene-words'), inWords(s));
}

let before = null;

/* What a listener should hear of: the few things that people wait for. */
function announce(s) {
	const news = [];

	if (before && before.outlet !== s.outlet) news.push(t('fact_outlet') + ' ' + onOff(s.outlet));
	if (before && before.mains !== s.mains) news.push(t('fact_mains') + ' ' + t(s.mains ? 'pluggedIn' : 'pulledOut'));
	if (before && !before.alarm?.active && s.alarm?.active) news.push(t('alarmActive'));
	if (news.length > 0) by('announce').textContent = news.join('. ');
	before = s;
}

export function showFace(state) {
	showScene(state);
	for (const [name, read] of FACTS) {
		const item = by('facts').querySelector(`[data-fact=${name}]`);
		const shown = read(state);

		item.hidden = shown === null;
		if (shown === null) continue;
		put(item.lastChild, shown[0]);
		set(item.lastChild, 'class', shown[1] || null);
	}
	announce(state);
}
