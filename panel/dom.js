/* dom: elements made in one expression, and changed only where they differ, so that nothing is announced twice.
 * SPDX-License-Identifier: Apache-2.0 */
import { translate } from './texts.js';

const TRANSLATED = { t: 'data-t', tLabel: 'data-t-label', tHint: 'data-t-hint', tTitle: 'data-t-title' };

/* Attributes by name; `on` + Event: a listener; t, tLabel, tHint, tTitle: the key of its text, aria-label, placeholder, title;
 * true and false: an attribute that is there or not. */
export function el(tag, attributes = {}, ...children) {
	const node = document.createElement(tag);

	for (const [name, value] of Object.entries(attributes)) {
		if (name.startsWith('on')) node.addEventListener(name.slice(2).toLowerCase(), value);
		else if (TRANSLATED[name]) node.setAttribute(TRANSLATED[name], value);
		else if (value === true) node.setAttribute(name, '');
		else if (value !== false && value !== undefined && value !== null) node.setAttribute(name, value);
	}
	translate(node);
	node.append(...children);
	return node;
}

export function svg(tag, attributes = {}, ...children) {
	const node = document.createElementNS('http://www.w3.org/2000/svg', tag);

	for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
	node.append(...children);
	return node;
}

export const by = (id) => document.getElementById(id);

export function put(node, text) {
	if (node.textContent !== text) node.textContent = text;
}

export function set(node, name, value) {
	if (value === null || value === undefined || value === false) node.removeAttribute(name);
	else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

/* Buttons that are one stop of the tab key, and the arrow keys go from one to the next. `keys` of which to step. */
export function rove(container, selector, keys = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }) {
	container.addEventListener('keydown', (event) => {
		const all = [...container.querySelectorAll(selector)];
		const at = all.indexOf(event.target);
		const to = event.key === 'Home' ? 0 : event.key === 'End' ? all.length - 1 : at + (keys[event.key] ?? 0);

		if (at < 0 || to === at) return;
		event.preventDefault();
		all[(to + all.length) % all.length].focus();
	});
	container.addEventListener('focusin', (event) => {
		if (event.target.matches(selector))
			for (const each of container.querySelectorAll(selector)) each.tabIndex = each === event.target ? 0 : -1;
	});
}
