/* at: bytes onto the line, and how the line itself goes wrong.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "sim/at.h"

#define NEVER UINT64_MAX
#define HELD_CAP 200000 /* bytes: a storage full of messages, listed twice */
#define NUL_EACH 7      /* bytes */
#define DROP_EACH 100
#define PORTION 2048

/* --- Pieces --- */

void at_piece_put(struct at_piece **list, uint64_t due_ms, const char *bytes, size_t len)
{
	struct at_piece *p = malloc(sizeof *p + len + 1);

	ASSERT(p != NULL);
	while (*list != NULL && (*list)->due_ms <= due_ms)
		list = &(*list)->next;
	p->next = *list;
	p->due_ms = due_ms;
	p->len = len;
	memcpy(p->bytes, bytes, len);
	p->bytes[len] = '\0';
	*list = p;
}

struct at_piece *at_piece_take(struct at_piece **list)
{
	struct at_piece *p = *list;

	*list = p->next;
	return p;
}

void at_piece_clear(struct at_piece **list)
{
	while (*list != NULL)
		free(at_piece_take(list));
}

/* --- Now --- */

static bool queued(const struct at_out *out)
{
	return out->queue_sent < out->queue_len;
}

static void queue(struct vmodem *v, const char *bytes, size_t len)
{
	struct at_out *out = &v->out;

	if (!queued(out)) {
		out->queue_len = out->queue_sent = 0;
		out->queue_due_ms = v->now_ms;
	}
	out->queue = realloc(out->queue, out->queue_len + len);
	ASSERT(out->queue != NULL);
	memcpy(out->queue + out->queue_len, bytes, len);
	out->queue_len += len;
}

static void pass_on(struct vmodem *v, const char *bytes, size_t len)
{
	if (len == 0)
		return;
	if (at_faulty(v, FAULT_BYTE_BY_BYTE) || queued(&v->out))
		queue(v, bytes, len);
	else
		v->line.send(v->line.ctx, (const uint8_t *)bytes, len);
}

/* What becomes of one byte: up to two, in `to`; returns how many. */
static size_t spoil(struct vmodem *v, char byte, char *to)
{
	bool fresh = !v->out.mid_line;
	size_t len = 0;

	v->out.mid_line = byte != '\n';
	v->out.sent_count++;
	if (at_faulty(v, FAULT_NULS) && (fresh || v->out.sent_count % NUL_EACH == 0))
		to[len++] = '\0';
	if (at_faulty(v, FAULT_DROPS) && chance_between(&v->chance, 1, DROP_EACH) == 1)
		return len;
	if (v->garble_count > 0) {
		v->garble_count--;
		byte = (char)((uint8_t)byte ^ chance_between(&v->chance, 1, 255));
	}
	to[len++] = byte;
	return len;
}

void at_send(struct vmodem *v, const char *bytes, size_t len)
{
	char spoilt[2 * PORTION];

	if (v->out.held != NULL) {
		text_bytes(v->out.held, bytes, len);
		ASSERT(!v->out.held->cut);
		return;
	}
	while (len > 0) {
		size_t portion = len < PORTION ? len : PORTION;
		size_t left = 0;

		for (size_t i = 0; i < portion; i++)
			left += spoil(v, bytes[i], spoilt + left);
		pass_on(v, spoilt, left);
		bytes += portion;
		len -= portion;
	}
}

struct text *at_out_hold(struct vmodem *v, struct text *held)
{
	struct text *outer = v->out.held;
	char *room = malloc(HELD_CAP);

	ASSERT(room != NULL);
	text_init(held, room, HELD_CAP);
	v->out.held = held;
	return outer;
}

void at_out_release(struct vmodem *v, struct text *outer)
{
	v->out.held = outer;
}

/* --- Later --- */

void at_send_late(struct vmodem *v, uint32_t after_ms, const char *bytes, size_t len)
{
	at_piece_put(&v->out.late, v->now_ms + after_ms, bytes, len);
}

void at_out_step(struct vmodem *v)
{
	struct at_out *out = &v->out;

	while (queued(out) && out->queue_due_ms <= v->now_ms) {
		v->line.send(v->line.ctx, (const uint8_t *)&out->queue[out->queue_sent++], 1);
		out->queue_due_ms++;
	}
	while (out->late != NULL && out->late->due_ms <= v->now_ms) {
		struct at_piece *p = at_piece_take(&out->late);

		at_send(v, p->bytes, p->len);
		free(p);
	}
}

uint64_t at_out_deadline_ms(const struct vmodem *v)
{
	uint64_t queue_ms = queued(&v->out) ? v->out.queue_due_ms : NEVER;
	uint64_t late_ms = v->out.late != NULL ? v->out.late->due_ms : NEVER;

	return queue_ms < late_ms ? queue_ms : late_ms;
}

void at_out_forget(struct vmodem *v)
{
	at_piece_clear(&v->out.late);
}

void at_out_clear(struct vmodem *v)
{
	at_out_forget(v);
	free(v->out.queue);
	v->out = (struct at_out){ .queue = NULL };
}
