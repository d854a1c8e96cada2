/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/profile.h"

#include <stddef.h>

#include "base/text.h"

#define CLOCK "AT+CCLK?" /* 27.007 8.15 */

/* News goes to one of several ports; the third mode of the time zone makes AT+CCLK? tell local time. */
#define QUECTEL_LTE "+CTZU=3|+QSIMSTAT=1|+QURCCFG=\"urcport\",\"all\""

/* The first that fits, behind the generic one. */
static const struct profile profiles[] = {
	{
		.name = "generic", .maker = "", .models = "",
		.setup = "", .tries = "AT+CPINR", .tries_at = 1, .clock = CLOCK,
		.mic = "AT+CMIC=0,*", .mic_max = 15,
		.ack = "AT+CNMA", .services = "31",
	},
	{
		.name = "SIM800/900", .maker = "SIM", .models = "SIM8|SIM9",
		.setup = "+CLTS=1|+CSMINS=1", .tries = "AT+SPIC", .clock = CLOCK,
		.mic = "AT+CMIC=0,*", .mic_max = 15,
		.ack = "AT+CNMA", .services = "", .gap_ms = 100,
	},
	{
		.name = "SIM7600", .maker = "SIM", .models = "SIM71|SIM75|SIM760",
		.setup = "", .tries = "AT+SPIC", .clock = CLOCK,
		.mic = "AT+CMICGAIN=*", .mic_max = 7,
		.ack = "AT+CNMA", .services = "310",
	},
	{
		.name = "A76xx", .maker = "", .models = "A76|A79|SIM767|SIM768",
		.setup = "", .tries = "AT+SPIC", .clock = CLOCK,
		.mic = "AT+CMICGAIN=*", .mic_max = 7,
		.ack = "AT+CNMA", .services = "310", .late_data = true,
	},
	{
		.name = "M95", .maker = "Quectel", .models = "M95|M66|M35|M26|M10|MC6|MC2",
		.setup = "+QNITZ=1|+QSIMSTAT=1", .tries = "AT+QTRPIN", .clock = CLOCK,
		.mic = "AT+QMIC=0,*", .mic_max = 15,
		.ack = "AT+CNMA", .services = "", .gap_ms = 100,
	},
	{
		.name = "BG95", .maker = "Quectel", .models = "BG|BC",
		.setup = QUECTEL_LTE, .tries = "AT+QPINC?", .tries_at = 1, .clock = "AT+QLTS=2",
		.mic = "", .codes = CODES_NONE,
		.ack = "AT+CNMA=1", .services = "", .gap_ms = 20,
	},
	/* Level 5 of 15 is what it has of its own. */
	{
		.name = "EC25", .maker = "Quectel", .models = "",
		.setup = QUECTEL_LTE, .tries = "AT+QPINC?", .tries_at = 1, .clock = "AT+QLTS=2",
		.mic = "AT+QMIC=*,14567", .mic_max = 61731,
		.ack = "AT+CNMA=1", .services = "310",
	},
	{
		.name = "SARA-R", .maker = "u-blox", .models = "SARA-R|SARA-N",
		.setup = "", .tries = "AT+UPINCNT", .clock = CLOCK,
		.mic = "", .codes = CODES_NONE,
		.ack = "AT+CNMA", .services = "", .gap_ms = 20, .clock_utc = true,
	},
	{
		.name = "SARA-G/U", .maker = "u-blox", .models = "",
		.setup = "", .tries = "AT+UPINCNT", .clock = CLOCK,
		.mic = "AT+UMGC=0,*,8192", .mic_max = 12,
		.ack = "AT+CNMA", .services = "", .gap_ms = 20,
	},
	{
		.name = "Telit", .maker = "Telit", .models = "",
		.setup = "#QSS=1|#NITZ=1", .tries = "AT#PCT", .clock = CLOCK,
		.mic = "AT#HFMICG=*", .mic_max = 7,
		.ack = "AT+CNMA", .services = "", .gap_ms = 100,
	},
	{
		.name = "Huawei", .maker = "Huawei", .models = "",
		.setup = "^CURC=0", .tries = "AT^CPIN?", .tries_at = 3, .clock = "AT^NWTIME?",
		.mic = "", .codes = CODES_PACKED,
		.ack = "AT+CNMA", .services = "", .gap_ms = 100,
	},
	{
		.name = "nRF91", .maker = "Nordic", .models = "",
		.setup = "", .tries = "AT+CPINR=\"SIM PIN\"", .tries_at = 1, .clock = CLOCK,
		.mic = "", .codes = CODES_NONE,
		.ack = "AT+CNMA=1", .services = "", .gap_ms = 20, .direct = true, .clock_utc = true,
	},
};

/* `part`, up to its end or a `|`, stands somewhere in `s`. */
static bool holds(const char *s, const char *part)
{
	for (; *s != '\0'; s++) {
		size_t len = 0;

		while (part[len] != '\0' && part[len] != '|' && text_upper(s[len]) == text_upper(part[len]))
			len++;
		if (part[len] == '\0' || part[len] == '|')
			return true;
	}
	return *part == '\0';
}

static bool holds_any(const char *s, const char *parts)
{
	if (holds(s, parts))
		return true;
	while (*parts != '\0')
		if (*parts++ == '|' && holds(s, parts))
			return true;
	return false;
}

const struct profile *profile_find(const char *maker, const char *model)
{
	for (size_t i = 1; i < sizeof profiles / sizeof *profiles; i++) {
		const struct profile *p = &profiles[i];
		/* One that does not name its maker is known by its model alone. */
		bool unsaid = maker[0] == '\0' && p->models[0] != '\0';

		if ((unsaid || holds(maker, p->maker)) && holds_any(model, p->models))
			return p;
	}
	return &profiles[0];
}
