/* segments: how many SMS a text takes, as 3GPP 23.038 and 23.040 count: septets of the GSM alphabet when it has every
 * character, else UCS-2; several are joined by a header that takes room in each.
 * SPDX-License-Identifier: Apache-2.0 */
const BASIC =
	'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENDED = '\f^{}\\[~]|€'; /* two septets each */
const ROOM = { 'GSM-7': { one: 160, part: 153 }, 'UCS-2': { one: 70, part: 67 } };

const septets = (character) => (BASIC.includes(character) ? 1 : EXTENDED.includes(character) ? 2 : 0);

/* units: septets or 16-bit units in all; segments: 0 for an empty text; left: units free in the last segment. */
export function countSegments(text) {
	const characters = [...text];
	const gsm = characters.every((character) => septets(character) > 0);
	const alphabet = gsm ? 'GSM-7' : 'UCS-2';
	const sizes = characters.map((character) => (gsm ? septets(character) : character.length));
	const units = sizes.reduce((sum, size) => sum + size, 0);
	const { one, part } = ROOM[alphabet];

	if (units <= one) return { alphabet, units, segments: units > 0 ? 1 : 0, left: one - units };
	/* Neither an escape and its character nor a pair of surrogates may be torn apart. */
	let segments = 1,
		used = 0;
	for (const size of sizes) {
		if (used + size > part) {
			segments++;
			used = 0;
		}
		used += size;
	}
	return { alphabet, units, segments, left: part - used };
}
