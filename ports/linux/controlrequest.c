/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/controlrequest.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "base/err.h"

#define DEED_NAMES "status, sms, events, log, settings or selftest"

static const struct {
	const char *name;
	const char *text, *flag; /* the members that it takes beside `do`; NULL: none */
	const char *members;
} deeds[CONTROLREQUEST_DEEDS] = {
	[DEED_STATUS] = { "status", NULL, NULL, "{\"do\":\"status\"}" },
	[DEED_SMS] = { "sms", "text", NULL, "{\"do\":\"sms\",\"text\":\"ON\"}" },
	[DEED_EVENTS] = { "events", NULL, "follow", "{\"do\":\"events\",\"follow\":true}, or without follow" },
	[DEED_LOG] = { "log", NULL, NULL, "{\"do\":\"log\"}" },
	[DEED_SETTINGS] = { "settings", NULL, "secrets", "{\"do\":\"settings\",\"secrets\":true}, or without secrets" },
	[DEED_SELFTEST] = { "selftest", NULL, NULL, "{\"do\":\"selftest\"}" },
};

static int refuse(struct controlrequest_fault *fault, const char *what, const char *expected)
{
	*fault = (struct controlrequest_fault){ what, expected };
	return ERR_SYNTAX;
}

/* No more than that many brackets are open at any place. */
static bool shallow(const char *s, unsigned depth_max)
{
	bool quoted = false;
	unsigned depth = 0;

	for (; *s != '\0'; s++) {
		if (quoted && *s == '\\' && s[1] != '\0')
			s++;
		else if (*s == '"')
			quoted = !quoted;
		else if (!quoted && (*s == '{' || *s == '['))
			depth++;
		else if (!quoted && (*s == '}' || *s == ']') && depth > 0)
			depth--;
		if (depth > depth_max)
			return false;
	}
	return true;
}

/* A string holds a NUL, behind which C would not read on. */
static bool has_nul(const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s != '\\' || s[1] == '\0')
			continue;
		s++;
		if (strncmp(s, "u0000", 5) == 0)
			return true;
	}
	return false;
}

static int take_deed(const cJSON *member, struct controlrequest *r, struct controlrequest_fault *fault)
{
	if (!cJSON_IsString(member))
		return refuse(fault, "there is no string \"do\"", DEED_NAMES);
	for (size_t i = 0; i < CONTROLREQUEST_DEEDS; i++) {
		if (strcmp(member->valuestring, deeds[i].name) != 0)
			continue;
		r->deed = (enum controlrequest_deed)i;
		return 0;
	}
	return refuse(fault, "\"do\" is nothing that can be done", DEED_NAMES);
}

static int take_text(const cJSON *member, struct controlrequest *r, struct controlrequest_fault *fault)
{
	if (!cJSON_IsString(member))
		return refuse(fault, "\"text\" is no string", deeds[r->deed].members);
	if (strlen(member->valuestring) >= sizeof r->text)
		return refuse(fault, "\"text\" is longer than any command", "at most 30 characters");
	strcpy(r->text, member->valuestring);
	return 0;
}

static int take_member(const cJSON *member, struct controlrequest *r, struct controlrequest_fault *fault)
{
	const char *name = member->string;
	const char *flag = deeds[r->deed].flag;

	if (strcmp(name, "do") == 0)
		return 0;
	if (deeds[r->deed].text != NULL && strcmp(name, deeds[r->deed].text) == 0)
		return take_text(member, r, fault);
	if (flag == NULL || strcmp(name, flag) != 0)
		return refuse(fault, "there is a member that does not belong here", deeds[r->deed].members);
	if (!cJSON_IsBool(member))
		return refuse(fault, "a member is neither true nor false", deeds[r->deed].members);
	*(r->deed == DEED_EVENTS ? &r->follow : &r->secrets) = cJSON_IsTrue(member);
	return 0;
}

static int take(const cJSON *request, struct controlrequest *r, struct controlrequest_fault *fault)
{
	const cJSON *member;

	if (!cJSON_IsObject(request))
		return refuse(fault, "the request is no JSON object", "a line such as {\"do\":\"status\"}");
	if (take_deed(cJSON_GetObjectItemCaseSensitive(request, "do"), r, fault) != 0)
		return ERR_SYNTAX;
	cJSON_ArrayForEach(member, request)
		if (take_member(member, r, fault) != 0)
			return ERR_SYNTAX;
	if (deeds[r->deed].text != NULL && !cJSON_HasObjectItem(request, deeds[r->deed].text))
		return refuse(fault, "\"text\" is missing", deeds[r->deed].members);
	return 0;
}

int controlrequest_read(const char *line, size_t len, struct controlrequest *r, struct controlrequest_fault *fault)
{
	char copy[CONTROLREQUEST_LINE_MAX + 1];
	cJSON *request;
	int result;

	*r = (struct controlrequest){ .deed = DEED_STATUS };
	if (len > CONTROLREQUEST_LINE_MAX)
		return refuse(fault, "the request is too long", "at most 8192 bytes");
	memcpy(copy, line, len);
	copy[len] = '\0';
	if (strlen(copy) != len || has_nul(copy))
		return refuse(fault, "the request holds a NUL", "text");
	if (!shallow(copy, CONTROLREQUEST_DEPTH_MAX))
		return refuse(fault, "the request is nested too deeply", "a line such as {\"do\":\"status\"}");
	request = cJSON_ParseWithOpts(copy, NULL, true);
	result = take(request, r, fault);
	cJSON_Delete(request);
	return result;
}
