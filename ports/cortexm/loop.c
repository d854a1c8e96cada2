/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/cortexm/loop.h"

#include "base/err.h"
#include "device/device.h"
#include "ports/cortexm/board.h"
#include "ports/cortexm/console.h"
#include "ports/cortexm/cortexm.h"
#include "ports/cortexm/crash.h"
#include "ports/cortexm/deeds.h"
#include "ports/cortexm/lights.h"
#include "ports/cortexm/lm75.h"
#include "ports/cortexm/modemline.h"
#include "ports/cortexm/plate.h"

#define READING_EACH_MS 60000u
/* A board that still lives so long after it has let its power go has got the mains back meanwhile. */
#define ENDING_FOR_MS 5000u
#define INPUTS 4
#define PLATE_WORD "plate "
#define NO_MEMORY "no memory for the settings"

__attribute__((used)) volatile struct loop_view loop_view;

static struct device device;
static bool level[INPUTS];
static bool has_battery;
static uint32_t lost_told;
static volatile uint32_t ticks;

/* --- Time. --- */

uint64_t loop_now_ms(void)
{
	cortexm_mask();
	uint64_t now_ms = loop_view.clock_ms;
	cortexm_unmask();
	return now_ms;
}

void loop_tick(void)
{
	loop_view.clock_ms++;
	ticks++;
}

__attribute__((noinline)) void loop_begin(void)
{
	__asm__ volatile("" ::: "memory");
}

/* In the order that view.h promises. */
static void publish(uint64_t worked_ms)
{
	loop_view.wake_ms = loop_view.running ? device_deadline_ms(&device) : CORE_NEVER;
	loop_view.slept_ms = worked_ms;
	loop_view.sleeps++;
	loop_view.mic = loop_view.running && device_mic_live(&device);
	loop_view.taken = modemline_taken();
}

/* Until the next tick, unless one has come since `seen` was read. What else comes meanwhile lies in its ring until then. */
static void rest(uint64_t worked_ms, uint32_t seen)
{
	lights_show(worked_ms);
	board_step(worked_ms);
	board_watchdog_feed();
	if (ticks != seen)
		return;
	publish(worked_ms);
	cortexm_mask();
	while (ticks == seen) {
		cortexm_sleep();
		cortexm_unmask();
		cortexm_mask();
	}
	cortexm_unmask();
}

void loop_idle(unsigned for_ms)
{
	uint64_t until_ms = loop_now_ms() + for_ms, now_ms;

	do {
		uint32_t seen = ticks;

		now_ms = loop_now_ms();
		rest(now_ms, seen);
	} while (now_ms < until_ms);
}

/* --- What the device brings upon itself. --- */

/* Whether its power really goes is the board's to say. */
static _Noreturn void end(void)
{
	loop_view.running = false;
	board_rest();
	for (enum led led = 0; led < LED_COUNT; led++)
		lights_set(led, PATTERN_OFF, 0);
	board_modem_power(false, loop_now_ms());
	board_set(OUT_HOLD, false);
	do
		loop_idle(ENDING_FOR_MS);
	while (!board_input(INPUT_MAINS));
	crash_restart(CAUSE_POWER);
}

/* After each call into the device. */
static void settle(void)
{
	if (deeds_take_restart())
		crash_restart(CAUSE_ASKED);
	/* The mains keeps it alive. */
	if (deeds_take_shut_down() && !board_input(INPUT_MAINS))
		end();
}

/* --- What there is to be done. --- */

static void write_plate(char *text)
{
	struct plate plate;

	if (plate_parse(&plate, text) != 0)
		console_answer("expected: plate MODEL [PIN]");
	else if (plate_write(&plate, &device.port.flash) != 0)
		console_answer("not written");
	else
		crash_restart(CAUSE_ASKED);
}

static void obey(struct core_now now)
{
	char *line = console_line();

	if (line == NULL)
		return;
	if (text_begins(line, PLATE_WORD))
		write_plate(line + sizeof PLATE_WORD - 1);
	else
		device_command(&device, now, line, true);
	console_done();
	settle();
}

static void sense(struct core_now now)
{
	for (enum core_input input = 0; input < INPUTS; input++) {
		if (board_input(input) == level[input])
			continue;
		level[input] = !level[input];
		device_input(&device, now, input, level[input]);
		settle();
	}
}

static void hear(struct core_now now)
{
	const uint8_t *bytes;
	size_t len;

	while ((len = modemline_waiting(&bytes)) > 0) {
		device_feed(&device, now, bytes, len);
		modemline_take(len);
		settle();
	}
	if (modemline_lost() != lost_told) {
		lost_told = modemline_lost();
		console_say(NOTE_WARNING, "bytes of the modem lost", NULL);
	}
}

static void measure(struct core_now now)
{
	int dc = 0;

	if (has_battery)
		device_battery(&device, now, board_battery_percent());
	bool known = lm75_read(&dc);
	device_temperature(&device, now, known, dc);
	loop_view.reading_ms = now.mono_ms + READING_EACH_MS;
	settle();
}

/* Apart from loop_start, whose frame is below the device's when it starts. */
static __attribute__((noinline)) int open_flash(struct flash *flash)
{
	char buffer[64];
	struct text why;

	text_init(&why, buffer, sizeof buffer);
	int result = board_flash_open(flash, &why);
	if (result != 0)
		console_say(NOTE_ERROR, NO_MEMORY, buffer);
	return result;
}

int loop_start(void)
{
	struct port port;
	struct plate plate;

	deeds_fill(&port);
	if (open_flash(&port.flash) != 0)
		return ERR_IO;
	plate_read(&plate, &port.flash);
	const struct device_config config = {
		.core = { .model = (enum model)plate.model, .product = "smsocket", .version = SMSOCKET_VERSION },
		.power_lost = loop_view.cause == CAUSE_POWER,
		.pin = plate.pin[0] == '\0' ? NULL : plate.pin,
	};
	has_battery = (model_features(config.core.model) & FEATURE_BATTERY) != 0;
	if (device_start(&device, &config, &port, (struct core_now){ .mono_ms = loop_now_ms() }) != 0) {
		console_say(NOTE_ERROR, NO_MEMORY, "it fails");
		return ERR_IO;
	}
	loop_view.running = true;
	return 0;
}

static void sense_at_start(struct core_now now)
{
	for (enum core_input input = 0; input < INPUTS; input++) {
		level[input] = board_input(input);
		device_input_at_start(&device, now, input, level[input]);
	}
	measure(now);
}

static void pass(struct core_now now)
{
	sense(now);
	hear(now);
	obey(now);
	if (loop_view.reading_ms <= now.mono_ms)
		measure(now);
	while (device_deadline_ms(&device) <= now.mono_ms) {
		device_step(&device, now);
		settle();
	}
}

__attribute__((noinline)) _Noreturn void loop_run(void)
{
	sense_at_start((struct core_now){ .mono_ms = loop_now_ms() });
	for (;;) {
		uint32_t seen = ticks;
		struct core_now now = { .mono_ms = loop_now_ms() };

		pass(now);
		rest(now.mono_ms, seen);
	}
}
