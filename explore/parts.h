/* parts: what the files of the explorer share.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef EXPLORE_PARTS_H
#define EXPLORE_PARTS_H

#include "explore/explore.h"
#include "explore/ledger.h"
#include "sim/chance.h"

#define EXPLORE_NEVER UINT64_MAX
#define EXPLORE_HEARD_MAX 8 /* messages in one step of the world: there are never so many */
#define EXPLORE_RENEWAL "ABCDE1234" /* the password that opens the configuration */

/* What a seed's people do at all: worlds of few habits show what those of all would hide. */
enum habit {
	HABIT_NONE, /* everybody's */
	HABIT_CALLS,
	HABIT_CLIMATE,
	HABIT_SCHEDULE,
	HABIT_ALARM,
	HABIT_BUTTON,
	HABIT_COUNT,
};

/* Chance begins anew with each act, by its number: leaving one out leaves the others what they were. */
enum chance_use { CHANCE_CHOICE, CHANCE_LIFE, CHANCE_TROUBLE };

/* The outlet as the manual has it. */
struct outlet_model {
	bool set, resting;
	bool resting_before;     /* the last command */
	bool in_doubt;           /* the power failed in that command's step: either may be what rests */
	bool unknown;            /* it failed while somebody acted whom the model does not know */
	bool born;               /* it was started, and not looked at since */
	uint64_t flip_at_ms;     /* EXPLORE_NEVER: no timed state */
	uint64_t restart_end_ms; /* likewise */
	uint64_t aside_until_ms; /* something acts that the model does not know */
	uint64_t wrong_since_ms; /* EXPLORE_NEVER: model and outlet agree */
};

/* What is kept over a loss of power. */
struct kept {
	bool known, born;
	uint32_t sum; /* as it was last seen */
	struct settings settings;
	struct numbers secnumbers, alertnumbers;
	struct schedule_rule rule[SCHEDULE_RULES_MAX];
	uint8_t rule_count;
};

struct explore {
	const struct explore_config *config;
	struct explore_result *result;
	struct world *world;
	struct chance chance;
	enum model model;
	bool kind[EXPLORE_KINDS_MAX]; /* troubles of this seed */
	bool left_out[EXPLORE_KINDS_MAX]; /* that it would have, but for the configuration */
	bool habit[HABIT_COUNT];
	bool strangers_told;          /* SMSCONFIRMUNAUTH is on */
	struct ledger ledger;
	uint64_t last_text_ms;   /* nobody texts twice in a second: that would be one message sent twice */
	uint64_t mains_at_ms;    /* when it is plugged in again; EXPLORE_NEVER: it is */
	uint64_t mains_moved_ms; /* when it was last plugged in, or out */
	uint64_t network_at_ms;  /* when the network is back; EXPLORE_NEVER: it is there */
	uint64_t mend_at_ms;     /* when the modem is mended; EXPLORE_NEVER: it is */
	uint64_t flash_at_ms;    /* when the flash takes writes again; EXPLORE_NEVER: it does */
	uint64_t dark_since_ms;  /* the thermometer gives nothing since then; EXPLORE_NEVER: it does */
	uint64_t alive_since_ms; /* EXPLORE_NEVER: it is not */
	uint64_t outlet_at_ms;   /* the outlet last switched */
	uint64_t unheated_ms;    /* the thermostat was last seen disabled, or the socket dead */
	uint64_t respond_at_ms;  /* the automaton answers then; EXPLORE_NEVER: nothing */
	uint64_t quarter_at_ms;  /* since then, */
	unsigned quarter_count;  /* so many messages went to the automaton */
	unsigned quarter_cuts;   /* and the power failed so often */

	/* What the manual says of guessing. */
	unsigned wrong;
	uint64_t wrong_since_ms;

	/* Alarms and returns of the power that are to be told. */
	int64_t alarm_log[ALARM_LOG_MAX];
	uint8_t alarm_count;
	uint64_t restored_at_ms; /* EXPLORE_NEVER: nothing to tell */
	bool log_born;           /* the alarm log was loaded, and not looked at since */
	uint32_t over_budget;    /* as the device counts */
	uint32_t replies_over_budget; /* as its log tells, since that was looked at */
	bool alert_gave_way;     /* to a reply */
	bool newest_lost;        /* the message that was queued last */
	bool settled;            /* the first start is over */
	bool microrelay_born;    /* the socket was started, and not looked at since */
	uint64_t writes;         /* of the flash, before the step */

	struct outlet_model outlet;
	struct kept kept;

	/* Of the step under way: whose messages were taken, and what they found. */
	size_t heard[EXPLORE_HEARD_MAX]; /* rows of the ledger */
	unsigned heard_count;
	bool outlet_moved;       /* since the last of them */
	uint32_t before;         /* the settings' fingerprint before they came */
	bool outlet_before, microrelay_before;
};

/* --- explore.c --- */

/* Lets so much time go by, each step held against the sentences. false: one is broken. */
bool explore_pass(struct explore *e, uint64_t for_ms);
void explore_chance(struct explore *e, enum chance_use use, uint64_t number);
/* low..high */
uint32_t explore_between(struct explore *e, uint32_t low, uint32_t high);

/* --- life.c: what people do. --- */

void life_choose(struct explore *e);
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
/* Of the seed: a message may be lost for good before the socket could know of it; the modem is sound; it never loses its
 * power. */
bool trouble_loses_messages(const struct explore *e);
bool trouble_of_modem(const struct explore *e);
bool trouble_of_power(const struct explore *e);

/* --- book.c: what the news say. --- */

void book_news(struct explore *e, const struct world_news *news);
/* After each step of the world and its sentences. */
void book_step(struct explore *e);
bool book_is_alert(const char *text);

/* --- outlet.c: the reference for the outlet. --- */

void outlet_heard(struct explore *e, const char *text);
void outlet_power_failed(struct explore *e);
void outlet_power_came(struct explore *e);
/* Somebody acts whom the model does not know: it follows the device until then. */
void outlet_aside(struct explore *e, uint64_t for_ms);
bool outlet_agrees(struct explore *e, const char *sentence);

/* --- kept.c: the reference for what survives. --- */

/* All that is kept, but for the outlet's state, and the zone, which anybody's message may tell. */
uint32_t kept_fingerprint(const struct core *c);
/* The power failed in a step in which something was being written. */
void kept_in_doubt(struct explore *e);
bool kept_survives(struct explore *e, const char *sentence);

/* --- sentences.c --- */

/* After each step of the world. false: a sentence is broken, and in the result. */
bool sentences_hold(struct explore *e);
/* After all troubles are over and everything had its time. */
bool sentences_hold_at_end(struct explore *e);
bool sentences_broken(struct explore *e, const char *sentence, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
