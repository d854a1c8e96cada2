/* A line on the control socket: it is a request or it is not, whatever it holds; no memory is lost or overrun, and what was
 * accepted is what one line of JSON can mean.
 * Input: the line.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/assert.h"
#include "base/err.h"
#include "ports/linux/controlrequest.h"
#include "tests/fuzz/fuzz.h"

static bool member(const uint8_t *bytes, size_t len, const char *name)
{
	return memmem(bytes, len, name, strlen(name)) != NULL || memmem(bytes, len, "\\u", 2) != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct controlrequest_fault fault = { NULL, NULL };
	struct controlrequest request, again;
	int err = controlrequest_read((const char *)bytes, len, &request, &fault);

	if (err != 0) {
		ASSERT(err == ERR_SYNTAX && fault.what != NULL && fault.expected != NULL);
		return 0;
	}
	ASSERT(len <= CONTROLREQUEST_LINE_MAX && memchr(bytes, 0, len) == NULL);
	ASSERT((int)request.deed >= 0 && request.deed < CONTROLREQUEST_DEEDS);
	ASSERT(memchr(request.text, '\0', sizeof request.text) != NULL);
	ASSERT(request.text[0] == '\0' || request.deed == DEED_SMS);
	ASSERT(!request.follow || (request.deed == DEED_EVENTS && member(bytes, len, "follow")));
	ASSERT(!request.secrets || (request.deed == DEED_SETTINGS && member(bytes, len, "secrets")));
	ASSERT(member(bytes, len, "do"));
	ASSERT(controlrequest_read((const char *)bytes, len, &again, &fault) == 0);
	ASSERT(again.deed == request.deed && strcmp(again.text, request.text) == 0);
	return 0;
}
