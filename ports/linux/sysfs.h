/* sysfs: small text files of the kernel's, and the folder of a device that is known by a name within it.
 * Errors are errno's values, 0 is none.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_SYSFS_H
#define PORTS_LINUX_SYSFS_H

#include <limits.h>
#include <stddef.h>

/* The file's content, or as much of it as fits, without white space at its end; "" when it fails. */
int sysfs_read(const char *path, char *text, size_t cap);
int sysfs_write(const char *path, const char *text);

/* `format` as a path: ENAMETOOLONG. */
int sysfs_path(char path[PATH_MAX], const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The one folder in `directory` whose name begins with `prefix` and whose file `attribute` holds `content` (NULL: anything).
 * ENOENT: there is none; ENOTUNIQ: there are several. */
int sysfs_find(char path[PATH_MAX], const char *directory, const char *prefix, const char *attribute, const char *content);

/* A whole number, with or without a sign, and nothing else: EINVAL. */
int sysfs_number(const char *text, long *number);

#endif
