/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/sickflash.h"

#include "base/err.h"

static int sick_read(void *ctx, uint32_t address, void *bytes, size_t len)
{
	struct sick *f = ctx;

	f->reads++;
	f->bytes += len;
	return f->read_fails || f->reads == f->fails_at ? ERR_IO : f->well.read(f->well.ctx, address, bytes, len);
}

static int sick_program(void *ctx, uint32_t address, const void *bytes, size_t len)
{
	struct sick *f = ctx;

	return f->refuses ? ERR_IO : f->well.program(f->well.ctx, address, bytes, len);
}

static int sick_erase(void *ctx, uint32_t sector)
{
	struct sick *f = ctx;

	return f->refuses ? ERR_IO : f->well.erase(f->well.ctx, sector);
}

static int sick_sync(void *ctx)
{
	struct sick *f = ctx;

	return f->sync_fails ? ERR_IO : 0;
}

struct flash sick_flash(struct sick *f, struct nor *n)
{
	struct flash flash = nor_flash(n);

	*f = (struct sick){ .well = flash };
	flash.ctx = f;
	flash.read = sick_read;
	flash.program = sick_program;
	flash.erase = sick_erase;
	flash.sync = sick_sync;
	return flash;
}
