/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/controlsocket.h"

#include <errno.h>
#include <grp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"

#define BACKLOG 16
#define GROUPS "/etc/group" /* read directly: what else may know groups takes memory that stays */

/* 0, or ERR_IO: there is none of that name. */
static int find_group(const char *name, gid_t *gid, struct why *why)
{
	struct group *group;
	char *end;
	unsigned long number = strtoul(name, &end, 10);
	FILE *file;

	*gid = getegid();
	if (*name == '\0')
		return 0;
	if (*name >= '0' && *name <= '9' && *end == '\0' && number < (gid_t)-1) {
		*gid = (gid_t)number;
		return 0;
	}
	file = fopen(GROUPS, "re");
	if (file == NULL)
		return why_failed(why, "cannot look for the control socket's group %s: " GROUPS ": %s", name,
			strerror(errno));
	while ((group = fgetgrent(file)) != NULL && strcmp(group->gr_name, name) != 0)
		continue;
	if (group != NULL)
		*gid = group->gr_gid;
	fclose(file);
	return group != NULL ? 0 : why_failed(why, "the control socket's group %s is not in " GROUPS, name);
}

int controlsocket_allow(const char *path, unsigned mode, const char *group, struct why *why)
{
	struct stat now;
	gid_t gid;

	if (find_group(group, &gid, why) != 0)
		return ERR_IO;
	/* A sandbox may forbid the call, so it is left out where there is nothing to change. */
	if ((lstat(path, &now) != 0 || now.st_gid != gid) && chown(path, (uid_t)-1, gid) != 0)
		return why_failed(why, "cannot give the control socket %s to group %s: %s", path,
			*group != '\0' ? group : "of this program", strerror(errno));
	if (chmod(path, mode) != 0)
		return why_failed(why, "cannot give the control socket %s mode %04o: %s", path, mode, strerror(errno));
	return 0;
}

/* Somebody listens there. */
static bool served(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	bool refused;

	if (fd < 0)
		return true;
	refused = connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 && errno == ECONNREFUSED;
	close(fd);
	return !refused;
}

/* Removes what an earlier run has left. */
static int make_room(const struct sockaddr_un *address, struct why *why)
{
	const char *path = address->sun_path;
	struct stat there;

	if (lstat(path, &there) != 0 && errno == ENOENT)
		return 0;
	if (lstat(path, &there) != 0)
		return why_failed(why, "cannot make the control socket %s: %s", path, strerror(errno));
	if (!S_ISSOCK(there.st_mode))
		return why_failed(why, "%s is no socket: it stays, and the control socket needs another path", path);
	if (served(address))
		return why_failed(why, "another program serves the control socket %s", path);
	if (unlink(path) != 0)
		return why_failed(why, "cannot replace the control socket %s: %s", path, strerror(errno));
	return 0;
}

/* Made for nobody: at no moment may more people connect than in the end. */
static int publish(int fd, const struct sockaddr_un *address, struct why *why)
{
	mode_t mask = umask(0777);
	int result = bind(fd, (const struct sockaddr *)address, sizeof *address);

	if (result == 0)
		result = listen(fd, BACKLOG);
	if (result != 0)
		why_failed(why, "cannot make the control socket %s: %s", address->sun_path, strerror(errno));
	umask(mask);
	return result == 0 ? 0 : ERR_IO;
}

int controlsocket_make(const char *path, unsigned mode, const char *group, struct why *why)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof address.sun_path)
		return why_failed(why, "the control socket's path %s is too long: expected at most %zu bytes", path,
			sizeof address.sun_path - 1);
	strcpy(address.sun_path, path);
	if (make_room(&address, why) != 0)
		return ERR_IO;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return why_failed(why, "cannot make a socket: %s", strerror(errno));
	if (publish(fd, &address, why) == 0) {
		if (controlsocket_allow(path, mode, group, why) == 0)
			return fd;
		unlink(path);
	}
	close(fd);
	return ERR_IO;
}

void controlsocket_remove(const char *path)
{
	unlink(path);
}
