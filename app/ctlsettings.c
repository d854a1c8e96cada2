/* SPDX-License-Identifier: Apache-2.0 */
#include "app/ctlsettings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/cli.h"
#include "app/ctlshow.h"
#include "ports/linux/json.h"

#define SHOWN_CAP (6 * CTLLINES_CAP + 4096)

static int show_command(struct ctl *q, const cJSON *line)
{
	if (!q->json)
		ctlshow_text(ctlshow_string(line, "text"));
	return EXIT_DONE;
}

int ctlsettings_export(struct ctl *q)
{
	return ctlask_simply(q, "settings", q->secrets ? "secrets" : NULL, false, show_command);
}

/* --- Import. --- */

static void tell_as_json(const struct ctllines *line, const char *command, bool done, const char *answer)
{
	char buffer[SHOWN_CAP];
	struct text t;
	struct json j;

	text_init(&t, buffer, sizeof buffer);
	json_init(&j, &t);
	json_open(&j, '{');
	json_member_str(&j, "kind", "line");
	json_member_number(&j, "line", line->number);
	json_member_str(&j, "command", command);
	json_member_bool(&j, "done", done);
	json_member_str(&j, "text", answer);
	json_close(&j, '}');
	puts(buffer);
}

/* What became of a line. `answer`: the daemon's, or what is wrong with it. */
static void tell(const struct ctl *q, bool done, const char *answer)
{
	char command[CTLLINES_CAP], said[CTLLINES_CAP + SHOWN_CAP];
	struct text t;

	text_init(&t, command, sizeof command);
	ctllines_print(q->line.command, &t);
	if (q->json) {
		tell_as_json(&q->line, command, done, answer);
	} else if (!done) {
		snprintf(said, sizeof said, "line %u: \"%s\": %s", q->line.number, command, answer);
		ctlshow_text(said);
	}
}

static int show_line(struct ctl *q, const cJSON *answer)
{
	bool error = ctlshow_known(answer, "code");
	int result = ctlask_result(answer);

	tell(q, result == EXIT_DONE, ctlshow_string(answer, error ? "what" : "text"));
	return result;
}

static int read_line(struct ctl *q)
{
	const char *fault = ctllines_fault(q->line.command, q->model);

	tell(q, fault == NULL, fault == NULL ? "nothing wrong" : fault);
	return fault == NULL ? EXIT_DONE : EXIT_FAILED;
}

static void tell_end(const struct ctl *q, unsigned done, unsigned refused)
{
	if (q->json)
		printf("{\"kind\":\"%s\",\"done\":%u,\"refused\":%u}\n", q->dry_run ? "read" : "imported", done, refused);
	else
		printf("%u lines %s, %u refused\n", done, q->dry_run ? "have nothing wrong" : "done", refused);
}

/* A dry run finds all faults of a file; an import ends with the first, for what follows may need it. */
static int import(struct ctl *q, FILE *file)
{
	unsigned done = 0, refused = 0;
	int worst = EXIT_DONE;

	q->importing = true;
	while (ctllines_next(&q->line, file)) {
		int result = q->dry_run ? read_line(q) : ctlask_command(q, q->line.command, show_line);

		done += result == EXIT_DONE;
		refused += result != EXIT_DONE;
		worst = result > worst ? result : worst;
		bool gone = result == EXIT_UNREACHED || result == EXIT_LATE;
		if (gone || (result != EXIT_DONE && !q->keep_going && !q->dry_run))
			break;
	}
	if (ferror(file))
		return cli_failed("cannot read the settings: %s", strerror(errno));
	tell_end(q, done, refused);
	return worst;
}

int ctlsettings_import(struct ctl *q, const char *path)
{
	bool named = path != NULL && strcmp(path, "-") != 0;
	FILE *file = named ? fopen(path, "re") : stdin;
	int result;

	if (file == NULL)
		return cli_failed("%s: %s", path, strerror(errno));
	result = q->dry_run ? EXIT_DONE : ctlask_open(q);
	if (result == EXIT_DONE) {
		result = import(q, file);
		if (!q->dry_run)
			ctlask_close(q);
	}
	if (named)
		fclose(file);
	return result;
}
