/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/password.h"

#include <crypt.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define YESCRYPT "$y$"

_Static_assert(PASSWORD_HASH_CAP >= CRYPT_OUTPUT_SIZE, "a hash fits");

int password_hash(const char *password, char hash[PASSWORD_HASH_CAP], struct why *why)
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];
	size_t len = strlen(password);
	void *work = NULL;
	int size = 0;

	if (len < PASSWORD_LEN_MIN || len > PASSWORD_LEN_MAX)
		return why_failed(why, "expected a password of %d to %d bytes", PASSWORD_LEN_MIN, PASSWORD_LEN_MAX);
	if (crypt_gensalt_rn(YESCRYPT, 0, NULL, 0, setting, sizeof setting) == NULL)
		return why_failed(why, "no yescrypt in this system's crypt(3): %s", strerror(errno));
	const char *made = crypt_ra(password, setting, &work, &size);
	int result = made != NULL ? 0 : why_failed(why, "cannot hash: %s", strerror(errno));
	if (made != NULL)
		snprintf(hash, PASSWORD_HASH_CAP, "%s", made);
	free(work);
	return result;
}

/* In a time that does not tell how much of them is equal. */
static bool same(const char *a, const char *b)
{
	size_t len = strlen(a);
	unsigned differ = 0;

	if (len != strlen(b))
		return false;
	for (size_t i = 0; i < len; i++)
		differ |= (unsigned char)(a[i] ^ b[i]);
	return differ == 0;
}

bool password_fits(const char *hash, const char *password)
{
	void *work = NULL;
	int size = 0;

	if (strlen(password) > PASSWORD_LEN_MAX || *hash == '\0')
		return false;
	const char *made = crypt_ra(password, hash, &work, &size);
	bool fits = made != NULL && *made != '*' && same(made, hash);
	free(work);
	return fits;
}

int password_read(const char *path, char hash[PASSWORD_HASH_CAP], const struct log *log, struct why *why)
{
	struct stat st;
	FILE *file = fopen(path, "re");

	if (file == NULL)
		return why_failed(why, "cannot read the panel's password from %s: %s", path, strerror(errno));
	bool read = fstat(fileno(file), &st) == 0 && fgets(hash, PASSWORD_HASH_CAP, file) != NULL;
	fclose(file);
	if (read)
		hash[strcspn(hash, "\r\n")] = '\0';
	if (!read || crypt_checksalt(hash) != CRYPT_SALT_OK)
		return why_failed(why, "the first line of %s is no hash of a password that can be trusted; "
			"expected what \"smsocket run --hash-password\" prints", path);
	if ((st.st_mode & S_IROTH) != 0)
		log_say(log, NOTE_WARNING, "other users can read %s; chmod o-r would change that", path);
	return 0;
}
