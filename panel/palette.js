/* palette: every command of this socket, to be found and picked: what it does, its legal values, an example.
 * SPDX-License-Identifier: Apache-2.0 */
import { examplesOf, table } from './commands.js';
import { el } from './dom.js';
import { help, t } from './texts.js';

let dialog, search, list, pick;

function choose(text) {
	dialog.close();
	pick(text);
}

function entry(row) {
	const examples = examplesOf(row);

	return el(
		'li',
		{ class: 'palette-row' },
		el(
			'div',
			{ class: 'palette-words' },
			el('code', {}, row.form),
			el('span', { class: 'tag' }, t('type_' + row.type)),
			el('p', {}, help(row)),
		),
		el(
			'div',
			{ class: 'chips' },
			...examples.map((example) =>
				el('button', { type: 'button', class: 'chip', onClick: () => choose(example) }, example),
			),
		),
	);
}

function show() {
	const wanted = search.value.trim().toLowerCase();
	const rows = table.filter((row) =>
		[row.form, row.chapter, t('chapter_' + row.chapter), help(row)].some((text) =>
			text.toLowerCase().includes(wanted),
		),
	);
	const chapters = [...new Set(rows.map((row) => row.chapter))];

	list.replaceChildren(
		...chapters.map((chapter) =>
			el(
				'div',
				{},
				el('h3', {}, t('chapter_' + chapter)),
				el('ul', {}, ...rows.filter((row) => row.chapter === chapter).map(entry)),
			),
		),
	);
	if (rows.length === 0) list.append(el('p', { class: 'hint' }, t('nothingFound')));
}

function build() {
	search = el('input', {
		type: 'search',
		tLabel: 'findCommand',
		tHint: 'findCommand',
		onInput: show,
		onKeydown: (event) => {
			if (event.key === 'Enter') {
				event.preventDefault();
				list.querySelector('.chip')?.click();
			} else if (event.key === 'ArrowDown') {
				event.preventDefault();
				list.querySelector('.chip')?.focus();
			}
		},
	});
	list = el('div', { class: 'palette-list' });
	list.addEventListener('keydown', (event) => {
		const chips = [...list.querySelectorAll('.chip')];
		const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
		const to = chips[chips.indexOf(document.activeElement) + (step ?? 0)];

		if (step === undefined) return;
		event.preventDefault();
		(to ?? search).focus();
	});
	dialog = el(
		'dialog',
		{ id: 'palette', class: 'palette', tLabel: 'palette' },
		el(
			'header',
			{},
			search,
			el('button', { type: 'button', class: 'round quiet', tLabel: 'close', onClick: () => dialog.close() }, '✕'),
		),
		list,
	);
	dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
	document.body.append(dialog);
}

/* `write`(text) takes what is picked. */
export function openPalette(write) {
	if (!dialog) build();
	pick = write;
	search.value = '';
	show();
	dialog.showModal();
	search.focus();
}
