/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/matrix/trial.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "sim/chance.h"
#include "sim/fault.h"
#include "sim/vmodem.h"
#include "tests/matrix/inside.h"
#include "tests/matrix/witness.h"

#define SECOND_MS 1000u
#define MINUTE_MS (60 * SECOND_MS)
#define SETTLES_MS (5 * MINUTE_MS) /* after the mending all must be well */
#define LISTENS_MS (7 * MINUTE_MS) /* then nothing may come a second time; as often the driver looks for messages */
#define RINGS_MS (20 * SECOND_MS)  /* a caller's patience */
#define COMMANDS 8                 /* while it lasts */
#define TROUBLED_COMMANDS 14
#define TROUBLE_EVERY_MS (45 * SECOND_MS)

/* --- What is different with some faults. --- */

enum {
	TRAIT_TWICE = 1 << 0,      /* whether an answer was sent can be unknown: it may arrive twice */
	TRAIT_UNANSWERED = 1 << 1, /* answers are refused for good: they may be given up */
	TRAIT_UNREADABLE = 1 << 2, /* no modem could hand such messages over whole: they may go unheard */
	TRAIT_PARTS = 1 << 3,      /* the commands come as long messages */
	TRAIT_SELDOM = 1 << 4,     /* it takes minutes, or strikes the second try too: once is enough */
	TRAIT_STARTS = 1 << 5,     /* it concerns the start of a modem, which is restarted */
	TRAIT_LOCKED = 1 << 6,     /* the card wants its PIN */
	TRAIT_VOICE = 1 << 7,      /* it is about calls, */
	TRAIT_CODES = 1 << 8,      /* the operator's codes, */
	TRAIT_STORED = 1 << 9,     /* messages that lie in a modem, */
	TRAIT_BOXES = 1 << 10,     /* and several places for them, */
	TRAIT_ACKS = 1 << 11,      /* messages that must be acknowledged */
	TRAIT_NOISE = 1 << 12,     /* it spoils bytes: a message that lies in no memory cannot be read again */
};

static const unsigned traits[FAULT_COUNT] = {
	[FAULT_REBOOTS] = TRAIT_TWICE,
	[FAULT_REBOOTS_IN_COMMAND] = TRAIT_TWICE,
	[FAULT_REBOOTS_SILENTLY] = TRAIT_TWICE | TRAIT_SELDOM,
	[FAULT_DIES] = TRAIT_TWICE | TRAIT_SELDOM,
	[FAULT_HANGS] = TRAIT_TWICE | TRAIT_SELDOM,
	[FAULT_POWERS_DOWN] = TRAIT_TWICE | TRAIT_SELDOM,
	[FAULT_ECHO_ONLY] = TRAIT_TWICE,
	[FAULT_OK_LATE] = TRAIT_TWICE,
	[FAULT_SEND_REFUSED_69] = TRAIT_UNANSWERED,
	[FAULT_SEND_REFUSED_302] = TRAIT_UNANSWERED,
	[FAULT_SEND_REFUSED_330] = TRAIT_UNANSWERED,
	[FAULT_SEND_UNANSWERED] = TRAIT_TWICE | TRAIT_SELDOM,
	[FAULT_SENT_UNANSWERED] = TRAIT_TWICE | TRAIT_SELDOM,
	[FAULT_LEFT_AT_PROMPT] = TRAIT_TWICE | TRAIT_SELDOM,
	[FAULT_ANNOUNCED_TWICE] = TRAIT_STORED,
	[FAULT_DELIVERED_TWICE] = TRAIT_STORED,
	[FAULT_ACK_REFUSED] = TRAIT_ACKS,
	[FAULT_OTHER_MEMORY] = TRAIT_STORED | TRAIT_BOXES,
	[FAULT_ANNOUNCED_NOWHERE] = TRAIT_STORED,
	[FAULT_ANNOUNCED_WRONGLY] = TRAIT_STORED,
	[FAULT_DELETE_IGNORED] = TRAIT_STORED,
	[FAULT_MEMORY_FULL] = TRAIT_STORED,
	[FAULT_MEMORY_FULL_SILENTLY] = TRAIT_STORED,
	[FAULT_FORGETS_MEMORY] = TRAIT_STORED | TRAIT_BOXES,
	[FAULT_ANNOUNCES_NOTHING] = TRAIT_STORED,
	[FAULT_DELIVERS_DIRECTLY] = TRAIT_STORED,
	[FAULT_LENGTH_TOO_LONG] = TRAIT_UNREADABLE,
	[FAULT_LENGTH_TOO_SHORT] = TRAIT_UNREADABLE,
	[FAULT_PARTS_SHUFFLED] = TRAIT_PARTS,
	[FAULT_PARTS_SLOW] = TRAIT_PARTS,
	[FAULT_PART_MISSING] = TRAIT_PARTS | TRAIT_UNREADABLE,
	[FAULT_REFERENCE_REUSED] = TRAIT_PARTS,
	[FAULT_ALPHABET_WRONG] = TRAIT_UNREADABLE,
	[FAULT_GARBLES] = TRAIT_TWICE | TRAIT_NOISE,
	[FAULT_DROPS] = TRAIT_TWICE | TRAIT_NOISE,
	[FAULT_ENDLESS_LINE] = TRAIT_TWICE,
	[FAULT_OPEN_QUOTE] = TRAIT_TWICE,
	[FAULT_SIM_LATE] = TRAIT_STARTS | TRAIT_TWICE,
	[FAULT_PIN_DROPPED] = TRAIT_LOCKED | TRAIT_STARTS | TRAIT_TWICE | TRAIT_SELDOM,
	[FAULT_PIN_CHATTER] = TRAIT_LOCKED | TRAIT_STARTS | TRAIT_TWICE,
	[FAULT_SIM_REMOVED] = TRAIT_TWICE | TRAIT_SELDOM,
	[FAULT_SIM_INSERTED] = TRAIT_SELDOM,
	[FAULT_DEAF_AFTER_CALL] = TRAIT_VOICE,
	[FAULT_CLIP_MISSING] = TRAIT_VOICE,
	[FAULT_CLIP_ALONE] = TRAIT_VOICE,
	[FAULT_CLIP_LATE] = TRAIT_VOICE,
	[FAULT_CALLER_LEAVES] = TRAIT_VOICE,
	[FAULT_HANGUP_IGNORED] = TRAIT_VOICE,
	[FAULT_END_UNANNOUNCED] = TRAIT_VOICE,
	[FAULT_USSD_EMPTY] = TRAIT_CODES,
	[FAULT_USSD_TWICE] = TRAIT_CODES,
	[FAULT_USSD_UNQUOTED] = TRAIT_CODES,
	[FAULT_USSD_HEX] = TRAIT_CODES,
	[FAULT_USSD_PACKED] = TRAIT_CODES,
	[FAULT_USSD_CUT] = TRAIT_CODES,
	[FAULT_USSD_GARBAGE] = TRAIT_CODES,
	[FAULT_USSD_BEFORE_OK] = TRAIT_CODES,
	[FAULT_USSD_ERROR_AFTER_OK] = TRAIT_CODES,
	[FAULT_SLOW] = TRAIT_TWICE,
	[FAULT_CRASHES_ON_CTZU] = TRAIT_STARTS | TRAIT_TWICE,
	[FAULT_ANSWERS_ITSELF] = TRAIT_VOICE,
};

static bool troubled(const struct trial *trial)
{
	return strcmp(trial->fault, TRIAL_TROUBLES) == 0;
}

/* Of a fault, with such a family. */
static unsigned traits_of(int fault, const struct inside_family *family)
{
	bool once = (traits[fault] & TRAIT_NOISE) != 0 && family->memories == 0;

	return traits[fault] | (once ? TRAIT_UNREADABLE : 0u);
}

const char *trial_needless(const char *fault, const char *profile)
{
	struct inside_family family = inside_family(profile);
	int index = fault_find(fault);
	unsigned about = index < 0 ? 0 : traits[index];

	if ((about & TRAIT_VOICE) != 0 && !family.voice)
		return "without voice calls it cannot be";
	if ((about & TRAIT_CODES) != 0 && !family.codes)
		return "without the operator's codes it cannot be";
	if ((about & TRAIT_STORED) != 0 && family.memories == 0)
		return "without a memory for messages it cannot be";
	if ((about & TRAIT_BOXES) != 0 && family.memories < 2)
		return "with one memory for messages it cannot be";
	if ((about & TRAIT_ACKS) != 0 && !family.acknowledges)
		return "where messages are stored nothing is acknowledged";
	return NULL;
}

/* --- The course of things. --- */

struct course {
	const struct trial *trial;
	const struct fault_row *row; /* NULL: troubles */
	unsigned traits;
	struct chance chance;
	struct inside_family family;
	struct world *w;
	struct witness witness;
	unsigned called;      /* by the owner */
	unsigned number;      /* of the last command */
	bool under_way;       /* the fault is in force */
};

/* Under troubles nobody knows beforehand what goes wrong: while anything is in force that spoils messages for good,
 * those that are under way may be lost. */
static void excuse(struct course *c)
{
	unsigned spoilt = 0;

	if (!troubled(c->trial) || !c->under_way)
		return;
	for (size_t i = 0; i < FAULT_COUNT; i++)
		if (inside_faulty(world_modem(c->w), (enum fault)i))
			spoilt |= traits_of((int)i, &c->family);
	for (size_t i = 0; i < c->witness.command_count; i++) {
		struct witness_command *command = &c->witness.command[i];

		if ((spoilt & TRAIT_UNREADABLE) != 0 && command->executed == 0)
			command->heard = false;
		if ((spoilt & TRAIT_UNANSWERED) != 0 && command->answered == 0)
			command->answerable = false;
	}
}

/* Until it is so, or so much time has gone by. */
static bool until(struct course *c, bool (*so)(struct course *c), uint64_t for_ms)
{
	uint64_t limit_ms = world_now_ms(c->w) + for_ms;

	while (!so(c) && world_advance(c->w, limit_ms))
		excuse(c);
	return so(c);
}

static bool never(struct course *c)
{
	(void)c;
	return false;
}

static void pass(struct course *c, uint64_t for_ms)
{
	until(c, never, for_ms);
}

static void pass_about(struct course *c, uint32_t low_ms, uint32_t high_ms)
{
	pass(c, chance_between(&c->chance, low_ms, high_ms));
}

static void strike(struct course *c, const char *fault)
{
	witness_line(&c->witness, "fault   %s", fault);
	int rc = vmodem_fault(world_modem(c->w), world_now_ms(c->w), fault);
	ASSERT(rc == 0);
}

/* The owner texts a command. Three parts long when parts are what goes wrong. */
static void command(struct course *c, const char *text, const char *answer)
{
	struct witness_command *expected = witness_expect(&c->witness, text, answer);
	bool in_parts = c->under_way && (c->traits & TRAIT_PARTS) != 0;
	char sent[400];

	expected->heard = !c->under_way || (c->traits & TRAIT_UNREADABLE) == 0;
	expected->answerable = !c->under_way || (c->traits & TRAIT_UNANSWERED) == 0;
	snprintf(sent, sizeof sent, "%-*s", in_parts ? 340 : 0, text);
	int rc = world_text(c->w, WITNESS_OWNER, sent, NULL);
	ASSERT(rc == 0);
}

/* One that is unlike any other, and changes what the next is asked after. */
static void next_command(struct course *c)
{
	char text[32], answer[48];

	c->number++;
	snprintf(text, sizeof text, "RESTARTTIME=%u", 100 + c->number);
	snprintf(answer, sizeof answer, "RESTARTTIME=%u - OK", 100 + c->number);
	command(c, text, answer);
}

static void call(struct course *c, const char *who)
{
	struct voice *voice = network_voice(world_network(c->w));

	if (!c->family.voice)
		return;
	if (voice_place(voice, world_now_ms(c->w), who, false) == 0 && strcmp(who, WITNESS_OWNER) == 0)
		c->called++;
	pass(c, RINGS_MS);
	voice_hang_up(voice, who);
}

static bool content(struct course *c)
{
	return witness_content(&c->witness);
}

static bool well(struct course *c)
{
	return content(c) && world_led(c->w, LED_GSM) == PATTERN_FLASH3S;
}

/* --- Its parts. --- */

static bool set_up(struct course *c)
{
	world_mains(c->w, true);
	command(c, "SECNUMBER+33600000001", "SECNUMBER+33600000001 - OK");
	command(c, "SECLIST=ON", "SECLIST=ON - OK");
	command(c, "RING=SWITCH", "RING=SWITCH - OK");
	command(c, "SALDOUMS=*100#", "SALDOUMS=*100# - OK");
	return until(c, well, SETTLES_MS);
}

/* A fault of its own, at its beginning; one that lasts is also there when the socket starts. */
static void begin(struct course *c)
{
	if (c->row == NULL) {
		vmodem_trouble(world_modem(c->w), world_now_ms(c->w), c->trial->seed, TROUBLE_EVERY_MS);
		return;
	}
	if (c->row->kind != KIND_LASTS)
		return;
	strike(c, c->row->name);
	if (c->trial->seed % 2 == 0) {
		world_cut(c->w);
		pass(c, 2 * SECOND_MS);
		world_mains(c->w, true);
	}
}

/* While a message is under way, or is read, or answered. */
static void strike_again(struct course *c, unsigned round)
{
	pass_about(c, 0, 5 * SECOND_MS);
	if (c->row == NULL)
		return;
	/* Not at each: what became of an answer may stay unknown once, but after two tries it is given up. */
	bool due = (c->traits & TRAIT_SELDOM) != 0 ? round == 1 : round % 2 == 1;
	if (due && c->row->kind != KIND_LASTS)
		strike(c, c->row->name);
	if ((c->traits & TRAIT_STARTS) != 0 && round % 4 == 1)
		strike(c, "reboots");
}

static void go_through(struct course *c)
{
	unsigned rounds = c->row == NULL ? TROUBLED_COMMANDS : COMMANDS;

	c->under_way = true;
	begin(c);
	for (unsigned round = 0; round < rounds; round++) {
		next_command(c);
		strike_again(c, round);
		if (round % 4 == 1)
			call(c, WITNESS_OWNER);
		if (round % 4 == 2)
			world_text(c->w, WITNESS_STRANGER, "ONM", NULL);
		if (round % 4 == 3)
			call(c, WITNESS_STRANGER);
		if (round == 5 && c->family.codes)
			command(c, "SALDO", "");
		pass_about(c, 15 * SECOND_MS, 55 * SECOND_MS);
	}
	c->under_way = false;
}

static void mend(struct course *c)
{
	witness_line(&c->witness, "mended");
	vmodem_mend(world_modem(c->w), world_now_ms(c->w));
	if (c->row != NULL && strcmp(c->row->name, "sim-removed") == 0)
		strike(c, "sim-inserted");
}

static bool called_once(struct course *c)
{
	return c->witness.switched == 1 && c->witness.confirmed == 1;
}

/* A call does what it ever did. */
static void call_at_last(struct course *c, struct text *why)
{
	c->witness.switched = c->witness.confirmed = 0;
	call(c, WITNESS_OWNER);
	if (!until(c, called_once, MINUTE_MS))
		text_str(why, "at last a call from the list did not switch the outlet once and say so\n");
}

static void judge(struct course *c, struct trial_result *result)
{
	struct text *why = &result->why;
	uint64_t mended_ms = world_now_ms(c->w);
	bool back;

	mend(c);
	command(c, "STATUS", "\nMicrorelay OFF\n");
	back = until(c, well, SETTLES_MS);
	result->back_after_ms = world_now_ms(c->w) - mended_ms;
	if (!back) {
		text_str(why, "five minutes after the mending it was not well");
		text_str(why, world_led(c->w, LED_GSM) == PATTERN_FLASH3S ? "\n" : ": not registered\n");
	}
	pass(c, LISTENS_MS);
	witness_verdict(&c->witness, (c->traits & TRAIT_TWICE) != 0, why);
	if (c->witness.switched > c->called)
		text_str(why, "a call switched the outlet twice\n");
	if (why->len == 0 && c->family.voice)
		call_at_last(c, why);
}

void trial_run(const struct trial *trial, struct trial_result *result)
{
	struct world_config config = { .model = MODEL_706, .profile = trial->profile, .seed = trial->seed };
	struct course c = { .trial = trial, .chance = { trial->seed } };

	*result = (struct trial_result){ 0 };
	text_init(&result->why, result->room, sizeof result->room);
	c.family = inside_family(trial->profile);
	c.traits = troubled(trial) ? TRAIT_TWICE : traits_of(fault_find(trial->fault), &c.family);
	c.row = troubled(trial) ? NULL : fault_row((size_t)fault_find(trial->fault));
	c.witness.verbose = trial->verbose;
	c.witness.garbled = (c.traits & TRAIT_UNREADABLE) != 0 || troubled(trial);
	if ((c.traits & TRAIT_LOCKED) != 0)
		strcpy(config.pin, VMODEM_PIN);
	struct world_watch watch = witness_watch(&c.witness);
	c.w = world_new(&config, &watch);
	ASSERT(c.w != NULL);
	c.witness.w = c.w;
	if ((c.traits & TRAIT_LOCKED) != 0)
		vmodem_insert(world_modem(c.w), SIM_PIN);
	if (set_up(&c)) {
		go_through(&c);
		judge(&c, result);
	} else {
		text_str(&result->why, "it did not even begin: within five minutes it was not well\n");
	}
	result->passed = result->why.len == 0;
	if (!result->passed)
		witness_tell(&c.witness, &result->why);
	world_free(c.w);
}
