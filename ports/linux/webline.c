/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/webline.h"

#include <string.h>
#include <strings.h>

#define NUMBER_MIN 7
#define MESSAGE_MIN 16 /* hexadecimal digits */

/* Where a secret begins behind `at`: after the name of a command that carries one. */
static const char *secret_in(const char *line)
{
	static const char *const commands[] = { "+CPIN=", "+CPWD=", "+CLCK=" };

	for (; *line != '\0'; line++)
		for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
			if (strncasecmp(line, commands[i], strlen(commands[i])) == 0)
				return line + strlen(commands[i]);
	return NULL;
}

static void print_masked(const char *line, struct text *t)
{
	while (*line != '\0') {
		size_t hex = strspn(line, "0123456789ABCDEFabcdef"), digits = strspn(line, "0123456789");

		if (hex >= MESSAGE_MIN) {
			text_char(t, '(');
			text_number(t, (int64_t)hex / 2);
			text_str(t, " octets)");
		} else if (hex == digits && digits >= NUMBER_MIN) {
			text_bytes(t, line, 3);
			text_str(t, "..");
			text_bytes(t, line + digits - 2, 2);
		} else {
			hex = hex > 0 ? hex : 1;
			text_bytes(t, line, hex);
		}
		line += hex;
	}
}

/* One line, of printable characters. */
static void print_line(const char *line, bool private, struct text *t)
{
	const char *secret = secret_in(line);

	if (secret == NULL && !private) {
		print_masked(line, t);
		return;
	}
	if (secret == NULL) {
		text_str(t, line);
		return;
	}
	text_bytes(t, line, (size_t)(secret - line));
	for (; *secret != '\0'; secret++)
		text_char(t, strchr("\",", *secret) != NULL ? *secret : '*');
}

void webline_print(const uint8_t *bytes, size_t len, bool private, struct text *t)
{
	char line[WEBLINE_CAP];
	struct text part;
	bool first = true;

	for (size_t i = 0; i < len; i++) {
		text_init(&part, line, sizeof line);
		for (; i < len && bytes[i] != '\r' && bytes[i] != '\n'; i++) {
			if (bytes[i] >= ' ' && bytes[i] <= '~') {
				text_char(&part, (char)bytes[i]);
				continue;
			}
			text_str(&part, "\\x");
			text_hex(&part, bytes[i]);
		}
		if (part.len == 0)
			continue;
		if (!first)
			text_char(t, '\n');
		print_line(line, private, t);
		first = false;
	}
}
