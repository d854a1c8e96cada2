/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/json.h"

#include <string.h>

void json_init(struct json *j, struct text *out)
{
	*j = (struct json){ .out = out };
}

static void begin(struct json *j)
{
	if (j->follows)
		text_char(j->out, ',');
	j->follows = true;
}

void json_open(struct json *j, char bracket)
{
	begin(j);
	text_char(j->out, bracket);
	j->follows = false;
}

void json_close(struct json *j, char bracket)
{
	text_char(j->out, bracket);
	j->follows = true;
}

static void escape(struct text *out, uint32_t code)
{
	static const char short_forms[] = { ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r',
					    ['"'] = '"', ['\\'] = '\\' };

	if (code < sizeof short_forms && short_forms[code] != '\0') {
		const char pair[] = { '\\', short_forms[code] };

		text_bytes(out, pair, sizeof pair);
		return;
	}
	if (code < ' ' || code == 0x7F) {
		text_str(out, "\\u00");
		text_hex(out, (uint8_t)code);
		return;
	}
	text_code(out, code);
}

void json_str(struct json *j, const char *s)
{
	begin(j);
	text_char(j->out, '"');
	for (uint32_t code; (code = text_next(&s)) != 0;)
		escape(j->out, code);
	text_char(j->out, '"');
}

void json_bytes(struct json *j, const char *s, size_t len)
{
	begin(j);
	text_char(j->out, '"');
	while (len > 0) {
		/* A character at a time, so that none is read beyond the end. */
		size_t part = 1;
		char copy[5];

		while (part < 4 && part < len && ((unsigned char)s[part] & 0xC0) == 0x80)
			part++;
		memcpy(copy, s, part);
		copy[part] = '\0';
		const char *at = copy;
		if (*at == '\0')
			escape(j->out, 0);
		for (uint32_t code; (code = text_next(&at)) != 0;)
			escape(j->out, code);
		s += part;
		len -= part;
	}
	text_char(j->out, '"');
}

void json_number(struct json *j, int64_t n)
{
	begin(j);
	text_number(j->out, n);
}

void json_bool(struct json *j, bool b)
{
	begin(j);
	text_str(j->out, b ? "true" : "false");
}

void json_null(struct json *j)
{
	begin(j);
	text_str(j->out, "null");
}

void json_raw(struct json *j, const char *value)
{
	begin(j);
	text_str(j->out, value);
}

void json_key(struct json *j, const char *name)
{
	json_str(j, name);
	text_char(j->out, ':');
	j->follows = false;
}

void json_member_open(struct json *j, const char *name, char bracket)
{
	json_key(j, name);
	json_open(j, bracket);
}

void json_member_str(struct json *j, const char *name, const char *s)
{
	json_key(j, name);
	if (s == NULL)
		json_null(j);
	else
		json_str(j, s);
}

void json_member_number(struct json *j, const char *name, int64_t n)
{
	json_key(j, name);
	json_number(j, n);
}

void json_member_bool(struct json *j, const char *name, bool b)
{
	json_key(j, name);
	json_bool(j, b);
}

void json_member_null(struct json *j, const char *name)
{
	json_key(j, name);
	json_null(j);
}

void json_member_maybe(struct json *j, const char *name, bool known, int64_t n)
{
	json_key(j, name);
	if (known)
		json_number(j, n);
	else
		json_null(j);
}
