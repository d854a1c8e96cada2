/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/cause.h"

#include <string.h>

#include "base/assert.h"
#include "base/err.h"
#include "sim/lexis.h"
#include "sim/play.h"

#define SLOW_MAX_MS 3600000u
#define TROUBLE_MIN_MS 1000u
#define TROUBLE_MAX_MS 86400000u

bool cause_model(struct play *p, const struct statement *s, struct text *why)
{
	(void)why;
	p->config.model = (enum model)s->value[0].number;
	return true;
}

bool cause_profile(struct play *p, const struct statement *s, struct text *why)
{
	(void)why;
	p->config.profile = vmodem_profile((size_t)s->value[0].number);
	return true;
}

bool cause_seed(struct play *p, const struct statement *s, struct text *why)
{
	(void)why;
	p->config.seed = s->value[0].number;
	return true;
}

bool cause_pin(struct play *p, const struct statement *s, struct text *why)
{
	const char *pin = s->value[0].word;
	size_t len = strlen(pin);

	if (len < 4 || len > 8 || strspn(pin, "0123456789") != len) {
		lexis_print_text(pin, why);
		text_str(why, " is no PIN; expected 4 to 8 digits");
		return false;
	}
	strcpy(p->config.pin, pin);
	return true;
}

bool cause_sim(struct play *p, const struct statement *s, struct text *why)
{
	static const enum vmodem_sim sims[] = { SIM_READY, SIM_MISSING, SIM_PIN, SIM_FULL };

	(void)why;
	vmodem_insert(world_modem(p->world), sims[s->value[0].number]);
	return true;
}

bool cause_wait(struct play *p, const struct statement *s, struct text *why)
{
	(void)why;
	world_run_until(p->world, play_after_ms(p, s->value[0].number));
	return true;
}

bool cause_time(struct play *p, const struct statement *s, struct text *why)
{
	(void)why;
	world_clock(p->world, &s->value[0].stamp);
	return true;
}

bool cause_no_time(struct play *p, const struct statement *s, struct text *why)
{
	(void)s;
	(void)why;
	world_clock(p->world, NULL);
	return true;
}

bool cause_network(struct play *p, const struct statement *s, struct text *why)
{
	static const struct {
		bool covered, admitted;
	} states[] = { { false, true }, { true, true }, { true, false } };

	(void)why;
	network_cover(world_network(p->world), states[s->value[0].number].covered);
	network_admit(world_network(p->world), states[s->value[0].number].admitted);
	return true;
}

bool cause_signal(struct play *p, const struct statement *s, struct text *why)
{
	uint64_t csq = s->value[0].number;

	if (csq > 31 && csq != 99) {
		lexis_print_text(s->value[0].word, why);
		text_str(why, " is no signal; expected 0 to 31, or 99 for unknown");
		return false;
	}
	network_signal(world_network(p->world), (int)csq);
	return true;
}

/* The rows and the list of faults name only faults that there are. */
static bool fault(struct play *p, const char *name)
{
	int rc = vmodem_fault(world_modem(p->world), world_now_ms(p->world), name);

	ASSERT(rc == 0);
	return true;
}

bool cause_modem(struct play *p, const struct statement *s, struct text *why)
{
	static const char *const names[] = { "reboots", "hangs", "garbles" };

	(void)why;
	return fault(p, names[s->value[0].number]);
}

bool cause_modem_slow(struct play *p, const struct statement *s, struct text *why)
{
	if (s->value[0].number > SLOW_MAX_MS) {
		lexis_print_text(s->value[0].word, why);
		text_str(why, " is too slow; expected at most 1h");
		return false;
	}
	vmodem_slow(world_modem(p->world), (uint32_t)s->value[0].number);
	return true;
}

bool cause_modem_fault(struct play *p, const struct statement *s, struct text *why)
{
	(void)why;
	return fault(p, vmodem_fault_name((size_t)s->value[0].number));
}

bool cause_modem_mended(struct play *p, const struct statement *s, struct text *why)
{
	(void)s;
	(void)why;
	vmodem_mend(world_modem(p->world), world_now_ms(p->world));
	return true;
}

bool cause_modem_troubled(struct play *p, const struct statement *s, struct text *why)
{
	uint64_t every_ms = s->value[1].number;

	if (every_ms < TROUBLE_MIN_MS || every_ms > TROUBLE_MAX_MS) {
		lexis_print_text(s->value[1].word, why);
		text_str(why, " is no distance between faults; expected 1s to 1d");
		return false;
	}
	vmodem_trouble(world_modem(p->world), world_now_ms(p->world), s->value[0].number, (uint32_t)every_ms);
	return true;
}

static bool lay_down(struct play *p, const struct statement *s, enum codes_conduct conduct, const char *text,
		     struct text *why)
{
	switch (codes_lay_down(network_codes(world_network(p->world)), s->value[0].word, conduct, text)) {
	case ERR_SYNTAX:
		lexis_print_text(s->value[0].word, why);
		text_str(why, " is no code; expected one like *100#");
		return false;
	case ERR_FULL:
		text_str(why, "the answer is too long; expected at most 182 characters, or 80 beyond the GSM alphabet");
		return false;
	}
	return true;
}

bool cause_ussd_answers(struct play *p, const struct statement *s, struct text *why)
{
	return lay_down(p, s, CONDUCT_ANSWERS, s->value[1].word, why);
}

bool cause_ussd(struct play *p, const struct statement *s, struct text *why)
{
	static const enum codes_conduct conducts[] = { CONDUCT_SILENT, CONDUCT_FAILS };

	return lay_down(p, s, conducts[s->value[1].number], NULL, why);
}
