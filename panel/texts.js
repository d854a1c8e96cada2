/* texts: what the page says, in the reader's language: remembered, else the browser's.
 * A key is said with its {values} filled in; a key that a language lacks is said in English.
 * SPDX-License-Identifier: Apache-2.0 */
import { texts as english } from './texts-en.js';

const LOADERS = { fr: () => import('./texts-fr.js') };
const WHERE = [
	[
		'data-t',
		(node, text) => {
			node.textContent = text;
		},
		(node) => node.textContent,
	],
	['data-t-label', (node, text) => node.setAttribute('aria-label', text), (node) => node.getAttribute('aria-label')],
	['data-t-hint', (node, text) => node.setAttribute('placeholder', text), (node) => node.placeholder],
	['data-t-title', (node, text) => node.setAttribute('title', text), (node) => node.title],
];
const listeners = [];
let words = english;
let commands = {};

/* The page itself holds the English of what it marks. */
for (const [attribute, , read] of WHERE)
	for (const node of document.querySelectorAll(`[${attribute}]`))
		english[node.getAttribute(attribute)] ??= read(node);

export function t(key, values = {}) {
	const text = words[key] ?? english[key] ?? key;

	return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

/* The help of a command, of which the socket itself has the English. */
export const help = (command) => commands[command.form] ?? commands[command.name] ?? command.help;

export function translate(root) {
	for (const [attribute, write] of WHERE) {
		if (root.hasAttribute?.(attribute)) write(root, t(root.getAttribute(attribute)));
		for (const node of root.querySelectorAll(`[${attribute}]`)) write(node, t(node.getAttribute(attribute)));
	}
}

export const onLanguage = (listener) => listeners.push(listener);

async function speak(language) {
	const loaded = LOADERS[language] ? await LOADERS[language]() : { texts: english, commands: {} };

	words = loaded.texts;
	commands = loaded.commands;
	document.documentElement.lang = LOADERS[language] ? language : 'en';
	translate(document.body);
	for (const listener of listeners) listener();
}

function preferred() {
	const wanted = [localStorage.getItem('language'), ...navigator.languages].filter(Boolean);
	const known = wanted.map((each) => each.slice(0, 2)).find((each) => each === 'en' || LOADERS[each]);

	return known ?? 'en';
}

export async function startTexts(select) {
	select.value = preferred();
	select.addEventListener('change', () => {
		localStorage.setItem('language', select.value);
		speak(select.value);
	});
	if (select.value !== 'en') await speak(select.value);
}
