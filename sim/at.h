/* at: the command server inside the virtual modem: what its files share, and the line discipline (V.250 5 and 6).
 * Bytes go in through at_feed; at_run carries on what is under way; whatever the modem says goes through at_say (a line
 * of the answer) or at_news (an unsolicited line, which waits until no command is open).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_AT_H
#define SIM_AT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "sim/atset.h"
#include "sim/chance.h"
#include "sim/charset.h"
#include "sim/family.h"
#include "sim/network.h"
#include "sim/smsbox.h"
#include "sim/vmodem.h"

#define AT_LINE_CAP 560   /* characters of a command line */
#define AT_INPUT_CAP 4096 /* bytes that wait while a command is open; more are lost, as on a UART */
#define AT_PROMPT_CAP 1400
#define AT_ARGS_MAX 10

/* --- One command, as the tables see it --- */

enum at_op { OP_RUN = 1, OP_READ = 2, OP_TEST = 4, OP_SET = 8 }; /* AT+X  AT+X?  AT+X=?  AT+X=... */

enum at_arg_kind { ARG_EMPTY, ARG_NUMBER, ARG_STRING, ARG_WORD };

struct at_arg {
	enum at_arg_kind kind;
	int number;       /* ARG_NUMBER */
	const char *text; /* without quotes */
};

struct at_args {
	enum at_op op;
	size_t count;
	struct at_arg list[AT_ARGS_MAX];
	char buffer[AT_LINE_CAP];
};

enum at_result {
	RESULT_OK,
	RESULT_FAILED, /* with the code of at_cme or at_cms, or plain ERROR */
	RESULT_NO_CARRIER,
	RESULT_BUSY,
	RESULT_NO_ANSWER,
	RESULT_RING,  /* of no command: news only */
	RESULT_LATER, /* at_later or at_prompt has been called */
	RESULT_SILENT, /* the modem restarts: no result */
};

typedef enum at_result (*at_handler)(struct vmodem *v, const struct at_args *args);
typedef enum at_result (*at_sequel)(struct vmodem *v);

enum at_needs { NEEDS_NOTHING, NEEDS_CARD, NEEDS_MESSAGES }; /* what must be up, else CME or CMS ERROR */

struct at_row {
	const char *name; /* in capitals, with its `+` or `&` */
	unsigned ops;     /* a set of enum at_op; for the others a setting of that name serves */
	enum at_needs needs;
	at_handler run;
};

struct at_table {
	const struct at_row *rows;
	size_t count;
};

extern const struct at_table atbasic_table, atcard_table, atradio_table, atsms_table, atstore_table, atcall_table,
	atussd_table;

/* --- The modem --- */

enum at_card { CARD_ABSENT, CARD_BUSY, CARD_LOCKED, CARD_BLOCKED, CARD_READY };
#define AT_CARD_COUNT 5

enum at_mem { MEM_READ, MEM_WRITE, MEM_RECEIVE }; /* mem1, mem2, mem3 of +CPMS */
enum at_box { BOX_CARD, BOX_OWN };                /* SM, ME */
#define AT_BOX_COUNT 2

enum at_collecting { COLLECT_NOTHING, COLLECT_A, COLLECT_LINE };

struct at_unsaid;

/* Only its own files look inside. */
struct vmodem {
	const struct family *family;
	struct network *network;
	struct vmodem_line line;
	struct chance chance;
	bool hurry;
	uint64_t now_ms; /* of the call that is being served */

	bool powered;
	bool listening;  /* has come up: takes commands */
	bool mute_start; /* says nothing while it starts */
	size_t start_at; /* the next line of the family's start */
	uint64_t start_due_ms;
	uint64_t messages_due_ms; /* the message service comes up, after a PIN */

	enum vmodem_sim inserted;
	enum at_card card;
	int pin_tries, puk_tries;
	char pin[9];
	bool messages_up;

	bool radio_on;
	int function;  /* +CFUN: 0, 1, 4 */
	int selection; /* +COPS mode: 0 automatic, 1 manual, 2 deregistered */
	int name_form; /* +COPS format */
	enum network_state shown; /* the registration that the computer could have heard of */
	int64_t clock_s;          /* local time at clock_ms */
	uint64_t clock_ms;
	int clock_zone_qh;

	int set[SETTING_COUNT][ATSET_FIELDS_MAX];
	int saved[SETTING_COUNT][ATSET_FIELDS_MAX]; /* by &W */
	enum charset charset;
	struct number centre; /* +CSCA */

	struct smsbox boxes[AT_BOX_COUNT];
	enum at_box mem[3]; /* by enum at_mem */
	bool unacknowledged; /* a directly delivered message waits for +CNMA */

	/* The message being written or sent. */
	struct smsbox_slot draft;
	enum smsbox_stat draft_stat;
	int draft_index;         /* where it is stored */
	int announced_len;       /* PDU mode: octets without the centre's address */
	struct number recipient; /* text mode */

	uint8_t input[AT_INPUT_CAP];
	size_t input_len;
	enum at_collecting collecting;
	char typed[AT_LINE_CAP];
	size_t typed_len;
	bool typed_cut;
	bool after_cr;
	uint64_t typed_at_ms;

	char body[AT_LINE_CAP]; /* the command line under way; kept for `A/` */
	const char *rest;       /* of it */
	struct at_args args;    /* of its command under way */
	at_sequel sequel;       /* what goes on at sequel_at_ms; NULL: no command is open */
	uint64_t sequel_at_ms;
	bool said;              /* the open command has answered a line */
	const char *error_kind; /* "+CME ERROR: " or "+CMS ERROR: "; NULL: plain */
	int error_code;

	at_sequel prompted; /* a message's body is being typed for it */
	char prompt[AT_PROMPT_CAP];
	size_t prompt_len;
	bool prompt_cut;

	enum voice_call call;     /* as the computer could have heard of it */
	unsigned calls_ended;     /* of voice_ended_count, those that it could have heard of */
	unsigned rings;           /* of an incoming call */
	uint64_t ring_due_ms, clip_due_ms;
	bool dial_waits;          /* a dial command is open until there is a connection */
	enum at_result dial_result; /* when there is none */

	struct at_unsaid *unsaid; /* in order */
	uint64_t hung_until_ms, slow_until_ms;
	uint32_t slow_ms;      /* each answer comes so much later until then */
	unsigned garble_count; /* bytes still to be spoilt */
};

/* --- at.c: the line --- */

void at_feed(struct vmodem *v, const uint8_t *bytes, size_t len);
/* Goes on with the command under way and with the input that waits, as far as the time allows; then the news. */
void at_run(struct vmodem *v);
uint64_t at_deadline_ms(const struct vmodem *v);
/* Forgets the open command, the input and the news. */
void at_reset(struct vmodem *v);

/* The rest happens between `low` and `high` ms from now; returns RESULT_LATER. */
enum at_result at_later(struct vmodem *v, uint32_t low, uint32_t high, at_sequel sequel);
/* Asks for a message's body; `sequel` then finds it in v->prompt. Returns RESULT_LATER. */
enum at_result at_prompt(struct vmodem *v, at_sequel sequel);
/* Both return RESULT_FAILED. */
enum at_result at_cme(struct vmodem *v, int code); /* 27.007 9.2 */
enum at_result at_cms(struct vmodem *v, int code); /* 27.005 3.2.5 */
/* A command that is taken and changes nothing. */
enum at_result at_nothing(struct vmodem *v, const struct at_args *args);

/* --- atsay.c: what goes out --- */

void at_send(struct vmodem *v, const char *bytes, size_t len);
void at_say(struct vmodem *v, const char *format, ...) __attribute__((format(printf, 2, 3)));
void at_say_text(struct vmodem *v, const struct text *line);
void at_final(struct vmodem *v, enum at_result result);
void at_news(struct vmodem *v, const char *format, ...) __attribute__((format(printf, 2, 3)));
void at_news_text(struct vmodem *v, const struct text *line);
/* A result code as news, in the form of one. */
void at_news_result(struct vmodem *v, enum at_result result);
/* Says the news. */
void at_news_flush(struct vmodem *v);
void at_news_forget(struct vmodem *v);

/* --- atparse.c: commands out of a line --- */

/* Takes the next command off `*rest`: its name to `name` (of AT_LINE_CAP), what follows to `args`. 0 at the end of the
 * line; 1; ERR_SYNTAX. */
int at_parse(const char **rest, char *name, struct at_args *args);
/* Argument `i` as a number in low..high; absent or empty leaves `*value`. false: something else stands there. */
bool at_number(const struct at_args *args, size_t i, int low, int high, int *value);
/* Argument `i`, or NULL when absent or empty. */
const char *at_text(const struct at_args *args, size_t i);

/* --- Done by one file for the others --- */

/* vmodem.c */
void at_restart(struct vmodem *v, bool mute);
void at_radio(struct vmodem *v); /* switches it as the card, +CFUN and +COPS want it */
/* atcard.c */
const char *at_card_text(const struct vmodem *v);
enum at_result at_card_error(struct vmodem *v, enum at_needs needs); /* RESULT_OK when they are met */
void at_card_start(struct vmodem *v);
/* atradio.c */
void at_registration_step(struct vmodem *v); /* tells of a change */
void at_clock_reset(struct vmodem *v);
void at_clock_set(struct vmodem *v, const struct tpdu_stamp *local);
/* atcall.c */
void at_call_step(struct vmodem *v); /* tells of a change, and rings */
uint64_t at_call_deadline_ms(const struct vmodem *v);
void at_call_reset(struct vmodem *v);
/* Something was typed: gives up a dial command that waits (V.250 5.6.1). false: none does. */
bool at_call_abort(struct vmodem *v);
/* atussd.c */
void at_ussd_step(struct vmodem *v);
uint64_t at_ussd_deadline_ms(const struct vmodem *v);
void at_ussd_reset(struct vmodem *v);
/* atstore.c */
bool at_deliver(void *vmodem, const uint8_t *tpdu, size_t len);
void at_boxes_reset(struct vmodem *v);
struct smsbox *at_mem_box(struct vmodem *v, enum at_mem mem);
/* atshow.c: a message as the answer to +CMGR (`head` "+CMGR: "), +CMGL (`head` with the index) or as +CMT. */
enum at_view { VIEW_READ, VIEW_LIST, VIEW_NEW };
#define AT_SHOWN_CAP 2048
void at_show(const struct vmodem *v, const char *head, const struct smsbox_slot *slot, enum at_view view, struct text *out);

#endif
