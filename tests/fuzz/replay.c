/* Gives a target each file of a folder, in place of libFuzzer: what was found once stays found.
 * Usage: replay_TARGET FOLDER     prints a line a file (TAP); a broken promise aborts behind the name of the file.
 * SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/fuzz/fuzz.h"

#define INPUT_MAX 65536

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* In a block of its own length, so that the sanitizer sees a read past the end. */
static void give(const char *path)
{
	static uint8_t bytes[INPUT_MAX];
	FILE *file = fopen(path, "rb");
	size_t len = file == NULL ? 0 : fread(bytes, 1, sizeof bytes, file);
	uint8_t *own = malloc(len + 1);

	if (file == NULL || own == NULL || ferror(file)) {
		fprintf(stderr, "replay: cannot read %s\n", path);
		exit(1);
	}
	fclose(file);
	own = realloc(own, len == 0 ? 1 : len);
	for (size_t i = 0; i < len; i++)
		own[i] = bytes[i];
	LLVMFuzzerTestOneInput(own, len);
	free(own);
}

int main(int argc, char **argv)
{
	struct dirent **names;
	int count = argc == 2 ? scandir(argv[1], &names, visible, alphasort) : -1;

	if (count <= 0) {
		fprintf(stderr, "usage: %s FOLDER (with inputs in it)\n", argv[0]);
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("1..%d\n", count);
	for (int i = 0; i < count; i++) {
		char path[4096];

		printf("# %s\n", names[i]->d_name);
		snprintf(path, sizeof path, "%s/%s", argv[1], names[i]->d_name);
		give(path);
		printf("ok %d %s\n", i + 1, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	return 0;
}
