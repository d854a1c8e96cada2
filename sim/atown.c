/* at: commands that only the family has and that ask for a line, and lines that it says unasked, over and over.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "sim/at.h"

#define NEVER UINT64_MAX
#define NO_NETWORK 30 /* 27.007 9.2 */

const struct family_query *at_own_query(const struct vmodem *v, const char *name, const struct at_args *args)
{
	for (size_t i = 0; i < v->family->query_count; i++) {
		const struct family_query *q = &v->family->queries[i];
		int argument = FAMILY_ANY;

		if (q->op != args->op || strcmp(q->name, name) != 0)
			continue;
		if (q->argument == FAMILY_ANY)
			return q;
		if (at_number(args, 0, 0, 255, &argument) && argument == q->argument)
			return q;
	}
	return NULL;
}

enum at_result at_own_run(struct vmodem *v, const struct family_query *query)
{
	if (query->about_time && !at_clock_known(v))
		return at_cme(v, NO_NETWORK);
	at_form_say(v, query->form);
	return RESULT_OK;
}

/* --- Chatter --- */

void at_own_reset(struct vmodem *v)
{
	v->chatter_due_ms = v->family->chatter_count > 0 ? v->now_ms : NEVER;
	v->chatter_at = 0;
}

void at_own_step(struct vmodem *v)
{
	if (v->chatter_due_ms > v->now_ms)
		return;
	v->chatter_due_ms = v->now_ms + v->family->chatter_each_ms;
	if (v->set[SETTING_CURC][0] != 0)
		at_form_news(v, v->family->chatter[v->chatter_at++ % v->family->chatter_count]);
}

uint64_t at_own_deadline_ms(const struct vmodem *v)
{
	return v->set[SETTING_CURC][0] != 0 ? v->chatter_due_ms : NEVER;
}
