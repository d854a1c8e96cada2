/* fileflash: a file that plays a NOR flash of 64 KiB for the store.
 * Promise: all its room is taken when it is made and checked when it is opened, so that a disk that fills up later
 * changes nothing. It is made whole or not at all, and one program at a time has it. Calls may wait for the disk.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_FILEFLASH_H
#define PORTS_LINUX_FILEFLASH_H

#include "ports/linux/log.h"
#include "ports/linux/why.h"
#include "store/flash.h"

#define FILEFLASH_SECTOR_SIZE 4096u
#define FILEFLASH_SECTOR_COUNT 16u
#define FILEFLASH_UNIT 8u
#define FILEFLASH_SIZE (FILEFLASH_SECTOR_SIZE * FILEFLASH_SECTOR_COUNT)

struct fileflash {
	const char *directory;
	const struct log *log;
	int directory_fd; /* holds the lock */
	int fd;
};

/* Opens `directory`/flash, and makes what is missing of it, the directory too if its parent exists. `directory` and
 * `log` are kept. ERR_IO: `why` says why; nothing is open and no file that existed was changed. */
int fileflash_open(struct fileflash *f, const char *directory, const struct log *log, struct why *why);
void fileflash_close(struct fileflash *f);

/* The flash it plays, good until fileflash_close. A call that fails notes it in the log. */
struct flash fileflash_flash(struct fileflash *f);

#endif
