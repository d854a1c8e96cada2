/* codes: the operator's answers to codes like *100# (3GPP 22.090), as a scenario lays them down.
 * Hosted code with a heap; time is an argument, chance comes from the seed. Nothing is called back: the modem looks.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_CODES_H
#define SIM_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/chance.h"

#define CODES_CODE_CAP 184      /* bytes, NUL included */
#define CODES_PLAIN_MAX 182     /* characters of an answer in GSM-7: 160 octets (23.038 6.1.2.3) */
#define CODES_WIDE_MAX 80       /* the same in UCS-2 */

/* What the operator does with a code. One that it was told nothing of fails. */
enum codes_conduct { CONDUCT_ANSWERS, CONDUCT_SILENT, CONDUCT_FAILS };

/* What has come of a request. */
enum codes_outcome {
	OUTCOME_NOT_YET,
	OUTCOME_ANSWERED,
	OUTCOME_REFUSED,
	OUTCOME_LOST, /* the radio was gone */
};

struct codes_rule;

/* Only its own file looks inside. */
struct codes {
	struct chance chance;
	bool hurry;
	struct codes_rule *rules;
	bool open;                   /* a request is under way */
	char code[CODES_CODE_CAP];    /* its own */
	uint64_t due_ms;             /* of its answer; UINT64_MAX: there will be none */
};

void codes_init(struct codes *u, uint64_t seed);
void codes_clear(struct codes *u);
/* From now on answers come at once. */
void codes_hurry(struct codes *u);

/* From now on the code is dealt with so; `text` (UTF-8, only for CONDUCT_ANSWERS) is copied. ERR_SYNTAX: the code is
 * empty or too long; ERR_FULL: the text is too long for an answer. */
int codes_lay_down(struct codes *u, const char *code, enum codes_conduct conduct, const char *text);

/* --- The modem's side. --- */

/* A request that is under way is one at a time: there must be none. The answer takes 1 to 3 s. */
void codes_ask(struct codes *u, uint64_t now_ms, const char *code);
bool codes_open(const struct codes *u);
/* Forgets the request, if there is one. */
void codes_cancel(struct codes *u);
/* What has come of it, once; `served`: the socket is registered. The text of OUTCOME_ANSWERED is good until
 * codes_lay_down. */
enum codes_outcome codes_take(struct codes *u, uint64_t now_ms, bool served, const char **text);
/* When there is something to take; UINT64_MAX: nothing is to come. */
uint64_t codes_deadline_ms(const struct codes *u);

#endif
