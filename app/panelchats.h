/* panelchats: what people's phones and the socket have texted each other, for a page that is loaded anew.
 * Heap, bounded: the oldest texts go.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_PANELCHATS_H
#define APP_PANELCHATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ports/linux/json.h"
#include "sim/world.h"

#define PANELCHATS_MAX 300

struct panelchats {
	size_t count; /* ever */
	struct panelchats_text {
		uint64_t at_ms;
		char *phone, *text;
		bool from_phone;
	} list[PANELCHATS_MAX];
};

void panelchats_add(struct panelchats *c, uint64_t at_ms, bool from_phone, const char *phone, const char *text);
/* An array of {"phone","is","messages":[{"at_ms","from":"me|socket","text"}]}, phones in the order of their oldest
 * text; without the oldest `skip` texts. false: there are no more than these. */
bool panelchats_print(const struct panelchats *c, const struct world *w, size_t skip, struct json *j);
void panelchats_clear(struct panelchats *c);

#endif
