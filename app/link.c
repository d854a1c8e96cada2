/* SPDX-License-Identifier: Apache-2.0 */
#include "app/link.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/cli.h"

#define TARGET_CAP 4096

/* Nothing stands there, or what an earlier run has left. */
static bool replaceable(const char *path)
{
	char target[TARGET_CAP];
	struct stat there;
	ssize_t len = readlink(path, target, sizeof target - 1);

	if (len < 0)
		return errno == ENOENT;
	target[len] = '\0';
	return strncmp(target, "/dev/pts/", 9) == 0 || stat(path, &there) != 0;
}

int link_make(const char *path, const char *tty)
{
	if (path == NULL)
		return EXIT_DONE;
	if (!replaceable(path))
		return cli_failed("%s: something else stands there; name another --link", path);
	if ((unlink(path) != 0 && errno != ENOENT) || symlink(tty, path) != 0)
		return cli_failed("%s: %s", path, strerror(errno));
	return EXIT_DONE;
}

void link_remove(const char *path, const char *tty)
{
	char target[TARGET_CAP] = "";

	/* Another modem may have taken it over. */
	if (path != NULL && readlink(path, target, sizeof target - 1) > 0 && strcmp(target, tty) == 0)
		unlink(path);
}
