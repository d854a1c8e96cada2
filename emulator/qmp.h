/* qmp: asks QEMU about the objects of the emulated machine and sets their properties, over its machine protocol.
 * Of each: false, with `why`, when the emulator does not answer or refuses.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef EMULATOR_QMP_H
#define EMULATOR_QMP_H

#include <stdint.h>

#include "emulator/stream.h"

#define QMP_PATH_CAP 200

struct qmp {
	struct stream stream;
};

/* `fd` is the qmp's from now on. */
void qmp_open(struct qmp *q, int fd);
void qmp_close(struct qmp *q);

/* The first of all: the two tell each other what they can. */
bool qmp_greet(struct qmp *q, struct text *why);

/* The machine stands, and what it has written to its disks is written. */
bool qmp_stop(struct qmp *q, struct text *why);
bool qmp_set_bool(struct qmp *q, const char *path, const char *property, bool value, struct text *why);
bool qmp_set_number(struct qmp *q, const char *path, const char *property, long long value, struct text *why);
/* Where in QEMU's own memory the guest's begins that lies at `address`. */
bool qmp_host_address(struct qmp *q, uint32_t address, uintptr_t *at, struct text *why);
/* The first child of `parent` that is of that type. */
bool qmp_find(struct qmp *q, const char *parent, const char *type, char path[QMP_PATH_CAP], struct text *why);

#endif
