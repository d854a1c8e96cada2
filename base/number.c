/* SPDX-License-Identifier: Apache-2.0 */
#include "base/number.h"

#include <string.h>

#include "base/err.h"
#include "base/text.h"

#define DIGITS_MAX 20
#define SHORT_MAX 6

const struct number number_console = { NUMBER_CONSOLE, "console" };

static bool dial_character(char c)
{
	return (c >= '0' && c <= '9') || c == '*' || c == '#';
}

int number_parse(struct number *n, const char *s)
{
	bool international = *s == '+';
	size_t len = 0;

	*n = (struct number){ .kind = NUMBER_NONE };
	if (*s == '\0')
		return 0;
	if (international)
		s++;
	while (dial_character(s[len]))
		len++;
	if (s[len] != '\0' || len == 0 || len > DIGITS_MAX)
		return ERR_SYNTAX;
	if (!international && len > SHORT_MAX && s[0] == '0' && s[1] == '0') {
		international = true;
		s += 2;
		len -= 2;
	}
	n->kind = international ? NUMBER_INTERNATIONAL : NUMBER_PLAIN;
	n->text[0] = '+';
	memcpy(n->text + (international ? 1 : 0), s, len);
	return 0;
}

void number_name(struct number *n, const char *name)
{
	struct text t;

	*n = (struct number){ .kind = *name == '\0' ? NUMBER_NONE : NUMBER_NAME };
	text_init(&t, n->text, sizeof n->text);
	text_str(&t, name);
}

const char *number_digits(const struct number *n)
{
	return n->kind == NUMBER_INTERNATIONAL ? n->text + 1 : n->text;
}

static bool dialable(const struct number *n)
{
	return n->kind == NUMBER_INTERNATIONAL || n->kind == NUMBER_PLAIN;
}

bool number_same(const struct number *a, const struct number *b)
{
	const char *da = number_digits(a);
	const char *db = number_digits(b);

	return dialable(a) && dialable(b) && strlen(da) == strlen(db) && memcmp(da, db, strlen(da)) == 0;
}

bool number_short(const struct number *n)
{
	return dialable(n) && strlen(number_digits(n)) <= SHORT_MAX;
}
