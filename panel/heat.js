/* heat: the temperature: its plot, the thermostat, the limits that alerts go out at.
 * SPDX-License-Identifier: Apache-2.0 */
import { get } from './api.js';
import { degrees, localOf, nowMs } from './clock.js';
import { command } from './commands.js';
import { by, el, put, set } from './dom.js';
import { cursor, draw } from './plot.js';
import { onLanguage, t } from './texts.js';

const SPANS = { day: 86400000, week: 7 * 86400000 };
const STALE_MS = 500; /* of real time, between two questions for the history */
let history = { step_s: 60, temperature_dc: [], outlet: [] };
let state,
	chart,
	readout,
	summary,
	drawn,
	shown,
	span = 'day',
	asked_at = -Infinity,
	asking = false,
	end_ms = 0,
	signature = '';
let toggle, wish, mode;

function limits() {
	const { settings, thermostat } = state;
	const found = [];

	if (thermostat.tempoff !== undefined)
		found.push({
			dc: thermostat.tempoff * 10,
			kind: thermostat.on ? 'wish' : 'idle',
			label: `TEMPOFF ${thermostat.tempoff} °C`,
		});
	for (const [name, kind] of [
		['TRISEALERT', 'rise'],
		['TFALLALERT', 'fall'],
	])
		if (settings[name] !== undefined && settings[name] !== 'OFF')
			found.push({ dc: Number(settings[name]) * 10, kind, label: `${t(kind)} ${settings[name]} °C` });
	return found;
}

function redraw() {
	const count = SPANS[span] / (history.step_s * 1000) + 1;

	shown = { values: history.temperature_dc.slice(-count), on: history.outlet.slice(-count) };
	drawn = draw(chart, {
		...shown,
		step_ms: history.step_s * 1000,
		end_ms,
		limits: limits(),
		localOf,
		span_ms: SPANS[span],
	});
	const known = shown.values.filter((value) => value !== null);
	const hours = (shown.on.filter(Boolean).length * history.step_s) / 3600;
	const words =
		known.length === 0
			? t('noReading')
			: t('plotSummary', {
					low: degrees(Math.min(...known)),
					high: degrees(Math.max(...known)),
					now: degrees(state.temperature_dc),
					hours: hours.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 }),
				});
	put(summary, words);
	set(chart, 'aria-label', words);
	set(chart, 'data-points', known.length);
}

function point(index) {
	if (!shown || shown.values.length === 0) return;
	chart.at = Math.min(shown.values.length - 1, Math.max(0, index));
	put(
		readout,
		cursor(
			chart,
			drawn,
			chart.at,
			shown.values,
			shown.on,
			localOf,
			(on) => t('fact_outlet') + ' ' + t(on ? 'on' : 'off'),
		),
	);
}

function leave() {
	chart.querySelector('.plot-cursor')?.remove();
	put(readout, '');
}

function step(event) {
	const by_ = { ArrowLeft: -15, ArrowRight: 15, PageUp: -240, PageDown: 240, Home: -1e6, End: 1e6 }[event.key];

	if (by_ === undefined) return;
	event.preventDefault();
	point((chart.at ?? shown.values.length - 1) + by_);
}

function choose(name) {
	span = name;
	for (const each of by('heat').querySelectorAll('[data-span]'))
		set(each, 'aria-pressed', String(each.dataset.span === name));
	redraw();
}

export function startHeat() {
	chart = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
	for (const [name, value] of [
		['id', 'plot'],
		['class', 'plot'],
		['role', 'img'],
		['tabindex', '0'],
	])
		chart.setAttribute(name, value);
	readout = el('output', { class: 'readout', 'aria-live': 'polite' });
	summary = el('p', { class: 'hint', id: 'plot-summary' });
	toggle = el('button', {
		type: 'button',
		id: 'thermostat',
		'aria-pressed': 'false',
		t: 'thermostat',
		onClick: () => command(state.thermostat.on ? 'THERMOSTATOFF' : 'THERMOSTATON'),
	});
	wish = el('input', {
		type: 'number',
		id: 'tempoff',
		min: 0,
		max: 50,
		required: true,
		tLabel: 'tempoff',
		onChange: () => wish.checkValidity() && command(`TEMPOFF=${wish.value}`),
	});
	mode = el('span', { class: 'hint' });
	by('heat-title').before(
		el(
			'div',
			{ class: 'card-tools' },
			el(
				'div',
				{ class: 'segmented', role: 'group', tLabel: 'span' },
				...Object.keys(SPANS).map((name) =>
					el('button', {
						type: 'button',
						'data-span': name,
						'aria-pressed': String(name === span),
						t: 'span_' + name,
						onClick: () => choose(name),
					}),
				),
			),
		),
	);
	by('heat').append(
		el('div', { class: 'plot-frame' }, chart),
		el('div', { class: 'plot-words' }, summary, readout),
		el('div', { class: 'row thermostat' }, toggle, el('label', { class: 'inline' }, 'TEMPOFF', wish, '°C'), mode),
	);
	chart.addEventListener('pointermove', (event) => point(drawn.indexAt(event.offsetX)));
	chart.addEventListener('pointerleave', leave);
	chart.addEventListener('keydown', step);
	chart.addEventListener('blur', leave);
	new ResizeObserver(() => state && redraw()).observe(chart.parentElement);
	onLanguage(() => state && redraw());
}

/* Asked for when what is shown has become old: a sample of it, or a jump. */
async function refresh() {
	if (asking || performance.now() - asked_at < STALE_MS) return;
	asking = true;
	asked_at = performance.now();
	try {
		history = await get('history');
		end_ms =
			history.from_ms !== undefined && history.temperature_dc.length > 0
				? history.from_ms + (history.temperature_dc.length - 1) * history.step_s * 1000
				: nowMs();
		redraw();
	} catch {
		/* The link says that nobody answers. */
	}
	asking = false;
}

export function showHeat(now) {
	state = now;
	set(toggle, 'aria-pressed', String(now.thermostat.on));
	if (document.activeElement !== wish) wish.value = now.thermostat.tempoff;
	put(mode, t(now.thermostat.mode === 'COOLING' ? 'cooling' : 'heating'));
	const changed = JSON.stringify([limits(), now.outlet, now.temperature_dc]);
	if (changed !== signature && drawn) redraw();
	signature = changed;
	tickHeat();
}

export function tickHeat() {
	if (state && (nowMs() - end_ms >= history.step_s * 1000 || nowMs() < end_ms || history.temperature_dc.length === 0))
		refresh();
}

export function forgetHeat() {
	history = { step_s: 60, temperature_dc: [], outlet: [] };
	asked_at = -Infinity;
}
