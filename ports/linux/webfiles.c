/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/webfiles.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."

static const struct {
	const char *ending, *type;
} types[] = {
	{ ".html", "text/html; charset=utf-8" },  { ".css", "text/css; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" }, { ".svg", "image/svg+xml" },
	{ ".png", "image/png" },                  { ".webmanifest", "application/manifest+json" },
};

static const char *entry(const char *path)
{
	return strcmp(path, "/") == 0 ? "/index.html" : path;
}

bool webfiles_built_in(const struct webfile *files, size_t count, const char *path, struct webfiles_found *found)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(files[i].path, entry(path)) != 0)
			continue;
		*found = (struct webfiles_found){
			.type = files[i].type, .gzip = true, .body = files[i].gzip, .len = files[i].len,
		};
		snprintf(found->etag, sizeof found->etag, "%s", files[i].etag);
		return true;
	}
	return false;
}

/* NULL: it is of no kind that is served. */
static const char *type_of(const char *name)
{
	const char *ending = strrchr(name, '.');

	for (size_t i = 0; ending != NULL && i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i].ending, ending) == 0)
			return types[i].type;
	return NULL;
}

/* The whole file, or -1. */
static ssize_t read_whole(int fd, char *room, size_t cap)
{
	size_t len = 0;
	ssize_t got = 1;

	while (len < cap && (got = read(fd, room + len, cap - len)) > 0)
		len += (size_t)got;
	return got < 0 || len == cap ? -1 : (ssize_t)len;
}

bool webfiles_in(const char *directory, const char *path, char *room, size_t cap, struct webfiles_found *found)
{
	const char *name = entry(path) + 1;
	char whole[PATH_MAX];
	struct stat about;

	*found = (struct webfiles_found){ .type = type_of(name), .body = room };
	if (*name == '.' || name[strspn(name, NAME_CHARACTERS)] != '\0' || found->type == NULL)
		return false;
	if ((size_t)snprintf(whole, sizeof whole, "%s/%s", directory, name) >= sizeof whole)
		return false;
	int fd = open(whole, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return false;
	ssize_t len = fstat(fd, &about) == 0 && S_ISREG(about.st_mode) ? read_whole(fd, room, cap) : -1;
	close(fd);
	if (len < 0)
		return false;
	found->len = (size_t)len;
	snprintf(found->etag, sizeof found->etag, "\"%llx-%lx-%zx\"", (unsigned long long)about.st_mtim.tv_sec,
		 (unsigned long)about.st_mtim.tv_nsec, found->len);
	return true;
}
