/* numbers: a list of telephone numbers that the socket keeps, to be added to and taken from.
 * SPDX-License-Identifier: Apache-2.0 */
import { command } from './commands.js';
import { el, put } from './dom.js';
import { t } from './texts.js';

const NUMBERS_MAX = 10;

/* `name`: SECNUMBER or ALERTNUMBER. show(numbers) fills it. */
export function numberList(name, labelKey) {
	const list = el('ul', { class: 'numbers' });
	const note = el('span', { class: 'hint' });
	const input = el('input', {
		type: 'tel',
		pattern: '\\+?[0-9]{1,15}',
		required: true,
		'aria-label': `${name}+`,
		tHint: 'newNumber',
		size: 16,
	});
	const root = el(
		'fieldset',
		{ class: 'number-list', 'data-list': name },
		el('legend', { t: labelKey }),
		list,
		el(
			'form',
			{
				class: 'row',
				onSubmit: async (event) => {
					event.preventDefault();
					if ((await command(`${name}+${input.value.replace('+', '')}`)) !== null) input.value = '';
				},
			},
			input,
			el('button', { type: 'submit', t: 'addNumber' }),
			note,
		),
	);
	let shown = null;

	return {
		root,
		show(numbers) {
			put(note, t('numberCount', { n: numbers.length, max: NUMBERS_MAX }));
			if (numbers.join() === shown) return;
			shown = numbers.join();
			list.replaceChildren(
				...numbers.map((number) =>
					el(
						'li',
						{},
						el('code', {}, number),
						el(
							'button',
							{
								type: 'button',
								class: 'round quiet',
								'aria-label': t('removeNumber', { number }),
								onClick: () => command(`${name}-${number}`),
							},
							'✕',
						),
					),
				),
			);
		},
	};
}
