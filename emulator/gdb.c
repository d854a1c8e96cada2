/* SPDX-License-Identifier: Apache-2.0 */
#include "emulator/gdb.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PACKET_CAP 4096
#define INTERRUPT "\x03"

void gdb_open(struct gdb *g, int fd)
{
	stream_open(&g->stream, fd, "the emulator's gdb");
}

void gdb_close(struct gdb *g)
{
	stream_close(&g->stream);
}

/* "$PACKET#SUM" */
static bool put(struct gdb *g, const char *packet, struct text *why)
{
	char frame[64];
	unsigned sum = 0;

	for (const char *c = packet; *c != '\0'; c++)
		sum += (unsigned char)*c;
	int len = snprintf(frame, sizeof frame, "$%s#%02x", packet, sum & 0xFF);
	return stream_put(&g->stream, frame, (size_t)len, why);
}

/* The next packet, acknowledged: what is before its "$" are acknowledgements. */
static bool get(struct gdb *g, char packet[PACKET_CAP], const char *what, struct text *why)
{
	size_t len = 0;
	int c;

	do
		c = stream_byte(&g->stream, what, why);
	while (c >= 0 && c != '$');
	while (c >= 0 && (c = stream_byte(&g->stream, what, why)) >= 0 && c != '#')
		if (len + 1 < PACKET_CAP)
			packet[len++] = (char)c;
	packet[len] = '\0';
	if (c < 0 || stream_byte(&g->stream, what, why) < 0 || stream_byte(&g->stream, what, why) < 0)
		return false;
	return stream_put(&g->stream, "+", 1, why);
}

static bool halts(const char *packet)
{
	return packet[0] == 'T' || packet[0] == 'S';
}

/* Asks; what the processor's halts, which may come twice, have left in between is no answer. */
static bool ask(struct gdb *g, const char *packet, char answer[PACKET_CAP], struct text *why)
{
	if (!put(g, packet, why))
		return false;
	do
		if (!get(g, answer, packet, why))
			return false;
	while (halts(answer));
	return true;
}

static bool refuse(const char *packet, const char *answer, struct text *why)
{
	text_str(why, "the emulator's gdb: \"");
	text_str(why, answer);
	text_str(why, "\" to ");
	text_str(why, packet);
	return false;
}

bool gdb_break(struct gdb *g, uint32_t address, bool on, struct text *why)
{
	char packet[32], answer[PACKET_CAP];

	snprintf(packet, sizeof packet, "%c1,%" PRIx32 ",2", on ? 'Z' : 'z', address);
	return ask(g, packet, answer, why) && (strcmp(answer, "OK") == 0 || refuse(packet, answer, why));
}

bool gdb_registers(struct gdb *g, uint32_t registers[GDB_REGISTERS], struct text *why)
{
	char answer[PACKET_CAP];

	if (!ask(g, "g", answer, why))
		return false;
	if (strspn(answer, "0123456789abcdef") < GDB_REGISTERS * 8)
		return refuse("g", answer, why);
	for (size_t i = 0; i < GDB_REGISTERS; i++) {
		uint32_t value = 0;

		/* As they lie in memory. */
		for (size_t byte = 4; byte-- > 0;) {
			char digits[3] = { answer[i * 8 + byte * 2], answer[i * 8 + byte * 2 + 1], '\0' };

			value = value << 8 | (uint32_t)strtoul(digits, NULL, 16);
		}
		registers[i] = value;
	}
	return true;
}

bool gdb_continue(struct gdb *g, struct text *why)
{
	/* Its acknowledgement: what stirs afterwards is that it halts. */
	return put(g, "c", why) && stream_byte(&g->stream, "c", why) >= 0;
}

bool gdb_step(struct gdb *g, struct text *why)
{
	return put(g, "s", why) && gdb_wait(g, "to step", why);
}

bool gdb_halted(const struct gdb *g)
{
	return stream_stirs(&g->stream, 0);
}

bool gdb_wait(struct gdb *g, const char *what, struct text *why)
{
	char packet[PACKET_CAP];

	return get(g, packet, what, why) && (halts(packet) || refuse(what, packet, why));
}

bool gdb_halt(struct gdb *g, struct text *why)
{
	return stream_put(&g->stream, INTERRUPT, 1, why) && gdb_wait(g, "the processor to halt", why);
}
