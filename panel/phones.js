/* phones: the telephones of the people who text the socket, one at a time or side by side; in a daemon's panel the local console
 * alone. Numbers that were added are remembered by this browser.
 * SPDX-License-Identifier: Apache-2.0 */
import { get } from './api.js';
import { hourMinute, localOf, nowMs } from './clock.js';
import { command } from './commands.js';
import { by, el, put, rove, set } from './dom.js';
import { Phone } from './phone.js';
import { onLanguage, t } from './texts.js';

const OWNER = '+33612345678',
	STRANGER = '+33600000066';
const NAMES = { [OWNER]: 'owner', [STRANGER]: 'stranger' };
const phones = new Map(); /* by number; '' is the console */
let tabs,
	shelf,
	current = OWNER,
	simulated = true;

const remembered = () => JSON.parse(localStorage.getItem('phones') ?? '[]');

function select(number) {
	current = number;
	for (const [each, phone] of phones) {
		const chosen = each === number;

		if (chosen) phone.unread = 0;
		set(phone.root, 'data-chosen', chosen ? 'yes' : 'no');
		set(phone.tab, 'aria-selected', String(chosen));
		phone.tab.tabIndex = chosen ? 0 : -1;
		mark(phone);
	}
	const thread = phones.get(number).thread;
	thread.scrollTop = thread.scrollHeight;
}

function mark(phone) {
	put(phone.tab.firstChild, phone.name);
	put(phone.tab.lastChild, phone.is === 'ringing' ? '☎' : phone.unread > 0 ? String(phone.unread) : '');
	set(
		phone.tab.lastChild,
		'aria-label',
		phone.is === 'ringing' ? t('ringing') : phone.unread > 0 ? t('unread', { n: phone.unread }) : null,
	);
}

function add(number, phone = new Phone(number, NAMES[number])) {
	if (phones.has(number)) return phones.get(number);
	phone.tab = el(
		'button',
		{ type: 'button', role: 'tab', 'aria-controls': phone.root.id, onClick: () => select(number) },
		el('span', {}, phone.name),
		el('span', { class: 'badge' }),
	);
	phone.onCall = () => mark(phone);
	phones.set(number, phone);
	tabs.append(phone.tab);
	shelf.append(phone.root);
	set(phone.root, 'data-chosen', 'no');
	mark(phone);
	return phone;
}

function remember(number) {
	if (!NAMES[number] && !remembered().includes(number))
		localStorage.setItem('phones', JSON.stringify([...remembered(), number].slice(-8)));
}

async function console_(text, phone) {
	phone.add({ at_ms: Math.round(nowMs()), from: 'me', text });
	const answers = await command(text, true);
	if (answers === null) return false;
	for (const answer of answers.length > 0 ? answers : [t('silence')])
		phone.add({ at_ms: Math.round(nowMs()), from: 'socket', text: answer });
	return true;
}

function adder() {
	const input = el('input', {
		type: 'tel',
		name: 'number',
		required: true,
		pattern: '\\+?[0-9]{1,20}',
		tLabel: 'newNumber',
		tHint: 'newNumber',
		size: 14,
	});

	return el(
		'form',
		{
			class: 'add-phone',
			'data-only': 'sim',
			onSubmit: (event) => {
				event.preventDefault();
				const number = input.value.trim();
				add(number);
				remember(number);
				select(number);
				input.value = '';
			},
		},
		input,
		el('button', { type: 'submit', class: 'round quiet', tLabel: 'addPhone', tTitle: 'addPhone' }, '+'),
	);
}

export function startPhones() {
	tabs = el('div', { class: 'tabs', role: 'tablist', tLabel: 'phones' });
	shelf = el('div', { class: 'shelf' });
	const together = el('button', {
		type: 'button',
		class: 'quiet',
		'data-only': 'sim',
		'aria-pressed': 'false',
		t: 'together',
		onClick: () => {
			const on = together.getAttribute('aria-pressed') !== 'true';
			set(together, 'aria-pressed', String(on));
			set(by('phones'), 'data-together', on ? 'yes' : null);
			set(document.querySelector('.hero'), 'data-together', on ? 'yes' : null);
		},
	});

	by('phones').append(el('div', { class: 'phones-bar' }, tabs, together), shelf, adder());
	rove(tabs, '[role=tab]', { ArrowRight: 1, ArrowLeft: -1 });
	for (const number of [OWNER, STRANGER, ...remembered()]) add(number);
	add('', new Phone('', 'console', console_));
	select(OWNER);
	onLanguage(() => {
		for (const phone of phones.values()) {
			phone.rename();
			mark(phone);
		}
	});
}

/* The panel of a daemon has the console alone. */
export function showPhones(state) {
	const time = hourMinute(localOf(nowMs()));

	for (const phone of phones.values()) put(phone.clock, time);
	if (state.world.simulated === simulated) return;
	simulated = state.world.simulated;
	for (const [number, phone] of phones) {
		phone.tab.hidden = number !== '' && !simulated;
		phone.root.hidden = phone.tab.hidden;
	}
	select(simulated ? OWNER : '');
}

export function phoneNews(news) {
	if (!news.phone) return;
	const phone = add(news.phone);
	if (news.kind === 'phone') {
		phone.call(news.is);
		if (news.is === 'ringing') select(news.phone);
		return;
	}
	if (
		phone.add({ at_ms: news.at_ms, from: news.kind === 'sent' ? 'me' : 'socket', text: news.text }) &&
		news.kind === 'arrived' &&
		current !== news.phone
	) {
		phone.unread++;
		mark(phone);
	}
}

/* What was said before this page was opened. */
export async function loadChats() {
	const chats = await get('chats');

	for (const phone of phones.values()) if (phone.number !== '') phone.clear();
	for (const chat of chats) {
		const phone = add(chat.phone);
		for (const message of chat.messages) phone.add(message);
		phone.call(chat.is ?? 'disconnected');
		phone.thread.scrollTop = phone.thread.scrollHeight;
	}
}
