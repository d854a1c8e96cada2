/* qtest: reads and writes the emulated machine's memory and registers, while it runs or stands, over QEMU's qtest protocol.
 * Of each: false, with `why`, when the emulator does not answer or refuses.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef EMULATOR_QTEST_H
#define EMULATOR_QTEST_H

#include <stdint.h>

#include "emulator/stream.h"

#define QTEST_READ_MAX 4096 /* bytes at once */

#define QTEST_BEHIND_CAP 1024

struct qtest {
	struct stream stream;
	char behind[QTEST_BEHIND_CAP]; /* writes that go out with the next read */
	size_t behind_len;
	unsigned owed; /* answers to writes that were not read yet */
};

/* `fd` is the qtest's from now on. */
void qtest_open(struct qtest *q, int fd);
void qtest_close(struct qtest *q);

/* A write comes before the next read, with which it goes out, and which tells whether it was refused. */
bool qtest_write32(struct qtest *q, uint32_t address, uint32_t value, struct text *why);
bool qtest_write64(struct qtest *q, uint32_t address, uint64_t value, struct text *why);
/* The writes go out now. */
bool qtest_flush(struct qtest *q, struct text *why);
bool qtest_read32(struct qtest *q, uint32_t address, uint32_t *value, struct text *why);
bool qtest_read(struct qtest *q, uint32_t address, void *bytes, size_t len, struct text *why);

#endif
