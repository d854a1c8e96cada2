/* However the bytes of a modem are cut into reads, the device does the same: over dialogues with modems of all families,
 * recorded in the simulated world and played to a device alone, as they came, byte by byte, and cut at random.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "device/device.h"
#include "sim/chance.h"
#include "sim/nor.h"
#include "sim/world.h"

#define OWNER "+33600000001"
#define MINUTE_MS 60000u
#define BOOT_MONO_MS 1000u /* a world's device begins its clock here */
#define RANDOM_CUTS 12
#define TRACE_CAP (1u << 20)
#define READS_MAX 20000

/* --- A dialogue: what the modem said, and when. --- */

struct read {
	uint64_t at_ms;
	size_t at, len; /* in bytes */
};

struct recording {
	struct read reads[READS_MAX];
	size_t count;
	uint8_t bytes[TRACE_CAP];
	size_t len;
	uint64_t end_ms;
};

static void record(void *ctx, const struct world_news *news)
{
	struct recording *r = ctx;

	if (news->kind != NEWS_LINE || news->line.to_modem)
		return;
	assert_true(r->count < READS_MAX && r->len + news->line.len <= sizeof r->bytes);
	memcpy(r->bytes + r->len, news->line.bytes, news->line.len);
	/* What is said at one moment is one read, of many lines perhaps. */
	if (r->count > 0 && r->reads[r->count - 1].at_ms == news->at_ms)
		r->reads[r->count - 1].len += news->line.len;
	else
		r->reads[r->count++] = (struct read){ news->at_ms, r->len, news->line.len };
	r->len += news->line.len;
}

static void pass(struct world *w, uint64_t for_ms)
{
	world_run_until(w, world_now_ms(w) + for_ms);
}

static void text(struct world *w, const char *what)
{
	assert_int_equal(world_text(w, OWNER, what, NULL), 0);
	pass(w, 2000);
}

/* A busy quarter of an hour: texts short and long, in both alphabets, in a burst; a call; a code; a restart. */
static struct recording *live(const char *profile)
{
	struct recording *r = calloc(1, sizeof *r);
	const struct world_config config = { .model = MODEL_706, .profile = profile, .seed = 7 };
	const struct world_watch watch = { r, record };
	struct world *w = world_new(&config, &watch);

	assert_non_null(w);
	world_mains(w, true);
	pass(w, 2 * MINUTE_MS);
	text(w, "ON");
	text(w, "status");
	text(w, "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82 \xF0\x9F\x98\x80");
	text(w, "a text of more than one part, which no socket understands, {but} which has to be joined all the same, "
	     "because somebody may have meant something by it [who knows?]; so it is read, and dropped for its length");
	pass(w, MINUTE_MS);
	text(w, "SALDOUMS=*100#");
	assert_int_equal(codes_lay_down(network_codes(world_network(w)), "*100#", CONDUCT_ANSWERS, "Credit: 5 \xE2\x82\xAC"), 0);
	text(w, "SALDO");
	pass(w, MINUTE_MS);
	voice_place(network_voice(world_network(w)), world_now_ms(w), OWNER, false);
	pass(w, 20000);
	voice_hang_up(network_voice(world_network(w)), OWNER);
	network_cover(world_network(w), false);
	for (int i = 0; i < 6; i++)
		text(w, i % 2 == 0 ? "OFF" : "ON5");
	pass(w, 2 * MINUTE_MS);
	network_cover(world_network(w), true);
	pass(w, 2 * MINUTE_MS);
	assert_int_equal(vmodem_fault(world_modem(w), world_now_ms(w), "reboots"), 0);
	text(w, "RUNTIME");
	pass(w, 5 * MINUTE_MS);
	r->end_ms = world_now_ms(w);
	world_free(w);
	return r;
}

/* --- A device alone, and all that it does. --- */

struct trace {
	char text[TRACE_CAP];
	size_t len;
	uint64_t now_ms;
};

static void say(struct trace *t, const char *what, const void *bytes, size_t len)
{
	assert_true(t->len + len + 40 < sizeof t->text);
	t->len += (size_t)sprintf(t->text + t->len, "%llu %s ", (unsigned long long)t->now_ms, what);
	memcpy(t->text + t->len, bytes, len);
	t->len += len;
	t->text[t->len++] = '\n';
}

static void on_send(void *ctx, const uint8_t *bytes, size_t len)
{
	say(ctx, "sends", bytes, len);
}

static void on_outlet(void *ctx, bool on)
{
	say(ctx, "outlet", on ? "on" : "off", on ? 2 : 3);
}

static void on_microrelay(void *ctx, bool on)
{
	say(ctx, "microrelay", on ? "on" : "off", on ? 2 : 3);
}

static void on_led(void *ctx, enum led led, enum led_pattern pattern)
{
	const uint8_t both[] = { (uint8_t)('0' + led), (uint8_t)('0' + pattern) };

	say(ctx, "led", both, sizeof both);
}

static void on_note(void *ctx, const struct note *note)
{
	say(ctx, "note", note->what, strlen(note->what));
}

static void on_nothing(void *ctx)
{
	(void)ctx;
}

/* How a read is cut: 0 bytes: not at all; 1: each by itself; else pieces of 1 to so many by chance. */
struct knife {
	uint32_t most;
	struct chance chance;
};

static void feed(struct device *d, struct trace *t, struct knife *k, const uint8_t *bytes, size_t len)
{
	const struct core_now now = { .mono_ms = t->now_ms };

	while (len > 0) {
		size_t piece = k->most == 0 ? len : k->most == 1 ? 1 : chance_between(&k->chance, 1, k->most);

		piece = piece < len ? piece : len;
		device_feed(d, now, bytes, piece);
		bytes += piece;
		len -= piece;
	}
}

static void step_until(struct device *d, struct trace *t, uint64_t end_ms)
{
	for (unsigned still = 0; device_deadline_ms(d) <= end_ms; still++) {
		uint64_t at_ms = device_deadline_ms(d);

		if (at_ms > t->now_ms) {
			t->now_ms = at_ms;
			still = 0;
		}
		assert_true(still < 1000);
		device_step(d, (struct core_now){ .mono_ms = t->now_ms });
	}
	t->now_ms = end_ms;
}

static struct trace *play(const struct recording *r, struct knife k)
{
	struct trace *t = calloc(1, sizeof *t);
	struct device *d = calloc(1, sizeof *d);
	struct nor *nor = nor_new(4096, 16, 8);
	const struct port port = {
		.ctx = t, .modem_send = on_send, .outlet = on_outlet, .microrelay = on_microrelay, .led = on_led,
		.note = on_note, .restart = on_nothing, .shut_down = on_nothing, .flash = nor_flash(nor),
	};
	const struct device_config config = {
		.core = { .model = MODEL_706, .product = "smsocket", .version = "1" }, .power_lost = true,
	};

	t->now_ms = BOOT_MONO_MS;
	assert_int_equal(device_start(d, &config, &port, (struct core_now){ .mono_ms = t->now_ms }), 0);
	for (size_t i = 0; i < r->count; i++) {
		step_until(d, t, r->reads[i].at_ms + BOOT_MONO_MS);
		feed(d, t, &k, r->bytes + r->reads[i].at, r->reads[i].len);
	}
	step_until(d, t, r->end_ms + BOOT_MONO_MS);
	nor_free(nor);
	free(d);
	return t;
}

/* Shows the first line that differs. */
static void same(const char *profile, struct knife k, const struct trace *expected, const struct trace *t)
{
	size_t line = 0, i = 0;

	while (i < expected->len && i < t->len && expected->text[i] == t->text[i]) {
		if (expected->text[i] == '\n')
			line = i + 1;
		i++;
	}
	if (i == expected->len && i == t->len)
		return;
	fail_msg("%s, pieces of %u: expected \"%.*s\", got \"%.*s\"", profile, k.most,
		 (int)strcspn(expected->text + line, "\n"), expected->text + line, (int)strcspn(t->text + line, "\n"),
		 t->text + line);
}

static void any_split_gives_the_same(void **state)
{
	static const uint32_t most[] = { 1, 2, 3, 7, 40 };
	size_t sizes = sizeof most / sizeof *most;

	(void)state;
	for (size_t p = 0; vmodem_profile(p) != NULL; p++) {
		struct recording *r = live(vmodem_profile(p));
		struct trace *expected = play(r, (struct knife){ 0 });

		/* A dialogue worth the name: the outlet went on. */
		assert_non_null(strstr(expected->text, " outlet on"));
		for (uint32_t i = 0; i < RANDOM_CUTS; i++) {
			struct knife k = { most[i % sizes], { 100 * p + i } };
			struct trace *t = play(r, k);

			same(vmodem_profile(p), k, expected, t);
			free(t);
		}
		free(expected);
		free(r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_split_gives_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
