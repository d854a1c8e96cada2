/* rules: the scheduler's rules as the socket prints them, and the commands that change them.
 * SPDX-License-Identifier: Apache-2.0 */
export const ACTIONS = ['ON', 'OFF', 'INF', 'AON', 'AOF'];
export const RULES_MAX = 8;

/* "08:00,*,ON": time, minute of the day, day (1 Monday to 7, 0 each day), action. */
export function readRule(line) {
	const [time, day, action] = line.split(',');
	const [hours, minutes] = time.split(':').map(Number);

	return { line, time, minute: hours * 60 + minutes, day: day === '*' ? 0 : Number(day), action };
}

export const writeRule = ({ time, day, action }) => `${time},${day === 0 ? '*' : day},${action}`;

export const onDay = (rule, day) => rule.day === 0 || rule.day === day;

/* What a cell of the week shows: the rules of that hour, in order of time. */
export const inHour = (rules, day, hour) =>
	rules.filter((rule) => onDay(rule, day) && Math.floor(rule.minute / 60) === hour);

/* The commands that take one rule away. The socket forgets every rule of a time: the others are told again. */
export function removal(rules, gone) {
	const others = rules.filter((rule) => rule.time === gone.time && rule.line !== gone.line);

	return [`SCHEDULER-${gone.time}`, ...others.map((rule) => `SCHEDULER+${rule.line}`)];
}

/* What the rules leave the outlet in, an hour of the week each, if nothing else switches it: 'on', 'off' or '' for unknown.
 * The week is walked twice, so that its beginning knows how its end left it. */
export function weekStates(rules) {
	const hours = new Array(168).fill('');
	let is = '';

	for (let hour = 0; hour < 336; hour++) {
		const here = inHour(rules, Math.floor((hour % 168) / 24) + 1, hour % 24).filter(
			(rule) => rule.action === 'ON' || rule.action === 'OFF',
		);
		const first = here[0];
		/* An hour counts as what it is for its longer part. */
		const before = is;
		if (here.length > 0) is = here.at(-1).action === 'ON' ? 'on' : 'off';
		hours[hour % 168] = first && first.minute % 60 >= 30 ? before : is;
	}
	return hours;
}
