/* network: a mobile operator with its service centre, and the phones of people.
 * Hosted code with a heap; time is an argument (milliseconds of the world's own clock), chance comes from the seed: equal
 * calls give equal results. Phones come into being when first named.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_NETWORK_H
#define SIM_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/codes.h"
#include "sim/oddsms.h"
#include "sim/voice.h"

struct network;

#define NETWORK_CENTRE "+33600000090" /* the service centre */
#define NETWORK_DIGITS "00101"        /* country and network code: the test network */
#define NETWORK_NAME "Simulated"

/* `socket` is the number of the SIM in the socket, for instance "+33600000000". */
struct network *network_new(const char *socket, uint64_t seed);
void network_free(struct network *n);
/* From now on nothing takes time: no transit, no search. For measurements, and for tests in real time. */
void network_hurry(struct network *n);

/* Delivers what is due. Call at network_deadline_ms (UINT64_MAX: nothing pending). */
void network_step(struct network *n, uint64_t now_ms);
uint64_t network_deadline_ms(const struct network *n);

/* The radio. A network that is lost or denies keeps messages and delivers them when it is back. */
void network_cover(struct network *n, bool covered);   /* default true */
void network_admit(struct network *n, bool admitted);  /* default true; false: registration denied */
void network_signal(struct network *n, int csq);       /* 0..31, 99 unknown; default 23 */

/* The operator's clock: local time `local_s` (seconds since 1970 as if local were UTC) and its zone in quarter hours
 * ahead of GMT, at world time now_ms; it goes on from there. Default: 26/01/05,12:00:00+01 (zone +4) at now_ms 0.
 * `tell` false: the network tells modems no time (service-centre stamps still carry it). */
void network_clock(struct network *n, uint64_t now_ms, int64_t local_s, int zone_qh, bool tell);
int64_t network_local_s(const struct network *n, uint64_t now_ms);
int network_zone_qh(const struct network *n);
/* It tells a modem the time at registration. */
bool network_tells_time(const struct network *n);

/* A service-centre time stamp that a scenario fixes. */
struct network_stamp {
	int64_t local_s;
	int zone_qh;
};

/* Phone `from` (digits, `+` digits, or an alphanumeric name of at most 11 characters of the GSM alphabet) sends UTF-8
 * `text` to the socket: one SMS in GSM-7 if it can, else UCS-2; a longer one concatenated. `stamp` NULL: the operator's
 * clock. The modem gets it after 500..1500 ms, in order per sender, once it is registered.
 * 0; ERR_SYNTAX: not a sender; ERR_FULL: more than 10 parts. */
int network_text(struct network *n, uint64_t now_ms, const char *from, const char *text, const struct network_stamp *stamp);
/* The same SMS (same sender, stamp and text) as the newest one from `from` once more, as networks do. ERR_MISSING: none. */
int network_repeat(struct network *n, uint64_t now_ms, const char *from);

/* Such a message from ODDSMS_SENDER has reached the service centre, and goes to the socket at once. */
void network_odd(struct network *n, uint64_t now_ms, enum odd kind);

/* What goes wrong from now on with the messages that phones send, and with the radio: a set of these. */
enum network_disturbance {
	DISTURB_SHUFFLED = 1,      /* parts of long ones arrive in the order 1, 3, 2 */
	DISTURB_SLOW = 2,          /* 10 s apart */
	DISTURB_MISSING = 4,       /* without the second */
	DISTURB_REFERENCE = 8,     /* all with the same reference */
	DISTURB_ALPHABET = 16,     /* UCS-2 under a reserved scheme, and a voicemail sign before each */
	DISTURB_STAMP = 32,        /* impossible digits */
	DISTURB_LENGTH_UP = 64,    /* the text is 2 shorter than it is said to be */
	DISTURB_LENGTH_DOWN = 128, /* 2 longer */
	DISTURB_FADED = 256,       /* no radio, and registered again at once when it is back */
	DISTURB_VOICE = 512,       /* no calls reach the socket */
};
void network_disturb(struct network *n, unsigned set);

/* What has arrived at phones, in order of arrival; concatenated parts joined. */
struct network_sms {
	const char *to;   /* the phone, as first named or as the modem addressed it */
	const char *text; /* UTF-8 */
	uint64_t at_ms;
	unsigned parts;   /* SMS it took */
};
size_t network_arrived(const struct network *n);
const struct network_sms *network_sms(const struct network *n, size_t index); /* index < network_arrived */
/* "+336...", "00336..." and "336..." name one phone. */
bool network_same_phone(const char *a, const char *b);

/* Its voice calls and its answers to codes: see sim/voice.h and sim/codes.h. The network calls their steps and tells them
 * when the radio is gone. */
struct voice *network_voice(struct network *n);
struct codes *network_codes(struct network *n);

/* --- The modem's side: what a radio does. --- */

enum network_state { STATE_NOT_SEARCHING = 0, STATE_HOME = 1, STATE_SEARCHING = 2, STATE_DENIED = 3 }; /* 27.007 7.2 <stat> */

struct network_radio {
	void *ctx;
	/* An SMS-DELIVER TPDU (23.040 9.2.2.1). false: the modem's memory is full; it is kept and tried again each 60 s
	 * and when network_memory_available is called. */
	bool (*deliver)(void *ctx, const uint8_t *tpdu, size_t len);
};
/* Switches the modem's radio on (kept until off) or, with NULL, off. Registration takes 2..5 s from on. */
void network_attach(struct network *n, const struct network_radio *radio);
enum network_state network_registration(const struct network *n);
int network_csq(const struct network *n); /* 99 without coverage */
void network_memory_available(struct network *n);
/* The message that the modem took last is lost to it: the network keeps it after all, before all others, and tries again
 * as with a full memory. Nothing when there was none since the last network_attach. */
void network_keep(struct network *n);

/* Submits an SMS-SUBMIT TPDU (23.040 9.2.2.2), at once. 0..255: the message reference; ERR_SYNTAX: not a SUBMIT that the
 * service centre understands; ERR_MISSING: not registered. It arrives 500..1500 ms later. */
int network_submit(struct network *n, uint64_t now_ms, const uint8_t *tpdu, size_t len);
const char *network_socket(const struct network *n);

#endif
