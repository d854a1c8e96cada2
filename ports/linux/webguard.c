/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/webguard.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BLANKS " \t,"

struct part {
	const char *at;
	size_t len;
};

static bool same(struct part a, const char *b)
{
	return strlen(b) == a.len && strncasecmp(a.at, b, a.len) == 0;
}

/* "[::1]:80" -> "::1", "host:80" -> "host". */
static struct part name_of(const char *host)
{
	if (*host == '[')
		return (struct part){ host + 1, strcspn(host + 1, "]") };
	return (struct part){ host, strcspn(host, ":") };
}

static bool listed(const char *names, struct part name)
{
	while (names != NULL && *(names += strspn(names, BLANKS)) != '\0') {
		size_t len = strcspn(names, BLANKS);

		if (len == name.len && strncasecmp(names, name.at, len) == 0)
			return true;
		names += len;
	}
	return false;
}

static bool everywhere(const char *listen)
{
	return strcmp(listen, "0.0.0.0") == 0 || strcmp(listen, "::") == 0;
}

/* In digits: nobody can have made it lead here but the owner of the network. */
static bool address(struct part name)
{
	char copy[INET6_ADDRSTRLEN];

	if (name.len >= sizeof copy)
		return false;
	memcpy(copy, name.at, name.len);
	copy[name.len] = '\0';
	return webguard_numeric(copy);
}

int webguard_host(const struct webguard *g, const struct webguard_headers *h, const char **error)
{
	static const char *const own[] = { "localhost", "127.0.0.1", "::1" };

	*error = "this host is not served here";
	if (h->host == NULL)
		return 403;
	struct part name = name_of(h->host);
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (same(name, own[i]))
			return 0;
	if (name.len == 0)
		return 403;
	return same(name, g->listen) || listed(g->hosts, name) || (everywhere(g->listen) && address(name)) ? 0 : 403;
}

int webguard_origin(const struct webguard_headers *h, const char **error)
{
	const char *origin = h->origin;

	*error = "this comes from another page";
	if (origin == NULL)
		return 0;
	if (strncmp(origin, "http://", 7) == 0)
		origin += 7;
	else if (strncmp(origin, "https://", 8) == 0) /* behind a proxy that speaks TLS */
		origin += 8;
	else
		return 403;
	return h->host != NULL && strcasecmp(origin, h->host) == 0 ? 0 : 403;
}

int webguard_form(const struct webguard_headers *h, size_t body_len, const char **error)
{
	static const char json[] = "application/json";
	const char *type = h->content_type;

	*error = "the header X-Smsocket: 1 is missing";
	if (h->mark == NULL || strcmp(h->mark, "1") != 0)
		return 403;
	*error = "expected Content-Type: application/json";
	if (type == NULL || strncasecmp(type, json, sizeof json - 1) != 0 ||
	    strchr("; \t", type[sizeof json - 1]) == NULL)
		return 403;
	*error = "the body is too long";
	return body_len <= WEBGUARD_BODY_MAX ? 0 : 413;
}

bool webguard_split(const char *address, char *host, size_t cap, unsigned *port)
{
	bool bracketed = *address == '[';
	struct part name = name_of(address);
	const char *rest = name.at + name.len + (bracketed && name.at[name.len] == ']');
	char *end;

	if (name.len == 0 || name.len >= cap || *rest != ':' || rest[1] < '0' || rest[1] > '9')
		return false;
	unsigned long number = strtoul(rest + 1, &end, 10);
	if (*end != '\0' || number > 65535)
		return false;
	memcpy(host, name.at, name.len);
	host[name.len] = '\0';
	*port = (unsigned)number;
	return true;
}

bool webguard_numeric(const char *host)
{
	struct in6_addr any;

	return strcasecmp(host, "localhost") == 0 || inet_pton(AF_INET, host, &any) == 1 ||
	       inet_pton(AF_INET6, host, &any) == 1;
}

bool webguard_loopback(const char *host)
{
	struct in_addr four;
	struct in6_addr six;

	if (strcasecmp(host, "localhost") == 0)
		return true;
	if (inet_pton(AF_INET, host, &four) == 1)
		return ntohl(four.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, host, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}
