/* main: puts the parts of the page together, and hands each state and each piece of news to those that show it.
 * SPDX-License-Identifier: Apache-2.0 */
import { showAlarm, startAlarm } from './alarm.js';
import { Stream, get } from './api.js';
import { tellClock } from './clock.js';
import { loadCommands } from './commands.js';
import { by, put, set } from './dom.js';
import { showFace, startFace } from './face.js';
import { showFaults, startFaults } from './faults.js';
import { showHands, startHands } from './hands.js';
import { forgetHeat, showHeat, startHeat, tickHeat } from './heat.js';
import { showLeds, startLeds } from './leds.js';
import { forgetLog, logNews, startLog } from './log.js';
import { askPassword, startLogout } from './login.js';
import { loadChats, phoneNews, showPhones, startPhones } from './phones.js';
import { showSchedule, startSchedule, tickSchedule } from './schedule.js';
import { showSettings, startSettings } from './settings.js';
import { onLanguage, startTexts, t } from './texts.js';
import { showTime, startTime, tickTime } from './time.js';

const TICK_MS = 250;
let state = null,
	stream,
	tabled = false;

/* What this socket has, for what depends on it. */
function fit() {
	const mode = state.world.simulated ? 'sim' : 'daemon';

	set(document.documentElement, 'data-mode', mode);
	for (const node of document.querySelectorAll('[data-only]')) node.hidden = node.dataset.only !== mode;
	for (const node of document.querySelectorAll('[data-feature]'))
		if (node.dataset.only === undefined || node.dataset.only === mode)
			set(node, 'hidden', state.features.includes(node.dataset.feature) ? null : '');
	by('logout').hidden = !state.world.login;
	put(by('model'), `GSM ${state.model}`);
	put(by('firmware'), state.firmware ?? '');
}

function show() {
	fit();
	showFace(state);
	showLeds(state);
	showHands(state);
	showPhones(state);
	/* One without power tells nothing of what it remembers. */
	if (state.alive && state.features.includes('room')) {
		showHeat(state);
		showAlarm(state);
		showSchedule(state);
	}
	if (state.alive && tabled) showSettings(state);
	if (state.world.simulated) {
		showTime(state);
		showFaults(state);
	}
}

/* Another run of the server: what is known is of a world that is gone. */
const isAnother = (next) =>
	state !== null && (state.run !== next.run || (state.world.simulated && next.world.now_ms < state.world.now_ms));

function onState(next) {
	const another = isAnother(next);

	if (another) {
		forgetLog();
		forgetHeat();
	}
	state = next;
	tellClock(state);
	show();
	tick();
	if (another && state.world.simulated) loadChats();
}

function onNews(news) {
	logNews(news);
	if (['sent', 'arrived', 'phone'].includes(news.kind)) phoneNews(news);
}

function onLink(is) {
	set(by('link'), 'data-is', is);
	put(by('link'), t('link_' + is));
}

function tick() {
	if (!state) return;
	tickTime();
	showPhones(state);
	if (state.features.includes('room')) {
		tickHeat();
		tickSchedule();
	}
}

async function begin() {
	try {
		onState(await get('state'));
	} catch (refused) {
		if (refused.status === 401) askPassword(begin);
		else onLink('lost');
		if (refused.status !== 401) setTimeout(begin, 1000);
		return;
	}
	const tabling = loadCommands().then(() => {
		if (!tabled) startSettings();
		tabled = true;
		if (state.alive) showSettings(state);
	});
	/* What the stream tells again is known by then. */
	if (state.world.simulated) await loadChats();
	stream.open();
	await tabling;
	set(document.documentElement, 'data-ready', 'yes');
}

function startTheme() {
	const choose = () =>
		set(document.documentElement, 'data-theme', by('theme').value === 'auto' ? null : by('theme').value);

	by('theme').value = localStorage.getItem('theme') ?? 'auto';
	by('theme').addEventListener('change', () => {
		localStorage.setItem('theme', by('theme').value);
		choose();
	});
}

async function start() {
	startTheme();
	const spoken = startTexts(by('language'));
	startFace();
	startLeds();
	startHands();
	startPhones();
	startHeat();
	startAlarm();
	startSchedule();
	startTime();
	startFaults();
	startLogout();
	stream = new Stream({ state: onState, news: onNews, link: onLink, refused: () => askPassword(begin) });
	startLog((on) => stream.open(on));
	onLanguage(() => {
		onLink(by('link').dataset.is);
		if (state) show();
	});
	await spoken;
	setInterval(tick, TICK_MS);
	begin();
}

start();
