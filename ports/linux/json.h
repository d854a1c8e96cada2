/* json: writes JSON (RFC 8259) into a bounded text, comma by comma.
 * No allocation. What is written is well formed as long as the text is not cut and each open has its close; strings are
 * UTF-8, a malformed byte becomes U+FFFD.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_JSON_H
#define PORTS_LINUX_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct json {
	struct text *out; /* kept */
	bool follows;     /* a value stands before this one, at this depth */
};

void json_init(struct json *j, struct text *out);

/* Values: of an array, after a json_key, or the only one. */
void json_open(struct json *j, char bracket);  /* '{' or '[' */
void json_close(struct json *j, char bracket); /* '}' or ']' */
void json_str(struct json *j, const char *s);
void json_bytes(struct json *j, const char *s, size_t len);
void json_number(struct json *j, int64_t n);
void json_bool(struct json *j, bool b);
void json_null(struct json *j);
/* A value that is JSON already, as it is. */
void json_raw(struct json *j, const char *value);

/* The name of a member, whose value is written next. */
void json_key(struct json *j, const char *name);
/* A member whose value is an object or an array, closed like any other. */
void json_member_open(struct json *j, const char *name, char bracket);
/* A member whole. `s` NULL: null. */
void json_member_str(struct json *j, const char *name, const char *s);
void json_member_number(struct json *j, const char *name, int64_t n);
void json_member_bool(struct json *j, const char *name, bool b);
void json_member_null(struct json *j, const char *name);
/* n, or null when it is not known. */
void json_member_maybe(struct json *j, const char *name, bool known, int64_t n);

#endif
