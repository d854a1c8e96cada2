/* alarm: arming it, what its sensor says, and when it went off.
 * SPDX-License-Identifier: Apache-2.0 */
import { command } from './commands.js';
import { by, el, put, set } from './dom.js';
import { onLanguage, t } from './texts.js';

let state,
	toggle,
	status,
	log,
	shown = null;

export function startAlarm() {
	toggle = el('button', {
		type: 'button',
		id: 'arm',
		'aria-pressed': 'false',
		onClick: () => command(state.alarm.on ? 'ALARMOFF' : 'ALARMON'),
	});
	status = el('p', { id: 'alarm-status', class: 'alarm-status', role: 'status' });
	log = el('ol', { id: 'alarm-log', class: 'alarm-log' });
	by('alarm').append(el('div', { class: 'row' }, toggle, status), el('h3', { t: 'alarmLog' }), log);
	onLanguage(() => {
		shown = null;
		if (state) showAlarm(state);
	});
}

export function showAlarm(now) {
	const lines = now.alarmlog.join('\n');

	state = now;
	set(toggle, 'aria-pressed', String(now.alarm.on));
	put(toggle, t(now.alarm.on ? 'disarm' : 'arm'));
	put(status, t(now.alarm.active ? 'alarmActive' : now.alarm.on ? 'alarmWatching' : 'alarmOff'));
	set(status, 'data-is', now.alarm.active ? 'active' : now.alarm.on ? 'on' : 'off');
	if (lines === shown) return;
	shown = lines;
	log.replaceChildren(...now.alarmlog.map((line) => el('li', {}, line.replace(',', ' '))));
	if (now.alarmlog.length === 0) log.append(el('li', { class: 'hint' }, t('noAlarms')));
}
