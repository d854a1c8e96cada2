/* time: how quickly the simulated world goes, and jumps in it.
 * SPDX-License-Identifier: Apache-2.0 */
import { post } from './api.js';
import { fullTime, localOf, longDate, nowMs } from './clock.js';
import { explain, toast } from './commands.js';
import { by, el, put, rove, set } from './dom.js';
import { t } from './texts.js';

const SPEEDS = [0, 1, 60, 3600];
const JUMPS = [
	['jumpNext', { jump: 'next' }],
	['jumpHour', { jump_ms: 3600000 }],
	['jumpDay', { jump_ms: 86400000 }],
];

async function give(order) {
	try {
		await post('time', order);
	} catch (refused) {
		toast(explain(refused), false);
	}
}

export function startTime() {
	by('speeds').append(
		...SPEEDS.map((speed) =>
			el(
				'button',
				{
					type: 'button',
					'data-speed': speed,
					'aria-pressed': 'false',
					onClick: () => give({ speed }),
					...(speed === 0 ? { tLabel: 'pause', tTitle: 'pause' } : {}),
				},
				speed === 0 ? '❚❚' : `×${speed}`,
			),
		),
	);
	by('jumps').append(
		...JUMPS.map(([key, order]) =>
			el('button', { type: 'button', 'data-jump': key, t: key, onClick: () => give(order) }),
		),
	);
	rove(by('speeds'), 'button', { ArrowRight: 1, ArrowLeft: -1 });
}

export function showTime(state) {
	const speed = state.world.paused ? 0 : state.world.speed;

	for (const each of by('speeds').children) set(each, 'aria-pressed', String(Number(each.dataset.speed) === speed));
	set(by('time'), 'data-paused', speed === 0 ? 'yes' : null);
}

export function tickTime() {
	const now = localOf(nowMs());

	put(by('world-date'), now ? longDate(now) : t('timeUnknown'));
	put(by('world-time'), fullTime(now));
}
