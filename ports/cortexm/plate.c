/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/cortexm/plate.h"

#include <stdbool.h>
#include <string.h>

#include "base/crc.h"
#include "base/err.h"
#include "base/text.h"
#include "core/model.h"

#define PIN_LEN_MIN 4
#define PIN_LEN_MAX 8

/* What every plate begins with. */
static const char head[] = { 's', 'm', 's', 'p', 'l', 'a', 't', 'e', PLATE_VERSION };
_Static_assert(sizeof head == offsetof(struct plate, model), "magic and version");

static uint32_t check_of(const struct plate *p)
{
	return crc_32(0, p, offsetof(struct plate, crc));
}

static bool good(const struct plate *p)
{
	return p->crc == check_of(p) && memcmp(p, head, sizeof head) == 0 && p->model < MODEL_COUNT &&
	       p->pin[PIN_LEN_MAX] == '\0';
}

void plate_read(struct plate *p, const struct flash *f)
{
	if (f->read(f->ctx, f->sector_size * f->sector_count, p, sizeof *p) == 0 && good(p))
		return;
	memset(p, 0, sizeof *p);
	p->model = MODEL_706;
}

int plate_parse(struct plate *p, char *text)
{
	char *pin = text;

	while (*pin != ' ' && *pin != '\0')
		pin++;
	char end = *pin;
	*pin = '\0';
	int model = model_parse(text);
	*pin = end;
	if (end == ' ')
		pin++;
	size_t len = strlen(pin);
	if (model < 0 || len > PIN_LEN_MAX || (len > 0 && len < PIN_LEN_MIN))
		return ERR_SYNTAX;
	memset(p, 0, sizeof *p);
	memcpy(p, head, sizeof head);
	p->model = (uint8_t)model;
	memcpy(p->pin, pin, len);
	for (; *pin != '\0'; pin++)
		if (*pin < '0' || *pin > '9')
			return ERR_SYNTAX;
	p->crc = check_of(p);
	return 0;
}

int plate_write(const struct plate *p, const struct flash *f)
{
	if (f->erase(f->ctx, f->sector_count) != 0 ||
	    f->program(f->ctx, f->sector_size * f->sector_count, p, sizeof *p) != 0)
		return ERR_IO;
	return f->sync(f->ctx);
}
