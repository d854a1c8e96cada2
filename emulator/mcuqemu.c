/* SPDX-License-Identifier: Apache-2.0 */
#include "emulator/mcuqemu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/assert.h"
#include "device/blink.h"
#include "emulator/guest.h"
#include "emulator/heard.h"
#include "ports/cortexm/plate.h"

#define FED_CAP 4096
#define TAKE_CAP 4096
#define TROUBLE_CAP 1600
#define PLATE_AT (16u * TEAR_SECTOR_SIZE) /* behind the store's sectors */

struct qemu {
	struct guest guest;
	struct port port; /* the world's */
	struct heard heard;
	bool cut_off;
	uint64_t booted_at_ms;
	uint8_t fed[FED_CAP]; /* what comes with the next pass */
	size_t fed_len;
	uint32_t outputs; /* as they were told */
	uint8_t pattern[LED_COUNT];
	uint64_t lit_from_ms[LED_COUNT]; /* on its clock: when the pattern began */
	bool known;
	int raw_dc; /* what the thermometer was set to */
	struct text why; /* in `trouble` */
	char trouble[TROUBLE_CAP];
};

static uint64_t clock_of(const struct qemu *q, uint64_t now_ms)
{
	return now_ms - q->booted_at_ms + GUEST_BEGIN_MS;
}

static bool troubled(const struct qemu *q)
{
	return q->trouble[0] != '\0';
}

/* It does nothing any more, or not yet. */
static bool still(const struct qemu *q)
{
	return !q->guest.on || troubled(q);
}

/* --- What has become of the board. --- */

static void tell_levels(struct qemu *q)
{
	const struct port *port = &q->port;
	uint32_t is = q->guest.outputs, changed = is ^ q->outputs;

	q->outputs = is;
	if ((changed & MACHINE_OUTLET) != 0)
		port->outlet(port->ctx, (is & MACHINE_OUTLET) != 0);
	if ((changed & MACHINE_MICRORELAY) != 0)
		port->microrelay(port->ctx, (is & MACHINE_MICRORELAY) != 0);
	if ((changed & MACHINE_MODEM_POWER) != 0)
		port->modem_power(port->ctx, (is & MACHINE_MODEM_POWER) != 0);
	if ((is & MACHINE_HOLD) == 0)
		port->shut_down(port->ctx);
}

static void tell_said(struct qemu *q)
{
	char bytes[TAKE_CAP];
	size_t len;

	while ((len = stream_take(&q->guest.machine.console, bytes, sizeof bytes)) > 0)
		heard_feed(&q->heard, &q->port, bytes, len);
	while ((len = stream_take(&q->guest.machine.modem, bytes, sizeof bytes)) > 0)
		q->port.modem_send(q->port.ctx, (const uint8_t *)bytes, len);
}

/* The lamp on the board has to show the pattern. */
static void check_lamp(struct qemu *q, enum led led, uint64_t clock_ms)
{
	uint64_t stays_ms;
	enum led_pattern pattern = (enum led_pattern)q->pattern[led];
	bool lit = (q->outputs & MACHINE_LED << led) != 0;

	if (troubled(q) || lit == blink_lit(pattern, clock_ms - q->lit_from_ms[led], &stays_ms))
		return;
	text_str(&q->why, "the lamp ");
	text_str(&q->why, led_name(led));
	text_str(&q->why, lit ? " is lit" : " is dark");
	text_str(&q->why, ", expected otherwise ");
	text_number(&q->why, (int64_t)(clock_ms - q->lit_from_ms[led]));
	text_str(&q->why, " ms into the pattern ");
	text_str(&q->why, led_pattern_name(pattern));
}

static void tell_lamps(struct qemu *q, uint64_t clock_ms)
{
	for (enum led led = 0; led < LED_COUNT; led++) {
		uint8_t pattern = q->guest.view.pattern[led];

		if (pattern != q->pattern[led]) {
			q->pattern[led] = pattern;
			q->lit_from_ms[led] = clock_ms;
			q->port.led(q->port.ctx, led, (enum led_pattern)pattern);
		}
		check_lamp(q, led, clock_ms);
	}
}

/* A reset is what the device asks for; or else the firmware is broken. */
static void tell_reset(struct qemu *q)
{
	const struct loop_view *v = &q->guest.view;

	if (v->cause == CAUSE_ASKED) {
		q->port.restart(q->port.ctx);
		return;
	}
	guest_print_reset(&q->guest, &q->why);
}

/* Without a device in it, it goes on blinking; the console has said why. */
static void check_running(struct qemu *q)
{
	if (!troubled(q) && !q->guest.view.running && (q->outputs & MACHINE_HOLD) != 0)
		text_str(&q->why, "the firmware runs without its device: its flash fails");
}

static void become(struct qemu *q, enum guest_event event, uint64_t clock_ms)
{
	switch (event) {
	case GUEST_SLEPT:
		tell_levels(q);
		tell_said(q);
		tell_lamps(q, clock_ms);
		check_running(q);
		return;
	case GUEST_BEGUN:
		tell_said(q);
		tell_reset(q);
		return;
	case GUEST_CUT:
		tell_levels(q);
		tell_said(q);
		q->cut_off = true;
		return;
	case GUEST_FAILED:
		return;
	}
}

/* --- Deeds. --- */

static void pass(struct qemu *q, uint64_t now_ms)
{
	size_t len = q->fed_len;

	if (still(q))
		return;
	q->fed_len = 0;
	become(q, guest_pass(&q->guest, clock_of(q, now_ms), q->fed, len, &q->why), clock_of(q, now_ms));
}

static void qemu_close(void *self)
{
	struct qemu *q = self;

	guest_free(&q->guest);
	heard_free(&q->heard);
	free(q);
}

/* Who it is, as its maker would have written it. */
static void write_plate(struct qemu *q, const struct device_config *config)
{
	struct plate plate;
	char words[32];
	ssize_t n;

	snprintf(words, sizeof words, "%s %s", model_name(config->core.model), config->pin != NULL ? config->pin : "");
	int rc = plate_parse(&plate, words);
	ASSERT(rc == 0);
	n = pwrite(q->guest.flash, &plate, sizeof plate, PLATE_AT);
	ASSERT(n == sizeof plate);
}

static bool set_thermometer(struct qemu *q, const struct mcu_reading *r)
{
	if (r->known == q->known && r->raw_dc == q->raw_dc)
		return true;
	q->known = r->known;
	q->raw_dc = r->raw_dc;
	return machine_thermometer(&q->guest.machine, r->known, r->raw_dc, &q->why);
}

static bool set_up(struct qemu *q, const struct mcu_start *start)
{
	struct machine *m = &q->guest.machine;
	bool fine = machine_thermometer(m, start->reading.known, start->reading.raw_dc, &q->why) &&
		    machine_battery(m, start->reading.battery_pct, &q->why);

	for (enum core_input input = 0; fine && input < MCU_INPUT_COUNT; input++)
		fine = machine_input(m, input, start->sensed[input], &q->why);
	q->known = start->reading.known;
	q->raw_dc = start->reading.raw_dc;
	return fine;
}

static void qemu_start(void *self, uint64_t now_ms, const struct mcu_start *start)
{
	struct qemu *q = self;
	enum guest_event event = GUEST_BEGUN;

	if (troubled(q))
		return;
	q->port = start->port;
	q->booted_at_ms = now_ms;
	q->fed_len = 0;
	/* The world knows its outputs at rest, and its modem with power when it had none itself. */
	q->outputs = MACHINE_HOLD | (start->config.power_lost ? MACHINE_MODEM_POWER : q->outputs & MACHINE_MODEM_POWER);
	memset(q->pattern, PATTERN_OFF, sizeof q->pattern);
	for (enum led led = 0; led < LED_COUNT; led++)
		q->lit_from_ms[led] = 0;
	if (!q->guest.on) {
		write_plate(q, &start->config);
		heard_begin(&q->heard);
		event = guest_power(&q->guest, &q->why);
	}
	if (event != GUEST_BEGUN) {
		become(q, event, GUEST_BEGIN_MS);
		return;
	}
	if (!set_up(q, start))
		guest_fail(&q->guest, &q->why);
	else
		become(q, guest_begin(&q->guest, &q->why), GUEST_BEGIN_MS);
}

static void look_for_complaints(struct qemu *q)
{
	char buffer[400];
	struct text line;

	text_init(&line, buffer, sizeof buffer);
	if (still(q) || !machine_complaint(&q->guest.machine, &line))
		return;
	text_str(&q->why, "the emulator complains of the firmware: ");
	text_str(&q->why, buffer);
}

static void qemu_stop(void *self, bool power_lost)
{
	struct qemu *q = self;

	look_for_complaints(q);
	q->cut_off = false;
	q->fed_len = 0;
	if (!power_lost)
		return;
	guest_off(&q->guest);
	q->guest.tear.after = 0;
}

static void qemu_feed(void *self, uint64_t now_ms, const uint8_t *bytes, size_t len)
{
	struct qemu *q = self;

	(void)now_ms;
	ASSERT(len <= sizeof q->fed - q->fed_len);
	memcpy(q->fed + q->fed_len, bytes, len);
	q->fed_len += len;
}

static void qemu_input(void *self, uint64_t now_ms, enum core_input input, bool level)
{
	struct qemu *q = self;

	if (still(q))
		return;
	if (machine_input(&q->guest.machine, input, level, &q->why))
		pass(q, now_ms);
	else
		guest_fail(&q->guest, &q->why);
}

static void qemu_reading(void *self, uint64_t now_ms, const struct mcu_reading *reading)
{
	struct qemu *q = self;

	if (still(q))
		return;
	if (set_thermometer(q, reading) && machine_battery(&q->guest.machine, reading->battery_pct, &q->why) &&
	    guest_wants_reading(&q->guest, &q->why))
		pass(q, now_ms);
	else
		guest_fail(&q->guest, &q->why);
}

static void qemu_command(void *self, uint64_t now_ms, const char *text, bool may_configure)
{
	struct qemu *q = self;

	ASSERT(may_configure);
	if (still(q))
		return;
	if (machine_put(&q->guest.machine, LINE_CONSOLE, text, strlen(text), &q->why) &&
	    machine_put(&q->guest.machine, LINE_CONSOLE, "\n", 1, &q->why))
		pass(q, now_ms);
	else
		guest_fail(&q->guest, &q->why);
}

static uint64_t qemu_deadline_ms(const void *self)
{
	const struct qemu *q = self;
	uint64_t clock_ms = q->guest.view.wake_ms;

	if (still(q) || clock_ms == CORE_NEVER)
		return UINT64_MAX;
	return clock_ms <= GUEST_BEGIN_MS ? q->booted_at_ms : clock_ms - GUEST_BEGIN_MS + q->booted_at_ms;
}

static void qemu_step(void *self, uint64_t now_ms)
{
	struct qemu *q = self;

	if (q->fed_len > 0 || qemu_deadline_ms(q) <= now_ms)
		pass(q, now_ms);
}

static bool qemu_mic_live(const void *self)
{
	const struct qemu *q = self;

	return q->guest.on && q->guest.view.mic != 0;
}

static void qemu_cut_after(void *self, uint64_t writes)
{
	struct qemu *q = self;

	if (!guest_cut_after(&q->guest, writes, &q->why))
		guest_fail(&q->guest, &q->why);
}

static bool qemu_cut_off(const void *self)
{
	const struct qemu *q = self;

	return q->cut_off;
}

static const char *qemu_trouble(void *self)
{
	struct qemu *q = self;

	look_for_complaints(q);
	return troubled(q) ? q->trouble : NULL;
}

struct mcu mcuqemu_new(const struct image *image)
{
	static const struct mcu_deeds deeds = {
		.close = qemu_close,
		.start = qemu_start,
		.stop = qemu_stop,
		.feed = qemu_feed,
		.input = qemu_input,
		.reading = qemu_reading,
		.command = qemu_command,
		.step = qemu_step,
		.deadline_ms = qemu_deadline_ms,
		.mic_live = qemu_mic_live,
		.cut_after = qemu_cut_after,
		.cut_off = qemu_cut_off,
		.trouble = qemu_trouble,
	};
	struct qemu *q = calloc(1, sizeof *q);

	ASSERT(q != NULL);
	guest_init(&q->guest, image);
	text_init(&q->why, q->trouble, sizeof q->trouble);
	return (struct mcu){ &deeds, q };
}
