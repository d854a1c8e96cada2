/* log: what has happened, newest first, by kinds that can be left out and by words. AT lines only when asked for: what they carry
 * is as it was sent.
 * SPDX-License-Identifier: Apache-2.0 */
import { fullTime, localOf, two } from './clock.js';
import { by, el, set } from './dom.js';
import { onLanguage, t } from './texts.js';

const KEPT = 1000,
	SHOWN = 300;
/* Groups of kinds, and whether they are shown at first. */
const GROUPS = {
	messages: { kinds: ['sent', 'arrived', 'answer'], on: true },
	switching: { kinds: ['outlet', 'microrelay'], on: true },
	calls: { kinds: ['phone', 'mic'], on: true },
	power: { kinds: ['power', 'restart'], on: true },
	notes: { kinds: ['note'], on: true },
	lamps: { kinds: ['led'], on: false },
	at: { kinds: ['at'], on: false },
};
const entries = []; /* oldest first */
let list,
	words,
	askAt,
	waiting = false;

const groupOf = (kind) => Object.keys(GROUPS).find((name) => GROUPS[name].kinds.includes(kind)) ?? 'notes';

/* Passwords are nobody's business but those who set them. */
const SECRET = /\b(PASSWORD=|RENEWINTERVALPW=|RENEWINTERVAL)(?!NO\b)([a-z0-9]+)/gi;
const masked = (text) => text.replace(SECRET, (all, name, secret) => name + '*'.repeat(secret.length));

function sentence(news) {
	switch (news.kind) {
		case 'outlet':
		case 'microrelay':
		case 'mic':
		case 'power':
			return `${t('log_' + news.kind)} ${t(news.on ? 'on' : 'off')}`;
		case 'led':
			return `LED ${news.led.toUpperCase()} ${t('pattern_' + news.pattern)}`;
		case 'sent':
			return `${news.phone} → ${masked(news.text)}`;
		case 'arrived':
			return `${news.phone} ← ${news.text}`;
		case 'phone':
			return `${news.phone} ${t('call_' + news.is.replaceAll(' ', '_'))}`;
		case 'at':
			return `${news.to_modem ? '→' : '←'} ${news.text}`;
		case 'note':
			return masked([news.what, news.why, news.who, news.text].filter(Boolean).join(' · '));
		case 'answer':
			return `${t('console')} ← ${news.text}`;
		case 'restart':
			return t('log_restart');
		default:
			return news.kind;
	}
}

function stamp(news) {
	const local = news.local ? new Date(news.local + 'Z') : localOf(news.at_ms);

	return local ? `${two(local.getUTCDate())}/${two(local.getUTCMonth() + 1)} ${fullTime(local)}` : String(news.at_ms);
}

const wanted = (news) =>
	GROUPS[groupOf(news.kind)].on && sentence(news).toLowerCase().includes(words.value.trim().toLowerCase());

function line(news) {
	return el(
		'li',
		{ 'data-group': groupOf(news.kind), 'data-level': news.level ?? '' },
		el('time', {}, stamp(news)),
		el('span', { class: 'log-kind' }, t('group_' + groupOf(news.kind))),
		el('span', { class: 'log-text' }, sentence(news)),
	);
}

function show() {
	const fitting = entries.filter(wanted);

	list.replaceChildren(...fitting.slice(-SHOWN).reverse().map(line));
}

function download() {
	const cell = (text) => `"${String(text).replaceAll('"', '""')}"`;
	const rows = entries.filter(wanted).map((news) => [stamp(news), news.kind, sentence(news)].map(cell).join(','));
	const link = el('a', {
		href: URL.createObjectURL(new Blob([['time,kind,event', ...rows, ''].join('\r\n')], { type: 'text/csv' })),
		download: 'smsocket-log.csv',
	});

	link.click();
	URL.revokeObjectURL(link.href);
}

/* `withAt`(on) asks for the AT lines, or no longer. */
export function startLog(withAt) {
	askAt = withAt;
	words = el('input', { type: 'search', tLabel: 'filter', tHint: 'filter', onInput: show });
	list = el('ol', { id: 'log-lines', class: 'log-lines', tabindex: 0, tLabel: 'log' });
	by('log').append(
		el(
			'div',
			{ class: 'row log-tools' },
			...Object.entries(GROUPS).map(([name, group]) =>
				el('button', {
					type: 'button',
					class: 'chip',
					'data-group': name,
					'aria-pressed': String(group.on),
					t: 'group_' + name,
					onClick: (event) => {
						group.on = !group.on;
						set(event.currentTarget, 'aria-pressed', String(group.on));
						if (name === 'at') askAt(group.on);
						show();
					},
				}),
			),
			words,
			el('button', { type: 'button', class: 'quiet', t: 'download', onClick: download }),
		),
		list,
	);
	onLanguage(show);
}

/* That a message or a command is taken shows in what it does, where one sees the phones. */
const isEcho = (news) =>
	news.kind === 'note' &&
	(news.what === 'message' || news.what === 'command') &&
	document.documentElement.dataset.mode === 'sim';

export function logNews(news) {
	if (isEcho(news) || (news.id !== undefined && entries.some((each) => each.id === news.id))) return;
	entries.push(news);
	if (entries.length > KEPT) entries.shift();
	if (!wanted(news) || waiting) return;
	/* Hundreds may come in one breath of a quick world: drawn once a frame. */
	waiting = true;
	requestAnimationFrame(() => {
		waiting = false;
		show();
	});
}

export function forgetLog() {
	entries.length = 0;
	show();
}
