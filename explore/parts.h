/* parts: what the files of the explorer share.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef EXPLORE_PARTS_H
#define EXPLORE_PARTS_H

#include "explore/explore.h"
#include "explore/ledger.h"
#include "sim/chance.h"

struct explore {
	const struct explore_config *config;
	struct explore_result *result;
	struct world *world;
	struct chance chance;
	enum model model;
	bool kind[EXPLORE_KINDS_MAX]; /* troubles of this seed */
	struct ledger ledger;
	uint64_t last_text_ms;   /* nobody texts twice in a second: that would be one message sent twice */
	uint64_t mains_at_ms;    /* when it is plugged in again; UINT64_MAX: it is */
	uint64_t network_at_ms;  /* when the network is back; UINT64_MAX: it is there */
	uint64_t mend_at_ms;     /* when the modem is mended; UINT64_MAX: it is */
	uint64_t dark_since_ms;  /* the thermometer gives nothing since then; UINT64_MAX: it does */
	uint64_t alive_since_ms; /* UINT64_MAX: it is not */
	uint64_t outlet_at_ms;   /* the outlet last switched */
	uint64_t unheated_ms;    /* the thermostat was last seen disabled, or the socket dead */
	uint64_t respond_at_ms;  /* the automaton answers then; UINT64_MAX: nothing */

	/* Of the step under way: who was listened to, and what he found. */
	enum who heard;          /* WHO_COUNT: nobody */
	unsigned heard_count;
	uint32_t before;         /* the settings' fingerprint before he was */
	bool outlet_before, microrelay_before;
};

/* --- explore.c --- */

/* Lets so much time go by, each step held against the sentences. false: one is broken. */
bool explore_pass(struct explore *e, uint64_t for_ms);

/* --- life.c: what people do. --- */

/* Settles in: list of owners, alarm numbers and so on, all acknowledged. false: it did not work, which is a finding. */
bool life_begin(struct explore *e);
/* Somebody does something. */
void life_act(struct explore *e);
/* Texts the socket, and books it. */
void life_text(struct explore *e, enum who who, const char *text);

/* --- trouble.c: what goes wrong. --- */

void trouble_choose(struct explore *e);
/* Something begins to go wrong, or is over. */
void trouble_act(struct explore *e);
/* What is over by itself. Its next moment. */
void trouble_step(struct explore *e);
uint64_t trouble_deadline_ms(const struct explore *e);
/* Nothing goes wrong any more. */
void trouble_end(struct explore *e);
bool trouble_loses_messages(const struct explore *e);

/* --- sentences.c --- */

/* Called with each piece of news, and after each step of the world. false: a sentence is broken, and in the result. */
void sentences_news(struct explore *e, const struct world_news *news);
bool sentences_hold(struct explore *e);
/* After all troubles are over and everything had its time. */
bool sentences_hold_at_end(struct explore *e);
bool sentences_broken(struct explore *e, const char *sentence, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
