/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/mcunative.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

#define BOOT_MONO_MS 1000u
#define FLASH_SECTOR_SIZE 4096u
#define FLASH_SECTOR_COUNT 16u
#define FLASH_UNIT 8u
/* Memory without power. */
#define FORGOTTEN 0xA5

struct native {
	struct device device;
	struct nor *nor;
	uint64_t booted_at_ms;
};

static struct core_now clocks(const struct native *n, uint64_t now_ms)
{
	return (struct core_now){ .mono_ms = now_ms - n->booted_at_ms + BOOT_MONO_MS };
}

static void native_close(void *self)
{
	struct native *n = self;

	nor_free(n->nor);
	free(n);
}

static bool native_cut_off(const void *self)
{
	const struct native *n = self;

	return nor_powerless(n->nor);
}

static void native_reading(void *self, uint64_t now_ms, const struct mcu_reading *reading)
{
	struct native *n = self;

	device_battery(&n->device, clocks(n, now_ms), reading->battery_pct);
	device_temperature(&n->device, clocks(n, now_ms), reading->known, reading->raw_dc);
}

static void native_start(void *self, uint64_t now_ms, const struct mcu_start *start)
{
	struct native *n = self;
	struct port port = start->port;

	n->booted_at_ms = now_ms;
	port.flash = nor_flash(n->nor);
	int rc = device_start(&n->device, &start->config, &port, clocks(n, now_ms));
	ASSERT(rc == 0 || nor_powerless(n->nor));
	if (rc != 0)
		return;
	ASSERT(core_sane(&n->device.core));
	for (enum core_input input = 0; input < MCU_INPUT_COUNT; input++)
		device_input_at_start(&n->device, clocks(n, now_ms), input, start->sensed[input]);
	native_reading(n, now_ms, &start->reading);
}

static void native_stop(void *self, bool power_lost)
{
	struct native *n = self;

	memset(&n->device, FORGOTTEN, sizeof n->device);
	if (power_lost)
		nor_power(n->nor);
}

static void native_feed(void *self, uint64_t now_ms, const uint8_t *bytes, size_t len)
{
	struct native *n = self;

	device_feed(&n->device, clocks(n, now_ms), bytes, len);
}

static void native_input(void *self, uint64_t now_ms, enum core_input input, bool level)
{
	struct native *n = self;

	device_input(&n->device, clocks(n, now_ms), input, level);
}

static void native_command(void *self, uint64_t now_ms, const char *text, bool may_configure)
{
	struct native *n = self;

	device_command(&n->device, clocks(n, now_ms), text, may_configure);
}

static uint64_t native_deadline_ms(const void *self)
{
	const struct native *n = self;
	uint64_t mono_ms = device_deadline_ms(&n->device);

	if (mono_ms == CORE_NEVER)
		return UINT64_MAX;
	return mono_ms <= BOOT_MONO_MS ? n->booted_at_ms : mono_ms - BOOT_MONO_MS + n->booted_at_ms;
}

static void native_step(void *self, uint64_t now_ms)
{
	struct native *n = self;

	if (native_deadline_ms(n) <= now_ms)
		device_step(&n->device, clocks(n, now_ms));
}

static bool native_mic_live(const void *self)
{
	const struct native *n = self;

	return device_mic_live(&n->device);
}

static void native_cut_after(void *self, uint64_t writes)
{
	struct native *n = self;

	if (writes > 0)
		nor_cut(n->nor, writes, TORN_HALF);
	else
		nor_power(n->nor);
}

static const char *native_trouble(void *self)
{
	(void)self;
	return NULL;
}

static const struct mcu_deeds deeds = {
	.close = native_close,
	.start = native_start,
	.stop = native_stop,
	.feed = native_feed,
	.input = native_input,
	.reading = native_reading,
	.command = native_command,
	.step = native_step,
	.deadline_ms = native_deadline_ms,
	.mic_live = native_mic_live,
	.cut_after = native_cut_after,
	.cut_off = native_cut_off,
	.trouble = native_trouble,
};

struct mcu mcunative_new(void)
{
	struct native *n = calloc(1, sizeof *n);

	ASSERT(n != NULL);
	n->nor = nor_new(FLASH_SECTOR_SIZE, FLASH_SECTOR_COUNT, FLASH_UNIT);
	return (struct mcu){ &deeds, n };
}

bool mcunative_is(const struct mcu *mcu)
{
	return mcu->deeds == &deeds;
}

static const struct native *of(const struct mcu *mcu)
{
	ASSERT(mcunative_is(mcu));
	return mcu->self;
}

const struct device *mcunative_device(const struct mcu *mcu)
{
	return &of(mcu)->device;
}

struct core_now mcunative_now(const struct mcu *mcu, uint64_t now_ms)
{
	return clocks(of(mcu), now_ms);
}

struct nor *mcunative_nor(const struct mcu *mcu)
{
	return of(mcu)->nor;
}
