/* A configuration file: whatever stands in it, an error names a line of it, and what is taken is within its bounds.
 * Input: the file.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "ports/linux/configfile.h"
#include "ports/linux/tty.h"
#include "tests/fuzz/fuzz.h"

#define PATH "its.conf"

static bool ended(const char *text, size_t cap)
{
	return memchr(text, '\0', cap) != NULL;
}

static void look(const struct config *c)
{
	bool known = false;

	for (size_t i = 0; tty_baud(i) != 0; i++)
		known = known || tty_baud(i) == c->baud;
	ASSERT(known && c->model < MODEL_COUNT && c->wait_s <= 86400 && c->mode <= 0777);
	ASSERT(ended(c->modem, sizeof c->modem) && ended(c->pin_file, sizeof c->pin_file) && ended(c->state, sizeof c->state));
	ASSERT(ended(c->product, sizeof c->product) && ended(c->serial, sizeof c->serial) && ended(c->group, sizeof c->group));
	ASSERT(ended(c->socket, sizeof c->socket) && ended(c->board, sizeof c->board));
	ASSERT(c->product[0] != '\0');
	if (c->board[0] != '\0' && config_board_directory(c))
		ASSERT(config_board_directory(c)[0] != '\0');
}

/* Lines as an editor counts them: the last one may lack its end. */
static unsigned long line_count(const uint8_t *bytes, size_t len)
{
	unsigned long count = 1;

	for (size_t i = 0; i + 1 < len; i++)
		count += bytes[i] == '\n';
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct config c;
	struct why why = { "" };
	FILE *file;

	if (len == 0)
		return 0;
	file = fmemopen((void *)(uintptr_t)bytes, len, "r");
	ASSERT(file);
	config_init(&c);
	if (configfile_read(&c, file, PATH, &why) != 0) {
		unsigned long line;

		ASSERT(strncmp(why.text, PATH ":", strlen(PATH ":")) == 0);
		line = strtoul(why.text + strlen(PATH ":"), NULL, 10);
		ASSERT(line >= 1 && line <= line_count(bytes, len));
	}
	fclose(file);
	look(&c);
	why.text[0] = '\0';
	if (config_missing(&c) == NULL && gpioconfig_check(&c.gpio, &why) != 0)
		ASSERT(why.text[0] != '\0');
	return 0;
}
