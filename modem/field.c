/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/field.h"

#include "base/text.h"

static const char *after_spaces(const char *at)
{
	while (*at == ' ')
		at++;
	return at;
}

bool field_prefix(struct field *f, const char *prefix)
{
	const char *at = after_spaces(f->at);

	if (!text_begins(at, prefix))
		return false;
	while (*prefix++ != '\0')
		at++;
	f->at = after_spaces(at);
	return true;
}

bool field_number(struct field *f, int32_t low, int32_t high, int32_t *value)
{
	const char *at = after_spaces(f->at);
	bool minus = *at == '-';
	int64_t n = 0;

	if (*at == '-' || *at == '+')
		at++;
	if (*at < '0' || *at > '9')
		return false;
	for (; *at >= '0' && *at <= '9'; at++)
		if (n <= INT32_MAX)
			n = n * 10 + (*at - '0');
	n = minus ? -n : n;
	if ((*at != '\0' && *at != ',' && *at != ' ' && *at != ')') || n < low || n > high)
		return false;
	*value = (int32_t)n;
	f->at = at;
	return true;
}

bool field_string(struct field *f, char *out, size_t cap)
{
	const char *at = after_spaces(f->at);
	bool quoted = *at == '"';
	const char *begin = quoted ? at + 1 : at;
	struct text t;

	if (*at == '\0' || *at == ',')
		return false;
	for (at = begin; *at != '\0' && *at != (quoted ? '"' : ','); at++)
		continue;
	text_init(&t, out, cap);
	text_bytes(&t, begin, (size_t)(at - begin));
	f->at = quoted && *at == '"' ? at + 1 : at;
	return true;
}

bool field_phone(struct field *f, struct number *n)
{
	char digits[NUMBER_CAP + 2] = "+";
	int32_t type = 0;

	*n = (struct number){ .kind = NUMBER_NONE };
	/* Behind a `+`, for one that is international by its type alone. */
	if (!field_string(f, digits + 1, sizeof digits - 1) && *after_spaces(f->at) != ',')
		return false;
	if (field_comma(f))
		field_number(f, 0, 255, &type);
	bool bare = type >> 4 == 9 && digits[1] >= '0' && digits[1] <= '9';
	return number_parse(n, bare ? digits : digits + 1) == 0;
}

bool field_comma(struct field *f)
{
	const char *at = after_spaces(f->at);

	if (*at != ',')
		return false;
	f->at = at + 1;
	return true;
}

bool field_skip(struct field *f)
{
	bool quoted = false;

	for (const char *at = f->at; *at != '\0'; at++) {
		if (*at == '"')
			quoted = !quoted;
		if (*at != ',' || quoted)
			continue;
		f->at = at + 1;
		return true;
	}
	return false;
}

bool field_last(struct field *f, int32_t low, int32_t high, int32_t *value)
{
	struct field g = *f;
	int32_t n;

	while (!field_number(&g, low, high, &n) || !field_end(&g))
		if (!field_skip(&g))
			return false;
	*value = n;
	*f = g;
	return true;
}

bool field_end(const struct field *f)
{
	return *after_spaces(f->at) == '\0';
}
