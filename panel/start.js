/* start: the theme that was chosen here, before anything is painted; and once the page as it came is painted, its modules.
 * SPDX-License-Identifier: Apache-2.0 */
(() => {
	const theme = localStorage.getItem('theme');
	const load = () => import('/main.js');

	if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
	addEventListener('DOMContentLoaded', () => {
		if (document.hidden) load();
		else requestAnimationFrame(() => setTimeout(load));
	});
})();
