/* settings: a form for each setting, made from the table of commands: its kind, its legal values, the factory's.
 * SPDX-License-Identifier: Apache-2.0 */
import { command, isBad, table } from './commands.js';
import { by, el, put, set } from './dom.js';
import { numberList } from './numbers.js';
import { help, onLanguage, t } from './texts.js';

const LISTS = {
	Security: ['SECNUMBER', 'listed', 'secnumbers'],
	'Alert numbers': ['ALERTNUMBER', 'alerted', 'alertnumbers'],
};
const fields = [];
let state;

/* How each kind is entered: its control, what of a value it shows, what is sent. */
function flagControl(row, apply) {
	const input = el('input', {
		type: 'checkbox',
		role: 'switch',
		class: 'switch',
		onChange: () => apply(input.checked ? 'ON' : 'OFF'),
	});

	return {
		root: input,
		input,
		show: (value) => {
			input.checked = value === 'ON';
		},
	};
}

function choiceControl(row, apply) {
	const input = el(
		'select',
		{ onChange: () => apply(input.value) },
		...row.setting.values.map((value) => el('option', { value }, value)),
	);

	return {
		root: input,
		input,
		show: (value) => {
			input.value = value;
		},
	};
}

function entered(input, extra, apply, text) {
	const root = el(
		'form',
		{
			class: 'row',
			onSubmit: (event) => {
				event.preventDefault();
				apply(text());
				input.blur();
			},
		},
		input,
		...extra,
		el('button', { type: 'submit', t: 'setIt' }),
	);

	return root;
}

function numberControl(row, apply) {
	const input = el('input', { type: 'number', min: row.setting.low, max: row.setting.high, required: true });

	return {
		root: entered(input, [el('span', { class: 'hint' }, row.setting.unit ?? '')], apply, () => input.value),
		input,
		show: (value) => {
			input.value = value;
		},
	};
}

function clearing(word, apply) {
	return el('button', { type: 'button', onClick: () => apply(word) }, word);
}

function optionControl(row, apply) {
	const input = el('input', {
		type: 'number',
		min: row.setting.low,
		max: row.setting.high,
		required: true,
		placeholder: 'OFF',
	});

	return {
		root: entered(input, [clearing('OFF', apply)], apply, () => input.value),
		input,
		show: (value) => {
			input.value = value === 'OFF' ? '' : value;
		},
	};
}

function textControl(row, apply) {
	const secret = row.name.startsWith('PASSWORD') || row.name.startsWith('RENEW');
	const length = /<(\d+) letters or digits>/.exec(row.form)?.[1];
	const input = el('input', {
		type: secret ? 'password' : 'text',
		autocomplete: 'off',
		required: true,
		spellcheck: 'false',
		size: 12,
		...(length && { pattern: `[A-Za-z0-9]{${length}}`, maxlength: length }),
	});
	const show = (value) => {
		input.value = secret || value === 'NO' ? '' : value;
		input.placeholder = value === 'NO' ? 'NO' : secret ? value : '';
	};

	return { root: entered(input, [clearing('NO', apply)], apply, () => input.value), input, show };
}

const CONTROLS = {
	flag: flagControl,
	choice: choiceControl,
	number: numberControl,
	option: optionControl,
	text: textControl,
};

function field(row) {
	const { name, default: factory } = row.setting;
	const id = 'set-' + name;
	const answer = el('p', { class: 'answer', role: 'status' });
	const words = el('p', { class: 'hint', id: id + '-help' }, help(row));
	const legal = el('span', { class: 'legal' });
	const made = CONTROLS[row.setting.kind](row, async (value) => {
		const answers = await command(row.name + value, true);
		const text = answers?.join('\n') ?? '';
		put(answer, text);
		set(answer, 'class', isBad(text) ? 'answer bad' : 'answer good');
		made.show(state.settings[name]);
	});
	const root = el(
		'div',
		{ class: 'setting', 'data-setting': name },
		el('label', { for: id }, name),
		made.root,
		words,
		legal,
		answer,
	);

	made.input.id = id;
	set(made.input, 'aria-describedby', id + '-help');
	fields.push({
		show() {
			const value = state.settings[name];

			root.hidden = value === undefined;
			/* What somebody is typing is theirs until they leave. */
			if (value !== undefined && (document.activeElement !== made.input || row.setting.kind === 'flag'))
				made.show(value);
			set(root, 'data-changed', value !== undefined && value !== String(factory) ? 'yes' : null);
		},
		translate() {
			put(words, help(row));
			put(
				legal,
				`${row.form.slice(row.name.length).replaceAll('|', ' | ')} · ${t('factory', { value: factory })}`,
			);
		},
	});
	return root;
}

function chapter(name) {
	const rows = table.filter((row) => row.chapter === name && row.setting && row.type === 'configuration');
	const list = LISTS[name];
	const body = el('div', { class: 'chapter-body' }, ...rows.map(field));

	if (list) {
		const numbers = numberList(list[0], list[1]);
		body.prepend(numbers.root);
		fields.push({
			show: () => numbers.show(state[list[2]] ?? []),
			translate() {
				/* marked by keys */
			},
		});
	}
	return el(
		'details',
		{ class: 'chapter', name: 'chapters', 'data-chapter': name },
		el(
			'summary',
			{},
			el('span', { t: 'chapter_' + name }),
			el(
				'span',
				{ class: 'hint chapter-names' },
				[...(list ? [list[0]] : []), ...rows.map((row) => row.setting.name)].join(' · '),
			),
		),
		body,
	);
}

/* Once the table of commands is here. */
export function startSettings() {
	const names = [...new Set(table.map((row) => row.chapter))].filter(
		(name) =>
			LISTS[name] || table.some((row) => row.chapter === name && row.setting && row.type === 'configuration'),
	);
	const chapters = el('div', { class: 'chapters' }, ...names.map(chapter));

	by('settings').append(el('p', { class: 'hint', t: 'settingsHelp' }), chapters);
	for (const each of fields) each.translate();
	onLanguage(() => {
		for (const each of fields) each.translate();
		if (state) showSettings(state);
	});
}

export function showSettings(now) {
	state = now;
	for (const each of fields) each.show();
}
