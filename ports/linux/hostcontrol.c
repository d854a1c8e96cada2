/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/hostcontrol.h"

#include "ports/linux/host.h"

static const struct device *device(void *ctx)
{
	struct host *h = ctx;

	return h->running ? &h->device : NULL;
}

static struct core_now now(void *ctx)
{
	(void)ctx;
	return host_now();
}

static void command(void *ctx, const char *text, bool may_configure)
{
	struct host *h = ctx;

	host_command(h, text, may_configure);
}

static const char *board(void *ctx)
{
	struct host *h = ctx;

	return h->board.name;
}

static bool part(void *ctx, size_t index, struct board_part *part)
{
	struct host *h = ctx;

	return h->board.deeds->part(h->board.self, index, part);
}

const struct control_deeds hostcontrol_deeds = {
	.device = device,
	.now = now,
	.command = command,
	.board = board,
	.part = part,
};
