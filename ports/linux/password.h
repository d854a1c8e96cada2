/* password: the panel's password, kept as a hash only (crypt(3), yescrypt).
 * Hashing takes some 100 ms and 16 MB on purpose: it is what makes guessing slow.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_PASSWORD_H
#define PORTS_LINUX_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

#include "ports/linux/log.h"
#include "ports/linux/why.h"

#define PASSWORD_HASH_CAP 384 /* CRYPT_OUTPUT_SIZE */
#define PASSWORD_LEN_MIN 8
#define PASSWORD_LEN_MAX 512

/* The hash of a password, salted by chance. ERR_IO with `why`: it is too short or too long, or there is no such method.
 * */
int password_hash(const char *password, char hash[PASSWORD_HASH_CAP], struct why *why);
/* Whether the hash is of that password; false too for what is no hash. Also takes the other methods of crypt(5). */
bool password_fits(const char *hash, const char *password);
/* The hash in a file's first line. A file that other users may read is used, and warned of in `log`. ERR_IO with `why`.
 * */
int password_read(const char *path, char hash[PASSWORD_HASH_CAP], const struct log *log, struct why *why);

#endif
