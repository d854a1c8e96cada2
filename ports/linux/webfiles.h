/* webfiles: the files of a web page, built in or in a directory.
 * Those built in are gzip'd and served as such: every browser takes that. A directory is for whoever works on the page:
 * only plain names directly in it are served.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_WEBFILES_H
#define PORTS_LINUX_WEBFILES_H

#include <stdbool.h>
#include <stddef.h>

#define WEBFILES_ETAG_CAP 48

struct webfile {
	const char *path;          /* "/index.html" */
	const char *type;          /* "text/html; charset=utf-8" */
	const char *etag;          /* with its quotes */
	const unsigned char *gzip;
	size_t len;
};

/* What is sent for a path. */
struct webfiles_found {
	const char *type;
	char etag[WEBFILES_ETAG_CAP];
	bool gzip;
	const void *body;
	size_t len;
};

/* Looks a path up among those built in; "/" is "/index.html". false: there is none. */
bool webfiles_built_in(const struct webfile *files, size_t count, const char *path, struct webfiles_found *found);
/* The same in a directory; the content is read into `room`. false: there is none, or it does not fit. */
bool webfiles_in(const char *directory, const char *path, char *room, size_t cap, struct webfiles_found *found);

#endif
