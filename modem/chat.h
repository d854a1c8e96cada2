/* chat: the dialogue of commands and answers, one command in flight (V.250 5.2, 5.7, 6.2).
 * Sorts each line: whose it is and what it means is for others to say. Deadlines are absolute: a modem that talks without
 * end cannot hold a command open. It learns when a modem says OK before the data, or says results twice.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_CHAT_H
#define MODEM_CHAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHAT_COMMAND_CAP 64
#define CHAT_SETTLE_MS 300 /* after a timeout: an answer that comes late goes nowhere */

struct modem;

enum chat_result { RESULT_OK, RESULT_ERROR, RESULT_TIMEOUT };

/* Codes of a result that are no number of the modem's. */
#define CHAT_NO_CODE -1    /* it had none, or one that is a text */
#define CHAT_BUSY -2       /* an error: BUSY */
#define CHAT_NO_CARRIER -3 /* an error: NO CARRIER, NO ANSWER, NO DIALTONE */
#define CHAT_CONNECTED -4  /* an OK: CONNECT */

/* A kind of command: what its answer looks like and who takes it. */
struct ask {
	const char *prefix; /* of its data lines; NULL: it has none */
	bool raw;           /* after each data line comes one of hexadecimal digits, a data line too */
	bool needs_data;    /* an OK before any data answers something else, asked before */
	bool data_will_do;  /* some modems forget the OK behind the data */
	bool call;          /* NO CARRIER, BUSY and their kin end it (V.250 6.3.1): else they are unsolicited */
	uint32_t for_ms;    /* until it counts as unanswered */
	void (*data)(struct modem *m, const char *line); /* NULL: data is of no interest */
	/* `code`: of +CME ERROR (27.007 9.2) or +CMS ERROR (27.005 3.2.5), or one of the above */
	void (*done)(struct modem *m, enum chat_result result, int code);
};

struct chat {
	const struct ask *ask; /* in flight; NULL: none */
	char command[CHAT_COMMAND_CAP];
	uint64_t deadline_ms;    /* of the command in flight */
	uint64_t quiet_until_ms; /* no command is sent before */
	uint8_t timeouts;        /* in a row */
	bool raw_next;           /* the data line that announces a raw one has come */
	bool has_data;           /* what an ask that needs data waits for has come */
	bool filled;             /* a data line has come */
	bool closing;            /* at the deadline it has succeeded: nothing more comes */
	uint8_t strays;          /* since the command in flight was sent */
	bool lost;               /* an answer did not come, and may come late: the next command is one to find the place again */

	const struct ask *empty; /* the last one, when it ended without its data */
	uint64_t ended_at_ms;    /* the last one */
	bool late;               /* this modem says OK first. Kept over a restart */
	uint8_t careful;         /* commands that are asked slowly, for one went unanswered: it may have come too soon. Likewise */
	bool twice;              /* this modem says OK twice. Kept over a restart */
};

enum chat_line {
	LINE_ECHO,  /* the command that was sent */
	LINE_OK,    /* final: done */
	LINE_EARLY, /* the same, but its data is still to come */
	LINE_ERROR, /* final: refused */
	LINE_DATA,  /* of the command in flight */
	LINE_STRAY, /* an OK of before: the modem is slow, but there */
	LINE_OTHER, /* unsolicited, or nobody's */
};

/* Forgets what is in flight. */
void chat_init(struct chat *c);
bool chat_busy(const struct chat *c);
/* Notes a command as sent at now_ms; the caller writes it to the line. A command of CHAT_COMMAND_CAP bytes or more, or
 * with another in flight, is an assertion. */
void chat_begin(struct chat *c, const struct ask *ask, const char *command, uint64_t now_ms);
/* What a line is that comes at now_ms. `*code` of a LINE_OK or LINE_ERROR. A URC with the prefix of the command in flight
 * is LINE_DATA. */
enum chat_line chat_sort(struct chat *c, const char *line, uint64_t now_ms, int *code);
/* A data line was what an ask that needs data waits for. An OK before it may have been its own after all. */
void chat_found(struct chat *c, uint64_t now_ms);
/* The deadline of the command in flight has passed: RESULT_OK when it has succeeded all the same. */
enum chat_result chat_expire(struct chat *c, uint64_t now_ms);
/* Digits and letters A to F only, as a line of a PDU. */
bool chat_hexadecimal(const char *line);
/* How many of them a line begins with. */
size_t chat_digits(const char *line);
/* Nothing is in flight any more: the ask that was. The next one waits gap_ms, and longer where more may come. */
const struct ask *chat_end(struct chat *c, uint64_t now_ms, uint16_t gap_ms);

#endif
