/* SPDX-License-Identifier: Apache-2.0 */
#include "app/visit.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/transcript.h"
#include "base/assert.h"

#define ASSERTION "No assertion fails."

static void tell(void *ctx, const struct world_news *news)
{
	const struct visit_teller *t = ctx;

	if (news->kind != NEWS_LINE || t->lines)
		transcript_news(t->out, news);
}

pid_t visit_begin(const struct explore_config *config, struct visit_teller *teller, struct explore_result *result)
{
	const struct world_watch watch = { teller, tell };
	struct explore_config own = *config;

	fflush(stdout);
	pid_t child = fork();
	ASSERT(child >= 0);
	if (child > 0)
		return child;
	own.watch = teller == NULL ? NULL : &watch;
	if (teller == NULL) {
		signal(SIGINT, SIG_IGN); /* whoever counts the worlds waits for this one */
		close(STDERR_FILENO);
	} else {
		setvbuf(teller->out, NULL, _IOLBF, 0); /* what is told outlives an assertion */
	}
	explore_run(&own, result);
	fflush(NULL);
	_exit(0);
}

void visit_end(struct explore_result *result, int status)
{
	if (status == 0)
		return;
	result->broken = ASSERTION;
	snprintf(result->why, sizeof result->why, "the program ended: status %d, signal %d",
		 WIFEXITED(status) ? WEXITSTATUS(status) : 0, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

void visit_world(const struct explore_config *config, struct visit_teller *teller, struct explore_result *result)
{
	pid_t child = visit_begin(config, teller, result);
	int status = 0;
	pid_t ended = waitpid(child, &status, 0);

	ASSERT(ended == child);
	visit_end(result, status);
}

struct explore_result *visit_results(size_t count)
{
	void *at = mmap(NULL, count * sizeof(struct explore_result), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
			0);

	ASSERT(at != MAP_FAILED);
	return at;
}
