/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/cortexm/modemline.h"

#include "ports/cortexm/board.h"
#include "ports/cortexm/loop.h"

_Static_assert((MODEMLINE_CAP & (MODEMLINE_CAP - 1)) == 0, "counters wrap");

/* What has come, the loop's view counts. */
static uint8_t ring[MODEMLINE_CAP];
static volatile uint32_t taken, lost;

void modemline_received(uint8_t byte)
{
	uint32_t n = loop_view.received;

	if (n - taken == MODEMLINE_CAP) {
		lost++;
		return;
	}
	ring[n % MODEMLINE_CAP] = byte;
	loop_view.received = n + 1;
}

void modemline_overrun(void)
{
	lost++;
}

size_t modemline_waiting(const uint8_t **bytes)
{
	uint32_t from = taken % MODEMLINE_CAP, len = loop_view.received - taken;

	*bytes = ring + from;
	return len < MODEMLINE_CAP - from ? len : MODEMLINE_CAP - from;
}

void modemline_take(size_t len)
{
	taken += (uint32_t)len;
}

uint32_t modemline_taken(void)
{
	return taken;
}

uint32_t modemline_lost(void)
{
	return lost;
}

void modemline_send(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		board_modem_put(bytes[i]);
}
