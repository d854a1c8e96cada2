/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/bootmark.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME "boot"
#define NEW_NAME "boot.new"
#define KERNELS "/proc/sys/kernel/random/boot_id"
#define ID_CAP 64
#define MODE_FILE 0600

/* The first line, without the dashes, which not all who tell an id put there. */
static void take_id(const char *line, char id[ID_CAP])
{
	size_t len = 0;

	for (; *line != '\0' && *line != '\n' && len < ID_CAP - 1; line++)
		if (*line != '-')
			id[len++] = *line;
	id[len] = '\0';
}

/* Empty: there is none. */
static void read_id(int directory_fd, const char *path, char id[ID_CAP])
{
	char line[ID_CAP] = "";
	int fd = openat(directory_fd, path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		if (read(fd, line, sizeof line - 1) < 0)
			line[0] = '\0';
		close(fd);
	}
	take_id(line, id);
}

static void find_id(char id[ID_CAP])
{
	const char *given = getenv("SMSOCKET_BOOT_ID");

	if (given != NULL && given[0] != '\0')
		take_id(given, id);
	else
		read_id(AT_FDCWD, KERNELS, id);
}

/* On the disk before the next loss of power. */
static int write_id(int directory_fd, const char *id)
{
	int fd = openat(directory_fd, NEW_NAME, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, MODE_FILE);
	bool whole;

	if (fd < 0)
		return -1;
	whole = dprintf(fd, "%s\n", id) > 0 && fsync(fd) == 0;
	close(fd);
	if (!whole || renameat(directory_fd, NEW_NAME, directory_fd, NAME) != 0)
		return -1;
	return fsync(directory_fd);
}

bool bootmark_renew(int directory_fd, const struct log *log)
{
	char id[ID_CAP], last[ID_CAP];

	find_id(id);
	read_id(directory_fd, NAME, last);
	if (id[0] == '\0' || strcmp(id, last) == 0)
		return false;
	if (write_id(directory_fd, id) != 0)
		log_say(log, NOTE_WARNING, "cannot note that the machine has booted: %s; a loss of power may go untold", strerror(errno));
	return last[0] != '\0';
}
