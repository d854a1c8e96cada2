/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/parcel.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

void parcel_post(struct parcel **queue, uint64_t due_ms, const struct number *peer, const uint8_t *tpdu, size_t len)
{
	struct parcel *p = calloc(1, sizeof *p);
	struct parcel **at = queue;

	ASSERT(p != NULL && len <= sizeof p->tpdu);
	p->due_ms = due_ms;
	p->peer = *peer;
	p->len = len;
	memcpy(p->tpdu, tpdu, len);
	for (const struct parcel *other = *queue; other != NULL; other = other->next)
		if (strcmp(other->peer.text, peer->text) == 0 && other->due_ms > p->due_ms)
			p->due_ms = other->due_ms;
	while (*at != NULL && (*at)->due_ms <= p->due_ms)
		at = &(*at)->next;
	p->next = *at;
	*at = p;
}

struct parcel *parcel_take(struct parcel **queue)
{
	struct parcel *p = *queue;

	*queue = p->next;
	return p;
}

void parcel_clear(struct parcel **queue)
{
	while (*queue != NULL)
		free(parcel_take(queue));
}
