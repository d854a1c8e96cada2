/* at: identity, profiles of settings and the other basic commands (V.250 6.1, 27.007 5).
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/err.h"
#include "sim/at.h"

static enum at_result manufacturer(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "%s", v->family->manufacturer);
	return RESULT_OK;
}

static enum at_result model(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "%s", v->family->model);
	return RESULT_OK;
}

static enum at_result revision(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "%s", v->family->revision);
	return RESULT_OK;
}

static enum at_result serial(struct vmodem *v, const struct at_args *args)
{
	int form = 1;

	if (!at_number(args, 0, 0, 1, &form))
		return at_cme(v, 50);
	if (args->op == OP_SET && form == 1)
		at_say(v, "+CGSN: \"%s\"", FAMILY_IMEI);
	else
		at_say(v, "%s", v->family->serial);
	return RESULT_OK;
}

static enum at_result identity(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "%s", v->family->about);
	return RESULT_OK;
}

static enum at_result abilities(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+GCAP: %s", v->family->abilities);
	return RESULT_OK;
}

static enum at_result battery(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CBC: 0,100,4000");
	return RESULT_OK;
}

static enum at_result recall(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	memcpy(v->set, v->saved, sizeof v->set);
	return RESULT_OK;
}

static enum at_result factory(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	atset_reset(v);
	v->charset = CHARSET_GSM;
	return RESULT_OK;
}

static enum at_result save(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	memcpy(v->saved, v->set, sizeof v->saved);
	return RESULT_OK;
}

static enum at_result charset_read(struct vmodem *v, const struct at_args *args)
{
	(void)args;
	at_say(v, "+CSCS: \"%s\"", charset_name(v->charset));
	return RESULT_OK;
}

static enum at_result charset_test(struct vmodem *v, const struct at_args *args)
{
	char line[80];
	struct text t;

	(void)args;
	text_init(&t, line, sizeof line);
	for (int i = 0; i < CHARSET_COUNT; i++) {
		text_str(&t, i > 0 ? ",\"" : "+CSCS: (\"");
		text_str(&t, charset_name((enum charset)i));
		text_char(&t, '"');
	}
	text_char(&t, ')');
	at_say_text(v, &t);
	return RESULT_OK;
}

static enum at_result charset_set(struct vmodem *v, const struct at_args *args)
{
	int id = args->list[0].kind == ARG_STRING ? charset_find(args->list[0].text) : ERR_MISSING;

	if (id < 0)
		return at_cme(v, 50);
	v->charset = (enum charset)id;
	return RESULT_OK;
}

static const struct at_row rows[] = {
	{ "Z", OP_RUN | OP_SET, NEEDS_NOTHING, recall },
	{ "&F", OP_RUN | OP_SET, NEEDS_NOTHING, factory },
	{ "&W", OP_RUN | OP_SET, NEEDS_NOTHING, save },
	{ "I", OP_RUN | OP_SET, NEEDS_NOTHING, identity },
	{ "+CGMI", OP_RUN, NEEDS_NOTHING, manufacturer },
	{ "+GMI", OP_RUN, NEEDS_NOTHING, manufacturer },
	{ "+CGMM", OP_RUN, NEEDS_NOTHING, model },
	{ "+GMM", OP_RUN, NEEDS_NOTHING, model },
	{ "+CGMR", OP_RUN, NEEDS_NOTHING, revision },
	{ "+GMR", OP_RUN, NEEDS_NOTHING, revision },
	{ "+CGSN", OP_RUN | OP_SET, NEEDS_NOTHING, serial },
	{ "+GSN", OP_RUN | OP_SET, NEEDS_NOTHING, serial },
	{ "+CGMI", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+GMI", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+CGMM", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+GMM", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+CGMR", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+GMR", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+CGSN", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+GSN", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+GCAP", OP_RUN, NEEDS_NOTHING, abilities },
	{ "+GCAP", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+CBC", OP_RUN, NEEDS_NOTHING, battery },
	{ "+CBC", OP_TEST, NEEDS_NOTHING, at_nothing },
	{ "+CSCS", OP_READ, NEEDS_NOTHING, charset_read },
	{ "+CSCS", OP_TEST, NEEDS_NOTHING, charset_test },
	{ "+CSCS", OP_SET, NEEDS_NOTHING, charset_set },
};

const struct at_table atbasic_table = { rows, sizeof rows / sizeof *rows };
