/* at_parse: commands and their arguments out of a command line (V.250 5.3 and 5.4).
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "sim/at.h"

static bool letter(char c)
{
	return text_upper(c) >= 'A' && text_upper(c) <= 'Z';
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool in(const char *set, char c)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/* V.250 5.4.1: letters, digits and `! % - . / : _` after the character that names the standard. */
static size_t extended_name(const char *s, char *name)
{
	size_t len = 1;

	while (letter(s[len]) || digit(s[len]) || in("!%-./:_", s[len]))
		len++;
	for (size_t i = 0; i < len; i++)
		name[i] = text_upper(s[i]);
	name[len] = '\0';
	return len;
}

/* A letter, `&` and a letter, or `S` and the number of a register. */
static size_t basic_name(const char *s, char *name)
{
	size_t len = s[0] == '&' ? 2 : 1;

	if (text_upper(s[0]) == 'S')
		while (digit(s[len]))
			len++;
	for (size_t i = 0; i < len; i++)
		name[i] = text_upper(s[i]);
	name[len] = '\0';
	return len;
}

/* Cuts the copied arguments into pieces, each NUL-terminated in place. */
static int split(struct at_args *args)
{
	char *at = args->buffer;

	for (;;) {
		if (args->count == AT_ARGS_MAX)
			return ERR_SYNTAX;
		struct at_arg *arg = &args->list[args->count++];
		char *begin = at;

		if (*at == '"') {
			at = strchr(begin + 1, '"');
			if (at == NULL)
				return ERR_SYNTAX;
			*at++ = '\0';
			*arg = (struct at_arg){ .kind = ARG_STRING, .text = begin + 1 };
		} else {
			while (*at != '\0' && *at != ',')
				at++;
			*arg = (struct at_arg){ .kind = begin == at ? ARG_EMPTY : ARG_WORD, .text = begin };
		}
		if (*at != '\0' && *at != ',')
			return ERR_SYNTAX;
		bool more = *at == ',';
		*at = '\0';
		if (arg->kind == ARG_WORD) {
			char *end;
			long number = strtol(begin, &end, 10);

			if (*end == '\0' && number >= -1000000000 && number <= 1000000000) {
				arg->kind = ARG_NUMBER;
				arg->number = (int)number;
			}
		}
		if (!more)
			return 0;
		at++;
	}
}

/* Up to `;` outside quotes; returns the length. */
static size_t copy_values(const char *s, char *out)
{
	size_t len = 0;

	for (bool quoted = false; s[len] != '\0' && (quoted || s[len] != ';'); len++) {
		if (s[len] == '"')
			quoted = !quoted;
		out[len] = s[len];
	}
	out[len] = '\0';
	return len;
}

static int parse_extended(const char **rest, struct at_args *args)
{
	const char *s = *rest;

	if (s[0] == '?' || (s[0] == '=' && s[1] == '?')) {
		args->op = s[0] == '?' ? OP_READ : OP_TEST;
		s += s[0] == '?' ? 1 : 2;
	} else if (s[0] == '=') {
		args->op = OP_SET;
		s++;
		s += copy_values(s, args->buffer);
		if (split(args) != 0)
			return ERR_SYNTAX;
	}
	*rest = s;
	return *s == '\0' || *s == ';' ? 1 : ERR_SYNTAX;
}

static int parse_basic(const char **rest, const char *name, struct at_args *args)
{
	const char *s = *rest;
	size_t len = 0;

	if (name[0] == 'D') {
		/* The number, `;` and all, to the end of the line. */
		args->op = OP_SET;
		args->count = 1;
		args->list[0] = (struct at_arg){ .kind = ARG_WORD, .text = args->buffer };
		strcpy(args->buffer, s);
		*rest = s + strlen(s);
		return 1;
	}
	if (*s == '?') {
		args->op = OP_READ;
		*rest = s + 1;
		return 1;
	}
	if (*s == '=')
		s++;
	while (digit(s[len]) && len < 9) {
		args->buffer[len] = s[len];
		len++;
	}
	args->buffer[len] = '\0';
	*rest = s + len;
	if (len == 0)
		return s[-1] == '=' ? ERR_SYNTAX : 1;
	args->op = OP_SET;
	return split(args) == 0 ? 1 : ERR_SYNTAX;
}

int at_parse(const char **rest, char *name, struct at_args *args)
{
	const char *s = *rest;

	args->op = OP_RUN;
	args->count = 0;
	while (*s == ';')
		s++;
	if (*s == '\0')
		return 0;
	if (in("+*$#^%@!", *s)) {
		s += extended_name(s, name);
		*rest = s;
		return parse_extended(rest, args);
	}
	if (!letter(s[0]) && !(s[0] == '&' && letter(s[1])))
		return ERR_SYNTAX;
	s += basic_name(s, name);
	*rest = s;
	return parse_basic(rest, name, args);
}

bool at_number(const struct at_args *args, size_t i, int low, int high, int *value)
{
	if (i >= args->count || args->list[i].kind == ARG_EMPTY)
		return true;
	if (args->list[i].kind != ARG_NUMBER || args->list[i].number < low || args->list[i].number > high)
		return false;
	*value = args->list[i].number;
	return true;
}

const char *at_text(const struct at_args *args, size_t i)
{
	return i < args->count && args->list[i].kind != ARG_EMPTY ? args->list[i].text : NULL;
}
