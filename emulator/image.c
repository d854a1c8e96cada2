/* SPDX-License-Identifier: Apache-2.0 */
#include "emulator/image.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NAME_CAP 64

static const struct {
	const char *name;
	size_t at; /* in struct image */
} symbols[] = {
	{ "loop_view", offsetof(struct image, view) },
	{ "reset_record", offsetof(struct image, record) },
	{ "loop_begin", offsetof(struct image, begin) },
	{ "board_flash_program", offsetof(struct image, program) },
	{ "board_flash_erase", offsetof(struct image, erase) },
};
#define SYMBOL_COUNT (sizeof symbols / sizeof *symbols)

static bool fail(const char *path, const char *what, const char *which, struct text *why)
{
	text_str(why, path);
	text_str(why, ": ");
	text_str(why, what);
	text_str(why, which);
	return false;
}

static void note_symbol(struct image *image, const char *name, uint32_t address, bool *found)
{
	for (size_t i = 0; i < SYMBOL_COUNT; i++) {
		if (strcmp(symbols[i].name, name) != 0)
			continue;
		memcpy((char *)image + symbols[i].at, &address, sizeof address);
		found[i] = true;
	}
}

static bool read_symbols(struct image *image, FILE *file, const char *path, struct text *why)
{
	bool found[SYMBOL_COUNT] = { false };
	char line[256], name[NAME_CAP];
	uint32_t address;

	while (fgets(line, sizeof line, file) != NULL)
		if (sscanf(line, "%" SCNx32 " %63s", &address, name) == 2)
			note_symbol(image, name, address, found);
	for (size_t i = 0; i < SYMBOL_COUNT; i++)
		if (!found[i])
			return fail(path, "tells no address of ", symbols[i].name, why);
	return true;
}

bool image_open(struct image *image, const char *elf, struct text *why)
{
	char path[PATH_MAX];
	const char *dot = strrchr(elf, '.');
	struct text t;

	if (access(elf, R_OK) != 0)
		return fail(elf, strerror(errno), "", why);
	if (dot == NULL || strcmp(dot, ".elf") != 0)
		return fail(elf, "expected the name of an .elf file", "", why);
	text_init(&t, image->elf, sizeof image->elf);
	text_str(&t, elf);
	text_init(&t, path, sizeof path);
	text_bytes(&t, elf, (size_t)(dot - elf));
	text_str(&t, ".sym");
	FILE *file = fopen(path, "r");
	if (file == NULL)
		return fail(path, strerror(errno), "", why);
	bool fine = read_symbols(image, file, path, why);
	fclose(file);
	return fine;
}
