/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/why.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/err.h"

int why_failed(struct why *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why->text, sizeof why->text, format, args);
	va_end(args);
	return ERR_IO;
}
