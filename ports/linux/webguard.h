/* webguard: which requests are let in: from which page, for which host, in which form.
 * A page of somebody else's must not be able to command the device through the browser of whoever may: a request that
 * changes something carries a header that such a page cannot send, and comes from the panel's own origin or from no
 * page at all. A host's name that is not known here is refused, whatever address it stands for (DNS rebinding).
 * Pure; no allocation.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_WEBGUARD_H
#define PORTS_LINUX_WEBGUARD_H

#include <stdbool.h>
#include <stddef.h>

#define WEBGUARD_BODY_MAX 8192u

struct webguard {
	const char *listen; /* the address listened on, without its port: it is a name of this host; when that is any
	                     * (0.0.0.0, ::), so is every address in digits; kept */
	const char *hosts;  /* further names, apart by commas or blanks; NULL: none; kept */
};

/* The headers that decide; NULL: it was not there. */
struct webguard_headers {
	const char *host, *origin, *content_type, *mark; /* mark: X-Smsocket */
};

/* 0: it may go on; else the status to refuse with, and `*error` says why, as a constant sentence. */
int webguard_host(const struct webguard *g, const struct webguard_headers *h, const char **error);
/* The Origin, of any request to the API. */
int webguard_origin(const struct webguard_headers *h, const char **error);
/* Of a request that changes something: its form. */
int webguard_form(const struct webguard_headers *h, size_t body_len, const char **error);

/* "ADDRESS:PORT", "[V6]:PORT" -> the address without brackets, and the port. false: it is neither. */
bool webguard_split(const char *address, char *host, size_t cap, unsigned *port);
/* It is an address in digits, or "localhost". */
bool webguard_numeric(const char *host);
/* Only this machine reaches that address. */
bool webguard_loopback(const char *host);

#endif
