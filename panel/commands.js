/* commands: the table of commands that this socket understands, and how one is given from this page.
 * SPDX-License-Identifier: Apache-2.0 */
import { get, post } from './api.js';
import { by, el } from './dom.js';
import { t } from './texts.js';

const TOAST_MS = 6000;

export let table = [];

export async function loadCommands() {
	table = await get('commands');
}

/* The row that a text is an instance of, by the longest name that it begins with. */
export function rowOf(text) {
	const typed = text.trim().toUpperCase();
	const fits = table.filter((row) => typed.startsWith(row.name));
	const longest = Math.max(0, ...fits.map((row) => row.name.length));
	const best = fits.filter((row) => row.name.length === longest);

	/* ON and ON<1..720> have one name. */
	return (
		best.find((row) => (row.form === row.name) === (typed === row.name)) ??
		(best[0] && best[0].form !== best[0].name ? best[0] : null)
	);
}

/* Texts of a row that can be sent as they are. */
export function examplesOf(row) {
	const words = row.form.slice(row.name.length);

	if (row.type === 'configuration' && row.setting?.values?.length > 1)
		return row.setting.values.map((value) => row.name + value);
	if (/^[A-Z]+(\|[A-Z]+)+$/.test(words)) return words.split('|').map((value) => row.name + value);
	return [row.example];
}

export function toast(text, good = true) {
	const note = el('p', { class: good ? 'toast' : 'toast bad' }, text);

	by('toasts').append(note);
	setTimeout(() => note.remove(), TOAST_MS);
}

export const explain = (refused) => refused.message || t(refused.status === 0 ? 'noAnswer' : 'failed');

const BAD = /Error!$|^Incorrect value!|^Execute error!|^No [A-Z]|^No security|is expired|is not active!/;
export const isBad = (answer) => BAD.test(answer);

/* What the socket answers; null: it could not be asked. Shown unless `quiet`. */
export async function command(text, quiet = false) {
	try {
		const { answers } = await post('command', { text });

		if (!quiet) for (const answer of answers) toast(answer, !isBad(answer));
		return answers;
	} catch (refused) {
		toast(explain(refused), false);
		return null;
	}
}

/* A line of the simulator's console. false: it was refused, and that is shown. */
export async function say(line) {
	try {
		await post('say', { line });
		return true;
	} catch (refused) {
		toast(explain(refused), false);
		return false;
	}
}
