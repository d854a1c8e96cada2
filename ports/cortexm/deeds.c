/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/cortexm/deeds.h"

#include "ports/cortexm/board.h"
#include "ports/cortexm/console.h"
#include "ports/cortexm/lights.h"
#include "ports/cortexm/loop.h"
#include "ports/cortexm/modemline.h"

static bool restart_wanted, shut_down_wanted;

static void modem_send(void *ctx, const uint8_t *bytes, size_t len)
{
	(void)ctx;
	modemline_send(bytes, len);
}

static void modem_power(void *ctx, bool on)
{
	(void)ctx;
	board_modem_power(on, loop_now_ms());
}

static void outlet(void *ctx, bool on)
{
	(void)ctx;
	board_set(OUT_OUTLET, on);
}

static void microrelay(void *ctx, bool on)
{
	(void)ctx;
	board_set(OUT_MICRORELAY, on);
}

static void led(void *ctx, enum led led, enum led_pattern pattern)
{
	(void)ctx;
	lights_set(led, pattern, loop_now_ms());
}

static void answer(void *ctx, const char *text)
{
	(void)ctx;
	console_answer(text);
}

static void note(void *ctx, const struct note *note)
{
	(void)ctx;
	console_note(note);
}

static void restart(void *ctx)
{
	(void)ctx;
	restart_wanted = true;
}

static void shut_down(void *ctx)
{
	(void)ctx;
	shut_down_wanted = true;
}

void deeds_fill(struct port *port)
{
	*port = (struct port){
		.modem_send = modem_send,
		.modem_power = modem_power,
		.outlet = outlet,
		.microrelay = microrelay,
		.led = led,
		.answer = answer,
		.note = note,
		.restart = restart,
		.shut_down = shut_down,
	};
}

static bool take(bool *wanted)
{
	bool was = *wanted;

	*wanted = false;
	return was;
}

bool deeds_take_restart(void)
{
	return take(&restart_wanted);
}

bool deeds_take_shut_down(void)
{
	return take(&shut_down_wanted);
}
