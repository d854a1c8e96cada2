/* SPDX-License-Identifier: Apache-2.0 */
#include "app/cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int cli_failed(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("smsocket: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	return EXIT_FAILED;
}

int cli_usage(const char *command, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "smsocket %s: ", command);
	vfprintf(stderr, format, args);
	fprintf(stderr, " (see smsocket %s --help)\n", command);
	va_end(args);
	return EXIT_USAGE;
}

bool cli_number(const char *text, long long low, long long high, long long *value)
{
	char *end;

	errno = 0;
	*value = strtoll(text, &end, 10);
	return errno == 0 && end != text && *end == '\0' && *value >= low && *value <= high;
}
