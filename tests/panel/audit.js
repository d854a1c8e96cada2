/* audit: what the panel's tests look for in the page: names, references, contrast as painted.
 * SPDX-License-Identifier: Apache-2.0 */
/* What can be operated or is a landmark, but has no name. */
function nameless() {
	const named = (node) =>
		node.getAttribute('aria-label')?.trim() ||
		(node.getAttribute('aria-labelledby') ?? '')
			.split(' ')
			.some((id) => document.getElementById(id)?.textContent.trim()) ||
		[...(node.labels ?? [])].some((label) => label.textContent.trim()) ||
		(node.textContent.trim() && node.matches('button, a, summary, [role=tab], [role=gridcell]'));
	return [
		...document.querySelectorAll(
			'button, a[href], input, select, textarea, summary, dialog, section, nav, [role=img], [role=grid], [role=log], [tabindex]',
		),
	]
		.filter(
			(node) =>
				!node.closest('[hidden]') &&
				!named(node) &&
				!(node.matches('[tabindex="-1"]') && node.matches('section')),
		)
		.map((node) => node.outerHTML.slice(0, 120));
}
/* References to ids that are not there. */
function dangling() {
	return [...document.querySelectorAll('[aria-labelledby], [aria-describedby], [aria-controls], label[for]')].flatMap(
		(node) =>
			['aria-labelledby', 'aria-describedby', 'aria-controls', 'for'].flatMap((name) =>
				(node.getAttribute(name) ?? '')
					.split(' ')
					.filter((id) => id && !document.getElementById(id))
					.map((id) => `${name} ${id}`),
			),
	);
}
function doubledIds() {
	const ids = [...document.querySelectorAll('[id]')].map((node) => node.id);
	return ids.filter((id, at) => ids.indexOf(id) !== at);
}
const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
canvas.canvas.width = canvas.canvas.height = 1;
function rgba(color) {
	canvas.clearRect(0, 0, 1, 1);
	canvas.fillStyle = '#0000';
	canvas.fillStyle = color;
	canvas.fillRect(0, 0, 1, 1);
	const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
	return [r, g, b, a / 255];
}
const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
function behind(node) {
	const layers = [];
	for (let each = node; each; each = each.parentElement) {
		const color = rgba(getComputedStyle(each).backgroundColor);
		if (color[3] > 0) layers.push(color);
		if (color[3] > 0.99) break;
	}
	return layers
		.reverse()
		.reduce((under, top) => over(top, under), rgba(getComputedStyle(document.body).backgroundColor));
}
const light = (color) =>
	color
		.slice(0, 3)
		.map((c) => c / 255)
		.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
		.reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
function ratio(a, b) {
	const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
	return (x + 0.05) / (y + 0.05);
}

/* Every text that is seen, on the nearest background that is not seen through, mixed as painted: how many, and the poor ones. */
function contrast() {
	const found = [];
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	let count = 0;
	while (walker.nextNode()) {
		const node = walker.currentNode.parentElement;
		if (
			!walker.currentNode.textContent.trim() ||
			node.closest('svg, option, script, noscript, .visually-hidden, .skip, :disabled')
		)
			continue;
		if (!node.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) continue;
		const style = getComputedStyle(node),
			size = parseFloat(style.fontSize);
		const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
		const under = behind(node),
			value = ratio(over(rgba(style.color), under), under);
		count++;
		if (value < (large ? 3 : 4.5))
			found.push(
				`${value.toFixed(2)} ${node.tagName}.${node.className} ${walker.currentNode.textContent.trim().slice(0, 30)}`,
			);
	}
	return [count, found];
}
