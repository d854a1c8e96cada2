/* familyparts: what the files of families share.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_FAMILYPARTS_H
#define SIM_FAMILYPARTS_H

#include "sim/at.h"
#include "sim/family.h"

#define FAMILY_COUNT(array) (sizeof(array) / sizeof *(array))

/* For `lacks`; each begins and ends with a space. */
#define FAMILY_NO_2G_NEWS " +CEREG +CESQ +CVHU +CPINR "
#define FAMILY_NO_VOICE " +CHLD +CLIP +CLIR +COLP +CCWA +CLVL +CMUT +CVHU +CSTA +CMOD +CRC "
#define FAMILY_NO_CODES " +CUSD "
#define FAMILY_NO_GAIN " +CMIC "

/* For `settings`. */
#define FAMILY_CNMI(...) { SETTING_CNMI, { "+CNMI", 5, .fields = { __VA_ARGS__ } } }
#define FAMILY_SETTING(name, ...) { SETTING_NAMED_COUNT, { name, 1, .fields = { __VA_ARGS__ } } }

#define FAMILYSIMCOM_COUNT 4
extern const struct family familysimcom_rows[FAMILYSIMCOM_COUNT];
#define FAMILYQUECTEL_COUNT 3
extern const struct family familyquectel_rows[FAMILYQUECTEL_COUNT];
#define FAMILYMORE_COUNT 5
extern const struct family familymore_rows[FAMILYMORE_COUNT];

#endif
