/* phone: one person's telephone: the thread with the socket, a line to write on, and calls.
 * SPDX-License-Identifier: Apache-2.0 */
import { hourMinute, localOf } from './clock.js';
import { rowOf, say } from './commands.js';
import { el, put, set } from './dom.js';
import { openPalette } from './palette.js';
import { countSegments } from './segments.js';
import { help, t } from './texts.js';

/* What a phone can do in a state of its call: key of the text and of the button, what is said to the simulator. */
const CALLS = {
	disconnected: { text: '', deeds: [['call', 'calls']] },
	calling: { text: 'calling', deeds: [['hangUp', 'hangs up']] },
	'hearing ringing': { text: 'hearing', deeds: [['hangUp', 'hangs up']] },
	ringing: {
		text: 'ringing',
		deeds: [
			['pickUp', 'picks up'],
			['reject', 'rejects'],
		],
	},
	connected: { text: 'connected', deeds: [['hangUp', 'hangs up']] },
};

/* What to begin with. */
const STARTERS = ['ON', 'STATUS', 'TEMPERATURE', 'THERMOSTATON', 'OFF'];

const quoted = (text) => '"' + text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n') + '"';

export class Phone {
	/* `send`(text): resolves to whether it went; without one the text goes as an SMS of this number. */
	constructor(number, nameKey, send) {
		this.number = number;
		this.nameKey = nameKey;
		this.send = send ?? ((text) => say(`${number} sms ${quoted(text)}`));
		this.console = Boolean(send);
		this.is = 'disconnected';
		this.seen = new Set();
		this.unread = 0;
		this.build();
	}

	get name() {
		return this.nameKey ? t(this.nameKey) : this.number;
	}

	build() {
		const id = 'phone' + (this.number || 'console').replace('+', '');

		this.thread = el('ol', { class: 'thread', role: 'log', tabindex: 0, 'aria-label': this.name });
		this.callBar = el('div', { class: 'call-bar', role: 'status' });
		this.counter = el('span', { class: 'counter', id: id + '-count' });
		this.tip = el('p', { class: 'tip', id: id + '-tip' });
		this.input = el('textarea', {
			rows: 1,
			maxlength: 1600,
			tLabel: this.console ? 'consoleLabel' : 'message',
			autocomplete: 'off',
			autocapitalize: 'characters',
			spellcheck: 'false',
			tHint: this.console ? 'consoleHint' : 'messageHint',
			'aria-describedby': `${id}-count ${id}-tip`,
			onInput: () => this.typed(),
			onKeydown: (event) => event.key === 'Enter' && !event.shiftKey && !event.isComposing && this.submit(event),
		});
		this.form = el(
			'form',
			{ class: 'composer', onSubmit: (event) => this.submit(event) },
			el(
				'button',
				{
					type: 'button',
					class: 'round quiet',
					tLabel: 'palette',
					tTitle: 'palette',
					onClick: () => openPalette((text) => this.write(text)),
				},
				'☰',
			),
			this.input,
			el('button', { type: 'submit', class: 'round primary', tLabel: 'send', tTitle: 'send' }, '➤'),
		);
		this.clock = el('span', { class: 'phone-clock' });
		this.avatar = el('span', { class: 'avatar', 'aria-hidden': 'true' });
		this.title = el('b', { class: 'phone-name' }, this.name);
		this.root = el(
			'article',
			{ class: this.console ? 'phone console' : 'phone', id, 'aria-label': this.name },
			el(
				'div',
				{ class: 'phone-status', 'aria-hidden': 'true' },
				this.clock,
				el('span', {}, this.console ? '' : '▮▮▮▯'),
			),
			el(
				'header',
				{ class: 'phone-head' },
				this.avatar,
				el('div', {}, this.title, el('span', { class: 'phone-number' }, this.number)),
				this.callBar,
			),
			this.thread,
			this.starters(),
			this.tip,
			this.form,
			el('div', { class: 'phone-foot' }, this.counter),
		);
		this.rename();
	}

	/* Shown while nothing has been said. */
	starters() {
		return el(
			'div',
			{ class: 'starters' },
			el('p', { class: 'hint', t: this.nameKey === 'stranger' ? 'tryStranger' : 'tryThis' }),
			el(
				'div',
				{ class: 'row' },
				...STARTERS.map((text) =>
					el('button', { type: 'button', class: 'chip', onClick: () => this.send(text, this) }, text),
				),
			),
		);
	}

	/* After a change of language, too. */
	rename() {
		put(this.title, this.name);
		put(this.avatar, this.console ? '›_' : this.nameKey ? this.name.slice(0, 1) : '☎');
		set(this.root, 'aria-label', this.name);
		set(this.thread, 'aria-label', t('thread', { name: this.name }));
		if (!this.console) this.call(this.is);
		this.typed();
	}

	call(is) {
		const { text, deeds } = CALLS[is] ?? CALLS.disconnected;

		this.is = is;
		set(this.root, 'data-call', is.replaceAll(' ', '-'));
		this.callBar.replaceChildren(
			el('span', { class: 'call-state' }, text ? t(text) : ''),
			...deeds.map(([key, words]) =>
				el(
					'button',
					{ type: 'button', class: 'call ' + key, onClick: () => say(`${this.number} ${words}`) },
					t(key),
				),
			),
		);
		this.onCall?.(is);
	}

	/* message: at_ms, from ('me' or 'socket'), text. One that is there is not shown twice. */
	add(message) {
		const key = `${message.at_ms} ${message.from} ${message.text}`;
		const { segments, alphabet } = countSegments(message.text);
		const atEnd = this.thread.scrollHeight - this.thread.scrollTop - this.thread.clientHeight < 60;

		if (this.seen.has(key)) return false;
		this.seen.add(key);
		this.thread.append(
			el(
				'li',
				{ class: 'bubble ' + message.from },
				el('span', { class: 'visually-hidden' }, t(message.from === 'me' ? 'saidMe' : 'saidSocket') + ' '),
				el('span', { class: 'said' }, message.text),
				el(
					'span',
					{ class: 'when' },
					hourMinute(localOf(message.at_ms)) + (segments > 1 ? ` · ${segments} SMS ${alphabet}` : ''),
				),
			),
		);
		if (atEnd || message.from === 'me') this.thread.scrollTop = this.thread.scrollHeight;
		return true;
	}

	clear() {
		this.seen.clear();
		this.thread.replaceChildren();
	}

	/* For a text that the reader has still to send. */
	write(text) {
		this.input.value = text;
		this.typed();
		this.input.focus();
	}

	typed() {
		const { alphabet, units, segments, left } = countSegments(this.input.value);
		const row = rowOf(this.input.value);

		put(
			this.counter,
			this.console ? '' : t(segments === 1 ? 'countOne' : 'count', { alphabet, units, segments, left }),
		);
		put(this.tip, row ? `${row.form} – ${help(row)}` : '');
		this.input.style.height = '';
		if (this.input.value.includes('\n') || this.input.scrollHeight > this.input.clientHeight + 4)
			this.input.style.height = Math.min(this.input.scrollHeight, 110) + 'px';
	}

	async submit(event) {
		const text = this.input.value;

		event.preventDefault();
		if (text.trim() === '') return;
		this.input.value = '';
		this.typed();
		if (!(await this.send(text, this)) && this.input.value === '') this.write(text);
	}
}
