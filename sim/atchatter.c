/* at: unsolicited lines that nobody has asked for: all are true, and none needs anything done.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "sim/at.h"

static void strength(struct vmodem *v, struct text *out)
{
	text_str(out, "^RSSI:");
	text_number(out, network_csq(v->network));
}

static void registration(struct vmodem *v, struct text *out)
{
	at_registration_print(v, SETTING_CREG, false, out);
}

static void bars(struct vmodem *v, struct text *out)
{
	int csq = network_csq(v->network);

	text_str(out, "+CIEV: 2,");
	text_number(out, csq == 99 ? 0 : csq / 7 + 1);
}

static void quality(struct vmodem *v, struct text *out)
{
	text_str(out, "+QIND: \"csq\",");
	text_number(out, network_csq(v->network));
	text_str(out, ",99");
}

static const struct {
	const char *prefix;
	void (*print)(struct vmodem *v, struct text *out);
} kinds[] = {
	{ "^RSSI:", strength },
	{ "+CREG:", registration },
	{ "+CIEV:", bars },
	{ "+QIND:", quality },
};
#define KIND_COUNT (sizeof kinds / sizeof *kinds)

void at_chatter(struct vmodem *v, const char *beside, struct text *out)
{
	size_t kind = v->faults.chatter_count++ % KIND_COUNT;

	if (beside != NULL && text_begins(beside, kinds[kind].prefix))
		kind = v->faults.chatter_count++ % KIND_COUNT;
	kinds[kind].print(v, out);
}

/* +CSQ and +CLCC look the same when they come by themselves. */
bool at_chatter_like(struct vmodem *v, const char *line, struct text *out)
{
	static const struct {
		const char *prefix;
		enum setting setting; /* SETTING_NAMED_COUNT: it is no registration */
	} likes[] = { { "+CREG:", SETTING_CREG },
		      { "+CGREG:", SETTING_CGREG },
		      { "+CEREG:", SETTING_CEREG },
		      { "+CSQ:", SETTING_NAMED_COUNT },
		      { "+CLCC:", SETTING_NAMED_COUNT } };

	for (size_t i = 0; i < sizeof likes / sizeof *likes; i++) {
		if (!text_begins(line, likes[i].prefix))
			continue;
		if (likes[i].setting == SETTING_NAMED_COUNT)
			text_str(out, line);
		else
			at_registration_print(v, likes[i].setting, false, out);
		return true;
	}
	return false;
}
