/* clock: the time of the socket's world, which the page carries on between what it is told.
 * A local time is a Date whose UTC fields hold it.
 * SPDX-License-Identifier: Apache-2.0 */
import { t } from './texts.js';

let now = { at_ms: 0, local_ms: null, speed: 1, since: performance.now() };

export function tellClock(state) {
	const world = state.world;

	now = {
		at_ms: world.now_ms ?? Date.now(),
		local_ms: world.local ? Date.parse(world.local + 'Z') : null,
		speed: world.simulated ? (world.paused ? 0 : world.speed) : 1,
		since: performance.now(),
	};
}

export const nowMs = () => now.at_ms + (performance.now() - now.since) * now.speed;

/* null: nobody has told what time it is there. */
export function localOf(at_ms) {
	return now.local_ms === null ? null : new Date(now.local_ms + at_ms - now.at_ms);
}

export const two = (number) => String(number).padStart(2, '0');
export const hourMinute = (date) => (date ? `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}` : '--:--');
export const fullTime = (date) => (date ? `${hourMinute(date)}:${two(date.getUTCSeconds())}` : '--:--:--');
/* 1 Monday to 7 Sunday. */
export const dayOf = (date) => ((date.getUTCDay() + 6) % 7) + 1;
export const dayName = (day, how = 'short') =>
	new Intl.DateTimeFormat(document.documentElement.lang, { weekday: how, timeZone: 'UTC' }).format(
		Date.UTC(2024, 0, day),
	);
export const longDate = (date) =>
	date
		? new Intl.DateTimeFormat(document.documentElement.lang === 'en' ? 'en-GB' : document.documentElement.lang, {
				weekday: 'long',
				day: 'numeric',
				month: 'long',
				year: 'numeric',
				timeZone: 'UTC',
			}).format(date)
		: t('timeUnknown');

/* "25.0 °C" of tenths; the language's own comma. */
export const degrees = (dc, digits = 1) =>
	dc === null || dc === undefined
		? '–'
		: (dc / 10).toLocaleString(document.documentElement.lang, {
				minimumFractionDigits: digits,
				maximumFractionDigits: digits,
			}) + ' °C';
