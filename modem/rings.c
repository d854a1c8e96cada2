/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/rings.h"

#include "modem/field.h"
#include "modem/modem.h"

static void ring(struct modem *m, struct field *rest)
{
	(void)rest;
	calls_ring(m);
}

/* "<number>",<type>[,<subaddr>,<satype>[,<alpha>[,<validity>]]]: 27.007 7.6; any field may be empty or missing. */
static void caller(struct modem *m, struct field *rest)
{
	struct number n = { .kind = NUMBER_NONE };
	int32_t validity = 0;

	calls_ring(m);
	field_phone(rest, &n);
	/* Past what is left of <type>, <subaddr>, <satype> and <alpha>. */
	if (field_skip(rest) && field_skip(rest) && field_skip(rest) && field_skip(rest))
		field_number(rest, 0, 9, &validity);
	/* Withheld, or not to be had: nothing better will come. */
	calls_caller(m, &n, validity != 0);
}

static void change(struct modem *m, struct field *rest)
{
	(void)rest;
	calls_changed(m);
}

static void end(struct modem *m, struct field *rest)
{
	(void)rest;
	calls_ended(m, false);
}

/* <id>,<seconds>,<status>,<cause>: 24.008 10.5.4.11 */
static void end_with_cause(struct modem *m, struct field *rest)
{
	enum { CAUSE_BUSY = 17, CAUSE_REJECTED = 21 };
	int32_t cause = 0;

	field_last(rest, 0, 127, &cause);
	calls_ended(m, cause == CAUSE_BUSY || cause == CAUSE_REJECTED);
}

static void busy(struct modem *m, struct field *rest)
{
	(void)rest;
	calls_ended(m, true);
}

static void nothing(struct modem *m, struct field *rest)
{
	(void)m;
	(void)rest;
}

bool rings_heard(struct modem *m, const char *line)
{
	/* The first that fits counts. A call that waits while one is there is left waiting; one of data is none. */
	static const struct {
		const char *prefix;
		void (*heard)(struct modem *m, struct field *rest);
	} rows[] = {
		{ "RING", ring },
		{ "+CRING: VOICE", ring },
		{ "+CRING:", nothing },
		{ "+CLIP:", caller },
		{ "+CCWA:", nothing },
		{ "+CLCC:", change },
		{ "NO CARRIER", end },
		{ "NO ANSWER", end },
		{ "NO DIAL", end },
		{ "BUSY", busy },
		{ "CONNECT", change },
		/* Families' own: SIMCom, Huawei, Quectel, u-blox; those with +CMER=...,1. */
		{ "VOICE CALL: END", end },
		{ "VOICE CALL:", change },
		{ "MISSED_CALL", end },
		{ "^ORIG:", change },
		{ "^CONF:", change },
		{ "^CONN:", change },
		{ "^CEND:", end_with_cause },
		{ "^DSCI:", change },
		{ "+QIND: \"ccinfo\"", change },
		{ "+UCALLSTAT:", change },
		{ "+CIEV: \"CALL\",0", end },
		{ "+CIEV: \"CALL\",", change },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct field f = { line };

		if (!field_prefix(&f, rows[i].prefix))
			continue;
		rows[i].heard(m, &f);
		return true;
	}
	return false;
}
