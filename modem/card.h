/* card: the SIM: whether it is there, whether it wants a PIN, and entering that (27.007 8.3, 9.2).
 * A PIN is entered once, and once more only when the card has not counted the first time; one that is refused never again.
 * Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_CARD_H
#define MODEM_CARD_H

#include <stdbool.h>
#include <stdint.h>

#define CARD_PIN_MAX 8 /* digits */
#define CARD_WORD_CAP 16

struct modem;

enum card_step {
	STEP_STATE, /* what it says of itself */
	STEP_TRIES, /* how often a PIN may be tried */
	STEP_ENTER, /* the PIN */
};

struct card {
	char pin[CARD_PIN_MAX + 1]; /* "": none is known */
	bool refused;               /* that one is wrong */
	bool doubted;               /* it was, at some time before */
	bool entered;               /* it was handed to the modem, and the card is not open yet */
	bool repeated;              /* twice */
	bool held;                  /* too few tries are left */
	bool faulty;                /* it is neither there nor away, for long */
	bool look;                  /* the modem is up, and its card is to be looked at */
	uint8_t step;               /* enum card_step */
	int8_t left;                /* tries before the PIN was entered; -1: not known */
	int8_t told;                /* by the question under way */
	uint64_t entered_at_ms;
	char word[CARD_WORD_CAP]; /* of the +CPIN: under way */
};

/* The modem starts, anew perhaps. */
void card_begin(struct modem *m);
/* As modem_pin. */
void card_pin(struct modem *m, const char *pin);
/* As modem_pin_doubted. */
void card_pin_doubted(struct modem *m);
/* The next question of the set-up about the card; ends with setup_wait or setup_climb. */
void card_ask(struct modem *m);

/* The modem is up: its card may be gone. */
void card_look(struct modem *m);
bool card_next(struct modem *m);
uint64_t card_deadline_ms(const struct modem *m);
/* What the modem says of its card unasked; true when it was that. */
bool card_heard(struct modem *m, const char *line);
/* The PIN stands in it. */
bool card_secret(const struct modem *m, const char *line);

#endif
