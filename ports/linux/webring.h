/* webring: the newest pieces of news, so that a client that was away for a while can be told what it missed.
 * Each is kept as the text that goes out (an event of a text/event-stream). Heap, bounded: the oldest go.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_WEBRING_H
#define PORTS_LINUX_WEBRING_H

#include <stddef.h>
#include <stdint.h>

#define WEBRING_MAX 500
#define WEBRING_BYTES_MAX 131072u

struct webring {
	uint64_t next_id;
	uint64_t first_id; /* of those kept: first_id .. next_id - 1 */
	size_t bytes;
	char *kept[WEBRING_MAX];
};

/* `first_id` of a later run must be greater than any of this one, else who reconnects misses something. */
void webring_init(struct webring *r, uint64_t first_id);
void webring_clear(struct webring *r);
/* Keeps an object ("{...}" with at least one member) as the next piece of news, `id` its first member. The event as it
 * goes out, good until the next webring_add. */
const char *webring_add(struct webring *r, const char *object);
/* The oldest id that is kept and greater than `id`, which a client has seen last: an id that this run never gave, of an
 * earlier one, is followed by all. next_id: there is none. */
uint64_t webring_after(const struct webring *r, uint64_t id);
const char *webring_event(const struct webring *r, uint64_t id); /* first_id <= id < next_id */

#endif
