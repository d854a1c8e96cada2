/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/identity.h"

#include <string.h>

#include "base/text.h"
#include "modem/field.h"
#include "modem/modem.h"

/* 27.007 5.1 to 5.4: what is told stands alone, or behind the command's name, with or without quotes. */
static bool take_word(struct modem *m, const char *line, const char *prefix, char *word, size_t cap)
{
	struct field f = { line };
	bool named = field_prefix(&f, prefix);

	/* A command that was echoed, and news, is something else. */
	if (modem_heard(m, line) || (!named && (line[0] == '+' || line[0] == '^' || text_begins(line, "AT"))))
		return false;
	chat_found(&m->chat, m->now_ms);
	return field_string(&f, word, cap);
}

void identity_maker(struct modem *m, const char *line)
{
	take_word(m, line, "+CGMI:", m->identity.maker, sizeof m->identity.maker);
}

void identity_model(struct modem *m, const char *line)
{
	char word[24];

	if (take_word(m, line, "+CGMM:", word, sizeof word))
		m->profile = profile_find(m->identity.maker, word);
}

void identity_imei(struct modem *m, const char *line)
{
	char digits[IDENTITY_IMEI_MAX + 2];
	size_t len = 0;

	if (!take_word(m, line, "+CGSN:", digits, sizeof digits))
		return;
	while (digits[len] >= '0' && digits[len] <= '9')
		len++;
	if (digits[len] == '\0' && len >= 15 && len <= IDENTITY_IMEI_MAX)
		memcpy(m->identity.imei, digits, len + 1);
}

/* [<alpha>],"<number>",<type>...: 27.007 7.1; the first number that there is. */
void identity_own(struct modem *m, const char *line)
{
	struct field f = { line };
	struct number n;
	bool first = !m->chat.has_data;

	if (!field_prefix(&f, "+CNUM:") || !field_skip(&f) || !field_phone(&f, &n))
		return;
	m->chat.has_data = true;
	if (first || m->identity.own.kind == NUMBER_NONE)
		m->identity.own = n;
}
