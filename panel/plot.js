/* plot: a curve over time as SVG: an area where something was on, lines at limits, a cursor for pointer and keys.
 * SPDX-License-Identifier: Apache-2.0 */
import { degrees, dayName, dayOf, fullTime, hourMinute } from './clock.js';
import { svg } from './dom.js';

const HEIGHT = 250,
	LEFT = 38,
	RIGHT = 10,
	TOP = 10,
	BOTTOM = 24;
const NEAR_DC = 60;

/* The spans in which `on` holds, as pairs of indexes. */
function spans(on) {
	const found = [];

	for (let i = 0; i < on.length; i++) {
		if (!on[i]) continue;
		if (found.length > 0 && found.at(-1)[1] === i) found.at(-1)[1] = i + 1;
		else found.push([i, i + 1]);
	}
	return found;
}

/* Limits that are near take part; the others are told at the edge. */
function range(values, limits) {
	const known = values.filter((value) => value !== null);
	const near = limits
		.map((limit) => limit.dc)
		.filter((dc) => known.length === 0 || (dc > Math.min(...known) - NEAR_DC && dc < Math.max(...known) + NEAR_DC));
	const all = [...known, ...near];
	const low = all.length > 0 ? Math.min(...all) : 100,
		high = all.length > 0 ? Math.max(...all) : 250;

	/* At least ten degrees, at whole fives. */
	return {
		low: Math.floor((low - 10) / 50) * 50,
		high: Math.max(Math.ceil((high + 10) / 50) * 50, Math.floor((low - 10) / 50) * 50 + 100),
	};
}

/* data: values (tenths of a degree or null), on (0 or 1 each), step_ms, end_ms; limits: [{dc, kind, label}];
 * localOf(at_ms) a Date; span_ms: how much is shown. Draws into `root`, an svg; returns what is at a place. */
export function draw(root, { values, on, step_ms, end_ms, limits, localOf, span_ms }) {
	const width = Math.max(280, root.clientWidth || 600);
	const { low, high } = range(values, limits);
	const x = (at_ms) => LEFT + (width - LEFT - RIGHT) * (1 - (end_ms - at_ms) / span_ms);
	const y = (dc) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (dc - low) / (high - low));
	const at = (index) => end_ms - (values.length - 1 - index) * step_ms;
	const base = HEIGHT - BOTTOM;

	root.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
	root.replaceChildren();
	for (const [from, to] of spans(on)) {
		const left = Math.max(LEFT, x(at(from)));
		root.append(
			svg('rect', {
				class: 'plot-on',
				x: left.toFixed(1),
				y: TOP,
				width: Math.max(1, x(at(to - 1) + step_ms / 2) - left).toFixed(1),
				height: base - TOP,
			}),
		);
	}
	grid(root, { width, low, high, x, y, base, end_ms, span_ms, localOf });
	for (const limit of limits) {
		const beyond = limit.dc > high ? '↑ ' : limit.dc < low ? '↓ ' : '';
		if (beyond) {
			root.append(
				svg(
					'text',
					{
						class: 'plot-limit-name ' + limit.kind,
						x: width - RIGHT - 4,
						y: limit.dc > high ? TOP + 12 : base - 6,
						'text-anchor': 'end',
					},
					beyond + limit.label,
				),
			);
			continue;
		}
		root.append(
			svg('line', {
				class: 'plot-limit ' + limit.kind,
				x1: LEFT,
				x2: width - RIGHT,
				y1: y(limit.dc),
				y2: y(limit.dc),
			}),
			svg(
				'text',
				{
					class: 'plot-limit-name ' + limit.kind,
					x: width - RIGHT - 4,
					y: y(limit.dc) - 4,
					'text-anchor': 'end',
				},
				limit.label,
			),
		);
	}
	curve(root, values, (index) => x(at(index)), y, base, width);
	return {
		indexAt: (pixel) =>
			Math.round(
				values.length -
					1 -
					(end_ms -
						(end_ms -
							span_ms * (1 - ((pixel / root.clientWidth) * width - LEFT) / (width - LEFT - RIGHT)))) /
						step_ms,
			),
		place: (index) => ({ x: x(at(index)), y: values[index] === null ? null : y(values[index]), at_ms: at(index) }),
		base,
		top: TOP,
	};
}

function grid(root, { width, low, high, x, y, base, end_ms, span_ms, localOf }) {
	const end = localOf(end_ms);
	const days = span_ms > 86400000 * 1.5;
	const tick_ms = days ? 86400000 : width < 460 ? 21600000 : 10800000;

	for (let dc = low; dc <= high; dc += high - low > 250 ? 100 : 50)
		root.append(
			svg('line', { class: 'plot-grid', x1: LEFT, x2: width - RIGHT, y1: y(dc), y2: y(dc) }),
			svg('text', { class: 'plot-tick', x: LEFT - 6, y: y(dc) + 4, 'text-anchor': 'end' }, `${dc / 10}°`),
		);
	if (!end) return;
	for (let back = end.getTime() % tick_ms; back < span_ms; back += tick_ms) {
		const at_ms = end_ms - back,
			local = localOf(at_ms),
			left = x(at_ms);

		root.append(svg('line', { class: 'plot-grid', x1: left, x2: left, y1: 10, y2: base }));
		if (left > LEFT + 8 && left < width - 22)
			root.append(
				svg(
					'text',
					{ class: 'plot-tick', x: left, y: base + 16, 'text-anchor': 'middle' },
					days ? dayName(dayOf(local)) : hourMinute(local),
				),
			);
	}
}

/* One point a pixel is enough; what reads nothing is a gap. */
function curve(root, values, x, y, base, width) {
	const every = Math.max(1, Math.floor(values.length / width));
	let path = '',
		area = '',
		from = null,
		last = 0;
	const close = () => {
		if (from !== null) area += `L${last.toFixed(1)} ${base}L${from.toFixed(1)} ${base}Z`;
		from = null;
	};

	for (let i = 0; i < values.length; i += every) {
		if (values[i] === null) {
			close();
			continue;
		}
		const point = `${x(i).toFixed(1)} ${y(values[i]).toFixed(1)}`;
		path += (from === null ? 'M' : 'L') + point;
		area += (from === null ? 'M' : 'L') + point;
		from ??= x(i);
		last = x(i);
	}
	close();
	root.append(svg('path', { class: 'plot-area', d: area }), svg('path', { class: 'plot-curve', d: path }));
}

/* The cursor; `note`(text) is told what is there. */
export function cursor(root, drawn, index, values, on, localOf, words) {
	root.querySelector('.plot-cursor')?.remove();
	const place = drawn.place(index);
	const group = svg(
		'g',
		{ class: 'plot-cursor' },
		svg('line', { x1: place.x, x2: place.x, y1: drawn.top, y2: drawn.base }),
	);

	if (place.y !== null) group.append(svg('circle', { cx: place.x, cy: place.y, r: 4.5 }));
	root.append(group);
	const local = localOf(place.at_ms);
	return `${local ? dayName(dayOf(local)) + ' ' + fullTime(local).slice(0, 5) + ' · ' : ''}${degrees(values[index])} · ${words(on[index])}`;
}
