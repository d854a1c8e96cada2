/* Sensors of a tree of files, read in the worker; what takes long is a pipe without a writer.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "ports/linux/board.h"
#include "ports/linux/supply.h"
#include "ports/linux/thermometer.h"
#include "ports/linux/worker.h"
#include "tests/unit/rig.h"

#define W1 "bus/w1/devices/28-0316a2797955/temperature"

struct bench {
	struct rig rig;
	struct worker worker;
	struct gpioconfig config;
	struct thermometer thermometer;
	struct supply supply;
	unsigned told;
	int value;
	/* Of the worker alone. */
	unsigned done;
	int error;
	char text[WORKER_TEXT_CAP];
};

static int make_bench(void **state)
{
	struct bench *b = calloc(1, sizeof *b);
	struct why why;

	assert_non_null(b);
	rig_open(&b->rig);
	assert_int_equal(worker_open(&b->worker, b->rig.base, &why), 0);
	*state = b;
	return 0;
}

static int remove_bench(void **state)
{
	struct bench *b = *state;

	worker_close(&b->worker);
	rig_close(&b->rig);
	free(b);
	return 0;
}

/* --- The worker. --- */

static void on_done(void *ctx, int error, const char *text)
{
	struct bench *b = ctx;

	b->done++;
	b->error = error;
	strcpy(b->text, text);
}

static bool is_done(void *ctx)
{
	return ((struct bench *)ctx)->done > 0;
}

static bool are_done(void *ctx)
{
	return ((struct bench *)ctx)->done == 2;
}

static void ask(struct bench *b, unsigned asker, const char *path)
{
	char whole[PATH_MAX];

	snprintf(whole, sizeof whole, "%s/%s", b->rig.root, path);
	assert_true(worker_read(&b->worker, asker, whole));
}

static void expect(struct bench *b, int error, const char *text)
{
	rig_until(&b->rig, is_done, b);
	assert_int_equal(b->done, 1);
	assert_int_equal(b->error, error);
	assert_string_equal(b->text, text);
	b->done = 0;
}

static void reads_files(void **state)
{
	struct bench *b = *state;
	unsigned me = worker_join(&b->worker, on_done, b);

	rig_put(&b->rig, "a/b", "21500 \n\n");
	rig_put(&b->rig, "empty", "");
	rig_put(&b->rig, "long", "0123456789012345678901234567890123456789012345678901234567890123456789");
	ask(b, me, "a/b");
	expect(b, 0, "21500");
	ask(b, me, "empty");
	expect(b, 0, "");
	ask(b, me, "long");
	expect(b, 0, "012345678901234567890123456789012345678901234567890123456789012");
	ask(b, me, "none");
	expect(b, ENOENT, "");
	ask(b, me, "a");
	expect(b, EISDIR, "");
}

/* The other end of a pipe in the tree. */
static int writer(struct bench *b, const char *path)
{
	char whole[PATH_MAX];
	int fd;

	snprintf(whole, sizeof whole, "%s/%s", b->rig.root, path);
	fd = open(whole, O_WRONLY);
	assert_true(fd >= 0);
	return fd;
}

/* The loop goes on, others wait for their turn, nobody asks twice at a time. */
static void a_read_that_hangs_holds_up_only_readers(void **state)
{
	struct bench *b = *state;
	unsigned slow = worker_join(&b->worker, on_done, b), other = worker_join(&b->worker, on_done, b);

	rig_fifo(&b->rig, "pipe");
	rig_put(&b->rig, "file", "7\n");
	ask(b, slow, "pipe");
	ask(b, other, "file");
	/* It hangs in the pipe from when this opens it until a line comes. */
	int fd = writer(b, "pipe");
	rig_turn(&b->rig);
	assert_int_equal(b->done, 0);
	assert_false(worker_read(&b->worker, slow, "/dev/null"));
	assert_int_equal(write(fd, "late\n", 5), 5);
	close(fd);
	rig_until(&b->rig, are_done, b);
	assert_string_equal(b->text, "7");
}

static void the_end_does_not_wait_for_what_hangs(void **state)
{
	struct bench *b = *state;
	struct worker w;
	struct why why;
	char whole[PATH_MAX];

	assert_int_equal(worker_open(&w, b->rig.base, &why), 0);
	worker_join(&w, on_done, b);
	rig_fifo(&b->rig, "pipe");
	snprintf(whole, sizeof whole, "%s/pipe", b->rig.root);
	worker_read(&w, 0, whole);
	int fd = writer(b, "pipe");
	worker_close(&w);
	/* Now it comes back, to find nobody. */
	close(fd);
	rig_turn(&b->rig);
	assert_int_equal(b->done, 0);
}

/* --- The thermometer. --- */

static void told(void *ctx, int value)
{
	struct bench *b = ctx;

	b->told++;
	b->value = value;
}

static bool has_read(void *ctx)
{
	const struct bench *b = ctx;

	return !b->worker.asker[0].busy;
}

/* Until what was asked for has been read, and what that led to. */
static void wait_read(struct bench *b)
{
	rig_until(&b->rig, has_read, b);
}

static void start(struct bench *b, const char *value)
{
	struct why why = { "" };

	b->config = (struct gpioconfig){ .sysfs_root = NULL };
	if (gpioconfig_take(&b->config, "temperature", value, &why) != 0)
		fail_msg("%s", why.text);
	b->worker.askers = 0;
	b->told = 0;
	thermometer_open(&b->thermometer, b->rig.base, &b->worker, &b->config.place[PART_TEMPERATURE], b->rig.root, &b->rig.log,
		told, b);
	wait_read(b);
}

static void stop(struct bench *b)
{
	thermometer_close(&b->thermometer);
}

/* The next reading, without the wait for it. */
static void read_again(struct bench *b)
{
	assert_true(evtimer_pending(b->thermometer.timer, NULL));
	event_active(b->thermometer.timer, EV_TIMEOUT, 0);
	rig_turn(&b->rig);
	wait_read(b);
}

static void expect_told(struct bench *b, unsigned count, int value)
{
	assert_int_equal(b->told, count);
	assert_int_equal(b->value, value);
}

static void expect_shown(struct bench *b, bool answers, const char *text)
{
	char shown[96];

	assert_int_equal(thermometer_shown(&b->thermometer, shown, sizeof shown), answers);
	assert_string_equal(shown, text);
}

static void waits_seconds(struct bench *b, int expected)
{
	struct timeval due, now;

	assert_true(evtimer_pending(b->thermometer.timer, &due));
	gettimeofday(&now, NULL);
	assert_in_range(due.tv_sec + 2 - now.tv_sec, expected - 1, expected + 3);
}

static void reads_one_wire(void **state)
{
	static const struct { const char *content; int dc; } rows[] = {
		{ "21437\n", 214 }, { "21450\n", 215 }, { "-62\n", -1 }, { "-10125\n", -101 }, { "0\n", 0 }, { "125000\n", 1250 },
		{ "-55000\n", -550 }, { "84937\n", 849 },
	};
	struct bench *b = *state;

	rig_put(&b->rig, W1, "20000\n");
	start(b, "w1:28-0316a2797955");
	expect_told(b, 1, 200);
	waits_seconds(b, THERMOMETER_EVERY_S);
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		rig_put(&b->rig, W1, rows[i].content);
		read_again(b);
		expect_told(b, i + 2, rows[i].dc);
	}
	read_again(b);
	assert_int_equal(b->told, 9);
	expect_shown(b, true, "w1:28-0316a2797955: 84.9 C");
	rig_put(&b->rig, W1, "-500");
	read_again(b);
	expect_shown(b, true, "w1:28-0316a2797955: -0.5 C");
	assert_int_equal(rig_noted(&b->rig, "\n"), 0);
	stop(b);
}

static void finds_the_only_sensor(void **state)
{
	struct bench *b = *state;

	rig_put(&b->rig, "bus/w1/devices/w1_bus_master1/therm_bulk_read", "0");
	rig_put(&b->rig, W1, "1000");
	start(b, "w1:");
	expect_told(b, 1, 10);
	expect_shown(b, true, "w1:28-0316a2797955: 1.0 C");
	rig_put(&b->rig, "bus/w1/devices/28-000000000001/temperature", "2000");
	for (int i = 0; i < 3; i++)
		read_again(b);
	expect_told(b, 2, BOARD_NO_READING);
	assert_int_equal(rig_noted(&b->rig, "no reading of the temperature: w1:: several have that name"), 1);
	rig_remove(&b->rig, "bus/w1/devices/28-0316a2797955");
	read_again(b);
	expect_told(b, 3, 20);
	expect_shown(b, true, "w1:28-000000000001: 2.0 C");
	stop(b);
}

static void a_lost_sensor_comes_back(void **state)
{
	struct bench *b = *state;

	rig_put(&b->rig, W1, "20000");
	start(b, "w1:28-0316a2797955");
	rig_remove(&b->rig, "bus/w1/devices/28-0316a2797955");
	read_again(b);
	waits_seconds(b, THERMOMETER_AGAIN_S);
	read_again(b);
	assert_int_equal(b->told, 1);
	read_again(b);
	expect_told(b, 2, BOARD_NO_READING);
	expect_shown(b, false, "w1:28-0316a2797955: it is not there");
	read_again(b);
	read_again(b);
	assert_int_equal(b->told, 2);
	assert_int_equal(rig_noted(&b->rig, "no reading of the temperature: w1:28-0316a2797955: it is not there"), 1);
	assert_int_equal(rig_noted(&b->rig, "\n"), 1);
	rig_put(&b->rig, W1, "20500");
	read_again(b);
	expect_told(b, 3, 205);
	waits_seconds(b, THERMOMETER_EVERY_S);
	assert_int_equal(rig_noted(&b->rig, "the temperature reads again"), 1);
	assert_int_equal(rig_noted(&b->rig, "\n"), 2);
	stop(b);
}

static void one_failure_is_none(void **state)
{
	static const char *const bad[] = { "", "YES\n", "21500 t=1\n", "150100\n", "-100100\n", "nan\n", "inf\n" };
	struct bench *b = *state;

	rig_put(&b->rig, W1, "20000");
	start(b, "w1:28-0316a2797955");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		rig_put(&b->rig, W1, bad[i]);
		read_again(b);
		read_again(b);
		assert_int_equal(b->thermometer.failures, 2);
		rig_put(&b->rig, W1, "20000");
		read_again(b);
		assert_int_equal(b->thermometer.failures, 0);
	}
	assert_int_equal(b->told, 1);
	assert_int_equal(rig_noted(&b->rig, "\n"), 0);
	stop(b);
}

static void power_on_values_are_rejected(void **state)
{
	struct bench *b = *state;

	rig_put(&b->rig, W1, "85000\n");
	start(b, "w1:28-0316a2797955");
	assert_int_equal(b->told, 0);
	read_again(b);
	read_again(b);
	assert_int_equal(b->told, 0);
	assert_int_equal(rig_noted(&b->rig, "w1:28-0316a2797955: 85.0, as after its power-on"), 1);
	rig_put(&b->rig, W1, "21000\n");
	read_again(b);
	expect_told(b, 1, 210);
	rig_put(&b->rig, W1, "85000\n");
	read_again(b);
	assert_int_equal(b->told, 1);
	/* It does get that warm. */
	rig_put(&b->rig, W1, "79900\n");
	read_again(b);
	rig_put(&b->rig, W1, "85000\n");
	read_again(b);
	expect_told(b, 2, 799);
	rig_put(&b->rig, W1, "80000\n");
	read_again(b);
	rig_put(&b->rig, W1, "85000\n");
	read_again(b);
	expect_told(b, 4, 850);
	stop(b);
}

/* Others do not begin with 85. */
static void only_one_wire_has_power_on_values(void **state)
{
	struct bench *b = *state;

	rig_put(&b->rig, "class/hwmon/hwmon0/name", "lm75\n");
	rig_put(&b->rig, "class/hwmon/hwmon0/temp1_input", "85000\n");
	start(b, "hwmon:lm75");
	expect_told(b, 1, 850);
	stop(b);
}

static void finds_hwmon_by_name(void **state)
{
	static const struct { const char *value; int dc; } rows[] = {
		{ "hwmon:lm75", 215 }, { "hwmon:cpu", 400 }, { "hwmon:cpu/core 1", 500 }, { "hwmon:cpu/temp3", 600 },
	};
	struct bench *b = *state;

	rig_put(&b->rig, "class/hwmon/hwmon7/name", "lm75\n");
	rig_put(&b->rig, "class/hwmon/hwmon7/temp1_input", "21500\n");
	rig_put(&b->rig, "class/hwmon/hwmon0/name", "cpu\n");
	rig_put(&b->rig, "class/hwmon/hwmon0/temp1_input", "40000\n");
	rig_put(&b->rig, "class/hwmon/hwmon0/temp1_label", "core 0\n");
	rig_put(&b->rig, "class/hwmon/hwmon0/temp2_input", "50000\n");
	rig_put(&b->rig, "class/hwmon/hwmon0/temp2_label", "core 1\n");
	rig_put(&b->rig, "class/hwmon/hwmon0/temp3_input", "60000\n");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		start(b, rows[i].value);
		expect_told(b, 1, rows[i].dc);
		stop(b);
	}
	start(b, "hwmon:cpu/core 9");
	assert_int_equal(b->told, 0);
	expect_shown(b, false, "hwmon:cpu: it is not there");
	stop(b);
	/* Its number is another after a start of the machine. */
	start(b, "hwmon:lm75");
	rig_remove(&b->rig, "class/hwmon/hwmon7");
	rig_put(&b->rig, "class/hwmon/hwmon1/name", "lm75\n");
	rig_put(&b->rig, "class/hwmon/hwmon1/temp1_input", "-22000\n");
	read_again(b);
	expect_told(b, 2, -220);
	stop(b);
}

static void finds_iio_by_name(void **state)
{
	struct bench *b = *state;

	rig_put(&b->rig, "bus/iio/devices/iio:device3/name", "dht11@0\n");
	rig_put(&b->rig, "bus/iio/devices/iio:device3/in_temp_input", "23000\n");
	rig_put(&b->rig, "bus/iio/devices/iio:device1/name", "tmp006\n");
	rig_put(&b->rig, "bus/iio/devices/iio:device1/in_temp_raw", "800\n");
	start(b, "iio:dht11@0");
	expect_told(b, 1, 230);
	stop(b);
	/* (raw + offset) * scale, where those exist. */
	start(b, "iio:tmp006");
	expect_told(b, 1, 8);
	rig_put(&b->rig, "bus/iio/devices/iio:device1/in_temp_scale", "31.250000\n");
	read_again(b);
	expect_told(b, 2, 250);
	rig_put(&b->rig, "bus/iio/devices/iio:device1/in_temp_offset", "-1120\n");
	read_again(b);
	expect_told(b, 3, -100);
	stop(b);
}

/* Until the thread is at the pipe: for nobody waits for a reading that hangs. */
static void a_sensor_that_hangs_is_lost(void **state)
{
	struct bench *b = *state;

	rig_put(&b->rig, W1, "20000");
	start(b, "w1:28-0316a2797955");
	rig_remove(&b->rig, W1);
	rig_fifo(&b->rig, W1);
	event_active(b->thermometer.timer, EV_TIMEOUT, 0);
	rig_turn(&b->rig);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(b->told, 1);
		event_active(b->thermometer.timer, EV_TIMEOUT, 0);
		rig_turn(&b->rig);
	}
	expect_told(b, 2, BOARD_NO_READING);
	assert_int_equal(rig_noted(&b->rig, "w1:28-0316a2797955: its reading takes for ever"), 1);
	int fd = writer(b, W1);
	assert_int_equal(write(fd, "19000\n", 6), 6);
	close(fd);
	wait_read(b);
	expect_told(b, 3, 190);
	stop(b);
}

/* --- Power supplies. --- */

#define ONLINE "class/power_supply/AC/online"
#define CAPACITY "class/power_supply/ups/capacity"

static void start_supply(struct bench *b, enum supply_what what, const char *name)
{
	b->worker.askers = 0;
	b->told = 0;
	supply_open(&b->supply, what, b->rig.base, &b->worker, name, b->rig.root, &b->rig.log, told, b);
	wait_read(b);
}

static void look_again(struct bench *b)
{
	assert_true(evtimer_pending(b->supply.timer, NULL));
	event_active(b->supply.timer, EV_TIMEOUT, 0);
	rig_turn(&b->rig);
	wait_read(b);
}

static void tells_the_mains(void **state)
{
	struct bench *b = *state;
	char text[96];

	rig_put(&b->rig, ONLINE, "1\n");
	start_supply(b, SUPPLY_ONLINE, "AC");
	expect_told(b, 1, 1);
	rig_put(&b->rig, ONLINE, "2\n");
	look_again(b);
	assert_int_equal(b->told, 1);
	rig_put(&b->rig, ONLINE, "0\n");
	look_again(b);
	expect_told(b, 2, 0);
	assert_true(supply_shown(&b->supply, text, sizeof text));
	assert_string_equal(text, "supply:AC: offline");
	rig_remove(&b->rig, "class/power_supply/AC");
	look_again(b);
	look_again(b);
	rig_put(&b->rig, ONLINE, "3\n");
	look_again(b);
	assert_int_equal(b->told, 2);
	assert_int_equal(rig_noted(&b->rig, "supply:AC does not tell its online, which stays as it was: No such file"), 1);
	assert_int_equal(rig_noted(&b->rig, "Numerical result out of range"), 1);
	assert_int_equal(rig_noted(&b->rig, "\n"), 2);
	assert_false(supply_shown(&b->supply, text, sizeof text));
	rig_put(&b->rig, ONLINE, "1\n");
	look_again(b);
	expect_told(b, 3, 1);
	assert_int_equal(rig_noted(&b->rig, "supply:AC tells its online again"), 1);
	supply_close(&b->supply);
}

static void tells_the_battery(void **state)
{
	struct bench *b = *state;
	char text[96];

	rig_put(&b->rig, CAPACITY, "100\n");
	start_supply(b, SUPPLY_CAPACITY, "ups");
	expect_told(b, 1, 100);
	rig_put(&b->rig, CAPACITY, "57\n");
	look_again(b);
	expect_told(b, 2, 57);
	assert_true(supply_shown(&b->supply, text, sizeof text));
	assert_string_equal(text, "supply:ups: 57 %");
	rig_put(&b->rig, CAPACITY, "101\n");
	look_again(b);
	rig_put(&b->rig, CAPACITY, "-1\n");
	look_again(b);
	assert_int_equal(b->told, 2);
	supply_close(&b->supply);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_bench, remove_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_files),
		TEST(a_read_that_hangs_holds_up_only_readers),
		TEST(the_end_does_not_wait_for_what_hangs),
		TEST(reads_one_wire),
		TEST(finds_the_only_sensor),
		TEST(a_lost_sensor_comes_back),
		TEST(one_failure_is_none),
		TEST(power_on_values_are_rejected),
		TEST(only_one_wire_has_power_on_values),
		TEST(finds_hwmon_by_name),
		TEST(finds_iio_by_name),
		TEST(a_sensor_that_hangs_is_lost),
		TEST(tells_the_mains),
		TEST(tells_the_battery),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
