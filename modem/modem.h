/* modem: the driver of a cellular modem on AT commands, without I/O of its own.
 * Bytes come in by modem_feed, go out by the port's send; time is an argument. Text messages in PDU mode only (3GPP 27.005).
 * It brings the modem up, keeps it registered, and starts anew when it has restarted or fallen silent, for ever.
 * What it knows is a level to be looked at (radio, signal, a message that waits, a result), never an event to be missed.
 * No allocation. The port's functions are called from within modem_feed and modem_step and must not call back.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_MODEM_H
#define MODEM_MODEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/note.h"
#include "base/number.h"
#include "modem/calls.h"
#include "modem/card.h"
#include "modem/chat.h"
#include "modem/check.h"
#include "modem/clock.h"
#include "modem/direct.h"
#include "modem/frame.h"
#include "modem/identity.h"
#include "modem/mic.h"
#include "modem/profile.h"
#include "modem/receive.h"
#include "modem/recover.h"
#include "modem/send.h"
#include "modem/setup.h"
#include "modem/storage.h"
#include "modem/sweep.h"
#include "modem/ussd.h"
#include "modem/watch.h"

#define MODEM_NEVER UINT64_MAX

struct modem_port {
	void *ctx; /* handed to each call */
	void (*send)(void *ctx, const uint8_t *bytes, size_t len);
	void (*note)(void *ctx, const struct note *note);
	/* Switches the modem's power; NULL: the board cannot. It is on at modem_start. */
	void (*power)(void *ctx, bool on);
};

enum modem_radio {
	MODEM_STARTING,   /* no answer yet, and none is due */
	MODEM_DEAD,       /* does not answer */
	MODEM_SIM_FAULT,  /* SIM missing, bad or blocked */
	MODEM_SIM_LOCKED, /* SIM wants a PIN */
	MODEM_SEARCHING,
	MODEM_REGISTERED,
};

/* Fields are the driver's own. Those with much room come last, where the code that looks at the others need not reach. */
struct modem {
	uint64_t now_ms; /* of the call in progress */
	struct modem_port port;
	const struct profile *profile; /* never NULL */
	bool fed; /* bytes came, and modem_step did not follow yet */
	enum modem_radio radio;
	uint32_t restarts; /* of the modem, noticed while it was up */
	uint64_t quote_close_ms; /* an open quote is closed then; MODEM_NEVER: none is open */
	struct chat chat;
	struct setup setup;
	struct watch watch;
	struct card card;
	struct check check;
	struct clock_modem clock;
	struct recover recover;
	struct calls calls;
	struct mic mic;
	struct identity identity;
	struct storage storage;
	struct receive receive;
	struct send send;
	struct direct direct;
	struct ussd ussd;
	struct frame frame;
};

/* Begins to look for the modem at now_ms. The port is copied. */
void modem_start(struct modem *m, const struct modem_port *port, uint64_t now_ms);
/* The SIM's PIN, to be called right after modem_start: 4 to 8 digits, copied; "" (or never): none is known. */
void modem_pin(struct modem *m, const char *pin);
/* Right after modem_pin: that PIN was refused once. It is entered only when the card tells that all its tries are left. */
void modem_pin_doubted(struct modem *m);
/* The SIM has refused that PIN: it is not tried again, whatever restarts, until modem_pin is called anew. */
bool modem_pin_refused(const struct modem *m);
/* How many of the bytes it took: those up to the end of a line, or all. What waits by then is to be taken before the rest is
 * fed: what comes while a message waits may be lost. When there is no more to feed, call modem_step: until then nothing is
 * asked, so that it makes no difference how the bytes are cut into reads. */
size_t modem_feed(struct modem *m, uint64_t now_ms, const uint8_t *bytes, size_t len);
void modem_step(struct modem *m, uint64_t now_ms);
/* When modem_step is next wanted, on the same clock; MODEM_NEVER: only after a feed. */
uint64_t modem_deadline_ms(const struct modem *m);

enum modem_radio modem_radio(const struct modem *m);
/* -113..-51 dBm, or 0 when it is not known (27.007 8.5). */
int modem_signal_dbm(const struct modem *m);
/* The modem's clock, once after each reading: UTC, and its zone in quarter hours ahead of GMT. */
bool modem_take_time(struct modem *m, int64_t *utc_s, int *zone_qh);

/* The oldest message that waits, or NULL. It stays, and none is read after it, until modem_message_done, which deletes it
 * from the modem's memory: call that when it is safely dealt with. */
const struct modem_message *modem_message(const struct modem *m);
/* Messages are known of that have not been read yet. */
bool modem_messages_wait(const struct modem *m);
void modem_message_done(struct modem *m, uint64_t now_ms);

/* Text messages out, one part at a time (modem/pdu.h counts them). Ready: registered, and no part under way. */
bool modem_send_ready(const struct modem *m);
/* The part is copied, and goes out in a modem_step, which is due at once, or when a call
 * that is coming about has settled; modem_send_ready must hold. */
void modem_send(struct modem *m, uint64_t now_ms, const struct submit *part);
/* The result of the last part, once; SEND_NONE: none, or not yet. */
enum send_result modem_send_result(struct modem *m);

/* Voice calls, one at a time. A level, like the radio: none, one that rings here, one being placed, one that is connected.
 * An incoming call shows only when its caller is known, or known to stay unknown: at the latest 3 s after its first ring. */
enum modem_call modem_call(const struct modem *m);
/* Of an incoming call; NUMBER_NONE: withheld or unknown. Good while the call is there. */
const struct number *modem_caller(const struct modem *m);
/* How the last call ended, once. A call that never showed has no end. */
enum modem_call_end modem_call_end(struct modem *m);
/* `to` is copied. The call is then MODEM_CALL_OUT until it is up or has an end, at the latest after a minute and the time
 * that hanging up takes; or it has ended at once, unreached. Ignored while another call shows. */
void modem_dial(struct modem *m, uint64_t now_ms, const struct number *to);
/* Of an incoming call; ignored without one. It is MODEM_CALL_UP when the modem has done it, and stays incoming when that fails. */
void modem_answer(struct modem *m, uint64_t now_ms);
/* Ends or rejects a call; ignored without one. The call shows until it is gone: the driver insists. */
void modem_hang_up(struct modem *m, uint64_t now_ms);
/* 0..15, now and after each start; a modem without such a level ignores it. */
void modem_mic_level(struct modem *m, int level);

/* USSD, one code at a time: `code` of 1..20 characters is copied. While one is under way, that one fails first. */
void modem_ussd(struct modem *m, uint64_t now_ms, const char *code);
/* The result, once, 30 s after the code was sent at the latest. `*text` of an answer is UTF-8, and good until the next
 * call of this driver that takes a time. */
enum modem_ussd modem_ussd_result(struct modem *m, const char **text);

/* "" until the modem has told. */
const char *modem_imei(const struct modem *m);
/* NUMBER_NONE when the SIM does not know it. */
const struct number *modem_own_number(const struct modem *m);

/* --- For the files of the driver. --- */

/* Sends a command; nothing may be in flight. */
void modem_ask(struct modem *m, const struct ask *ask, const char *command);
void modem_write(struct modem *m, const char *bytes);
void modem_note(struct modem *m, enum note_level level, const char *what, const char *why);
/* A note that quotes a line of the modem's, which may hold what is private; one that holds the PIN is not quoted. */
void modem_note_line(struct modem *m, enum note_level level, const char *what, const char *line);
/* Hands an unsolicited line to whom it concerns; false: nobody. */
bool modem_heard(struct modem *m, const char *line);
/* Begins anew: what was in flight has failed. */
void modem_restart(struct modem *m, const char *why);

#endif
