/* ctlshow: what a daemon has answered, in words for people, on standard output. Control characters that somebody's message
 * holds are shown as escapes.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_CTLSHOW_H
#define APP_CTLSHOW_H

#include <cjson/cJSON.h>
#include <stdbool.h>

/* A string, a number (0) or a truth (false) of a line, however deep: "alarm.on"; what is not there is "", 0, false. */
const char *ctlshow_string(const cJSON *line, const char *path);
double ctlshow_number(const cJSON *line, const char *path);
bool ctlshow_truth(const cJSON *line, const char *path);
/* It is there, and not null. */
bool ctlshow_known(const cJSON *line, const char *path);

void ctlshow_status(const cJSON *status);
/* An event, or an entry of the log: a line. */
void ctlshow_event(const cJSON *event);
void ctlshow_part(const cJSON *part);
/* Any text, whose lines are lines. */
void ctlshow_text(const char *text);

/* What monitoring makes of a status, and, if wanted, a line about it: 0 fine; 1 alarm; 2 the mains is lost; 3 not registered.
 * Of several, the mains first, then the alarm. */
int ctlshow_check(const cJSON *status, bool told);

#endif
