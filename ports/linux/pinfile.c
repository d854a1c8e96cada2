/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/pinfile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIN_DIGITS_MIN 4

int pinfile_read(struct pinfile *p, const char *path, const struct log *log, struct why *why)
{
	char line[32] = "";
	struct stat st;
	FILE *file = fopen(path, "re");

	if (file == NULL)
		return why_failed(why, "cannot read the PIN from %s: %s", path, strerror(errno));
	bool read = fstat(fileno(file), &st) == 0 && fgets(line, sizeof line, file) != NULL;
	int error = ferror(file) ? errno : 0;

	fclose(file);
	if (error != 0)
		return why_failed(why, "cannot read the PIN from %s: %s", path, strerror(error));
	line[strcspn(line, "\r\n")] = '\0';
	size_t len = strlen(line);
	if (!read || len < PIN_DIGITS_MIN || len > PINFILE_DIGITS_MAX || strspn(line, "0123456789") != len)
		return why_failed(why, "the first line of %s is no PIN; expected 4 to 8 digits", path);
	strcpy(p->pin, line);
	if (log != NULL && (st.st_mode & (S_IRGRP | S_IROTH)) != 0)
		log_say(log, NOTE_WARNING, "other users can read the PIN in %s; chmod 600 would change that", path);
	return 0;
}

bool pinfile_credential(char path[PATH_MAX])
{
	const char *directory = getenv("CREDENTIALS_DIRECTORY");

	return directory != NULL && snprintf(path, PATH_MAX, "%s/sim-pin", directory) < PATH_MAX && access(path, F_OK) == 0;
}
