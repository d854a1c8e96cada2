/* image: the firmware's image as the emulator needs it: which file it is, and where in it things are.
 * The addresses are those of the file NAME.sym beside NAME.elf, a line a symbol: "hexaddress name".
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef EMULATOR_IMAGE_H
#define EMULATOR_IMAGE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct image {
	char elf[PATH_MAX];
	uint32_t view;    /* loop_view */
	uint32_t record;  /* reset_record */
	uint32_t begin;   /* loop_begin */
	uint32_t program; /* board_flash_program */
	uint32_t erase;   /* board_flash_erase */
};

/* false: `why` says which file, and what is wrong with it. */
bool image_open(struct image *image, const char *elf, struct text *why);

#endif
