/* SPDX-License-Identifier: Apache-2.0 */
#include "emulator/process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/assert.h"

#define MOMENT_MS 300 /* its sockets close before it is gone */
#define SAID_CAP 1000 /* of what it said, the end is shown */

int process_file(void)
{
	int fd = memfd_create("smsocket", MFD_CLOEXEC);

	ASSERT(fd >= 0);
	return fd;
}

bool process_found(const char *name)
{
	const char *path = getenv("PATH");
	char file[PATH_MAX];

	while (path != NULL && *path != '\0') {
		int len = (int)strcspn(path, ":");

		snprintf(file, sizeof file, "%.*s/%s", len, path, name);
		if (access(file, X_OK) == 0)
			return true;
		path += len + (path[len] == ':');
	}
	return false;
}

/* Threads that take turns, thousands of times a second, lose half their time with being woken on another processor. */
static void stay(void)
{
	cpu_set_t here;
	int cpu = sched_getcpu();

	if (cpu < 0)
		return;
	CPU_ZERO(&here);
	CPU_SET((unsigned)cpu, &here);
	sched_setaffinity(0, sizeof here, &here);
}

/* In the child: becomes the program, or tells the parent why not. */
static _Noreturn void become(char *const *argv, const int *fds, size_t count, int said, int tell, pid_t parent)
{
	int null = open("/dev/null", O_RDONLY);
	int error;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* The parent may have gone before that. */
	if (getppid() != parent)
		_exit(1);
	stay();
	dup2(null, STDIN_FILENO);
	dup2(said, STDOUT_FILENO);
	dup2(said, STDERR_FILENO);
	for (size_t i = 0; i < count; i++)
		fcntl(fds[i], F_SETFD, 0);
	execvp(argv[0], argv);
	error = errno;
	if (write(tell, &error, sizeof error) < 0)
		_exit(2);
	_exit(1);
}

bool process_spawn(struct process *p, char *const *argv, const int *fds, size_t count, struct text *why)
{
	pid_t parent = getpid();
	int tell[2], error = 0;
	int rc = pipe2(tell, O_CLOEXEC);

	ASSERT(rc == 0);
	*p = (struct process){ .said = process_file() };
	p->pid = fork();
	if (p->pid == 0)
		become(argv, fds, count, p->said, tell[1], parent);
	if (p->pid < 0)
		error = errno;
	close(tell[1]);
	/* Nothing comes when it has become the program. */
	if (p->pid > 0 && read(tell[0], &error, sizeof error) != sizeof error)
		error = 0;
	close(tell[0]);
	if (error == 0)
		return true;
	text_str(why, argv[0]);
	text_str(why, " cannot be started: ");
	text_str(why, strerror(error));
	process_kill(p);
	return false;
}

void process_kill(struct process *p)
{
	if (p->pid > 0) {
		kill(p->pid, SIGKILL);
		while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
			continue;
	}
	if (p->said >= 0)
		close(p->said);
	*p = (struct process){ .said = -1 };
}

/* On one line. */
static void print_said(int said, struct text *why)
{
	char bytes[SAID_CAP];
	off_t size = lseek(said, 0, SEEK_END);
	off_t from = size > SAID_CAP ? size - SAID_CAP : 0;
	ssize_t len = pread(said, bytes, sizeof bytes, from);

	while (len > 0 && bytes[len - 1] == '\n')
		len--;
	for (ssize_t i = 0; i < len; i++)
		text_char(why, bytes[i] == '\n' || bytes[i] == '\r' ? ' ' : bytes[i]);
	if (len <= 0)
		text_str(why, "without a word");
}

bool process_ended(struct process *p, struct text *why)
{
	siginfo_t info = { .si_pid = 0 };

	if (p->pid <= 0)
		return false;
	struct pollfd end = { .fd = pidfd_open(p->pid, 0), .events = POLLIN };
	poll(&end, 1, MOMENT_MS);
	close(end.fd);
	/* Looked at only: process_kill gathers it. */
	if (waitid(P_PID, (id_t)p->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0)
		return false;
	text_str(why, info.si_code == CLD_EXITED ? "it has ended with status " : "it was ended by signal ");
	text_number(why, info.si_status);
	text_str(why, ": ");
	print_said(p->said, why);
	return true;
}
