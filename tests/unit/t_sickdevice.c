/* The whole device on a flash that fails: it goes on, and says so once.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "device/device.h"
#include "tests/unit/sickflash.h"

struct bench {
	struct nor *nor;
	struct sick sick;
	struct device device;
	uint64_t now_ms;
	bool outlet;
	unsigned restarts;
	char answer[200]; /* the last one */
	char log[2000];   /* the errors, a line each */
};

static void on_bytes(void *ctx, const uint8_t *bytes, size_t len)
{
	(void)ctx;
	(void)bytes;
	(void)len;
}

static void on_outlet(void *ctx, bool on)
{
	struct bench *b = ctx;

	b->outlet = on;
}

static void on_microrelay(void *ctx, bool on)
{
	(void)ctx;
	(void)on;
}

static void on_led(void *ctx, enum led led, enum led_pattern pattern)
{
	(void)ctx;
	(void)led;
	(void)pattern;
}

static void on_answer(void *ctx, const char *text)
{
	struct bench *b = ctx;

	snprintf(b->answer, sizeof b->answer, "%s", text);
}

static void on_note(void *ctx, const struct note *note)
{
	struct bench *b = ctx;
	size_t len = strlen(b->log);

	if (note->level == NOTE_ERROR)
		snprintf(b->log + len, sizeof b->log - len, "%s\n", note->what);
}

static void on_restart(void *ctx)
{
	struct bench *b = ctx;

	b->restarts++;
}

static void start(struct bench *b)
{
	const struct port port = {
		.ctx = b, .modem_send = on_bytes, .outlet = on_outlet, .microrelay = on_microrelay, .led = on_led,
		.answer = on_answer, .note = on_note, .restart = on_restart, .shut_down = on_restart,
		.flash = sick_flash(&b->sick, b->nor),
	};
	const struct device_config config = { .core = { .model = MODEL_707, .product = "smsocket", .version = "1" } };

	assert_int_equal(device_start(&b->device, &config, &port, (struct core_now){ .mono_ms = b->now_ms }), 0);
}

static struct bench *begin(void)
{
	static struct bench b;

	memset(&b, 0, sizeof b);
	b.nor = nor_new(4096, 16, 8);
	b.now_ms = 1000;
	start(&b);
	return &b;
}

static void command(struct bench *b, const char *text, const char *answer)
{
	b->answer[0] = '\0';
	b->now_ms += 100;
	device_command(&b->device, (struct core_now){ .mono_ms = b->now_ms }, text, true);
	assert_string_equal(b->answer, answer);
}

static void it_goes_on_and_says_so_once(void **state)
{
	struct bench *b = begin();

	(void)state;
	command(b, "RESTARTTIME=20", "RESTARTTIME=20 - OK");
	b->sick.refuses = true;
	command(b, "ON", "Power socket ON");
	assert_true(b->outlet);
	command(b, "RESTARTTIME=30", "RESTARTTIME=30 - OK");
	command(b, "RESTARTTIME?", "RESTARTTIME=30 seconds");
	assert_string_equal(b->log, "not written: the flash fails\n");
	assert_true(b->device.write_failures >= 2);
	/* Well again: what it did not take is written with the next event, and the next failure is news. */
	b->sick.refuses = false;
	command(b, "RESTARTTIME?", "RESTARTTIME=30 seconds");
	b->sick.refuses = true;
	command(b, "OFF", "Power socket OFF");
	assert_string_equal(b->log, "not written: the flash fails\nnot written: the flash fails\n");
	/* The power fails: so it was when the flash was well. */
	start(b);
	assert_true(b->outlet);
	command(b, "RESTARTTIME?", "RESTARTTIME=30 seconds");
	nor_free(b->nor);
}

static void button(struct bench *b, bool down, unsigned for_ms)
{
	uint64_t end_ms = b->now_ms + for_ms;

	device_input(&b->device, (struct core_now){ .mono_ms = b->now_ms }, INPUT_BUTTON, down);
	while (device_deadline_ms(&b->device) <= end_ms && b->restarts == 0) {
		uint64_t due_ms = device_deadline_ms(&b->device);

		b->now_ms = due_ms > b->now_ms ? due_ms : b->now_ms;
		device_step(&b->device, (struct core_now){ .mono_ms = b->now_ms });
	}
	b->now_ms = end_ms;
}

/* What is held does not outlive it either. */
static void a_factory_reset_that_fails_is_told(void **state)
{
	struct bench *b = begin();

	(void)state;
	for (int well = 0; well < 2; well++) {
		b->sick.refuses = false;
		command(b, "RESTARTTIME=20", "RESTARTTIME=20 - OK");
		b->sick.refuses = true;
		command(b, "RESTARTTIME=30", "RESTARTTIME=30 - OK");
		b->sick.refuses = well == 0;
		b->log[0] = '\0';
		button(b, true, 6000);
		button(b, false, 1000);
		button(b, true, 1000);
		assert_int_equal(b->restarts, 1);
		assert_string_equal(b->log, well ? "" : "factory reset failed: the flash fails\n");
		b->restarts = 0;
		b->sick.refuses = false;
		start(b);
		command(b, "RESTARTTIME?", well ? "RESTARTTIME=10 seconds" : "RESTARTTIME=20 seconds");
	}
	nor_free(b->nor);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_goes_on_and_says_so_once),
		cmocka_unit_test(a_factory_reset_that_fails_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
