/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/fileflash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/err.h"

#define NAME "flash"
#define NEW_NAME "flash.new"
#define MODE_FILE 0600 /* it holds telephone numbers and passwords */
#define MODE_DIRECTORY 0700

static int failed(const struct fileflash *f, const char *what)
{
	log_say(f->log, NOTE_ERROR, "cannot %s %s/" NAME ": %s", what, f->directory, strerror(errno));
	return ERR_IO;
}

/* An interrupted or short transfer goes on; the end of the file is an error. */
static int read_all(int fd, void *bytes, size_t len, off_t at)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = pread(fd, (char *)bytes + done, len - done, at + (off_t)done);

		if (n == 0)
			errno = EIO;
		if (n == 0 || (n < 0 && errno != EINTR))
			return -1;
		if (n > 0)
			done += (size_t)n;
	}
	return 0;
}

static int write_all(int fd, const void *bytes, size_t len, off_t at)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = pwrite(fd, (const char *)bytes + done, len - done, at + (off_t)done);

		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0)
			done += (size_t)n;
	}
	return 0;
}

/* A file system that cannot promise room is taken as it is: writing every byte has to do. */
static int take_room(int fd)
{
	if (fallocate(fd, 0, 0, FILEFLASH_SIZE) == 0 || errno == EOPNOTSUPP || errno == ENOSYS)
		return 0;
	return -1;
}

static int blank(int fd, uint32_t sector)
{
	uint8_t bytes[FILEFLASH_SECTOR_SIZE];

	memset(bytes, 0xFF, sizeof bytes);
	return write_all(fd, bytes, sizeof bytes, (off_t)(sector * FILEFLASH_SECTOR_SIZE));
}

static int erase(void *ctx, uint32_t sector)
{
	struct fileflash *f = ctx;

	ASSERT(sector < FILEFLASH_SECTOR_COUNT);
	if (blank(f->fd, sector) != 0)
		return failed(f, "erase a sector of");
	return 0;
}

static int read_flash(void *ctx, uint32_t address, void *bytes, size_t len)
{
	struct fileflash *f = ctx;

	ASSERT(address <= FILEFLASH_SIZE && len <= FILEFLASH_SIZE - address);
	if (read_all(f->fd, bytes, len, (off_t)address) != 0)
		return failed(f, "read");
	return 0;
}

/* As on the chip, a programmed bit stays 0 until its sector is erased. */
static int program(void *ctx, uint32_t address, const void *bytes, size_t len)
{
	struct fileflash *f = ctx;
	const uint8_t *next = bytes;
	uint8_t unit[FILEFLASH_SECTOR_SIZE];

	ASSERT(address % FILEFLASH_UNIT == 0 && len % FILEFLASH_UNIT == 0);
	ASSERT(address <= FILEFLASH_SIZE && len <= FILEFLASH_SIZE - address);
	while (len > 0) {
		size_t some = len < sizeof unit ? len : sizeof unit;

		if (read_all(f->fd, unit, some, (off_t)address) != 0)
			return failed(f, "read");
		for (size_t i = 0; i < some; i++)
			unit[i] &= next[i];
		if (write_all(f->fd, unit, some, (off_t)address) != 0)
			return failed(f, "write");
		address += (uint32_t)some;
		next += some;
		len -= some;
	}
	return 0;
}

static int sync_flash(void *ctx)
{
	struct fileflash *f = ctx;

	if (fdatasync(f->fd) != 0)
		return failed(f, "sync");
	return 0;
}

/* Under another name until it is whole and on the disk. */
static int make(struct fileflash *f)
{
	f->fd = openat(f->directory_fd, NEW_NAME, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, MODE_FILE);
	if (f->fd < 0 || take_room(f->fd) != 0)
		return -1;
	for (uint32_t sector = 0; sector < FILEFLASH_SECTOR_COUNT; sector++)
		if (blank(f->fd, sector) != 0)
			return -1;
	if (fsync(f->fd) != 0 || renameat(f->directory_fd, NEW_NAME, f->directory_fd, NAME) != 0)
		return -1;
	return fsync(f->directory_fd);
}

static int make_or_say(struct fileflash *f, struct why *why)
{
	if (make(f) == 0)
		return 0;
	why_failed(why, "cannot make %s/" NAME ": %s; %u KiB are needed there", f->directory, strerror(errno),
		FILEFLASH_SIZE / 1024u);
	unlinkat(f->directory_fd, NEW_NAME, 0);
	return ERR_IO;
}

static int check(struct fileflash *f, struct why *why)
{
	struct stat is;

	if (fstat(f->fd, &is) != 0)
		return why_failed(why, "cannot look at %s/" NAME ": %s", f->directory, strerror(errno));
	if (!S_ISREG(is.st_mode))
		return why_failed(why, "%s/" NAME " is no regular file; move it away", f->directory);
	if (is.st_size != FILEFLASH_SIZE)
		return why_failed(why, "%s/" NAME " has %lld bytes, expected %u: it is damaged or not a flash file; "
			"restore it, or move it away to begin with factory settings", f->directory, (long long)is.st_size,
			FILEFLASH_SIZE);
	/* A copy may have come back with holes. */
	if (take_room(f->fd) != 0)
		return why_failed(why, "cannot keep room for %s/" NAME ": %s; %u KiB are needed there", f->directory,
			strerror(errno), FILEFLASH_SIZE / 1024u);
	return 0;
}

static int open_directory(struct fileflash *f, struct why *why)
{
	if (mkdir(f->directory, MODE_DIRECTORY) != 0 && errno != EEXIST)
		return why_failed(why, "cannot make the directory %s: %s", f->directory, strerror(errno));
	f->directory_fd = open(f->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->directory_fd < 0)
		return why_failed(why, "cannot open the directory %s: %s", f->directory, strerror(errno));
	/* The directory is locked rather than the file, which may yet have to be made. */
	if (flock(f->directory_fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno == EWOULDBLOCK)
		return why_failed(why, "%s/" NAME " is in use by another smsocket", f->directory);
	return why_failed(why, "cannot lock the directory %s: %s", f->directory, strerror(errno));
}

static int open_file(struct fileflash *f, struct why *why)
{
	f->fd = openat(f->directory_fd, NAME, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (f->fd >= 0)
		return check(f, why);
	if (errno != ENOENT)
		return why_failed(why, "cannot open %s/" NAME ": %s", f->directory, strerror(errno));
	return make_or_say(f, why);
}

int fileflash_open(struct fileflash *f, const char *directory, const struct log *log, struct why *why)
{
	int result;

	*f = (struct fileflash){ .directory = directory, .log = log, .directory_fd = -1, .fd = -1 };
	result = open_directory(f, why);
	if (result == 0)
		result = open_file(f, why);
	if (result != 0)
		fileflash_close(f);
	return result;
}

void fileflash_close(struct fileflash *f)
{
	if (f->fd >= 0)
		close(f->fd);
	if (f->directory_fd >= 0)
		close(f->directory_fd);
	f->fd = f->directory_fd = -1;
}

struct flash fileflash_flash(struct fileflash *f)
{
	return (struct flash){
		.ctx = f,
		.sector_size = FILEFLASH_SECTOR_SIZE,
		.sector_count = FILEFLASH_SECTOR_COUNT,
		.unit = FILEFLASH_UNIT,
		.read = read_flash,
		.program = program,
		.erase = erase,
		.sync = sync_flash,
	};
}
