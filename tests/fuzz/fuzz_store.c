/* Any bytes at all as a flash: the store opens them, reads what it found, and from then on keeps what it is told.
 * Input: a byte, the geometry; then steps that lay down an image: headers and records with their right check sums, whatever
 * they say, and raw bytes; after a step END, commits to the store that was opened on it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/assert.h"
#include "base/crc.h"
#include "base/err.h"
#include "sim/nor.h"
#include "store/store.h"
#include "tests/fuzz/fuzz.h"

#define KEYS 16
#define COMMITS_MAX 24

enum image_step { STEP_HEADER, STEP_RECORD, STEP_RAW, STEP_SKIP, STEP_END };
#define IMAGE_STEPS 5

static const struct {
	uint32_t size, count, unit;
} geometries[] = { { 2304, 3, 1 }, { 2304, 4, 8 }, { 4096, 3, 256 } };

/* --- The image. --- */

struct image {
	struct flash flash;
	uint8_t *bytes;
	size_t size;
	size_t at; /* where the next thing goes */
};

static void put32(uint8_t *at, uint32_t n)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(n >> 8 * i);
}

static void put(struct image *m, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len && m->at < m->size; i++)
		m->bytes[m->at++] = bytes[i];
}

static void align(struct image *m)
{
	m->at = STORE_PADDED(m->at, m->flash.unit);
}

/* Small numbers, and now and then one from the end of their range. */
static uint32_t number(struct input *in)
{
	uint32_t n = fuzz_byte(in);

	return n < 0xE0 ? n : n == 0xFF ? UINT32_MAX : 0x7FFFFFF0u + (n & 0x1F);
}

static void add_header(struct image *m, struct input *in)
{
	uint8_t header[SECTOR_HEADER] = { 'S', 'M', 'S', '1' };

	m->at = (size_t)(fuzz_byte(in) % m->flash.sector_count) * m->flash.sector_size;
	put32(header + 4, number(in));
	put32(header + 8, number(in));
	put32(header + 12, number(in));
	put32(header + 16, crc_32(0, header, 16));
	put(m, header, sizeof header);
	align(m);
}

/* The input's bytes as they are, then as many times the last: long records of few bytes. */
static void add_record(struct image *m, struct input *in)
{
	uint8_t header[SECTOR_RECORD_HEADER];
	size_t len = (size_t)fuzz_byte(in) * 8 + fuzz_byte(in) % 8;
	static uint8_t payload[255 * 8 + 8];

	for (size_t i = 0; i < len; i++)
		payload[i] = in->left > 1 ? fuzz_byte(in) : (uint8_t)(i % 3);
	header[0] = (uint8_t)len;
	header[1] = (uint8_t)(len >> 8);
	header[2] = (uint8_t)~header[0];
	header[3] = (uint8_t)~header[1];
	put32(header + 4, crc_32(0, payload, len));
	put(m, header, sizeof header);
	put(m, payload, len);
	align(m);
}

static void add_raw(struct image *m, struct input *in)
{
	for (size_t len = fuzz_byte(in); len > 0 && in->left > 0; len--) {
		uint8_t byte = fuzz_byte(in);

		put(m, &byte, 1);
	}
}

static void lay_down(struct image *m, struct input *in)
{
	for (;;)
		switch ((enum image_step)(in->left == 0 ? STEP_END : fuzz_byte(in) % IMAGE_STEPS)) {
		case STEP_HEADER:
			add_header(m, in);
			break;
		case STEP_RECORD:
			add_record(m, in);
			break;
		case STEP_RAW:
			add_raw(m, in);
			break;
		case STEP_SKIP:
			m->at = (m->at + (size_t)fuzz_byte(in) * 16) % m->size;
			break;
		case STEP_END:
			return;
		}
}

/* --- The store on it. --- */

static void read_all(const struct store *s)
{
	static uint8_t value[UINT16_MAX];

	for (size_t i = 0; i < STORE_KEYS_MAX; i++)
		if (s->entry[i].key != 0)
			ASSERT(store_get(s, s->entry[i].key, value, sizeof value) == s->entry[i].len);
}

/* What was committed since: a length, or -1 for nothing that is known. */
struct known {
	int len[KEYS];
	uint8_t fill[KEYS];
};

static void check(const struct store *s, const struct known *known)
{
	uint8_t value[256];

	for (uint16_t k = 0; k < KEYS; k++) {
		if (known->len[k] < 0)
			continue;
		ASSERT(store_get(s, (uint16_t)(k + 1), value, sizeof value) == known->len[k]);
		for (int i = 0; i < known->len[k]; i++)
			ASSERT(value[i] == known->fill[k]);
	}
}

static void commit(struct store *s, struct input *in, struct known *known)
{
	uint16_t k = fuzz_byte(in) % KEYS;
	int len = fuzz_byte(in);
	uint8_t fill = fuzz_byte(in), value[256];

	memset(value, fill, sizeof value);
	store_begin(s);
	if (len == 0xFF)
		store_drop(s, (uint16_t)(k + 1));
	else
		store_put(s, (uint16_t)(k + 1), value, (size_t)len);
	int err = store_commit(s);
	/* What was refused is held until the store is opened anew. */
	if (err == ERR_IO)
		known->len[k] = -1;
	if (err != 0)
		return;
	known->len[k] = len == 0xFF ? -1 : len;
	known->fill[k] = fill;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct input in = { bytes, len };
	size_t g = fuzz_byte(&in) % (sizeof geometries / sizeof *geometries);
	struct nor *n = nor_new(geometries[g].size, geometries[g].count, geometries[g].unit);
	struct image image = { .flash = nor_flash(n), .bytes = nor_bytes(n),
			       .size = (size_t)geometries[g].size * geometries[g].count };
	static struct store s;
	struct known known;

	memset(&known, 0xFF, sizeof known);
	lay_down(&image, &in);
	uint64_t writes = nor_writes(n);
	int err = store_open(&s, &image.flash);
	ASSERT(nor_writes(n) == writes);
	/* A flash that holds more keys than we ever would. */
	if (err != 0)
		ASSERT(err == ERR_IO);
	else
		read_all(&s);
	for (int i = 0; err == 0 && i < COMMITS_MAX && in.left > 0; i++) {
		commit(&s, &in, &known);
		check(&s, &known);
		if (i % 4 == 3) {
			ASSERT(store_open(&s, &image.flash) == 0);
			check(&s, &known);
		}
	}
	nor_free(n);
	return 0;
}
