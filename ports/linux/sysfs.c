/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/sysfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int sysfs_read(const char *path, char *text, size_t cap)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len;
	int error;

	text[0] = '\0';
	if (fd < 0)
		return errno;
	len = read(fd, text, cap - 1);
	error = len < 0 ? errno : 0;
	close(fd);
	text[len < 0 ? 0 : len] = '\0';
	for (char *end = text + strlen(text); end > text && strchr(" \t\r\n", end[-1]); end--)
		end[-1] = '\0';
	return error;
}

int sysfs_write(const char *path, const char *text)
{
	size_t len = strlen(text);
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	int error = 0;

	if (fd < 0)
		return errno;
	errno = EIO; /* what a short write means, and it sets none */
	if (write(fd, text, len) != (ssize_t)len)
		error = errno;
	close(fd);
	return error;
}

int sysfs_path(char path[PATH_MAX], const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(path, PATH_MAX, format, args);
	va_end(args);
	return len < PATH_MAX ? 0 : ENAMETOOLONG;
}

static bool holds(const char *path, const char *content)
{
	char text[256];

	if (!content)
		return access(path, R_OK) == 0;
	return sysfs_read(path, text, sizeof text) == 0 && strcmp(text, content) == 0;
}

int sysfs_find(char path[PATH_MAX], const char *directory, const char *prefix, const char *attribute, const char *content)
{
	DIR *folder = opendir(directory);
	char file[PATH_MAX];
	int error = ENOENT;
	struct dirent *entry;

	if (!folder)
		return errno;
	while (error != ENOTUNIQ && (entry = readdir(folder))) {
		if (entry->d_name[0] == '.' || strncmp(entry->d_name, prefix, strlen(prefix)) != 0)
			continue;
		if (sysfs_path(file, "%s/%s/%s", directory, entry->d_name, attribute) != 0 || !holds(file, content))
			continue;
		error = error == ENOENT ? sysfs_path(path, "%s/%s", directory, entry->d_name) : ENOTUNIQ;
	}
	closedir(folder);
	return error;
}

int sysfs_number(const char *text, long *number)
{
	char *end;
	const char *digits = text[0] == '-' || text[0] == '+' ? text + 1 : text;

	if (digits[0] == '\0' || digits[strspn(digits, "0123456789")] != '\0')
		return EINVAL;
	errno = 0;
	*number = strtol(text, &end, 10);
	return errno == 0 ? 0 : EINVAL;
}
