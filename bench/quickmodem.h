/* quickmodem: a modem that answers at once, so that what a client takes is the client's own.
 * What any client of the measurement asks of a modem in PDU mode (3GPP 27.005, 27.007), and no more: it is always on
 * the network, and whatever it is told to set, it accepts. Bytes go in and out by calls.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_QUICKMODEM_H
#define BENCH_QUICKMODEM_H

#include <stdbool.h>
#include <stddef.h>

#define QUICKMODEM_PLACES 64
#define QUICKMODEM_PHONES 100 /* +33600000000 to +33600000099 */
#define QUICKMODEM_PDU_CAP 400
#define QUICKMODEM_LINE_CAP 1024

struct quickmodem_port {
	void *ctx;
	void (*send)(void *ctx, const char *bytes, size_t len); /* to the client */
	void (*submitted)(void *ctx, unsigned phone);           /* a message to a phone is whole, and not yet answered */
};

/* Fields are the modem's own. */
struct quickmodem {
	struct quickmodem_port port;
	struct quickmodem_place {
		bool used, read;
		char pdu[QUICKMODEM_PDU_CAP];
	} place[QUICKMODEM_PLACES];
	unsigned arrivals; /* ever; each has a second of its own in its stamp */
	int announce;      /* <mt> of +CNMI: 0 stores, 1 stores and tells, 2 hands over */
	bool echo;
	bool listening; /* it was told what to do with messages, or asked for them */
	bool prompted;
	unsigned reference;
	char line[QUICKMODEM_LINE_CAP];
	size_t line_len;
};

void quickmodem_init(struct quickmodem *q, const struct quickmodem_port *port);
/* From the client. */
void quickmodem_feed(struct quickmodem *q, const char *bytes, size_t len);
/* `phone` texts `text`: at most 100 characters, of those that are the same in ASCII and in the GSM alphabet. false: no
 * place is free. */
bool quickmodem_text(struct quickmodem *q, unsigned phone, const char *text);
/* The client is another: nothing is stored, nothing set. Stamps go on. */
void quickmodem_reset(struct quickmodem *q);

#endif
