/* familymore: the modems of other makers: u-blox SARA-R4 and SARA-U2, Telit LE910, sticks of Huawei, Nordic nRF91.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sim/familyparts.h"

/* --- u-blox: nothing is said at the start --- */

static const struct family_start sara_start[] = {
	{ 0, STAGE_LISTENING, NULL },
	{ 1500, STAGE_CARD, NULL },
	{ 3000, STAGE_MESSAGES, NULL },
};

static const struct family_setting sara_r4_settings[] = {
	FAMILY_CNMI({ 1, "0-2" }, { 0, "0-3" }, { 0, "0,2" }, { 0, "0-2" }, { 0, "0,1" }),
	{ SETTING_CTZU, { "+CTZU", 1, .fields = { { 1, "0,1" } } } },
};

static const struct family_setting sara_u2_settings[] = {
	FAMILY_CNMI({ 1, "0-2" }, { 0, "0-3" }, { 0, "0,2,3" }, { 0, "0-2" }, { 0, "0,1" }),
	{ SETTING_NAMED_COUNT, { "+UMGC", 3, .fields = { { 0, "0-6" }, { 4, "0-10" }, { 8192, "0-65535" } } } },
};

/* PIN, PIN2, PUK, PUK2. */
static const struct family_query sara_queries[] = {
	{ "+UPINCNT", OP_RUN, FAMILY_ANY, false, "+UPINCNT: %p,3,%k,10" },
};

/* --- Telit: its card takes its time --- */

static const struct family_start telit_start[] = {
	{ 0, STAGE_LISTENING, NULL },
	{ 10000, STAGE_CARD, NULL },
	{ 3000, STAGE_MESSAGES, NULL },
};

static const struct family_setting telit_settings[] = {
	FAMILY_CNMI({ 0, "0-3" }, { 0, "0-3" }, { 0, "0,2,3" }, { 0, "0-2" }, { 0, "0,1" }),
	FAMILY_SETTING("#HFMICG", { 4, "0-7" }),
	FAMILY_SETTING("#QSS", { 0, "0-2" }),
	FAMILY_SETTING("#HSMICG", { 4, "0-7" }),
	FAMILY_SETTING("+CLVL", { 7, "0-14" }),
};

static const struct family_query telit_queries[] = {
	{ "#PCT", OP_RUN, FAMILY_ANY, false, "#PCT: %p" },
	{ "#PCT", OP_READ, FAMILY_ANY, false, "#PCT: %p" },
};

/* --- Huawei --- */

static const struct family_start huawei_start[] = {
	{ 0, STAGE_LISTENING, "^SYSSTART" },
	{ 1500, STAGE_CARD, NULL },
	{ 2500, STAGE_MESSAGES, "^SIMST:1" },
};

/* Mode 2 is told and not taken. */
static const struct family_setting huawei_settings[] = {
	FAMILY_CNMI({ 0, "0-2/0,1" }, { 0, "0-3" }, { 0, "0,2" }, { 0, "0-2" }, { 0, "0,1" }),
	{ SETTING_CVHU, { "+CVHU", 1, .fields = { { 1, "0,1" } } } },
	{ SETTING_CURC, { "^CURC", 1, .fields = { { 1, "0-2" } } } },
	FAMILY_SETTING("^DDSETEX", { 0, "0-2" }),
	FAMILY_SETTING("^PORTSEL", { 0, "0,1" }),
};

static const struct family_query huawei_queries[] = {
	{ "^CPIN", OP_READ, FAMILY_ANY, false, "^CPIN: %c,,%k,%p,10,3" },
	{ "^NWTIME", OP_READ, FAMILY_ANY, true, "^NWTIME: %l%Z,00" },
};

static const char *const huawei_chatter[] = {
	"^RSSI:%q",
	"^HCSQ:\"LTE\",46,44,121,20",
	"^RSSI:%q",
	"^MODE:17,1",
};

/* --- Nordic: no storage, no calls, no codes, few commands of V.250 --- */

static const struct family_start nrf91_start[] = {
	{ 0, STAGE_LISTENING, "Ready" },
	{ 300, STAGE_CARD, NULL },
	{ 300, STAGE_MESSAGES, NULL },
};

static const struct family_setting nrf91_settings[] = {
	{ SETTING_ECHO, { "E", 1, .fields = { { 0, "0,1" } } } },
	{ SETTING_CMGF, { "+CMGF", 1, .fields = { { 0, "0" } } } },
	{ SETTING_CNMI, { "+CNMI", 4, .fields = { { 0, "0,3" }, { 0, "0,2" }, { 0, "0,2" }, { 0, "0,1" } } } },
};

static const struct family_query nrf91_queries[] = {
	{ "+CPINR", OP_RUN, FAMILY_ANY, false, "+CPINR: \"SIM PIN\",%p\r\n+CPINR: \"SIM PUK\",%k" },
	{ "+CPINR", OP_SET, FAMILY_ANY, false, "+CPINR: \"SIM PIN\",%p" },
};

const struct family familymore_rows[FAMILYMORE_COUNT] = {
	{
		.name = "sara-r4",
		.lacks = FAMILY_NO_VOICE FAMILY_NO_CODES FAMILY_NO_GAIN " +CPINR +CGSMS ",
		.manufacturer = "u-blox",
		.model = "SARA-R410M-02B",
		.revision = "L0.0.00.00.05.11 [Mar 02 2020 12:00:00]",
		.serial = "\"" FAMILY_IMEI "\"",
		.about = "Manufacturer: u-blox\r\nModel: SARA-R410M-02B\r\nRevision: L0.0.00.00.05.11\r\n"
			 "IMEI: " FAMILY_IMEI,
		.abilities = "+FCLASS,+CGSM",
		.prompt = "\r\n> ",
		.boot_min_ms = 4000,
		.boot_max_ms = 6000,
		.start = sara_start,
		.start_count = FAMILY_COUNT(sara_start),
		.function = 1,
		.busy_cme = 14,
		.access = 7,
		.circuit = 1,
		.rsrp = true,
		.error_rate = 99,
		.clock = { CLOCK_OWN, CLOCK_UNIVERSAL },
		.card_slots = 20,
		.own_slots = 60,
		.own_first = true,
		.plain_ack = true,
		.numbered_ack = true,
		.calls_by = SETTING_NAMED_COUNT,
		.hidden = "",
		.caller = "",
		.listed = "",
		.ussd = USSD_NONE,
		.gap = "",
		.settings = sara_r4_settings,
		.setting_count = FAMILY_COUNT(sara_r4_settings),
		.queries = sara_queries,
		.query_count = FAMILY_COUNT(sara_queries),
		.card_out = "+UUSIMSTAT: 0",
		.card_in = "+UUSIMSTAT: 6",
	},
	{
		.name = "sara-u2",
		.lacks = FAMILY_NO_GAIN " +CEREG +CESQ +CVHU +CPINR ",
		.manufacturer = "u-blox",
		.model = "SARA-U201",
		.revision = "23.60",
		.serial = FAMILY_IMEI,
		.about = "SARA-U201-03S-00",
		.abilities = "+FCLASS,+CGSM",
		.prompt = "\r\n> ",
		.boot_min_ms = 4000,
		.boot_max_ms = 6000,
		.start = sara_start,
		.start_count = FAMILY_COUNT(sara_start),
		.function = 1,
		.busy_cme = 14,
		.access = 2,
		.circuit = 1,
		.error_rate = 99,
		.clock = { CLOCK_OWN, CLOCK_LOCAL },
		.card_slots = 25,
		.own_slots = 40,
		.slot_first = 1,
		.own_first = true,
		.plain_ack = true,
		.numbered_ack = true,
		.voice = true,
		.calls_by = SETTING_NAMED_COUNT,
		.hidden = "\"\",128,\"\",0,,1",
		.caller = ",\"\",0,,0",
		.listed = ",\"\"",
		.ussd = USSD_TEXT,
		.gap = "",
		.settings = sara_u2_settings,
		.setting_count = FAMILY_COUNT(sara_u2_settings),
		.queries = sara_queries,
		.query_count = FAMILY_COUNT(sara_queries),
		.card_out = "+UUSIMSTAT: 0",
		.card_in = "+UUSIMSTAT: 6",
	},
	{
		.name = "telit",
		.lacks = FAMILY_NO_GAIN " +CPINR ",
		.manufacturer = "Telit",
		.model = "LE910-EUG",
		.revision = "17.00.523",
		.serial = FAMILY_IMEI,
		.about = "332",
		.abilities = "+CGSM,+DS,+FCLASS,+MS,+ES",
		.prompt = "\r\n> ",
		.unknown = "ERROR",
		.boot_min_ms = 3000,
		.boot_max_ms = 5000,
		.start = telit_start,
		.start_count = FAMILY_COUNT(telit_start),
		.function = 1,
		.busy_cme = 14,
		.access = 7,
		.circuit = 1,
		.rsrp = true,
		.error_rate = 99,
		.clock = { CLOCK_OWN, CLOCK_LOCAL },
		.card_slots = 30,
		.own_slots = 99,
		.slot_first = 1,
		.alpha = "\"\"",
		.plain_ack = true,
		.numbered_ack = true,
		.voice = true,
		.calls_by = SETTING_NAMED_COUNT,
		.hidden = "\"\",128,\"\",128,\"\",1",
		.caller = ",\"\",128,\"\",0",
		.listed = ",\"\",\"\"",
		.ussd = USSD_TEXT,
		.gap = "",
		.settings = telit_settings,
		.setting_count = FAMILY_COUNT(telit_settings),
		.queries = telit_queries,
		.query_count = FAMILY_COUNT(telit_queries),
		.card_out = "#QSS: 0",
		.card_in = "#QSS: 1",
	},
	{
		.name = "huawei",
		.lacks = FAMILY_NO_GAIN " +CTZU +CTZR +CPINR +CGSMS +CLVL ",
		.manufacturer = "huawei",
		.model = "E3372",
		.revision = "21.200.07.00.00",
		.serial = FAMILY_IMEI,
		.about = "Manufacturer: huawei\r\nModel: E3372\r\nRevision: 21.200.07.00.00\r\nIMEI: " FAMILY_IMEI
			 "\r\n+GCAP: +CGSM,+DS,+ES",
		.abilities = "+CGSM,+DS,+ES",
		.prompt = "\r\n> ",
		.unknown = "COMMAND NOT SUPPORT",
		.boot_min_ms = 5000,
		.boot_max_ms = 8000,
		.start = huawei_start,
		.start_count = FAMILY_COUNT(huawei_start),
		.function = 1,
		.busy_cme = 14,
		.access = 7,
		.bare_cells = true,
		.circuit = 1,
		.rsrp = true,
		.error_rate = 99,
		.card_slots = 10,
		.own_slots = 40,
		.own_first = true,
		.full = "^SMMEMFULL: \"%m\"",
		.plain_ack = true,
		.numbered_ack = true,
		.voice = true,
		.calls = { [EVENT_DIALLING] = "^ORIG:1,0",
			   [EVENT_ALERTING] = "^CONF:1",
			   [EVENT_ACTIVE] = "^CONN:1,0",
			   [EVENT_MISSED] = "^CEND:1,0,104,%x",
			   [EVENT_OVER] = "^CEND:1,%d,104,%x" },
		.calls_by = SETTING_NAMED_COUNT,
		.silent_end = true,
		.hidden = "\"\",128,,,,1",
		.caller = ",,,,0",
		.listed = "",
		.ussd = USSD_PACKED,
		.gap = "",
		.settings = huawei_settings,
		.setting_count = FAMILY_COUNT(huawei_settings),
		.queries = huawei_queries,
		.query_count = FAMILY_COUNT(huawei_queries),
		.chatter = huawei_chatter,
		.chatter_count = FAMILY_COUNT(huawei_chatter),
		.chatter_each_ms = 2000,
	},
	{
		.name = "nrf91",
		.lacks = " V Q X Z &F &W &C &D &K &S L M I D A H S0 S2 S3 S4 S5 S6 S7 S8 S10 S12 " FAMILY_NO_VOICE
			 FAMILY_NO_CODES FAMILY_NO_GAIN " +GMI +GMM +GMR +GSN +GCAP +CPMS +CMGL +CMGR +CMGD +CMGW +CMSS "
			 "+CSMP +CSDH +CSMS +CSCA +CSCB +CMMS +CSCS +CREG +CGREG +CSQ +CLCC +CHUP +CBC +CTZU +CTZR +CR "
			 "+CSSN +CMER +CGSMS +IPR +ICF +IFC +CPBS +CPBR +CCID +CPINR ",
		.manufacturer = "Nordic Semiconductor ASA",
		.model = "nRF9160-SICA",
		.revision = "mfw_nrf9160_1.3.5",
		.serial = FAMILY_IMEI,
		.about = "",
		.abilities = "",
		.prompt = "\r\n> ",
		.unknown = "ERROR",
		.boot_min_ms = 500,
		.boot_max_ms = 1500,
		.start = nrf91_start,
		.start_count = FAMILY_COUNT(nrf91_start),
		.busy_cme = 14,
		.access = 7,
		.circuit = 1,
		.rsrp = true,
		.error_rate = 99,
		.clock = { CLOCK_UNIVERSAL },
		.alpha = "\"\"",
		.numbered_ack = true,
		.acknowledges = true,
		.forgets_client = true,
		.calls_by = SETTING_NAMED_COUNT,
		.hidden = "",
		.caller = "",
		.listed = "",
		.ussd = USSD_NONE,
		.gap = "",
		.settings = nrf91_settings,
		.setting_count = FAMILY_COUNT(nrf91_settings),
		.queries = nrf91_queries,
		.query_count = FAMILY_COUNT(nrf91_queries),
	},
};
