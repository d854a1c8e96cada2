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
#include "sim/fault.h"
#include "sim/network.h"
#include "sim/smsbox.h"
#include "sim/vmodem.h"

#define AT_LINE_CAP 560   /* characters of a command line */
#define AT_INPUT_CAP 4096 /* bytes that wait while a command is open; more are lost, as on a UART */
#define AT_PROMPT_CAP 1400
#define AT_ARGS_MAX 10
#define AT_NOT_SUPPORTED 4 /* 27.007 9.2: a command that is not known */

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

extern const struct at_table atbasic_table, atcard_table, atradio_table, atclock_table, atsms_table, atstore_table,
	atcall_table, atussd_table;

/* --- The modem --- */

enum at_card { CARD_ABSENT, CARD_BUSY, CARD_LOCKED, CARD_BLOCKED, CARD_READY };
#define AT_CARD_COUNT 5

enum at_mem { MEM_READ, MEM_WRITE, MEM_RECEIVE }; /* mem1, mem2, mem3 of +CPMS */
enum at_box { BOX_CARD, BOX_OWN };                /* SM, ME */
#define AT_BOX_COUNT 2

enum at_collecting { COLLECT_NOTHING, COLLECT_A, COLLECT_LINE };

struct at_unsaid;
struct at_piece;

/* What is wrong with it. */
struct at_faults {
	uint64_t until_ms[FAULT_COUNT]; /* in force before that; 0: not at all */
	unsigned turns[FAULT_COUNT];    /* of those that do this and that in turn */
	uint64_t fade_due_ms;           /* the registration goes, or comes back */
	bool faded;
	bool voice_denied;              /* as it was told */
	uint64_t chatter_due_ms;
	size_t chatter_count;
	uint64_t end_ms; /* the next until_ms that is to come */

	struct chance trouble;
	uint32_t trouble_every_ms; /* 0: there is none */
	uint64_t trouble_due_ms;
};

/* What is on its way out. */
struct at_out {
	char *queue; /* bytes that go one by one */
	size_t queue_len, queue_sent;
	uint64_t queue_due_ms;
	struct at_piece *late; /* what goes at its own time */
	struct text *held;     /* NULL, or where what is sent goes instead */
	bool mid_line;         /* the byte sent last ended no line */
	unsigned sent_count;
};

/* Only its own files look inside. */
struct vmodem {
	const struct family *family;
	const struct atset_row *rows[SETTING_COUNT]; /* its settings; NULL: there is none */
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
	uint64_t chatter_due_ms;  /* of a family that does; UINT64_MAX: never */
	size_t chatter_at;        /* its next line */
	uint64_t pause_until_ms;  /* what is typed before is lost */

	enum vmodem_sim inserted;
	bool card_out;        /* it was pulled out */
	enum at_card card;
	uint64_t card_due_ms; /* it is found, where that takes time */
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
	uint64_t ack_due_ms;
	bool delivery_stopped; /* one was not acknowledged in time; until +CNMI is set anew */
	bool deaf;             /* until the computer does something about messages */

	/* The message being written or sent. */
	struct smsbox_slot draft;
	enum smsbox_stat draft_stat;
	bool draft_typed;        /* in text mode */
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
	struct at_piece *answer; /* lines of it that were not yet sent */
	bool said;              /* the open command has answered a line */
	bool slowed;            /* its OK has waited */
	const char *error_kind; /* "+CME ERROR: " or "+CMS ERROR: "; NULL: plain */
	int error_code;
	const char *error_text; /* instead of these; NULL: none */

	at_sequel prompted; /* a message's body is being typed for it */
	char prompt[AT_PROMPT_CAP];
	size_t prompt_len;
	bool prompt_cut;

	enum voice_call call;     /* as the computer could have heard of it */
	unsigned calls_ended;     /* of voice_ended_count, those that it could have heard of */
	unsigned rings;           /* of an incoming call */
	uint64_t ring_due_ms, clip_due_ms;
	uint64_t active_at_ms;    /* it has come about; 0: it has not */
	int end_cause;            /* why the last one ended, <cause> of 24.008 10.5.4.11 */
	bool dial_waits;          /* a dial command is open until there is a connection */
	enum at_result dial_result; /* when there is none */

	struct at_unsaid *unsaid; /* in order */
	uint64_t hung_until_ms, slow_until_ms;
	uint32_t slow_ms;      /* each answer comes so much later until then */
	unsigned garble_count; /* bytes still to be spoilt */
	struct at_faults faults;
	struct at_out out;
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
/* A command that the family does not know. Returns RESULT_FAILED. */
enum at_result at_unknown(struct vmodem *v);
/* A command that is taken and changes nothing. */
enum at_result at_nothing(struct vmodem *v, const struct at_args *args);

/* --- atsay.c: news and results --- */

void at_news(struct vmodem *v, const char *format, ...) __attribute__((format(printf, 2, 3)));
void at_news_text(struct vmodem *v, const struct text *line);
/* A result code as news, in the form of one. */
void at_news_result(struct vmodem *v, enum at_result result);
/* Says the news. */
void at_news_flush(struct vmodem *v);
void at_news_forget(struct vmodem *v);

/* A result code onto the line. */
void at_say_result(struct vmodem *v, enum at_result result);

/* --- atanswer.c: the answer to the open command, and how it goes wrong --- */

void at_say(struct vmodem *v, const char *format, ...) __attribute__((format(printf, 2, 3)));
void at_say_text(struct vmodem *v, const struct text *line);
/* Says what at_say has been given, and the result. */
void at_final(struct vmodem *v, enum at_result result);
/* Says what at_say has been given; the result comes later. */
void at_answer_flush(struct vmodem *v);
void at_answer_forget(struct vmodem *v);
/* Whether OK, the result, waits some seconds behind its data; it is then due in v->sequel. */
bool at_answer_slow(struct vmodem *v);

/* --- atout.c: bytes onto the line --- */

/* Some bytes, at a time. */
struct at_piece {
	struct at_piece *next;
	uint64_t due_ms;
	size_t len;
	char bytes[]; /* and a NUL */
};

/* Puts a copy into a list that is in order of due_ms. */
void at_piece_put(struct at_piece **list, uint64_t due_ms, const char *bytes, size_t len);
/* Takes the first off; it is the caller's, to free. */
struct at_piece *at_piece_take(struct at_piece **list);
void at_piece_clear(struct at_piece **list);

void at_send(struct vmodem *v, const char *bytes, size_t len);
/* The same so much later, whatever goes on by then. */
void at_send_late(struct vmodem *v, uint32_t after_ms, const char *bytes, size_t len);
void at_out_step(struct vmodem *v);
uint64_t at_out_deadline_ms(const struct vmodem *v);
/* Forgets what is to be said late. */
void at_out_forget(struct vmodem *v);
/* And also what is on its way. */
void at_out_clear(struct vmodem *v);
/* From here on, until at_out_release, what is sent goes into `held`, whose room is the caller's to free. Returns what
 * at_out_release wants. */
struct text *at_out_hold(struct vmodem *v, struct text *held);
void at_out_release(struct vmodem *v, struct text *outer);

/* --- atchatter.c: unsolicited lines that nobody needs --- */

/* The next; not of the prefix that the line `beside` has, unless that is NULL. */
void at_chatter(struct vmodem *v, const char *beside, struct text *out);
/* One that looks as the line of an answer does; false: no modem has such. */
bool at_chatter_like(struct vmodem *v, const char *line, struct text *out);

/* --- atfault.c: what is wrong --- */

bool at_faulty(const struct vmodem *v, enum fault fault);
/* The occasion of a fault that waits for one: true once. */
bool at_strikes(struct vmodem *v, enum fault fault);
/* Of one that does `count` things in turn: 0 at first, then the next at each call. */
unsigned at_turn(struct vmodem *v, enum fault fault, unsigned count);
void at_fault_begin(struct vmodem *v, enum fault fault);
void at_fault_mend(struct vmodem *v);
void at_fault_trouble(struct vmodem *v, uint64_t seed, uint32_t every_ms);
void at_fault_step(struct vmodem *v);
uint64_t at_fault_deadline_ms(const struct vmodem *v);

/* --- atform.c: the forms of the family's row --- */

#define AT_FORM_CAP 200
void at_form(const struct vmodem *v, const char *form, struct text *out);
/* As a line of its own; `form` NULL is none. */
void at_form_news(struct vmodem *v, const char *form);
void at_form_say(struct vmodem *v, const char *form);

/* --- atown.c: what only some families have --- */

/* The family's own command of that name, or NULL. */
const struct family_query *at_own_query(const struct vmodem *v, const char *name, const struct at_args *args);
enum at_result at_own_run(struct vmodem *v, const struct family_query *query);
void at_own_reset(struct vmodem *v);
void at_own_step(struct vmodem *v); /* chatter */
uint64_t at_own_deadline_ms(const struct vmodem *v);

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
void at_power_down(struct vmodem *v); /* until its power is cut and comes again */
void at_radio(struct vmodem *v); /* switches it as the card, +CFUN and +COPS want it */
/* atcard.c */
const char *at_card_text(const struct vmodem *v);
enum at_result at_card_error(struct vmodem *v, enum at_needs needs); /* RESULT_OK when they are met */
void at_card_start(struct vmodem *v);
void at_card_pull(struct vmodem *v, bool out);
void at_card_step(struct vmodem *v); /* finds it, where that takes time */
/* atradio.c */
void at_registration_step(struct vmodem *v); /* tells of a change */
void at_registration_print(const struct vmodem *v, enum setting which, bool solicited, struct text *out);
/* atclock.c */
void at_clock_reset(struct vmodem *v);
void at_clock_set(struct vmodem *v, const struct tpdu_stamp *local);
bool at_clock_known(const struct vmodem *v); /* the network's time */
int at_clock_zone(const struct vmodem *v);   /* in quarters of an hour, or what a faulty modem takes for them */
void at_clock_choose(struct vmodem *v);      /* takes it, if +CTZU or its like wants that */
void at_clock_tell(struct vmodem *v);        /* it was heard */
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
/* atdeliver.c */
bool at_deliver(void *vmodem, const uint8_t *tpdu, size_t len);
void at_boxes_reset(struct vmodem *v);
void at_mems_reset(struct vmodem *v); /* what +CPMS chooses */
/* Old messages in all free places of the storage for new ones. */
void at_box_fill(struct vmodem *v);
/* The last place is taken: says so, where the family does. */
void at_box_tell_full(struct vmodem *v);
/* Messages that a deaf modem did not take come again. */
void at_hear(struct vmodem *v);
/* A command is about to run, after which messages that were not taken may come again. */
void at_rouse(struct vmodem *v, const char *command, enum at_op op);
void at_deliver_step(struct vmodem *v); /* gives up waiting for +CNMA */
uint64_t at_deliver_deadline_ms(const struct vmodem *v);
void at_deliver_reset(struct vmodem *v);
/* atstore.c */
struct smsbox *at_mem_box(struct vmodem *v, enum at_mem mem);
/* atsms.c: at a message's prompt, from whenever */
void at_prompt_left(struct vmodem *v);
/* atshow.c: a message as the answer to +CMGR (`head` "+CMGR: "), +CMGL (`head` with the index) or as +CMT. */
enum at_view { VIEW_READ, VIEW_LIST, VIEW_NEW };
#define AT_SHOWN_CAP 2048
void at_show(struct vmodem *v, const char *head, const struct smsbox_slot *slot, enum at_view view, struct text *out);

#endif
