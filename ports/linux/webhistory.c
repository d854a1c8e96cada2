/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/webhistory.h"

#define STEP_MS (WEBHISTORY_STEP_S * 1000u)
#define UNKNOWN INT16_MIN

static void put(struct webhistory *h, uint64_t minute)
{
	h->dc[minute % WEBHISTORY_MAX] = h->now_dc;
	h->on[minute % WEBHISTORY_MAX] = h->now_on;
}

static void add(struct webhistory *h)
{
	put(h, h->next++);
	if (h->count < WEBHISTORY_MAX)
		h->count++;
}

void webhistory_take(struct webhistory *h, uint64_t now_ms, bool known, int dc, bool on)
{
	uint64_t minute = now_ms / STEP_MS;
	bool whole = now_ms % STEP_MS == 0;
	int16_t now_dc = known ? (int16_t)dc : UNKNOWN;

	if (!h->begun)
		*h = (struct webhistory){ .begun = true, .next = minute, .now_dc = now_dc, .now_on = on };
	if (minute >= h->next + WEBHISTORY_MAX)
		h->next = minute - WEBHISTORY_MAX + 1;
	while (h->next < minute || (h->next == minute && !whole))
		add(h);
	h->now_dc = now_dc;
	h->now_on = on;
	if (whole && h->next == minute)
		add(h);
	else if (whole)
		put(h, minute);
}

void webhistory_print(const struct webhistory *h, uint64_t since_ms, struct json *j)
{
	uint64_t first = h->next - h->count, since = (since_ms + STEP_MS - 1) / STEP_MS;

	if (first < since)
		first = since < h->next ? since : h->next;
	json_open(j, '{');
	json_member_number(j, "step_s", WEBHISTORY_STEP_S);
	json_member_number(j, "from_ms", (int64_t)(first * STEP_MS));
	json_member_open(j, "temperature_dc", '[');
	for (uint64_t at = first; at < h->next; at++) {
		if (h->dc[at % WEBHISTORY_MAX] == UNKNOWN)
			json_null(j);
		else
			json_number(j, h->dc[at % WEBHISTORY_MAX]);
	}
	json_close(j, ']');
	json_member_open(j, "outlet", '[');
	for (uint64_t at = first; at < h->next; at++)
		json_number(j, h->on[at % WEBHISTORY_MAX]);
	json_close(j, ']');
	json_close(j, '}');
}
