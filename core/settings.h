/* settings: what the owner has set, as settings.def lists it.
 * Values are always legal: nothing but settings_parse, settings_set and settings_load changes them, and each checks.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_SETTINGS_H
#define CORE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* The words of each CHOICE, the default first. */
#define RING_WORDS(WORD) WORD(RING, NOACTION) WORD(RING, RESTART) WORD(RING, SWITCH) WORD(RING, MIC)
#define CONFIRM_WORDS(WORD) WORD(CONFIRM, SMS) WORD(CONFIRM, CALL)
#define HEAT_WORDS(WORD) WORD(HEAT, HEATING) WORD(HEAT, COOLING)
#define SENSOR_WORDS(WORD) WORD(SENSOR, NO) WORD(SENSOR, NC)
#define ALERT_WORDS(WORD) WORD(ALERT, SMS) WORD(ALERT, CALL) WORD(ALERT, SMSCHANGE) WORD(ALERT, OFF)
#define POWERSTATE_WORDS(WORD) WORD(POWERSTATE, REMEMBER) WORD(POWERSTATE, ON) WORD(POWERSTATE, OFF)

#define SETTINGS_MEMBER(list, word) list##_##word,
enum settings_ring { RING_WORDS(SETTINGS_MEMBER) };
enum settings_confirm { CONFIRM_WORDS(SETTINGS_MEMBER) };
enum settings_heat { HEAT_WORDS(SETTINGS_MEMBER) };
enum settings_sensor { SENSOR_WORDS(SETTINGS_MEMBER) };
enum settings_alert { ALERT_WORDS(SETTINGS_MEMBER) };
enum settings_powerstate { POWERSTATE_WORDS(SETTINGS_MEMBER) };
#undef SETTINGS_MEMBER

enum setting {
#define FLAG(key, id, ...) SETTING_##id,
#define CHOICE(key, id, ...) SETTING_##id,
#define NUMBER(key, id, ...) SETTING_##id,
#define OPTION(key, id, ...) SETTING_##id,
#define TEXT(key, id, ...) SETTING_##id,
#include "core/settings.def"
#undef FLAG
#undef CHOICE
#undef NUMBER
#undef OPTION
#undef TEXT
	SETTING_COUNT
};

#define SETTINGS_OFF INT16_MIN /* of an OPTION */
#define SETTINGS_CODE_MAX 20   /* characters of a USSD code */
#define SETTINGS_VALUE_MAX 21  /* bytes of settings_save */
#define SETTINGS_KEY_MAX 99    /* keys of settings are below; other things that are kept have theirs above */

struct settings {
	int16_t value[SETTING_COUNT];             /* of all but the texts */
	char password[6];                         /* "": none */
	char renew_password[10];                  /* "": none */
	char balance_code[SETTINGS_CODE_MAX + 1]; /* "": none */
	uint64_t changed;                         /* a bit a setting that is not saved as it is */
};

/* Factory state; what differs from it before is changed. */
void settings_reset(struct settings *s);
/* A FLAG's, a CHOICE's (its enum's member), a NUMBER's or an OPTION's value. */
int settings_get(const struct settings *s, enum setting id);
/* The value must be legal. */
void settings_set(struct settings *s, enum setting id, int value);
/* Makes a text NO. */
void settings_clear(struct settings *s, enum setting id);
/* Sets it from its text form, as behind NAME=; `room`: the model has what the Light ones lack. ERR_RANGE: not legal;
 * nothing was changed. */
int settings_parse(struct settings *s, enum setting id, const char *text, bool room);
/* The answer to NAME? */
void settings_print(const struct settings *s, enum setting id, bool room, struct text *t);
/* The value as it stands behind NAME=. */
void settings_print_value(const struct settings *s, enum setting id, struct text *t);
/* What NAME= takes: "A|B|C", "<1..9>", "<-10..50>|OFF". Not for a TEXT. */
void settings_print_legal(enum setting id, bool room, struct text *t);
const char *settings_name(enum setting id);
bool settings_secret(enum setting id);
/* 2 to 20 of 0-9*#, beginning with * or #, ending with #. */
bool settings_is_code(const char *text);

/* A setting's key in the store, and back: ERR_MISSING. */
uint16_t settings_key(enum setting id);
int settings_of_key(uint16_t key);
size_t settings_save(const struct settings *s, enum setting id, uint8_t *out);
/* ERR_RANGE: not legal; nothing was changed. */
int settings_load(struct settings *s, enum setting id, const uint8_t *value, size_t len);

#endif
