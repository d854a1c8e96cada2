/* What is left of gpiolines without libgpiod: no chip can be opened, so the rest is never reached.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/gpiolines.h"

#include <errno.h>
#include <stddef.h>

#include "base/assert.h"

struct gpiolines_chip *gpiolines_open(unsigned n)
{
	(void)n;
	errno = ENOSYS;
	return NULL;
}

void gpiolines_close(struct gpiolines_chip *c)
{
	ASSERT(!c);
}

const char *gpiolines_label(struct gpiolines_chip *c)
{
	ASSERT(!c);
	return "";
}

unsigned gpiolines_count(struct gpiolines_chip *c)
{
	ASSERT(!c);
	return 0;
}

bool gpiolines_named(struct gpiolines_chip *c, unsigned number, const char *name)
{
	(void)number;
	(void)name;
	ASSERT(!c);
	return false;
}

struct gpiolines_line *gpiolines_take(struct gpiolines_chip *c, unsigned number, const struct gpiolines_want *want)
{
	(void)number;
	(void)want;
	ASSERT(!c);
	errno = ENOSYS;
	return NULL;
}

int gpiolines_get(struct gpiolines_line *l)
{
	ASSERT(!l);
	return -1;
}

int gpiolines_set(struct gpiolines_line *l, bool on)
{
	(void)on;
	ASSERT(!l);
	return -1;
}

int gpiolines_fd(struct gpiolines_line *l)
{
	ASSERT(!l);
	return -1;
}

int gpiolines_drain(struct gpiolines_line *l)
{
	ASSERT(!l);
	return -1;
}

void gpiolines_release(struct gpiolines_line *l)
{
	ASSERT(!l);
}
