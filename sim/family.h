/* family: what tells one make of modem from another; a row a family, a column a difference.
 * Constant data, from the makers' manuals and from logs of real modems. A `form` is text in which %x stands for
 * something that the modem knows (the letters are in sim/atform.c).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_FAMILY_H
#define SIM_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/atset.h"

/* What has come up when a line of the start is said. */
enum family_stage { STAGE_NONE, STAGE_LISTENING, STAGE_CARD, STAGE_MESSAGES };

struct family_start {
	uint32_t after_ms; /* since the line before */
	enum family_stage stage;
	const char *form; /* NULL: nothing is said. That of STAGE_CARD is said whatever state the card is in, that of
			     STAGE_MESSAGES only when it is ready */
};

/* A setting of its own, or one that everybody has with other values. */
struct family_setting {
	int stands_for; /* an enum setting; SETTING_NAMED_COUNT: that of its name, or none */
	struct atset_row row;
};

/* A command that asks for no more than a line. */
#define FAMILY_ANY (-1)
struct family_query {
	const char *name;
	unsigned op;     /* of enum at_op */
	int argument;    /* the first of OP_SET; FAMILY_ANY: whatever */
	bool about_time; /* fails as long as the network's is not known */
	const char *form;
};

/* What its clock shows by the value of +CTZU, or of what the family has instead. */
enum family_clock { CLOCK_OWN, CLOCK_LOCAL, CLOCK_UNIVERSAL };
#define FAMILY_CLOCK_COUNT 4

enum family_event { EVENT_INCOMING, EVENT_DIALLING, EVENT_ALERTING, EVENT_ACTIVE, EVENT_MISSED, EVENT_OVER };
#define FAMILY_EVENT_COUNT 6

/* How the answers to codes are written. */
enum family_ussd {
	USSD_NONE,
	USSD_TEXT,
	USSD_WIDE,   /* UCS-2 in digits under the coding scheme of plain text */
	USSD_PACKED, /* packed GSM-7 in digits, the code too */
};

#define FAMILY_IMEI "001010123456780" /* of the test network: no phone has it */

struct family {
	const char *name;
	const char *lacks; /* names of commands, each between spaces, that it does not know */

	/* Identity: whole lines. */
	const char *manufacturer, *model, *revision, *serial;
	const char *about;     /* to ATI */
	const char *abilities; /* of +GCAP */

	/* The line. */
	const char *prompt;     /* asks for a message's body */
	const char *unknown;    /* what an unknown command is answered; NULL: an error with its number, as any */
	const char *ok_first;   /* names of commands, each between spaces, that are answered OK and then the data */
	const char *double_end; /* beginnings, each between spaces, of unsolicited lines that end with CR CR LF */
	uint32_t deaf_for_ms;   /* after a final result; what is typed then is lost */

	/* The start. */
	uint32_t boot_min_ms, boot_max_ms; /* silence after power-on */
	const struct family_start *start;
	size_t start_count;
	int function; /* +CFUN */
	int busy_cme; /* says +CPIN? before the card is known */

	/* The radio. */
	int access;         /* technology, <AcT> of 27.007 7.2; -1: is not told */
	bool bare_cells;    /* area and cell come without quotes */
	int circuit;        /* what +CREG says of a network that serves it */
	int error_rate;     /* <ber> of +CSQ */
	bool rsrp;          /* +CESQ tells the strength as LTE has it, else as GSM */
	enum family_clock clock[FAMILY_CLOCK_COUNT];
	const char *const *times; /* forms, told beside what +CTZR has told, while +CTZU or its like is on */
	size_t time_count;

	/* Messages. */
	size_t card_slots, own_slots; /* messages that SM and ME hold; 0: there is no such storage */
	size_t slot_first;            /* the index of the first */
	bool own_first;               /* ME is in use before +CPMS, else SM */
	const char *alpha;        /* stands for the sender's name; NULL: nothing does */
	bool empty_is_ok;         /* reading an empty place is no error */
	const char *full;         /* form, when the last place is taken; NULL: nothing is said */
	bool plain_ack, numbered_ack; /* which forms of +CNMA it takes */
	bool acknowledges;        /* wants +CNMA whatever +CSMS says */
	bool needs_circuit;       /* sends only when +CGSMS names circuit switched service */
	bool forgets_client;      /* +CNMI is as at first after the radio was off */

	/* Calls and codes. */
	bool voice;
	const char *calls[FAMILY_EVENT_COUNT]; /* forms; NULL: nothing is said */
	int calls_by;      /* an enum setting that must be 1; SETTING_NAMED_COUNT: none */
	bool silent_end;   /* no NO CARRIER and the like for a call that ends by itself */
	const char *hidden; /* behind +CLIP: of one who withholds the number */
	const char *caller; /* the same behind number and type of one who does not */
	const char *listed; /* the same of +CLCC */
	enum family_ussd ussd;
	const char *gap;   /* behind the commas of +CUSD */

	/* The rest. */
	const struct family_setting *settings;
	size_t setting_count;
	const struct family_query *queries;
	size_t query_count;
	const char *const *chatter; /* forms, told by turns while +CURC is on */
	size_t chatter_count;
	uint32_t chatter_each_ms;
	const char *card_out, *card_in; /* the card is pulled out, put in; NULL: nothing is said */
	const char *power_down;         /* the last word; NULL: none */
};

/* By name; NULL: there is none. */
const struct family *family_find(const char *name);
/* By index; NULL beyond the last. */
const struct family *family_at(size_t index);
/* `name` is in the list, in which each stands between spaces; NULL is an empty list. */
bool family_lists(const char *list, const char *name);
bool family_lacks(const struct family *f, const char *command);

#endif
