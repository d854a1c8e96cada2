/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "ports/linux/tty.h"
#include "ports/linux/webguard.h"

#define BOARD_GPIO "gpio"
#define BOARD_DIRECTORY "dir:"
#define WAIT_MAX_S 86400

/* --- What a value may be. --- */

static int copy(const struct config_row *row, char *field, const char *value)
{
	memset(field, 0, row->size);
	memcpy(field, value, strlen(value));
	return 0;
}

static int take_path(const struct config_row *row, void *field, const char *value, struct why *why)
{
	if (strlen(value) >= row->size)
		return why_failed(why, "\"%s\": expected a path of %zu bytes at most", value, row->size - 1);
	return copy(row, field, value);
}

/* It stands in messages, whose alphabet is GSM's. */
static int take_name(const struct config_row *row, void *field, const char *value, struct why *why)
{
	size_t len = strlen(value);
	bool plain = len >= row->low && len <= row->high;

	for (const char *c = value; plain && *c; c++)
		plain = *c >= ' ' && *c <= '~' && *c != '`';
	if (!plain)
		return why_failed(why, "\"%s\": expected %u to %u characters of ASCII, and no `", value, row->low, row->high);
	return copy(row, field, value);
}

static int take_switch(const struct config_row *row, void *field, const char *value, struct why *why)
{
	(void)row;
	if (!text_same(value, "yes") && !text_same(value, "no"))
		return why_failed(why, "\"%s\": expected yes or no", value);
	*(bool *)field = text_same(value, "yes");
	return 0;
}

/* Digits only: strtoul would take a sign and blanks as well. */
static bool number(const char *value, int base, unsigned low, unsigned high, unsigned *n)
{
	const char *digits = base == 8 ? "01234567" : "0123456789";
	size_t len = strlen(value);

	if (len == 0 || len > 9 || strspn(value, digits) != len)
		return false;
	*n = (unsigned)strtoul(value, NULL, base);
	return *n >= low && *n <= high;
}

static int take_seconds(const struct config_row *row, void *field, const char *value, struct why *why)
{
	unsigned n;

	if (!number(value, 10, row->low, row->high, &n))
		return why_failed(why, "\"%s\": expected seconds, %u to %u", value, row->low, row->high);
	*(unsigned *)field = n;
	return 0;
}

static int take_mode(const struct config_row *row, void *field, const char *value, struct why *why)
{
	unsigned n;

	if (!number(value, 8, row->low, row->high, &n))
		return why_failed(why, "\"%s\": expected permissions in octal, such as 0660", value);
	*(unsigned *)field = n;
	return 0;
}

static int take_baud(const struct config_row *row, void *field, const char *value, struct why *why)
{
	char known[160];
	size_t len = 0;

	(void)row;
	for (size_t i = 0; tty_baud(i) != 0; i++) {
		char baud[16];

		snprintf(baud, sizeof baud, "%u", tty_baud(i));
		if (strcmp(baud, value) == 0) {
			*(unsigned *)field = tty_baud(i);
			return 0;
		}
		len += (size_t)snprintf(known + len, sizeof known - len, "%s%s", i > 0 ? ", " : "", baud);
	}
	return why_failed(why, "\"%s\": expected one of %s", value, known);
}

static int take_model(const struct config_row *row, void *field, const char *value, struct why *why)
{
	int model = model_parse(value);

	(void)row;
	if (model < 0)
		return why_failed(why, "\"%s\": expected 706, 707, 706-light or 707-light", value);
	*(enum model *)field = (enum model)model;
	return 0;
}

static int take_listen(const struct config_row *row, void *field, const char *value, struct why *why)
{
	char host[CONFIG_LISTEN_CAP];
	unsigned port;

	if (*value != '\0' && (strlen(value) >= row->size || !webguard_split(value, host, sizeof host, &port) ||
			       !webguard_numeric(host)))
		return why_failed(why, "\"%s\": expected ADDRESS:PORT, such as 127.0.0.1:8706 or [::1]:8706", value);
	return copy(row, field, value);
}

static int take_board(const struct config_row *row, void *field, const char *value, struct why *why)
{
	bool directory = strncmp(value, BOARD_DIRECTORY, strlen(BOARD_DIRECTORY)) == 0 && value[strlen(BOARD_DIRECTORY)] != '\0';

	if (!directory && strcmp(value, BOARD_GPIO) != 0)
		return why_failed(why, "\"%s\": expected gpio or dir:DIR", value);
	return take_path(row, field, value, why);
}

/* --- The settings. --- */

#define PLACE(field) .at = offsetof(struct config, field), .size = sizeof(((struct config *)NULL)->field)
#define OPTION(its_letter, name, value, sentence) \
	.letter = its_letter, .option = name, .argument = value, .what = sentence

const struct config_row config_rows[] = {
	{
		.section = "modem", .key = "device", .take = take_path, PLACE(modem),
		OPTION('m', "modem", "TTY", "the modem's AT port, best by a name that stays: /dev/serial/by-id/..."),
	}, {
		.section = "modem", .key = "baud", .initial = "115200", .take = take_baud, PLACE(baud),
		OPTION('B', "baud", "N", "the speed of the line, 115200 if not given"),
	}, {
		.section = "modem", .key = "pin-file", .initial = "", .take = take_path, PLACE(pin_file),
		OPTION('P', "pin-file", "FILE", "its first line is the SIM's PIN, 4 to 8 digits: entered once, and never when\n"
			"the card refused it before or has but one try left; without it,\n"
			"$CREDENTIALS_DIRECTORY/sim-pin, if there is one"),
	}, {
		.section = "modem", .key = "wait", .initial = "30", .take = take_seconds, .high = WAIT_MAX_S, PLACE(wait_s),
		OPTION('w', "wait", "S", "give up when no modem has answered after S seconds (default 30; 0: never)"),
	}, {
		.section = "device", .key = "model", .initial = "706", .take = take_model, PLACE(model),
		OPTION('M', "model", "MODEL", "706 (default), 707, 706-light or 707-light"),
	}, {
		.section = "device", .key = "product", .initial = "smsocket", .take = take_name, .low = 1,
		.high = CONFIG_NAME_CAP - 1, PLACE(product),
	}, {
		.section = "device", .key = "serial", .initial = "", .take = take_name, .high = CONFIG_NAME_CAP - 1, PLACE(serial),
	}, {
		.section = "device", .key = "fahrenheit", .initial = "no", .take = take_switch, PLACE(fahrenheit),
	}, {
		.section = "board", .key = "kind", .take = take_board, PLACE(board),
		OPTION('b', "board", "BOARD", "gpio: lines of a gpiochip and the kernel's sensors, as the file's [gpio] says;\n"
			"dir:DIR: a board whose pins are files in DIR: the daemon writes outlet and\n"
			"microrelay (0 or 1), led_power, led_gsm, led_mic and led_out (the\n"
			"pattern's name); whenever they change it reads button, sensor, jack and\n"
			"mains (0 or 1), battery (percent) and temperature (degrees Celsius);\n"
			"not there: button up, sensor open, jack in, mains on, battery full,\n"
			"temperature unknown"),
	}, {
		.section = "board", .key = "sysfs-root", .initial = "/sys", .take = take_path, PLACE(sysfs_root),
		OPTION('r', "sysfs-root", "DIR", "where gpio finds the kernel's sensors and lights, /sys if not given"),
	}, {
		.section = "state", .key = "directory", .take = take_path, PLACE(state),
		OPTION('s', "state", "DIR", "where settings and the state of the outlet are kept: 64 KiB in DIR/flash,\n"
			"taken in full at the first start"),
	}, {
		.section = "control", .key = "socket", .initial = "", .take = take_path, PLACE(socket),
		OPTION('S', "socket", "PATH", "where smsocket ctl finds the daemon; none if not given"),
	}, {
		.section = "control", .key = "mode", .initial = "0660", .live = true, .take = take_mode, .high = 0777, PLACE(mode),
	}, {
		.section = "control", .key = "group", .initial = "", .live = true, .take = take_name,
		.high = CONFIG_NAME_CAP - 1, PLACE(group),
	}, {
		.section = "control", .key = "configure", .initial = "yes", .live = true, .take = take_switch, PLACE(configure),
	}, {
		.section = "panel", .key = "listen", .initial = "", .take = take_listen, PLACE(listen),
		OPTION('l', "listen", "ADDR:PORT", "where its panel, a web page, is served, such as 127.0.0.1:8706; nowhere if\n"
			"not given"),
	}, {
		.section = "panel", .key = "hosts", .initial = "", .take = take_path, PLACE(hosts),
	}, {
		.section = "panel", .key = "password-file", .initial = "", .take = take_path, PLACE(password_file),
	}, {
		.section = "log", .key = "private", .initial = "no", .live = true, .take = take_switch, PLACE(private),
		OPTION('p', "private", NULL, "show whole telephone numbers and message texts in the log"),
	}, {
		.section = "log", .key = "verbose", .initial = "no", .live = true, .take = take_switch, PLACE(verbose),
		OPTION('v', "verbose", NULL, "log what a maintainer wants to read"),
	},
};
const size_t config_row_count = sizeof config_rows / sizeof *config_rows;

void config_init(struct config *c)
{
	struct why why;

	memset(c, 0, sizeof *c);
	for (size_t i = 0; i < config_row_count; i++)
		if (config_rows[i].initial)
			ASSERT(config_take(c, &config_rows[i], config_rows[i].initial, &why) == 0);
}

const struct config_row *config_row(const char *section, const char *key)
{
	for (size_t i = 0; i < config_row_count; i++)
		if (strcmp(config_rows[i].section, section) == 0 && strcmp(config_rows[i].key, key) == 0)
			return &config_rows[i];
	return NULL;
}

int config_take(struct config *c, const struct config_row *row, const char *value, struct why *why)
{
	return row->take(row, (char *)c + row->at, value, why);
}

const struct config_row *config_missing(const struct config *c)
{
	for (size_t i = 0; i < config_row_count; i++)
		/* Those are texts. */
		if (!config_rows[i].initial && *((const char *)c + config_rows[i].at) == '\0')
			return &config_rows[i];
	return NULL;
}

bool config_same(const struct config *a, const struct config *b, const struct config_row *row)
{
	return memcmp((const char *)a + row->at, (const char *)b + row->at, row->size) == 0;
}

void config_copy(struct config *c, const struct config *from, const struct config_row *row)
{
	memcpy((char *)c + row->at, (const char *)from + row->at, row->size);
}

const char *config_board_directory(const struct config *c)
{
	return strcmp(c->board, BOARD_GPIO) == 0 ? NULL : c->board + strlen(BOARD_DIRECTORY);
}
