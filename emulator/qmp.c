/* SPDX-License-Identifier: Apache-2.0 */
#include "emulator/qmp.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMAND_CAP 512

/* The next line as what it says; NULL: none came, or it is no JSON. */
static cJSON *get(struct qmp *q, const char *what, struct text *why)
{
	const char *line = stream_line(&q->stream, what, why);

	if (line == NULL)
		return NULL;
	cJSON *said = cJSON_Parse(line);
	if (said == NULL) {
		text_str(why, "the emulator's qmp: \"");
		text_str(why, line);
		text_str(why, "\" is no JSON");
	}
	return said;
}

static void print_error(const cJSON *error, const char *command, struct text *why)
{
	const char *what = cJSON_GetStringValue(cJSON_GetObjectItem(error, "desc"));

	text_str(why, "the emulator's qmp: ");
	text_str(why, what != NULL ? what : "an error");
	text_str(why, ", to ");
	text_str(why, command);
}

/* The answer's "return", which the caller deletes; or NULL. What QEMU tells in between of its own accord is passed over. */
static cJSON *ask(struct qmp *q, const char *command, struct text *why)
{
	cJSON *said, *result = NULL;

	if (!stream_put(&q->stream, command, strlen(command), why))
		return NULL;
	while (result == NULL && (said = get(q, command, why)) != NULL) {
		const cJSON *error = cJSON_GetObjectItem(said, "error");

		result = cJSON_DetachItemFromObject(said, "return");
		if (error != NULL)
			print_error(error, command, why);
		cJSON_Delete(said);
		if (error != NULL)
			return NULL;
	}
	return result;
}

static bool told(struct qmp *q, const char *command, struct text *why)
{
	cJSON *result = ask(q, command, why);
	bool fine = result != NULL;

	cJSON_Delete(result);
	return fine;
}

void qmp_open(struct qmp *q, int fd)
{
	stream_open(&q->stream, fd, "the emulator's qmp");
}

void qmp_close(struct qmp *q)
{
	stream_close(&q->stream);
}

bool qmp_greet(struct qmp *q, struct text *why)
{
	cJSON *greeting = get(q, "its greeting", why);
	bool fine = greeting != NULL;

	cJSON_Delete(greeting);
	return fine && told(q, "{\"execute\":\"qmp_capabilities\"}", why);
}

bool qmp_stop(struct qmp *q, struct text *why)
{
	return told(q, "{\"execute\":\"stop\"}", why);
}

static bool set(struct qmp *q, const char *path, const char *property, const char *value, struct text *why)
{
	char command[COMMAND_CAP];

	snprintf(command, sizeof command,
		 "{\"execute\":\"qom-set\",\"arguments\":{\"path\":\"%s\",\"property\":\"%s\",\"value\":%s}}", path, property,
		 value);
	return told(q, command, why);
}

bool qmp_set_bool(struct qmp *q, const char *path, const char *property, bool value, struct text *why)
{
	return set(q, path, property, value ? "true" : "false", why);
}

bool qmp_set_number(struct qmp *q, const char *path, const char *property, long long value, struct text *why)
{
	char number[24];

	snprintf(number, sizeof number, "%lld", value);
	return set(q, path, property, number, why);
}

bool qmp_host_address(struct qmp *q, uint32_t address, uintptr_t *at, struct text *why)
{
	char command[COMMAND_CAP];

	snprintf(command, sizeof command,
		 "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"gpa2hva 0x%" PRIx32 "\"}}", address);
	cJSON *answer = ask(q, command, why);
	const char *text = cJSON_GetStringValue(answer), *is = text != NULL ? strstr(text, " is 0x") : NULL;
	if (is != NULL)
		*at = (uintptr_t)strtoull(is + strlen(" is "), NULL, 16);
	else if (answer != NULL)
		text_str(why, "the emulator does not tell where its memory is");
	cJSON_Delete(answer);
	return is != NULL;
}

static bool is_of(const cJSON *item, const char *type)
{
	char child[QMP_PATH_CAP];
	const char *is = cJSON_GetStringValue(cJSON_GetObjectItem(item, "type"));

	snprintf(child, sizeof child, "child<%s>", type);
	return is != NULL && strcmp(is, child) == 0;
}

bool qmp_find(struct qmp *q, const char *parent, const char *type, char path[QMP_PATH_CAP], struct text *why)
{
	char command[COMMAND_CAP];
	const cJSON *item;

	snprintf(command, sizeof command, "{\"execute\":\"qom-list\",\"arguments\":{\"path\":\"%s\"}}", parent);
	cJSON *list = ask(q, command, why);
	path[0] = '\0';
	cJSON_ArrayForEach(item, list) {
		const char *name = cJSON_GetStringValue(cJSON_GetObjectItem(item, "name"));

		if (path[0] == '\0' && name != NULL && is_of(item, type))
			snprintf(path, QMP_PATH_CAP, "%s/%s", parent, name);
	}
	if (list != NULL && path[0] == '\0') {
		text_str(why, "the emulator has no ");
		text_str(why, type);
	}
	cJSON_Delete(list);
	return path[0] != '\0';
}
