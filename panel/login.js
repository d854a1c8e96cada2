/* login: the password of a daemon's panel, and how long to wait after too many wrong ones.
 * SPDX-License-Identifier: Apache-2.0 */
import { post } from './api.js';
import { explain } from './commands.js';
import { by, el, put } from './dom.js';
import { t } from './texts.js';

let dialog,
	input,
	note,
	button,
	timer = 0;

function waitOut(left_s) {
	clearInterval(timer);
	button.disabled = left_s > 0;
	put(note, left_s > 0 ? t('tooMany', { n: left_s }) : '');
	if (left_s > 0) timer = setTimeout(() => waitOut(left_s - 1), 1000);
}

function build(done) {
	input = el('input', {
		type: 'password',
		name: 'password',
		id: 'password',
		autocomplete: 'current-password',
		required: true,
	});
	note = el('p', { class: 'bad', role: 'alert', id: 'login-note' });
	button = el('button', { type: 'submit', class: 'primary', t: 'logIn' });
	dialog = el(
		'dialog',
		{ class: 'login', id: 'login', 'aria-labelledby': 'login-title' },
		el('h2', { id: 'login-title', t: 'loginTitle' }),
		el(
			'form',
			{
				onSubmit: async (event) => {
					event.preventDefault();
					try {
						await post('login', { password: input.value });
						dialog.close();
						done();
					} catch (refused) {
						put(
							note,
							refused.status === 401 || refused.status === 403 ? t('wrongPassword') : explain(refused),
						);
						if (refused.status === 429) waitOut(refused.retryAfter_s || 30);
					}
					input.value = '';
					input.focus();
				},
			},
			el('label', { for: 'password', t: 'password' }),
			input,
			note,
			button,
		),
	);
	/* Nothing is behind it for those who do not know the password. */
	dialog.addEventListener('cancel', (event) => event.preventDefault());
	document.body.append(dialog);
}

/* `done`: the password was right. */
export function askPassword(done) {
	if (!dialog) build(done);
	if (!dialog.open) dialog.showModal();
}

export function startLogout() {
	by('logout').addEventListener('click', async () => {
		await post('logout', {}).catch(() => {
			/* the reload tells */
		});
		location.reload();
	});
}
