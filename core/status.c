/* SPDX-License-Identifier: Apache-2.0 */
#include "core/status.h"

#include "core/effects.h"

static void print_signal(struct text *t, int dbm)
{
	static const struct {
		int least_dbm;
		const char *word;
	} words[] = { { -65, "Excellent" }, { -75, "Good" }, { -85, "Fair" }, { -95, "Weak" }, { -113, "Bad" } };
	size_t i = 0;

	text_str(t, "Signal: ");
	if (dbm == RADIO_NO_SIGNAL) {
		text_str(t, "Unknown");
		return;
	}
	while (dbm < words[i].least_dbm)
		i++;
	text_str(t, words[i].word);
	text_str(t, " (");
	text_number(t, dbm);
	text_str(t, "dBm)");
}

void status_print(const struct core *c, struct core_effects *out)
{
	struct text t = effects_reply(out);

	text_str(&t, c->outlet.on ? "Power socket ON\n" : "Power socket OFF\n");
	print_signal(&t, c->signal_dbm);
}
