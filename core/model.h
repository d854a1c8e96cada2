/* model: the members of the family as sets of features; nothing else in the device asks for a model.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_MODEL_H
#define CORE_MODEL_H

#include <stdint.h>

enum model { MODEL_706, MODEL_707, MODEL_706_LIGHT, MODEL_707_LIGHT };
#define MODEL_COUNT 4

/* Bits of a set of features. */
#define FEATURE_ROOM 0x01u    /* microrelay, sensor, thermometer, clock, scheduler, microphone: all but the Light models */
#define FEATURE_USSD 0x02u    /* SALDO and its kin: the models without a battery */
#define FEATURE_BATTERY 0x04u /* goes on without mains */

uint32_t model_features(enum model model);
const char *model_name(enum model model); /* "706", "707", "706-light", "707-light" */
/* The model of that name, or ERR_MISSING. */
int model_parse(const char *name);

#endif
