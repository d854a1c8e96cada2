/* schedule: the scheduler's rules as a week of hours and as a list, both of which edit them by the socket's own commands.
 * SPDX-License-Identifier: Apache-2.0 */
import { dayName, dayOf, localOf, nowMs, two } from './clock.js';
import { command, isBad, toast } from './commands.js';
import { by, el, set } from './dom.js';
import { ACTIONS, RULES_MAX, inHour, readRule, removal, weekStates, writeRule } from './rules.js';
import { onLanguage, t } from './texts.js';

let rules = [],
	grid,
	list,
	count,
	shown = null,
	form,
	dialog,
	dialogList;

/* --- Changes --- */

/* One after the other; the first that is refused is shown, and ends it. */
async function give(commands) {
	for (const each of commands) {
		const answers = await command(each, true);
		const bad = answers?.find(isBad);

		if (answers === null) return false;
		if (bad) {
			toast(
				each.startsWith('SCHEDULER+') && rules.length >= RULES_MAX ? t('rulesFull', { n: RULES_MAX }) : bad,
				false,
			);
			return false;
		}
	}
	return true;
}

const remove = (rule) => give(removal(rules, rule));

/* --- The form --- */

function makeForm() {
	const time = el('input', { type: 'time', name: 'time', required: true, tLabel: 'ruleTime', value: '08:00' });
	const day = el('select', { name: 'day', tLabel: 'ruleDay' });
	const action = el('select', { name: 'action', tLabel: 'ruleAction' });
	const root = el(
		'form',
		{
			class: 'row rule-form',
			onSubmit: async (event) => {
				event.preventDefault();
				const rule = { time: time.value, day: Number(day.value), action: action.value };
				if (await give([`SCHEDULER+${writeRule(rule)}`])) toast(t('ruleAdded', { rule: inWords(rule) }));
			},
		},
		time,
		day,
		action,
		el('button', { type: 'submit', class: 'primary', t: 'addRule' }),
	);
	const fill = () => {
		const was = [day.value || '0', action.value || 'ON'];
		day.replaceChildren(
			...[0, 1, 2, 3, 4, 5, 6, 7].map((each) =>
				el('option', { value: each }, each === 0 ? t('everyDay') : dayName(each, 'long')),
			),
		);
		action.replaceChildren(
			...ACTIONS.map((each) => el('option', { value: each }, `${each} – ${t('action_' + each)}`)),
		);
		[day.value, action.value] = was;
	};

	fill();
	return { root, fill, time, day, action };
}

const inWords = (rule) =>
	`${rule.time} ${rule.day === 0 ? t('everyDay') : dayName(rule.day, 'long')}: ${t('action_' + rule.action)}`;

function item(rule) {
	return el(
		'li',
		{ class: 'rule', 'data-rule': rule.line },
		el('b', { class: 'rule-time' }, rule.time),
		el('span', {}, rule.day === 0 ? t('everyDay') : dayName(rule.day, 'long')),
		el('span', { class: 'rule-action', 'data-action': rule.action }, rule.action),
		el('span', { class: 'hint' }, t('action_' + rule.action)),
		el(
			'button',
			{
				type: 'button',
				class: 'round quiet',
				'aria-label': t('removeRule', { rule: inWords(rule) }),
				onClick: () => remove(rule),
			},
			'✕',
		),
	);
}

/* --- The week --- */

function cellWords(day, hour, here) {
	return `${dayName(day, 'long')} ${two(hour)}:00, ${here.length === 0 ? t('noRule') : here.map((rule) => `${rule.time} ${rule.action}`).join(', ')}`;
}

function open(day, hour) {
	form.time.value = `${two(hour)}:00`;
	form.day.value = String(day);
	dialog.cell = { day, hour };
	dialog.querySelector('h3').textContent = `${dayName(day, 'long')} ${two(hour)}:00–${two(hour)}:59`;
	fillDialog();
	dialog.showModal();
	form.time.focus();
}

function fillDialog() {
	const { day, hour } = dialog.cell;
	const here = inHour(rules, day, hour);

	dialogList.replaceChildren(...here.map(item));
	if (here.length === 0) dialogList.append(el('li', { class: 'hint' }, t('noRule')));
}

function makeGrid() {
	grid = el(
		'div',
		{ class: 'week', role: 'grid', tLabel: 'week' },
		el(
			'div',
			{ class: 'week-row week-hours', role: 'row' },
			el('span', { role: 'columnheader' }, el('span', { class: 'visually-hidden', t: 'ruleDay' })),
			...Array.from({ length: 24 }, (_, hour) =>
				el('span', { role: 'columnheader', class: hour % 6 ? 'minor' : '' }, String(hour)),
			),
		),
	);
	for (let day = 1; day <= 7; day++)
		grid.append(
			el(
				'div',
				{ class: 'week-row', role: 'row' },
				el('span', { role: 'rowheader', 'data-day': day }),
				...Array.from({ length: 24 }, (_, hour) =>
					el('button', {
						type: 'button',
						role: 'gridcell',
						class: 'cell',
						tabindex: day === 1 && hour === 0 ? 0 : -1,
						'data-cell': `${day}-${hour}`,
						onClick: () => open(day, hour),
					}),
				),
			),
		);
	grid.addEventListener('keydown', move);
	return grid;
}

function move(event) {
	const [day, hour] = (event.target.dataset.cell ?? '').split('-').map(Number);
	const to = {
		ArrowRight: [day, hour + 1],
		ArrowLeft: [day, hour - 1],
		ArrowDown: [day + 1, hour],
		ArrowUp: [day - 1, hour],
		Home: [day, 0],
		End: [day, 23],
	}[event.key];
	const cell = to && grid.querySelector(`[data-cell="${to[0]}-${to[1]}"]`);

	if (event.key === 'Delete' && day) give(inHour(rules, day, hour).flatMap((rule) => removal(rules, rule)));
	if (to) event.preventDefault();
	if (!cell) return;
	event.target.tabIndex = -1;
	cell.tabIndex = 0;
	cell.focus();
}

function showGrid() {
	const states = weekStates(rules);

	for (const cell of grid.querySelectorAll('.cell')) {
		const [day, hour] = cell.dataset.cell.split('-').map(Number);
		const here = inHour(rules, day, hour);

		set(cell, 'data-is', states[(day - 1) * 24 + hour] || null);
		set(cell, 'data-action', here.length === 0 ? null : here.at(-1).action);
		set(cell, 'aria-label', cellWords(day, hour, here));
		set(cell, 'title', here.length === 0 ? null : here.map((rule) => `${rule.time} ${rule.action}`).join('\n'));
	}
	for (const head of grid.querySelectorAll('[data-day]')) head.textContent = dayName(Number(head.dataset.day));
}

function showList() {
	list.replaceChildren(...rules.map(item));
	if (rules.length === 0) list.append(el('li', { class: 'hint' }, t('noRules')));
	count.textContent = t('ruleCount', { n: rules.length, max: RULES_MAX });
}

function showAll() {
	showGrid();
	showList();
	form.fill();
	if (dialog.open) fillDialog();
}

export function startSchedule() {
	const add = makeForm();

	form = makeForm();
	list = el('ol', { id: 'rules', class: 'rules', tLabel: 'ruleList' });
	count = el('p', { class: 'hint card-tools' });
	dialogList = el('ol', { class: 'rules' });
	dialog = el(
		'dialog',
		{ class: 'cell-dialog', id: 'cell-dialog', tLabel: 'week' },
		el(
			'header',
			{},
			el('h3'),
			el('button', { type: 'button', class: 'round quiet', tLabel: 'close', onClick: () => dialog.close() }, '✕'),
		),
		dialogList,
		form.root,
	);
	document.body.append(dialog);
	by('schedule-title').before(count);
	by('schedule').append(
		makeGrid(),
		el(
			'ul',
			{ class: 'legend', 'aria-hidden': 'true' },
			...ACTIONS.map((action) =>
				el('li', { 'data-action': action }, el('i', {}), `${action} `, el('span', { t: 'action_' + action })),
			),
		),
		el('h3', { t: 'ruleList' }),
		list,
		add.root,
	);
	onLanguage(() => {
		add.fill();
		if (shown !== null) showAll();
	});
}

export function showSchedule(state) {
	const lines = state.schedule.join('\n');

	if (lines === shown) return;
	shown = lines;
	rules = state.schedule.map(readRule);
	showAll();
}

/* Where the week is now. */
export function tickSchedule() {
	const now = localOf(nowMs());
	const cell = now && grid.querySelector(`[data-cell="${dayOf(now)}-${now.getUTCHours()}"]`);

	for (const old of grid.querySelectorAll('[data-now]')) if (old !== cell) old.removeAttribute('data-now');
	if (cell) set(cell, 'data-now', 'yes');
}
