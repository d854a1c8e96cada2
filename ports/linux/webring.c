/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/webring.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

void webring_init(struct webring *r, uint64_t first_id)
{
	*r = (struct webring){ .next_id = first_id, .first_id = first_id };
}

static char **place(struct webring *r, uint64_t id)
{
	return &r->kept[id % WEBRING_MAX];
}

static void drop_oldest(struct webring *r)
{
	char **oldest = place(r, r->first_id++);

	r->bytes -= strlen(*oldest);
	free(*oldest);
	*oldest = NULL;
}

void webring_clear(struct webring *r)
{
	while (r->first_id < r->next_id)
		drop_oldest(r);
}

const char *webring_add(struct webring *r, const char *object)
{
	char *event;
	int len = asprintf(&event, "event: news\nid: %" PRIu64 "\ndata: {\"id\":%" PRIu64 ",%s\n\n", r->next_id,
			   r->next_id, object + 1);

	ASSERT(len >= 0);
	while (r->first_id < r->next_id &&
	       (r->next_id - r->first_id == WEBRING_MAX || r->bytes + (size_t)len > WEBRING_BYTES_MAX))
		drop_oldest(r);
	*place(r, r->next_id++) = event;
	r->bytes += (size_t)len;
	return event;
}

uint64_t webring_after(const struct webring *r, uint64_t id)
{
	return id < r->first_id || id >= r->next_id ? r->first_id : id + 1;
}

const char *webring_event(const struct webring *r, uint64_t id)
{
	ASSERT(r->first_id <= id && id < r->next_id);
	return r->kept[id % WEBRING_MAX];
}
