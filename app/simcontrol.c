/* SPDX-License-Identifier: Apache-2.0 */
#include "app/simcontrol.h"

#include <signal.h>

#define QUARTER_S 900

static const struct device *deed_device(void *ctx)
{
	const struct simcontrol *s = ctx;

	return world_running(s->world) ? world_device(s->world) : NULL;
}

static struct core_now deed_now(void *ctx)
{
	const struct simcontrol *s = ctx;
	const struct network *n = world_network(s->world);
	uint64_t now_ms = world_now_ms(s->world);
	struct core_now now = world_device_now(s->world);

	now.wall_s = network_local_s(n, now_ms) - network_zone_qh(n) * QUARTER_S;
	now.wall_known = true;
	return now;
}

static void deed_command(void *ctx, const char *text, bool may_configure)
{
	struct simcontrol *s = ctx;

	pace_catch_up(s->pace);
	world_command(s->world, text, may_configure);
	s->moved(s->ctx);
}

static const char *deed_board(void *ctx)
{
	(void)ctx;
	return "simulator";
}

static bool deed_part(void *ctx, size_t index, struct board_part *part)
{
	(void)ctx;
	(void)index;
	(void)part;
	return false;
}

int simcontrol_open(struct simcontrol *s, struct event_base *base, const char *path, struct world *world, struct pace *pace,
	void (*moved)(void *ctx), void *ctx, struct why *why)
{
	static const struct control_deeds deeds = { deed_device, deed_now, deed_command, deed_board, deed_part };
	/* Nobody is called by these numbers. */
	*s = (struct simcontrol){ .world = world, .pace = pace, .moved = moved, .ctx = ctx, .log = { .private = true } };
	const struct control_config config = {
		.socket = path, .mode = CONTROL_MODE_DEFAULT, .group = "", .configure = true, .log = &s->log,
	};

	signal(SIGPIPE, SIG_IGN);
	return control_open(&s->control, base, &config, &deeds, s, why);
}

void simcontrol_close(struct simcontrol *s)
{
	control_close(&s->control);
}

void simcontrol_tell(struct simcontrol *s, const struct world_news *news)
{
	if (news->kind == NEWS_NOTE)
		control_note(&s->control, news->note);
	if (news->kind == NEWS_ANSWER)
		control_answer(&s->control, news->answer);
}

void simcontrol_look(struct simcontrol *s)
{
	control_look(&s->control);
}
