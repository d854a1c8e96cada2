/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/quickmodem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/assert.h"

#define CTRL_Z '\x1a'
#define ESCAPE '\x1b'
#define CENTRE "07913306000090F0" /* +33600000090, as a PDU begins */
#define DIGITS "336000000"        /* of all phones, before the last two */
#define BATCH_CAP 16384

static void say(struct quickmodem *q, const char *text)
{
	q->port.send(q->port.ctx, text, strlen(text));
}

/* What a client asks in any order, and the answer before OK. */
static const struct {
	const char *command, *answer;
} answers[] = {
	{ "I", "Quick modem" },
	{ "+CGMI", "Bench" },
	{ "+GMI", "Bench" },
	{ "+CGMM", "Quick modem" },
	{ "+GMM", "Quick modem" },
	{ "+CGMR", "1.0" },
	{ "+GMR", "1.0" },
	{ "+CGSN", "490154203237518" },
	{ "+GSN", "490154203237518" },
	{ "+CIMI", "001010000000001" },
	{ "+CPIN?", "+CPIN: READY" },
	{ "+CFUN?", "+CFUN: 1" },
	{ "+CMEE?", "+CMEE: 1" },
	{ "+CREG?", "+CREG: 0,1" },
	{ "+CGREG?", "+CGREG: 0,1" },
	{ "+CEREG?", "+CEREG: 0,1" },
	{ "+CSQ", "+CSQ: 23,0" },
	{ "+COPS?", "+COPS: 0,2,\"00101\"" },
	{ "+CBC", "+CBC: 0,100" },
	{ "+CPAS", "+CPAS: 0" },
	{ "+CSCA?", "+CSCA: \"+33600000090\",145" },
	{ "+CSMS?", "+CSMS: 0,1,1,1" },
	{ "+CSMS=?", "+CSMS: (0,1)" },
	{ "+CSMS=0", "+CSMS: 1,1,1" },
	{ "+CSMS=1", "+CSMS: 1,1,1" },
	{ "+CMGF?", "+CMGF: 0" },
	{ "+CMGF=?", "+CMGF: (0)" },
	{ "+CSCS?", "+CSCS: \"GSM\"" },
	{ "+CSCS=?", "+CSCS: (\"GSM\",\"UCS2\")" },
	{ "+CNMI=?", "+CNMI: (0-2),(0-3),(0,2,3),(0-2),(0,1)" },
	{ "+CPMS=?", "+CPMS: (\"SM\"),(\"SM\"),(\"SM\")" },
	{ "+CNUM", "+CNUM: ,\"+33600000000\",145" },
	{ "+CLIP?", "+CLIP: 1,1" },
	{ "+CLCC", "" },
};

/* --- Messages --- */

static void hex(char *to, unsigned byte)
{
	snprintf(to, 3, "%02X", byte & 0xFF);
}

/* Two digits, the second in the upper half of the octet (23.040 9.1.2.3). */
static void swapped(char *to, unsigned two_digits)
{
	hex(to, two_digits / 10 % 10 | two_digits % 10 << 4);
}

/* Seven bits a character, without gaps (23.038 6.1.2.1). */
static void pack(char *to, const char *text)
{
	unsigned bits = 0, held = 0;

	for (; *text != '\0'; text++) {
		bits |= (unsigned)*text << held;
		held += 7;
		if (held < 8)
			continue;
		hex(to, bits);
		to += 2;
		bits >>= 8;
		held -= 8;
	}
	if (held > 0)
		hex(to, bits);
}

/* An SMS-DELIVER (23.040 9.2.2.1) behind the service centre's address. */
static void print_deliver(char *pdu, unsigned phone, const char *text, time_t at)
{
	char stamp[15], number[3], length[3], data[2 * 100 + 1] = "";
	struct tm utc;

	ASSERT(phone < QUICKMODEM_PHONES && strlen(text) <= 100);
	gmtime_r(&at, &utc);
	const unsigned part[] = {
		(unsigned)utc.tm_year % 100, (unsigned)utc.tm_mon + 1, (unsigned)utc.tm_mday,
		(unsigned)utc.tm_hour,	     (unsigned)utc.tm_min,     (unsigned)utc.tm_sec, 0,
	};
	for (size_t i = 0; i < sizeof part / sizeof *part; i++)
		swapped(stamp + 2 * i, part[i]);
	/* Eleven digits: the last stands alone, and the one before it closes the octet before. */
	hex(number, phone / 10 << 4);
	hex(length, (unsigned)strlen(text));
	pack(data, text);
	snprintf(pdu, QUICKMODEM_PDU_CAP, CENTRE "04" "0B91" "33060000%sF%u" "0000" "%s%s%s", number, phone % 10, stamp,
		 length, data);
}

static unsigned tpdu_len(const char *pdu)
{
	return (unsigned)strlen(pdu) / 2 - (unsigned)strlen(CENTRE) / 2;
}

static unsigned octet(const char *at)
{
	char two[3] = { at[0], at[0] != '\0' ? at[1] : '\0', '\0' };

	return (unsigned)strtoul(two, NULL, 16);
}

/* The phone that an SMS-SUBMIT (23.040 9.2.2.2) goes to; -1: none of ours. */
static int submit_phone(const char *pdu)
{
	char digits[32] = "";
	size_t at = 2 + 2 * octet(pdu) + 4; /* the centre, the first octet, the reference */

	if (at + 4 > strlen(pdu))
		return -1;
	unsigned count = octet(pdu + at);
	for (unsigned i = 0; i < count && i < sizeof digits - 1 && at + 4 + (i ^ 1) < strlen(pdu); i++)
		digits[i] = pdu[at + 4 + (i ^ 1)];
	if (count != 11 || strncmp(digits, DIGITS, strlen(DIGITS)) != 0)
		return -1;
	return atoi(digits + strlen(DIGITS));
}

bool quickmodem_text(struct quickmodem *q, unsigned phone, const char *text)
{
	char pdu[QUICKMODEM_PDU_CAP], line[QUICKMODEM_PDU_CAP + 40];
	int i = 0;

	/* Stamps of the last hour, in order. */
	print_deliver(pdu, phone, text, time(NULL) - 3600 + (time_t)q->arrivals++);
	if (q->announce == 2) {
		snprintf(line, sizeof line, "\r\n+CMT: ,%u\r\n%s\r\n", tpdu_len(pdu), pdu);
		say(q, line);
		return true;
	}
	while (i < QUICKMODEM_PLACES && q->place[i].used)
		i++;
	if (i == QUICKMODEM_PLACES)
		return false;
	q->place[i] = (struct quickmodem_place){ .used = true };
	strcpy(q->place[i].pdu, pdu);
	if (q->announce == 1) {
		snprintf(line, sizeof line, "\r\n+CMTI: \"SM\",%d\r\n", i + 1);
		say(q, line);
	}
	return true;
}

/* --- Commands about them. Each returns what closes the answer, before its line's end. --- */

static const char *storage(struct quickmodem *q, const char *args)
{
	char line[80];
	unsigned used = 0;

	if (*args == '=' && strstr(args, "ME") != NULL)
		return "+CMS ERROR: 302";
	q->listening = true;
	for (int i = 0; i < QUICKMODEM_PLACES; i++)
		used += q->place[i].used;
	if (*args == '?')
		snprintf(line, sizeof line, "\r\n+CPMS: \"SM\",%u,%d,\"SM\",%u,%d,\"SM\",%u,%d\r\n", used, QUICKMODEM_PLACES,
			 used, QUICKMODEM_PLACES, used, QUICKMODEM_PLACES);
	else
		snprintf(line, sizeof line, "\r\n+CPMS: %u,%d,%u,%d,%u,%d\r\n", used, QUICKMODEM_PLACES, used,
			 QUICKMODEM_PLACES, used, QUICKMODEM_PLACES);
	say(q, line);
	return "OK";
}

static const char *indications(struct quickmodem *q, const char *args)
{
	char line[32];
	int mode;

	if (*args == '?') {
		snprintf(line, sizeof line, "\r\n+CNMI: 2,%d,0,0,0\r\n", q->announce);
		say(q, line);
		return "OK";
	}
	q->listening = true;
	if (sscanf(args, "=%d,%d", &mode, &q->announce) != 2)
		q->announce = 0;
	return "OK";
}

static const char *read_one(struct quickmodem *q, const char *args)
{
	int index = atoi(args + 1);
	char line[QUICKMODEM_PDU_CAP + 40];

	if (index < 1 || index > QUICKMODEM_PLACES || !q->place[index - 1].used)
		return "+CMS ERROR: 321";
	struct quickmodem_place *place = &q->place[index - 1];
	snprintf(line, sizeof line, "\r\n+CMGR: %d,,%u\r\n%s\r\n", place->read, tpdu_len(place->pdu), place->pdu);
	place->read = true;
	say(q, line);
	return "OK";
}

static const char *list(struct quickmodem *q, const char *args)
{
	int stat = *args == '=' ? atoi(args + 1) : 0;
	char batch[BATCH_CAP] = "\r\n";
	size_t len = 2;

	q->listening = true;
	for (int i = 0; i < QUICKMODEM_PLACES; i++) {
		struct quickmodem_place *place = &q->place[i];

		if (!place->used || (stat != 4 && stat != place->read))
			continue;
		len += (size_t)snprintf(batch + len, sizeof batch - len, "+CMGL: %d,%d,,%u\r\n%s\r\n", i + 1, place->read,
					tpdu_len(place->pdu), place->pdu);
		ASSERT(len < sizeof batch);
		place->read = true;
	}
	if (len > 2)
		q->port.send(q->port.ctx, batch, len);
	return "OK";
}

static const char *delete_one(struct quickmodem *q, const char *args)
{
	char batch[BATCH_CAP] = "\r\n+CMGD: (";
	int index = atoi(args + 1);
	size_t len = strlen(batch);

	if (strcmp(args, "=?") != 0) {
		if (index < 1 || index > QUICKMODEM_PLACES)
			return "+CMS ERROR: 321";
		q->place[index - 1].used = false;
		return "OK";
	}
	q->listening = true;
	for (int i = 0; i < QUICKMODEM_PLACES; i++)
		if (q->place[i].used)
			len += (size_t)snprintf(batch + len, sizeof batch - len, "%s%d",
						batch[len - 1] == '(' ? "" : ",", i + 1);
	snprintf(batch + len, sizeof batch - len, "),(0-4)\r\n");
	say(q, batch);
	return "OK";
}

static const char *send_one(struct quickmodem *q, const char *args)
{
	if (strcmp(args, "=?") == 0)
		return "OK";
	q->prompted = true;
	say(q, "\r\n> ");
	return NULL;
}

static const struct {
	const char *name;
	const char *(*run)(struct quickmodem *q, const char *args);
} commands[] = {
	{ "+CPMS", storage }, { "+CNMI", indications }, { "+CMGR", read_one },
	{ "+CMGL", list },    { "+CMGD", delete_one },  { "+CMGS", send_one },
};

/* --- The line --- */

static const char *basic(struct quickmodem *q, const char *command)
{
	if (strchr(command, 'Z') != NULL || strstr(command, "&F") != NULL || strstr(command, "E1") != NULL)
		q->echo = true;
	if (strstr(command, "E0") != NULL)
		q->echo = false;
	return "OK";
}

static const char *run(struct quickmodem *q, const char *command)
{
	char line[80];

	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		if (strcmp(command, answers[i].command) != 0)
			continue;
		snprintf(line, sizeof line, "\r\n%s\r\n", answers[i].answer);
		if (answers[i].answer[0] != '\0')
			say(q, line);
		return "OK";
	}
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		size_t len = strlen(commands[i].name);

		if (strncmp(command, commands[i].name, len) == 0)
			return commands[i].run(q, command + len);
	}
	if (*command != '+' && *command != '^' && *command != '*' && *command != '#' && *command != '$')
		return basic(q, command);
	/* To set is granted, to ask what is not known is not. */
	return strchr(command, '=') != NULL && strchr(command, '?') == NULL ? "OK" : "ERROR";
}

static void take_line(struct quickmodem *q)
{
	const char *closing = "OK";
	char line[40], *rest = q->line, *next;

	while (*rest == ' ' || *rest == ESCAPE)
		rest++;
	if (strncasecmp(rest, "AT", 2) != 0)
		return;
	for (rest += 2; rest != NULL && closing != NULL && strcmp(closing, "OK") == 0; rest = next) {
		next = strchr(rest, ';');
		if (next != NULL)
			*next++ = '\0';
		closing = run(q, rest);
	}
	if (closing == NULL)
		return;
	snprintf(line, sizeof line, "\r\n%s\r\n", closing);
	say(q, line);
}

static void take_message(struct quickmodem *q)
{
	int phone = submit_phone(q->line);
	char line[40];

	if (phone < 0) {
		say(q, "\r\n+CMS ERROR: 304\r\n");
		return;
	}
	q->port.submitted(q->port.ctx, (unsigned)phone);
	q->reference = (q->reference + 1) % 256;
	snprintf(line, sizeof line, "\r\n+CMGS: %u\r\n\r\nOK\r\n", q->reference);
	say(q, line);
}

static void end_message(struct quickmodem *q, char byte)
{
	q->prompted = false;
	if (byte == CTRL_Z)
		take_message(q);
	else
		say(q, "\r\nOK\r\n");
}

static void take_byte(struct quickmodem *q, char byte)
{
	bool ends = q->prompted ? byte == CTRL_Z || byte == ESCAPE : byte == '\r';

	if (q->echo && byte != CTRL_Z)
		q->port.send(q->port.ctx, &byte, 1);
	if (!ends) {
		if (byte != '\n' && byte != '\r' && byte != '\0' && q->line_len < sizeof q->line - 1)
			q->line[q->line_len++] = byte;
		return;
	}
	q->line[q->line_len] = '\0';
	q->line_len = 0;
	if (q->prompted)
		end_message(q, byte);
	else
		take_line(q);
}

void quickmodem_feed(struct quickmodem *q, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		take_byte(q, bytes[i]);
}

void quickmodem_reset(struct quickmodem *q)
{
	*q = (struct quickmodem){ .port = q->port, .arrivals = q->arrivals, .reference = q->reference, .echo = true };
}

void quickmodem_init(struct quickmodem *q, const struct quickmodem_port *port)
{
	*q = (struct quickmodem){ .port = *port, .echo = true };
}
