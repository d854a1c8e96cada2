/* SPDX-License-Identifier: Apache-2.0 */
#include "ports/linux/worker.h"

#include <errno.h>
#include <event2/event.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/assert.h"
#include "ports/linux/sysfs.h"

#define STACK_BYTES (64 * 1024)

enum state { STATE_IDLE, STATE_ASKED, STATE_READ };

struct job {
	enum state state;
	char path[PATH_MAX];
	int error;
	char text[WORKER_TEXT_CAP];
};

/* The thread's, and freed by it: only it knows when a read that hangs has come back. */
struct worker_pool {
	pthread_mutex_t lock;
	pthread_cond_t asked;
	int ready_fd;
	bool ended;
	struct job jobs[WORKER_JOBS];
};

static void free_pool(struct worker_pool *p)
{
	close(p->ready_fd);
	pthread_cond_destroy(&p->asked);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

/* With the lock held. */
static struct job *find(struct worker_pool *p, enum state state)
{
	for (size_t i = 0; i < WORKER_JOBS; i++)
		if (p->jobs[i].state == state)
			return &p->jobs[i];
	return NULL;
}

static void *work(void *ctx)
{
	struct worker_pool *p = ctx;
	char path[PATH_MAX], text[WORKER_TEXT_CAP];
	const uint64_t one = 1;
	struct job *job;
	int error;

	pthread_mutex_lock(&p->lock);
	while (!p->ended) {
		job = find(p, STATE_ASKED);
		if (!job) {
			pthread_cond_wait(&p->asked, &p->lock);
			continue;
		}
		strcpy(path, job->path);
		pthread_mutex_unlock(&p->lock);
		error = sysfs_read(path, text, sizeof text);
		pthread_mutex_lock(&p->lock);
		job->error = error;
		strcpy(job->text, text);
		job->state = STATE_READ;
		/* It cannot fail: an eventfd counts further than there are jobs. */
		if (!p->ended && write(p->ready_fd, &one, sizeof one) < 0)
			break;
	}
	pthread_mutex_unlock(&p->lock);
	free_pool(p);
	return NULL;
}

/* The answers that have come, each told with the lock open: whoever hears it may ask again. */
static void on_ready(evutil_socket_t fd, short what, void *ctx)
{
	struct worker *w = ctx;
	char text[WORKER_TEXT_CAP];
	uint64_t count;
	struct job *job;

	(void)what;
	if (read(fd, &count, sizeof count) < 0)
		return;
	pthread_mutex_lock(&w->pool->lock);
	while ((job = find(w->pool, STATE_READ))) {
		size_t asker = (size_t)(job - w->pool->jobs);
		int error = job->error;

		strcpy(text, job->text);
		job->state = STATE_IDLE;
		w->asker[asker].busy = false;
		pthread_mutex_unlock(&w->pool->lock);
		w->asker[asker].done(w->asker[asker].ctx, error, text);
		pthread_mutex_lock(&w->pool->lock);
	}
	pthread_mutex_unlock(&w->pool->lock);
}

/* 0 or errno. Signals are the loop's. */
static int start_thread(struct worker_pool *p)
{
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t all, before;
	int error;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&thread, &attributes, work, p);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return error;
}

int worker_open(struct worker *w, struct event_base *base, struct why *why)
{
	struct worker_pool *p = calloc(1, sizeof *p);
	int error;

	*w = (struct worker){ .pool = p };
	ASSERT(p);
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->asked, NULL);
	p->ready_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	error = p->ready_fd < 0 ? errno : 0;
	if (error == 0) {
		/* Before the thread, which may be the last to know this. */
		w->ready = event_new(base, p->ready_fd, EV_READ | EV_PERSIST, on_ready, w);
		ASSERT(w->ready);
		event_add(w->ready, NULL);
		error = start_thread(p);
	}
	if (error == 0)
		return 0;
	if (w->ready)
		event_free(w->ready);
	free_pool(p);
	return why_failed(why, "cannot start the thread that reads sensors: %s", strerror(error));
}

void worker_close(struct worker *w)
{
	event_free(w->ready);
	pthread_mutex_lock(&w->pool->lock);
	w->pool->ended = true;
	pthread_cond_signal(&w->pool->asked);
	pthread_mutex_unlock(&w->pool->lock);
	w->pool = NULL;
}

unsigned worker_join(struct worker *w, worker_done done, void *ctx)
{
	ASSERT(w->askers < WORKER_JOBS);
	w->asker[w->askers].done = done;
	w->asker[w->askers].ctx = ctx;
	return w->askers++;
}

bool worker_read(struct worker *w, unsigned asker, const char *path)
{
	struct job *job = &w->pool->jobs[asker];

	ASSERT(asker < w->askers && strlen(path) < sizeof job->path);
	if (w->asker[asker].busy)
		return false;
	w->asker[asker].busy = true;
	pthread_mutex_lock(&w->pool->lock);
	strcpy(job->path, path);
	job->state = STATE_ASKED;
	pthread_cond_signal(&w->pool->asked);
	pthread_mutex_unlock(&w->pool->lock);
	return true;
}
